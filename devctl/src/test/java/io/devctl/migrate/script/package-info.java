/** Tests of migrate.script. */
@NullMarked
package io.devctl.migrate.script;

import org.jspecify.annotations.NullMarked;
