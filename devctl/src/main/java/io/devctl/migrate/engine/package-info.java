/** What another program that applies migrations is to devctl: something that is given orders, and whose ledger is read. */
@NullMarked
package io.devctl.migrate.engine;

import org.jspecify.annotations.NullMarked;
