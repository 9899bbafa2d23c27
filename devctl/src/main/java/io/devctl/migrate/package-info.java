/** Plans, checks, locks, applies and records migrations of many targets in one database. */
@NullMarked
package io.devctl.migrate;

import org.jspecify.annotations.NullMarked;
