/** Programs that tests start as services. */
@NullMarked
package io.devctl.testing.programs;

import org.jspecify.annotations.NullMarked;
