/** Alembic's side of things without Python: its configuration, its revision files and the graph that they make. */
@NullMarked
package io.devctl.migrate.alembic;

import org.jspecify.annotations.NullMarked;
