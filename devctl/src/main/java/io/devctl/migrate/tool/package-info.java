/** Migration tools of any kind: a command, the files that it reads, and the ledger that it writes. */
@NullMarked
package io.devctl.migrate.tool;

import org.jspecify.annotations.NullMarked;
