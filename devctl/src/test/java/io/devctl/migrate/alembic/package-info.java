@NullMarked
package io.devctl.migrate.alembic;

import org.jspecify.annotations.NullMarked;
