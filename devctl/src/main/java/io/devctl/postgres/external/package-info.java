/** A Postgres that somebody else runs: devctl waits for it, makes the database, and otherwise leaves it alone. */
@NullMarked
package io.devctl.postgres.external;

import org.jspecify.annotations.NullMarked;
