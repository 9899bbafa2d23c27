package io.devctl.migrate.tool;

import io.devctl.migrate.process.SearchPath;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A service whose migrations some tool applies.
 *
 * @param title what messages call the tool
 * @param folder where it runs
 * @param command its words, with {@code {schema}} and {@code {tenant}}
 * @param inputs what it reads
 * @param ledger where it records what it has applied
 * @param variables of its environment, with placeholders; the service's own win over them
 * @param own the tool's own commands, by what devctl calls them
 * @param models how it tells whether models have what no migration makes, null where it cannot
 * @param timeout how long one target may take
 * @param surroundings asked when a process is started
 */
public record ToolProject(
        String title,
        Path folder,
        List<String> command,
        Inputs inputs,
        LedgerSource ledger,
        Map<String, String> variables,
        Map<String, String> own,
        @Nullable ModelQuestion models,
        Duration timeout,
        Supplier<Surroundings> surroundings) {
    /** Names in lists are cut after this many characters. */
    private static final int LONGEST_NAME = 80;

    public ToolProject {
        command = List.copyOf(command);
        variables = Map.copyOf(variables);
        own = Map.copyOf(own);
    }

    /**
     * A command that compares models with migrations.
     *
     * @param command its words; it exits with 0 when nothing is missing
     * @param changed how a line begins that tells of something missing
     */
    public record ModelQuestion(List<String> command, String changed) {
        public ModelQuestion {
            command = List.copyOf(command);
        }
    }

    /**
     * Globs, relative to the folder.
     *
     * @param files the migrations
     * @param settings everything else that decides what the command does: one without a slash is looked for in the folders
     *     above as well, up to that of services.yaml, where lock files lie
     */
    public record Inputs(List<String> files, List<String> settings) {
        public Inputs {
            files = List.copyOf(files);
            settings = List.copyOf(settings);
        }
    }

    /**
     * Tables, or a query.
     *
     * @param tables each with a schema in front unless it is in the target's; empty for a query
     * @param query that gives the ledger's rows, null where it is tables
     * @param name the column with the migrations' names, null when that is not known
     * @param group the column with what a name belongs to, null where there is none
     * @param appliedAt the column with the time, null where there is none
     */
    public record LedgerSource(
            List<String> tables,
            @Nullable String query,
            @Nullable String name,
            @Nullable String group,
            @Nullable String appliedAt) {
        public LedgerSource {
            tables = List.copyOf(tables);
        }
    }

    /**
     * The environment of the service's processes.
     *
     * @param variables all of them
     * @param given those that services.yaml or its files set themselves: nothing of ours replaces them
     * @param connection values of {@code {url}} and the like, by name
     */
    public record Surroundings(Map<String, String> variables, Set<String> given, Map<String, String> connection) {}

    /** The command as the user would type it, for lists and messages. */
    public String name() {
        String name = String.join(" ", command);
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…";
    }

    /** The tool's own command for one of devctl's, or the tool's name where it is not known. */
    String own(String command) {
        return own.getOrDefault(command, title);
    }

    /** The words for a target. */
    public List<String> command(String schema, @Nullable String tenant) {
        Map<String, String> values = Map.of("schema", schema, "tenant", tenant == null ? "" : tenant);
        return command.stream().map(word -> fill(word, values)).toList();
    }

    /** The environment for a target: unqualified names mean its schema in every program that uses libpq's variables. */
    public Map<String, String> environment(String schema, @Nullable String tenant) {
        Surroundings around = surroundings.get();
        Map<String, String> values = new HashMap<>(around.connection());
        String url = around.connection().get("url");
        if (url != null) {
            values.put("url_with", url + (url.indexOf('?') < 0 ? "?" : "&"));
        }
        values.put("schema", schema);
        values.put(
                "schema_encoded",
                URLEncoder.encode(schema, StandardCharsets.UTF_8).replace("+", "%20"));
        values.put("tenant", tenant == null ? "" : tenant);
        Map<String, String> environment = new HashMap<>(around.variables());
        environment.put("PGOPTIONS", SearchPath.options(environment.get("PGOPTIONS"), schema));
        environment.put("DEVCTL_SCHEMA", schema);
        environment.put("DEVCTL_TENANT", tenant == null ? "" : tenant);
        variables.forEach((name, template) -> {
            if (!around.given().contains(name)) {
                environment.put(name, fill(template, values));
            }
        });
        return environment;
    }

    /** One pass: what a value holds is not looked at again. */
    private static String fill(String template, Map<String, String> values) {
        StringBuilder filled = new StringBuilder();
        int at = 0;
        while (at < template.length()) {
            int open = template.indexOf('{', at);
            int close = open < 0 ? -1 : template.indexOf('}', open);
            String value = close < 0 ? null : values.get(template.substring(open + 1, close));
            int next = open < 0 ? template.length() : value == null ? open + 1 : close + 1;
            filled.append(template, at, open < 0 ? template.length() : open);
            filled.append(open < 0 ? "" : value == null ? "{" : value);
            at = next;
        }
        return filled.toString();
    }

    /** Everything that says what is run, without what differs between targets; a change of it is a change of the command. */
    String description() {
        List<String> parts = new ArrayList<>(command);
        parts.add("files " + inputs);
        parts.add("ledger " + ledger);
        variables.keySet().stream().sorted().forEach(name -> parts.add(name + "=" + variables.get(name)));
        return String.join("\n", parts);
    }
}
