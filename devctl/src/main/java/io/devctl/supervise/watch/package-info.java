/** Tells when files of units have changed. */
@NullMarked
package io.devctl.supervise.watch;

import org.jspecify.annotations.NullMarked;
