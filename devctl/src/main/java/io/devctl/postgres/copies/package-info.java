/** Copies of a database in its own server: snapshots, clones, and the golden copy that makes a reset feel instant. */
@NullMarked
package io.devctl.postgres.copies;

import org.jspecify.annotations.NullMarked;
