/** Finds migration files, merges folders, and remembers what unchanged files contain. */
@NullMarked
package io.devctl.migrate.files;

import org.jspecify.annotations.NullMarked;
