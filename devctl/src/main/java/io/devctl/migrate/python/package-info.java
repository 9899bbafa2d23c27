/** Reads Python source without running it: as much of it as a revision file of Alembic needs. */
@NullMarked
package io.devctl.migrate.python;

import org.jspecify.annotations.NullMarked;
