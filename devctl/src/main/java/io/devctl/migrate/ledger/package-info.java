/** How each tool's table records which migrations were applied: read, written and made in that tool's own form. */
@NullMarked
package io.devctl.migrate.ledger;

import org.jspecify.annotations.NullMarked;
