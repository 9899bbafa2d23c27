/** What the operating system knows: processes, and who listens on a port. */
@NullMarked
package io.devctl.system;

import org.jspecify.annotations.NullMarked;
