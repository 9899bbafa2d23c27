/** What another program that applies migrations is to devctl: something that is given orders, and whose ledger is read. */
@NullMarked
package io.devctl.migrate.tool;

import org.jspecify.annotations.NullMarked;
