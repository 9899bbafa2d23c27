/** Reads SQL scripts as psql does: where each statement begins and ends, and how it must be sent. Knows no database. */
@NullMarked
package io.devctl.migrate.script;

import org.jspecify.annotations.NullMarked;
