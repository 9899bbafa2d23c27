package io.devctl.config.presets;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What devctl knows of a migration tool. All of it can be said otherwise in services.yaml.
 *
 * @param name what {@code engine:} calls it
 * @param title what its makers call it
 * @param tested whether a test of devctl runs the real tool
 * @param recognise what a folder in which it is used has, each a glob or {@code GLOB contains TEXT}; all of them
 * @param command how its migrations are applied
 * @param commandPublic the same for schema public, where that is done in another way; else null
 * @param files globs of the migrations
 * @param settings globs of everything else that decides what the command does
 * @param ledger where the tool records what it has applied
 * @param variables of its environment, with placeholders
 * @param models how the tool tells whether models have what no migration makes, null where it cannot
 * @param own the tool's own commands, by the last word of devctl's
 */
public record Preset(
        String name,
        String title,
        boolean tested,
        List<String> recognise,
        List<String> command,
        @Nullable List<String> commandPublic,
        List<String> files,
        List<String> settings,
        Ledger ledger,
        Map<String, String> variables,
        @Nullable Models models,
        Map<String, String> own) {
    public Preset {
        recognise = List.copyOf(recognise);
        command = List.copyOf(command);
        commandPublic = commandPublic == null ? null : List.copyOf(commandPublic);
        files = List.copyOf(files);
        settings = List.copyOf(settings);
        variables = Map.copyOf(variables);
        own = Map.copyOf(own);
    }

    /**
     * A command that compares models with migrations.
     *
     * @param command its words; it exits with 0 when nothing is missing
     * @param changed how a line begins that tells of something missing
     */
    public record Models(List<String> command, String changed) {
        public Models {
            command = List.copyOf(command);
        }
    }

    /**
     * A tool's table.
     *
     * @param table its name, with a schema in front where it is not in the target's
     * @param name the column with the migrations' names
     * @param group the column with what a name belongs to, null where there is none
     * @param appliedAt the column with the time, null where there is none
     */
    public record Ledger(
            String table,
            String name,
            @Nullable String group,
            @Nullable String appliedAt) {}
}
