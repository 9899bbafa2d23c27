/** The use cases: the order of the phases of a command, and nothing else. */
@NullMarked
package io.devctl.app;

import org.jspecify.annotations.NullMarked;
