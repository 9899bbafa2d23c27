package io.devctl.console;

/** What a line is about, empty where it stands for itself, and what it says, already painted. */
public record NamedLine(String name, String text) {}
