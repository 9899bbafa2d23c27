/** The control socket: one JSON object per line, every request with an id that its answer repeats. */
@NullMarked
package io.devctl.supervise.control;

import org.jspecify.annotations.NullMarked;
