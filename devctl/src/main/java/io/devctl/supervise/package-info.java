/**
 * Starts, probes, restarts and stops the processes of an environment, and keeps their logs. {@link
 * io.devctl.supervise.Supervisor} is the process that owns them, {@link io.devctl.supervise.SupervisorClient} what
 * every command talks to it through; the packages below hold the parts.
 */
@NullMarked
package io.devctl.supervise;

import org.jspecify.annotations.NullMarked;
