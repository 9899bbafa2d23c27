package io.devctl.migrate.python;

/**
 * A comment of Python source.
 *
 * @param text with its number sign
 * @param line from 1
 * @param column from 1, in characters
 */
public record Comment(String text, int line, int column) {}
