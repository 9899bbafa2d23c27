/** Looks at migration files without a database: names, conflicts, changes against a base, and operations that are unsafe. */
@NullMarked
package io.devctl.migrate.check;

import org.jspecify.annotations.NullMarked;
