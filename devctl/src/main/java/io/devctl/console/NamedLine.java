package io.devctl.console;

/** What a line is about, and what it says, already painted. */
record NamedLine(String name, String text) {}
