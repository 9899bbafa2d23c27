package io.devctl.migrate.check;

import io.devctl.migrate.script.StatementKind;

/**
 * A statement of a file, with what is around it.
 *
 * @param begin offset of the file's own BEGIN that is still open, or -1
 * @param transaction counts the file's transactions: two statements with one number commit together
 */
record Part(Tokens tokens, StatementKind kind, int begin, int transaction) {}
