/**
 * devctl's migrations as a library, for services on the JVM that migrate when they start.
 *
 * <p>Everything that a caller needs is {@link io.devctl.api.Devctl}, {@link io.devctl.api.MigrationOptions}, {@link
 * io.devctl.api.MigrationException} and the values of {@link io.devctl.model} that they speak of. At run time it needs the
 * driver of Postgres and nothing else.
 */
@NullMarked
package io.devctl.api;

import org.jspecify.annotations.NullMarked;
