/** A prompt for SQL where the user has no psql. */
@NullMarked
package io.devctl.cli.psql;

import org.jspecify.annotations.NullMarked;
