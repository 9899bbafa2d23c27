package io.devctl.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devctl.migrate.tool.ToolProject;
import io.devctl.migrate.tool.ToolProject.LedgerSource;
import io.devctl.model.HistoryEntry;
import io.devctl.model.MigrateReport;
import io.devctl.model.MigrationError;
import io.devctl.model.Target;
import io.devctl.model.TargetResult.Outcome;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import io.devctl.postgres.Connections;
import io.devctl.postgres.Endpoint;
import io.devctl.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A tool of the user's own: a shell script that keeps a ledger of the shape of ours, with psql. */
@Timeout(300)
final class ToolIT {
    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    private static final String LEDGER = "schema_migrations";

    /** Applies each file that the ledger lacks in a transaction of its own. */
    private static final String SCRIPT = """
            #!/bin/sh
            echo started >> starts
            {
              echo "create table if not exists LEDGER(id serial primary key, migration_name varchar(255) unique not null);"
              for file in migrations/*.sql; do
                name=$(basename "$file")
                printf '%s\\n' "select count(*) = 0 as todo from LEDGER where migration_name = '$name' \\\\gset" '\\if :todo' 'begin;'
                cat "$file"
                printf '%s\\n' "insert into LEDGER(migration_name) values ('$name');" 'commit;' '\\endif'
              done
            } | psql -qX -v ON_ERROR_STOP=1 "$DATABASE_URL"
            """;

    @TempDir
    private Path root;

    private Endpoint endpoint;
    private Project database;
    private List<String> command = List.of("./migrate.sh");
    private LedgerSource ledger = new LedgerSource(List.of(LEDGER), null, "migration_name", null, null);
    private Duration timeout = Duration.ofMinutes(1);

    @BeforeEach
    void project() throws IOException {
        fresh();
        script(SCRIPT);
        database.file("20250101000001_one.sql", "create table one(id int);")
                .file("20250101000002_two.sql", "create table two(id int);")
                .file("20250101000003_three.sql", "create table three(id int);");
    }

    private void fresh() {
        endpoint = POSTGRES.freshEndpoint();
        database = new Project(root, Connections.to(endpoint));
    }

    private void script(String text) throws IOException {
        Path script = root.resolve("migrate.sh");
        Files.writeString(script, text.replace("LEDGER", LEDGER));
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }

    private List<MigrationTarget> targets() {
        Endpoint now = endpoint;
        ToolProject tool = new ToolProject(
                "Migrate",
                root,
                command,
                new ToolProject.Inputs(List.of("migrations/*.sql"), List.of("tool.lock", "settings.ini")),
                ledger,
                Map.of(),
                Map.of("new", "./new NAME"),
                null,
                timeout,
                () -> surroundings(now));
        MigrationSet set = new MigrationSet(
                "app",
                "command",
                List.of(root),
                root,
                null,
                new Ledger(LEDGER, "migration_name", null),
                Map.of(),
                Limits.DEFAULT,
                MigrationSet.Rules.STANDARD,
                null,
                tool);
        return Stream.of("a", "b")
                .map(t -> new MigrationTarget(new Target("app", t, "app_" + t, "command"), set))
                .toList();
    }

    private static ToolProject.Surroundings surroundings(Endpoint endpoint) {
        Map<String, String> variables = new LinkedHashMap<>(System.getenv());
        variables.put("DATABASE_URL", endpoint.url());
        return new ToolProject.Surroundings(variables, Set.of(), Map.of("url", endpoint.url()));
    }

    private Migrator migrator() {
        return new Migrator(database.database);
    }

    private MigrateReport migrate() {
        return migrator().migrate(targets(), MigrateOptions.defaults(), event -> {});
    }

    private List<TargetState> states() {
        return migrator().check(targets()).stream().map(TargetStatus::state).toList();
    }

    private TargetStatus first() {
        return migrator().check(targets()).get(0);
    }

    private static List<String> outcomes(MigrateReport report) {
        return report.targets().stream()
                .map(result -> result.outcome() + " " + String.join(",", result.applied()))
                .toList();
    }

    private static MigrationError error(MigrateReport report) {
        return Objects.requireNonNull(report.targets().get(0).error());
    }

    private int starts() throws IOException {
        Path starts = root.resolve("starts");
        return Files.exists(starts) ? Files.readAllLines(starts).size() : 0;
    }

    @TestFactory
    Stream<DynamicTest> aLedgerThatLostSomethingIsNeverCurrent() {
        return LedgerLosses.sql("app_b").all().entrySet().stream()
                .map(loss -> DynamicTest.dynamicTest(loss.getKey(), () -> {
                    fresh();
                    database.sql("create table public.nothing(id int)");
                    assertThat(migrate().count(Outcome.APPLIED)).isEqualTo(2);
                    assertThat(states()).containsOnly(TargetState.CURRENT);
                    database.sql(loss.getValue().toArray(String[]::new));
                    assertThat(states().get(1)).isNotEqualTo(TargetState.CURRENT);
                    // what devctl has forgotten it does not vouch for
                    if (!loss.getKey().startsWith("devctl's")) {
                        assertThat(states().get(0)).as("the neighbour").isEqualTo(TargetState.CURRENT);
                    }
                }));
    }

    @Test
    void aRowPutBackIsCurrentAgainWithoutARun() throws Exception {
        migrate();
        database.sql(
                "create table kept as select * from app_b.schema_migrations", "delete from app_b.schema_migrations");
        assertThat(states()).containsExactly(TargetState.CURRENT, TargetState.PENDING);
        database.sql("insert into app_b.schema_migrations select * from kept");
        assertThat(states()).containsOnly(TargetState.CURRENT);
        assertThat(outcomes(migrate())).containsOnly("CURRENT ");
        assertThat(starts()).isEqualTo(2);
    }

    @Test
    void whateverTheCommandDependsOnMakesItRunAgain() throws Exception {
        migrate();
        int runs = 2;
        Map<String, Change> changes = new LinkedHashMap<>();
        changes.put("a file edited", () -> database.file("20250101000002_two.sql", "create table two(id int); --"));
        changes.put(
                "a file renamed",
                () -> database.remove("20250101000003_three.sql").file("20250101000003_drei.sql", "select 1;"));
        changes.put("a file gone", () -> database.remove("20250101000003_drei.sql"));
        changes.put("the script edited", () -> script(SCRIPT + "# edited\n"));
        changes.put("the command", () -> command = List.of("./migrate.sh", "--all"));
        changes.put("settings", () -> Files.writeString(root.resolve("settings.ini"), "a"));
        changes.put("a lock file", () -> Files.writeString(root.resolve("tool.lock"), "1"));
        changes.put("its content", () -> Files.writeString(root.resolve("tool.lock"), "2"));
        changes.put(
                "what is read of the ledger", () -> ledger = new LedgerSource(List.of(LEDGER), null, "id", null, null));
        for (Map.Entry<String, Change> change : changes.entrySet()) {
            change.getValue().make();
            assertThat(states()).as(change.getKey()).containsOnly(TargetState.PENDING);
            migrate();
            runs += 2;
            assertThat(starts()).as(change.getKey()).isEqualTo(runs);
            assertThat(states()).as("after " + change.getKey()).containsOnly(TargetState.CURRENT);
        }
    }

    /** Something done to the project. */
    private interface Change {
        void make() throws IOException;
    }

    @Test
    void aFailureIsToldAndNeverTakenForASuccess() throws Exception {
        database.file("20250101000004_four.sql", "create table one(id int);");
        MigrateReport report = migrate();
        assertThat(outcomes(report)).containsExactly("FAILED ", "SKIPPED ");
        assertThat(error(report).message()).startsWith("ERROR:  relation \"one\" already exists");
        assertThat(states()).containsExactly(TargetState.FAILED, TargetState.PENDING);
        assertThat(first().reason()).contains("already exists");

        script("#!/bin/sh\nexit 0\n");
        database.sql("drop table app_a.schema_migrations");
        assertThat(error(migrate()).message())
                .isEqualTo("Migrate says that it is done, but its ledger app_a.schema_migrations is not there");
        database.sql("create table app_a.schema_migrations(migration_name text)");
        assertThat(error(migrate()).message()).endsWith("is empty");
        command = List.of("no-such-program");
        assertThat(error(migrate()).hint()).isEqualTo("install Migrate, or say how it is started under `command:`");
        assertThat(states()).containsExactly(TargetState.FAILED, TargetState.PENDING);
    }

    @Test
    void twoRunnersAtOnceRunItOncePerTarget() throws Exception {
        CompletableFuture<MigrateReport> other = CompletableFuture.supplyAsync(this::migrate);
        MigrateReport mine = migrate();
        MigrateReport theirs = other.get();
        assertThat(starts()).isEqualTo(2);
        assertThat(mine.count(Outcome.APPLIED) + theirs.count(Outcome.APPLIED)).isEqualTo(2);
        assertThat(mine.count(Outcome.CURRENT) + theirs.count(Outcome.CURRENT)).isEqualTo(2);
    }

    @Test
    void ledgersElsewhereAreReadEachTime() throws Exception {
        script(SCRIPT + "psql -qX \"$DATABASE_URL\" -c \"create schema if not exists log; create table if not exists"
                + " log.$DEVCTL_SCHEMA(at int); insert into log.$DEVCTL_SCHEMA values (1)\"\n");
        for (LedgerSource source : List.of(
                new LedgerSource(List.of(LEDGER, "public.more"), null, "migration_name", null, null),
                new LedgerSource(
                        List.of(),
                        "select migration_name from schema_migrations -- of this schema",
                        null,
                        null,
                        null))) {
            fresh();
            database.sql("create table public.more(id int)");
            ledger = source;
            int before = starts();
            assertThat(states()).as("no ledger yet").containsOnly(TargetState.PENDING);
            assertThat(migrate().count(Outcome.APPLIED)).isEqualTo(2);
            assertThat(states()).containsOnly(TargetState.CURRENT);
            assertThat(outcomes(migrate())).containsOnly("CURRENT ");
            assertThat(starts()).isEqualTo(before + 2);
            database.sql("update app_b.schema_migrations set migration_name = 'x' where id = 3");
            assertThat(states()).containsExactly(TargetState.CURRENT, TargetState.PENDING);
            database.sql("drop table app_b.schema_migrations", "create table app_b.schema_migrations(x int)");
            assertThat(states()).as("cannot be read").containsExactly(TargetState.CURRENT, TargetState.PENDING);
            database.sql("drop schema app_a cascade");
            assertThat(states()).containsOnly(TargetState.PENDING);
        }
    }

    @Test
    void stopsTheWholeGroupWhenItTakesTooLongOrIsCancelled() throws Exception {
        timeout = Duration.ofSeconds(5);
        script("#!/bin/sh\nsleep 291 &\n(trap '' TERM; sleep 292) &\necho here > pid\nsleep 293\n");
        assertThat(error(migrate()).message()).startsWith("Migrate took longer than 5 s and was stopped");
        assertThat(sleeping()).isEmpty();
        assertThat(states()).containsExactly(TargetState.FAILED, TargetState.PENDING);

        fresh();
        timeout = Duration.ofMinutes(2);
        Path pid = root.resolve("pid");
        Files.delete(pid);
        Migrator migrator = migrator();
        CompletableFuture<MigrateReport> run = CompletableFuture.supplyAsync(
                () -> migrator.migrate(targets(), MigrateOptions.defaults(), event -> {}));
        while (!Files.exists(pid)) {
            assertThatThrownBy(() -> run.get(100, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        }
        migrator.cancel();
        assertThat(run.get().targets()).allMatch(result -> Migrator.CANCELLED.equals(result.reason()));
        assertThat(sleeping()).isEmpty();
        assertThat(states()).containsOnly(TargetState.PENDING);
    }

    private static List<String> sleeping() {
        List<String> left = new ArrayList<>();
        ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .filter(line -> line.matches(".*sleep 29[123]$"))
                .forEach(left::add);
        return left;
    }

    @Test
    void saysWhatItCanAndLeavesTheRestToTheTool() {
        assertThat(first().pending())
                .containsExactly(
                        "migrations/20250101000001_one.sql",
                        "migrations/20250101000002_two.sql",
                        "migrations/20250101000003_three.sql");
        assertThat(migrator().plan(targets(), MigrateOptions.defaults()).get(0).files())
                .hasSize(3);
        migrate();
        assertThat(first().applied()).isEqualTo(3);
        assertThat(first().current()).isEqualTo("20250101000003_three");
        assertThat(first().head()).isEqualTo("20250101000003_three");
        assertThat(migrator().history(targets()))
                .extracting(HistoryEntry::file)
                .startsWith("20250101000001_one.sql")
                .hasSize(6);
        database.sql("delete from app_a.schema_migrations where id = 3");
        assertThat(first().reason()).isEqualTo("its ledger is not what it was after the last run");
        assertThat(first().pending()).containsExactly("./migrate.sh");
        assertThatThrownBy(() -> ToolCommands.refuse(targets(), "new"))
                .hasMessage("dev migrate new is not for 'app': Migrate applies its migrations");
        assertThatThrownBy(() -> migrator().script(targets(), MigrateOptions.defaults()))
                .hasMessage("dev migrate --sql is not for 'app': Migrate applies its migrations");
    }
}
