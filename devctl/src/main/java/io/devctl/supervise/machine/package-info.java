/**
 * Supervision as a pure state machine: what happened and the time go in, what to do comes out. No processes, threads
 * or clocks in here.
 */
@NullMarked
package io.devctl.supervise.machine;

import org.jspecify.annotations.NullMarked;
