package io.devctl.config;

import io.devctl.config.presets.Preset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a migration tool is run for a set of migrations, and where it records what it did: what services.yaml says, and for the
 * rest the tool's preset.
 *
 * @param title what messages call it
 * @param command its words; {@code {schema}} and {@code {tenant}} stand for those of a target
 * @param files globs of the migrations, relative to the service's folder
 * @param settings globs of everything else that decides what the command does
 * @param tables that together are the ledger, each with a schema in front unless it is in the target's; empty for a query
 * @param query that gives the ledger's rows, null where it is tables
 * @param group the column with what a migration's name belongs to, null where there is none
 * @param variables of its environment, with placeholders
 * @param models how the tool tells whether models have what no migration makes, null where it cannot
 * @param own the tool's own commands, by what devctl calls them
 */
public record ToolConfig(
        String title,
        List<String> command,
        List<String> files,
        List<String> settings,
        List<String> tables,
        @Nullable String query,
        @Nullable String group,
        Map<String, String> variables,
        Preset.@Nullable Models models,
        Map<String, String> own) {
    public ToolConfig {
        command = List.copyOf(command);
        files = List.copyOf(files);
        settings = List.copyOf(settings);
        tables = List.copyOf(tables);
        variables = Map.copyOf(variables);
        own = Map.copyOf(own);
    }
}
