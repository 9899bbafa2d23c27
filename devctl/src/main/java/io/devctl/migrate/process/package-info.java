/** Other programs that devctl runs for a target: started, watched, and ended with all that they started. */
@NullMarked
package io.devctl.migrate.process;

import org.jspecify.annotations.NullMarked;
