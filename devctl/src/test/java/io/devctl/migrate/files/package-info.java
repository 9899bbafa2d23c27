/** Tests of migrate.files. */
@NullMarked
package io.devctl.migrate.files;

import org.jspecify.annotations.NullMarked;
