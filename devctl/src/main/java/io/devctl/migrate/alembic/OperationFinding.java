package io.devctl.migrate.alembic;

/**
 * What a revision file does that can hurt.
 *
 * @param rule the name of the rule for {@code migrate check}
 * @param line from 1
 * @param column from 1, in characters
 * @param message what it does, with names in quotes, and why that matters
 * @param hint what to do instead
 */
public record OperationFinding(String rule, int line, int column, String message, String hint) {}
