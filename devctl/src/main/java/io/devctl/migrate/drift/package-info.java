/** What is told of files that are not what was applied: the difference, and where a lost file still is. */
@NullMarked
package io.devctl.migrate.drift;

import org.jspecify.annotations.NullMarked;
