/**
 * The Docker engine: questions and small requests through its Unix socket, and containers, which Testcontainers makes in a
 * process of its own. Its size, its threads and what it logs are never felt by a command that finds a container running.
 */
@NullMarked
package io.devctl.docker;

import org.jspecify.annotations.NullMarked;
