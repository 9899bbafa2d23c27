/** Tests of the migration engine, against a real Postgres where they are named so. */
@NullMarked
package io.devctl.migrate;

import org.jspecify.annotations.NullMarked;
