/** Migration tools of any kind. */
@NullMarked
package io.devctl.migrate.tool;

import org.jspecify.annotations.NullMarked;
