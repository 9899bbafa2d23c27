package io.devctl.config;

import io.devctl.config.keys.Fields;
import io.devctl.config.keys.Key;
import io.devctl.config.keys.ListKind;
import io.devctl.config.presets.Preset;
import io.devctl.config.presets.Presets;
import io.devctl.config.yaml.Placed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what a set of migrations says about a tool that is neither devctl nor Alembic. */
final class ToolReader {
    static final Key<List<Placed<String>>> FILES = new Key<>(
            "files",
            ListKind.orOne(Kinds.PATH),
            "What the command reads, as globs; the preset's unless given. A change of one of them makes it run again");
    static final Key<List<Placed<String>>> TABLES = new Key<>(
            "tables",
            ListKind.orOne(Kinds.IDENTIFIER),
            "Instead of table: several that together are a tool's ledger, with their schema where it is another one");
    static final Key<String> QUERY = new Key<>(
            "query", Kinds.TEXT, "Instead of a table: SQL whose rows change whenever a tool has applied something");

    private final Loading loading;

    ToolReader(Loading loading) {
        this.loading = loading;
    }

    /** Whether an engine is a tool that this reads. */
    static boolean isTool(String engine) {
        return !engine.equals(EngineKind.SQL) && !engine.equals(EngineKind.ALEMBIC);
    }

    /**
     * How the tool is run; records what {@code engine: command} leaves open.
     *
     * @param command the words that services.yaml gives, empty for none
     * @param schema of the set
     */
    ToolConfig read(Fields fields, String engine, List<String> command, Fields ledger, String schema) {
        Preset preset = Presets.of(engine).orElse(null);
        List<String> files = files(fields, preset);
        List<String> tables = tables(ledger, preset);
        String query = ledger.get(QUERY);
        if (preset == null) {
            require(!command.isEmpty(), fields, "command", "add command: [./migrate, --all]");
            require(!files.isEmpty(), fields, "files", "add files: [migrations/**]");
            require(!tables.isEmpty() || query != null, fields, "ledger", "add ledger: schema_migrations");
        }
        if (query != null && (ledger.has(MigrationReader.TABLE) || ledger.has(TABLES))) {
            loading.problems()
                    .add("either tables or a query, not both", query, ledger.place(QUERY), "take one of them out");
        }
        List<String> usual = preset == null
                ? List.of()
                : schema.equals("public") && preset.commandPublic() != null ? preset.commandPublic() : preset.command();
        return new ToolConfig(
                preset == null ? (command.isEmpty() ? engine : command.get(0)) : preset.title(),
                command.isEmpty() ? usual : command,
                files,
                preset == null ? List.of() : preset.settings(),
                query == null ? tables : List.of(),
                query,
                preset == null ? null : preset.ledger().group(),
                preset == null ? Map.of() : preset.variables(),
                preset == null ? null : models(preset, command),
                preset == null ? Map.of() : preset.own());
    }

    /** The preset's question, put to the program as services.yaml starts it: {@code uv run python manage.py}. */
    private static Preset.@Nullable Models models(Preset preset, List<String> command) {
        Preset.Models models = preset.models();
        if (models == null || command.isEmpty()) {
            return models;
        }
        int same = 0;
        while (preset.command().get(same).equals(models.command().get(same))) {
            same++;
        }
        int program = command.lastIndexOf(models.command().get(same - 1));
        if (program < 0) {
            return null;
        }
        List<String> words = new ArrayList<>(command.subList(0, program + 1));
        words.addAll(models.command().subList(same, models.command().size()));
        return new Preset.Models(words, models.changed());
    }

    private void require(boolean there, Fields fields, String key, String hint) {
        if (!there) {
            loading.problems().add("engine: command needs", key, fields.place(MigrationReader.ENGINE), hint);
        }
    }

    private static List<String> files(Fields fields, @Nullable Preset preset) {
        if (fields.has(FILES)) {
            return Loading.values(fields.get(FILES));
        }
        if (fields.has(MigrationReader.PATHS)) {
            return Loading.values(fields.get(MigrationReader.PATHS)).stream()
                    .map(folder -> folder.replaceFirst("/+$", "") + "/**")
                    .toList();
        }
        return preset == null ? List.of() : preset.files();
    }

    private static List<String> tables(Fields ledger, @Nullable Preset preset) {
        if (ledger.has(TABLES)) {
            return Loading.values(ledger.get(TABLES));
        }
        String table = ledger.get(MigrationReader.TABLE);
        return table != null
                ? List.of(table)
                : preset == null ? List.of() : List.of(preset.ledger().table());
    }

    /** The ledger as the rest of devctl names it; a column that services.yaml gives wins over the preset's. */
    static LedgerConfig ledger(ToolConfig tool, String engine, Fields ledger) {
        Preset preset = Presets.of(engine).orElse(null);
        String name = ledger.get(MigrationReader.NAME);
        String appliedAt = ledger.get(MigrationReader.APPLIED_AT);
        if (preset != null && tool.tables().equals(List.of(preset.ledger().table()))) {
            name = name == null ? preset.ledger().name() : name;
            appliedAt = appliedAt == null ? preset.ledger().appliedAt() : appliedAt;
        }
        return new LedgerConfig(
                tool.query() == null ? String.join(" and ", tool.tables()) : "a query", true, name, appliedAt);
    }

    /** The words of a command that is given as one text. */
    static List<String> words(List<String> command) {
        if (command.size() != 1) {
            return command;
        }
        List<String> words =
                new ArrayList<>(Arrays.asList(command.get(0).strip().split("\\s+")));
        words.removeIf(String::isEmpty);
        return words;
    }
}
