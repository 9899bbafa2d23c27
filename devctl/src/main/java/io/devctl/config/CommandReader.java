package io.devctl.config;

import io.devctl.config.yaml.Yaml;
import java.util.ArrayList;
import java.util.List;

/** Turns a checked command into its value. */
final class CommandReader {
    private CommandReader() {}

    /** A text is for the shell, a list is a program with its arguments. */
    static CommandConfig read(Yaml command, Interpolation text) {
        if (command instanceof Yaml.Scalar line) {
            return new CommandConfig.Shell(text.shell(line));
        }
        List<Template> words = new ArrayList<>();
        if (command instanceof Yaml.Listing listing) {
            for (Yaml word : listing.items()) {
                if (word instanceof Yaml.Scalar scalar) {
                    words.add(text.template(scalar));
                }
            }
        }
        return new CommandConfig.Argv(words);
    }
}
