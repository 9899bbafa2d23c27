package io.devctl.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine;

/**
 * The commands by name. Only those whose names are on the command line are made and handed to picocli, which reads the
 * annotations of a command by reflection; without a name that we know, all are. The commands of a command that is named alone
 * are left out, unless it is for help or an error, which is complete.
 */
final class CommandTable {
    private final List<Entry> entries;

    private CommandTable(List<Entry> entries) {
        this.entries = entries;
    }

    static CommandTable of(Entry... entries) {
        return new CommandTable(List.of(entries));
    }

    static Entry entry(String name, Function<Session, Command> create, Entry... children) {
        return new Entry(name, create, of(children));
    }

    /** Adds to {@code parent} the commands that the arguments name; all where they name none. */
    void register(CommandLine parent, Session session, String[] arguments) {
        register(parent, session, arguments, false);
    }

    /** The same, and all of the commands' own commands: for help and errors. */
    void registerAll(CommandLine parent, Session session, String[] arguments) {
        register(parent, session, arguments, true);
    }

    private void register(CommandLine parent, Session session, String[] arguments, boolean complete) {
        Set<String> words = Set.copyOf(Arrays.asList(dedupe(arguments)));
        List<Entry> named = entries.stream().filter(e -> words.contains(e.name)).collect(Collectors.toList());
        boolean versionOnly = words.contains("--version") || words.contains("-V");
        for (Entry entry : named.isEmpty() && !versionOnly ? entries : named) {
            CommandLine child = new CommandLine(entry.create.apply(session));
            entry.children.registerNamed(child, session, words, complete || named.isEmpty());
            parent.addSubcommand(entry.name, child);
        }
    }

    private void registerNamed(CommandLine parent, Session session, Set<String> words, boolean complete) {
        for (Entry entry : entries) {
            if (complete || words.contains(entry.name)) {
                parent.addSubcommand(entry.name, new CommandLine(entry.create.apply(session)));
            }
        }
    }

    private static String[] dedupe(String[] arguments) {
        return Arrays.stream(arguments).distinct().toArray(String[]::new);
    }

    record Entry(String name, Function<Session, Command> create, CommandTable children) {}
}
