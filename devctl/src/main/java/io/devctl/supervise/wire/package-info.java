/** The supervisor's values as JSON, on the control socket and on disk. */
@NullMarked
package io.devctl.supervise.wire;

import org.jspecify.annotations.NullMarked;
