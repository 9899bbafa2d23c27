/** Postgres in a container of this checkout. */
@NullMarked
package io.devctl.postgres.docker;

import org.jspecify.annotations.NullMarked;
