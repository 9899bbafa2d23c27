/** Carries out single checks of units, and tells whether a task's inputs have changed. */
@NullMarked
package io.devctl.supervise.probe;

import org.jspecify.annotations.NullMarked;
