package io.devctl.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** All commands as a shell needs to know them: taken from picocli's own model, so that no list of options is kept twice. */
final class CompletionTable {
    /** What stands for a value in help says what it is. */
    private static final Map<String, String> KINDS = Map.of(
            "SERVICE", "services",
            "TENANT", "tenants",
            "FILE", "files",
            "PATH", "files",
            "DIR", "folders",
            "SHELL", "shells",
            "CMD", "commands");

    /** Options with one letter for a value, which is another thing elsewhere. */
    private static final Map<String, String> OPTIONS =
            Map.of("--service", "services", "--tenant", "tenants", "--to", "any", "--profile", "any");

    /**
     * A command.
     *
     * @param path its words with a space in front of each: {@code " db restore"}; empty for {@code dev} itself
     * @param arguments the kind of each positional argument
     * @param repeated whether the last of them may be repeated
     */
    record Row(String path, List<Word> children, List<Word> options, List<String> arguments, boolean repeated) {}

    /**
     * A command's or an option's name.
     *
     * @param value the kind of value that an option takes; null for none
     */
    record Word(String name, String description, @Nullable String value) {}

    private final List<Row> rows = new ArrayList<>();

    private CompletionTable() {}

    static List<Row> of(CommandLine root) {
        CompletionTable table = new CompletionTable();
        table.add("", root);
        return table.rows;
    }

    private void add(String path, CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        List<Word> children = new ArrayList<>();
        command.getSubcommands().forEach((name, child) -> {
            if (!child.getCommandSpec().usageMessage().hidden()) {
                children.add(new Word(
                        name, description(child.getCommandSpec().usageMessage().description()), null));
            }
        });
        List<Word> options = new ArrayList<>();
        for (OptionSpec option : spec.options()) {
            if (!option.hidden()) {
                for (String name : option.names()) {
                    options.add(new Word(name, description(option.description()), value(option, path)));
                }
            }
        }
        List<String> arguments = new ArrayList<>();
        boolean repeated = false;
        for (PositionalParamSpec argument : spec.positionalParameters()) {
            if (!argument.hidden()) {
                arguments.add(kind(argument, path));
                repeated = argument.arity().max() > 1;
            }
        }
        rows.add(new Row(path, children, options, arguments, repeated));
        command.getSubcommands().forEach((name, child) -> {
            if (!child.getCommandSpec().usageMessage().hidden()) {
                add(path + " " + name, child);
            }
        });
    }

    private static @Nullable String value(OptionSpec option, String path) {
        if (option.arity().max() == 0) {
            return null;
        }
        for (String name : option.names()) {
            String known = OPTIONS.get(name);
            if (known != null) {
                return known.equals("services") && path.startsWith(" migrate") ? "migrated" : known;
            }
        }
        return kind(option, path);
    }

    private static String kind(ArgSpec argument, String path) {
        String label = argument.paramLabel();
        boolean copy = label.equals("NAME") && (path.equals(" db restore") || path.equals(" db drop"));
        String kind = KINDS.get(label);
        if (path.equals(" tenants add")) {
            return "any";
        }
        boolean migrated = label.equals("SERVICE") && path.startsWith(" migrate");
        return copy ? "snapshots" : migrated ? "migrated" : kind == null ? "any" : kind;
    }

    /** One line, without what a shell's quotes would trip over. */
    private static String description(String[] lines) {
        return String.join(" ", lines)
                .replaceAll("[\\\\'\"`$\\[\\]]", "")
                .replace(':', ',')
                .strip();
    }
}
