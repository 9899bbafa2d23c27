package io.devctl.config;

import io.devctl.config.keys.Fields;
import io.devctl.config.keys.Key;
import io.devctl.config.keys.ListKind;
import io.devctl.config.keys.MapKind;
import io.devctl.config.keys.Section;
import io.devctl.config.yaml.Named;
import io.devctl.config.yaml.Place;
import io.devctl.config.yaml.Placed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one set of {@code migrations}. */
final class MigrationReader {
    private static final String SQL = EngineKind.SQL;
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);
    private static final List<Placed<String>> NONE = List.of();

    static final Key<String> TABLE = new Key<>("table", Kinds.IDENTIFIER, "The ledger's name, without a schema");
    static final Key<String> LEDGER_SCHEMA = new Key<>(
            "schema",
            Kinds.TENANT_TEXT,
            "Alembic: where env.py keeps the version table, when not in the target's schema");
    static final Key<String> NAME =
            new Key<>("name", Kinds.IDENTIFIER, "The ledger's column with the migration's name");
    static final Key<String> APPLIED_AT =
            new Key<>("applied_at", Kinds.IDENTIFIER, "The ledger's column with the time");
    static final Section LEDGER_SECTION = Section.of(
                    "ledger", TABLE, NAME, APPLIED_AT, LEDGER_SCHEMA, ToolReader.TABLES, ToolReader.QUERY)
            .orJust(TABLE);

    static final Key<String> ENGINE =
            new Key<>("engine", new EngineKind(), "Who applies the migrations: sql is devctl itself");
    static final Key<List<Placed<String>>> PATHS =
            new Key<>("paths", ListKind.orOne(Kinds.PATH), "Folders with migrations, merged by file name");
    static final Key<List<Placed<String>>> SEARCH =
            new Key<>("search", ListKind.orOne(Kinds.PATH), "Instead of paths: the first that exists");
    static final Key<String> SCHEMA =
            new Key<>("schema", Kinds.TENANT_TEXT, "The schema; with {tenant} in it there is one for each tenant");
    static final Key<Fields> LEDGER =
            new Key<>("ledger", LEDGER_SECTION, "The table that records what has been applied");
    static final Key<String> FORMAT = new Key<>(
            "format",
            Kinds.choice("devctl", "flyway", "golang-migrate", "dbmate", "goose", "diesel", "supabase"),
            "Whose convention the files follow; recognised unless given");
    static final Key<List<Placed<String>>> VERIFY = new Key<>(
            "verify",
            ListKind.orOne(Kinds.TENANT_TEXT),
            "Tables that must exist afterwards, or SQL that must return true");
    static final Key<List<Named<String>>> VARIABLES = new Key<>(
            "variables",
            MapKind.of(NameRule.PLACEHOLDER, Kinds.TENANT_TEXT),
            "What stands for ${NAME} in the files; nothing that is not declared is replaced");
    static final Key<Duration> TIMEOUT =
            new Key<>("timeout", Kinds.DURATION, "How long an engine may take for a target; 60s unless given");
    static final Key<Duration> LOCK_TIMEOUT =
            new Key<>("lock_timeout", Kinds.DURATION, "How long a statement may wait for a lock; 10s unless given");
    static final Key<Duration> STATEMENT_TIMEOUT =
            new Key<>("statement_timeout", Kinds.DURATION, "How long a statement may take; timeout unless given");
    static final Key<Integer> RETRIES = new Key<>(
            "retries",
            Kinds.COUNT_OR_NONE,
            "How often a lock timeout, a deadlock or a lost connection is tried again; 3");
    static final Key<String> OUT_OF_ORDER = new Key<>(
            "out_of_order",
            Kinds.choice("error", "allow"),
            "Whether a file may be applied that sorts before an applied one; error unless given");
    static final Key<Boolean> AUTO = new Key<>("auto", Kinds.FLAG, "False: dev up only reports what is pending");
    static final Key<Boolean> IDEMPOTENT = new Key<>(
            "idempotent", Kinds.FLAG, "True: the files can be run again, and dev migrate check holds them to it");
    static final Key<List<Placed<String>>> COMMAND = new Key<>(
            "command",
            ListKind.orOne(Kinds.TENANT_TEXT),
            "How Alembic, or another tool, is started: alembic, uv run alembic, or a list");
    static final Key<String> CONFIG =
            new Key<>("config", Kinds.PATH, "Alembic's configuration; alembic.ini unless given");
    static final Key<String> SCHEMA_VARIABLE = new Key<>(
            "schema_variable",
            Kinds.IDENTIFIER,
            "The variable that tells Alembic's env.py the schema; ALEMBIC_SCHEMA unless given");
    static final Key<String> UPGRADE = new Key<>(
            "upgrade", Kinds.choice("head", "heads"), "What Alembic upgrades to; heads where there are several");
    static final Section SECTION = Section.of(
            "migrations",
            ENGINE,
            PATHS,
            SEARCH,
            SCHEMA,
            LEDGER,
            FORMAT,
            VERIFY,
            VARIABLES,
            TIMEOUT,
            LOCK_TIMEOUT,
            STATEMENT_TIMEOUT,
            RETRIES,
            OUT_OF_ORDER,
            AUTO,
            IDEMPOTENT,
            COMMAND,
            ToolReader.FILES,
            CONFIG,
            SCHEMA_VARIABLE,
            UPGRADE);

    private final Loading loading;

    MigrationReader(Loading loading) {
        this.loading = loading;
    }

    /**
     * One set.
     *
     * @param dir the service's folder; null when it is not there, and then neither are the paths looked at
     */
    MigrationConfig read(Fields fields, @Nullable Path dir) {
        String engine = fields.get(ENGINE, SQL);
        Path base = dir == null ? loading.root() : dir;
        List<Path> search = search(fields, base);
        Duration timeout = fields.get(TIMEOUT, DEFAULT_TIMEOUT);
        String schema = schema(fields);
        List<String> command = ToolReader.words(Loading.values(fields.get(COMMAND)));
        Fields ledger = fields.get(LEDGER, Fields.none(fields.place()));
        ToolConfig tool = ToolReader.isTool(engine)
                ? new ToolReader(loading).read(fields, engine, command, ledger, schema)
                : null;
        return new MigrationConfig(
                engine,
                dir == null ? List.of() : paths(fields, engine, base, search),
                search,
                schema,
                tool != null
                        ? ToolReader.ledger(tool, engine, ledger)
                        : ledger(ledger, engine.equals(SQL) ? fields.get(FORMAT, SQL) : engine),
                fields.get(FORMAT),
                Loading.values(fields.get(VERIFY)),
                variables(fields),
                timeout,
                new MigrationConfig.Limits(
                        fields.get(LOCK_TIMEOUT), fields.get(STATEMENT_TIMEOUT, timeout), fields.get(RETRIES)),
                fields.get(OUT_OF_ORDER, "error").equals("allow"),
                fields.get(AUTO, true),
                fields.get(IDEMPOTENT, false),
                alembic(fields, command),
                tool);
    }

    private static AlembicConfig alembic(Fields fields, List<String> command) {
        return new AlembicConfig(
                command.isEmpty() ? List.of("alembic") : command,
                fields.get(CONFIG, "alembic.ini"),
                fields.get(SCHEMA_VARIABLE, "ALEMBIC_SCHEMA"),
                fields.get(UPGRADE, "head"));
    }

    private List<Path> search(Fields fields, Path base) {
        List<Path> folders = new ArrayList<>();
        for (Placed<String> one : fields.get(SEARCH, NONE)) {
            Path folder = loading.resolve(base, one.value(), one.place());
            if (folder != null) {
                folders.add(folder);
            }
        }
        return folders;
    }

    private List<Path> paths(Fields fields, String engine, Path dir, List<Path> search) {
        if (fields.has(SEARCH) && fields.has(PATHS)) {
            loading.problems()
                    .add("either paths or search, not both", "search", fields.keyPlace(SEARCH), "take one out");
            return List.of();
        }
        if (fields.has(SEARCH)) {
            return firstOf(search, fields);
        }
        if (fields.has(PATHS) && !ToolReader.isTool(engine)) {
            return loading.folders(dir, fields.get(PATHS, NONE));
        }
        // other engines say in their own files where their migrations are
        return engine.equals(SQL)
                ? loading.folders(dir, List.of(new Placed<>("migrations", fields.place())))
                : List.of(dir);
    }

    private List<Path> firstOf(List<Path> search, Fields fields) {
        for (Path folder : search) {
            if (Files.isDirectory(folder)) {
                return List.of(folder);
            }
        }
        String listed = String.join(", ", Loading.values(fields.get(SEARCH)));
        loading.problems().add("none of these folders exists", listed, fields.place(SEARCH), "create one of them");
        return List.of();
    }

    private String schema(Fields fields) {
        String schema = fields.get(SCHEMA, "public");
        Place place = fields.place(SCHEMA);
        String rest = schema.replace(MigrationConfig.TENANT, "");
        if (schema.isBlank() || rest.indexOf('{') >= 0 || rest.indexOf('}') >= 0) {
            loading.problems().add("not a schema's name", schema, place, "the only placeholder is {tenant}");
        } else if (schema.startsWith("pg_") || schema.equals("information_schema") || schema.equals("devctl")) {
            String owner = schema.equals("devctl") ? "devctl" : "Postgres";
            loading.problems().add("a schema that belongs to " + owner, schema, place, "choose another name");
        }
        return schema;
    }

    private static Map<String, String> variables(Fields fields) {
        Map<String, String> variables = new HashMap<>();
        for (Named<String> each : fields.get(VARIABLES, List.of())) {
            variables.put(each.name(), each.value());
        }
        return variables;
    }

    private static LedgerConfig ledger(Fields ledger, String owner) {
        return new LedgerConfig(
                ledger.get(TABLE, usualLedger(owner)),
                ledger.has(TABLE),
                ledger.get(NAME),
                ledger.get(APPLIED_AT),
                ledger.get(LEDGER_SCHEMA));
    }

    /** The ledger that an engine, or a format of SQL files, has unless told otherwise. */
    private static String usualLedger(String owner) {
        return switch (owner) {
            case "goose" -> "goose_db_version";
            case "diesel" -> "__diesel_schema_migrations";
            case "alembic" -> "alembic_version";
            case "flyway" -> "flyway_schema_history";
            default -> "schema_migrations";
        };
    }
}
