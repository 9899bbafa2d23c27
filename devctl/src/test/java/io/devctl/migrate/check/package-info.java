/** The check of migration files. */
@NullMarked
package io.devctl.migrate.check;

import org.jspecify.annotations.NullMarked;
