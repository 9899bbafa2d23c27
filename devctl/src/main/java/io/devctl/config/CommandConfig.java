package io.devctl.config;

import java.util.List;

/** A command line. */
public sealed interface CommandConfig {

    /** Text for {@code /bin/sh -c}. */
    record Shell(Template line) implements CommandConfig {}

    /** A program and its arguments, run without a shell; at least the program. */
    record Argv(List<Template> words) implements CommandConfig {
        public Argv {
            words = List.copyOf(words);
        }
    }
}
