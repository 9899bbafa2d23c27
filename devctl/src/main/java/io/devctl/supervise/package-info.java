/** Starts, probes, restarts and stops the processes of an environment, and keeps their logs. */
@NullMarked
package io.devctl.supervise;

import org.jspecify.annotations.NullMarked;
