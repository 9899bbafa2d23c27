package io.devctl.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devctl.migrate.alembic.AlembicProject;
import io.devctl.migrate.alembic.Pythons;
import io.devctl.model.Event;
import io.devctl.model.MigrateReport;
import io.devctl.model.MigrationError;
import io.devctl.model.Target;
import io.devctl.model.TargetResult;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import io.devctl.postgres.Connections;
import io.devctl.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Alembic's migrations with the real Alembic, a schema for each tenant. */
@Timeout(300)
final class AlembicIT {
    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    /** As people write it for schemas of tenants; it appends to the file named `runs` each time that Python runs it. */
    private static final String ENV = """
            import os
            from alembic import context
            from sqlalchemy import create_engine, pool, text

            with open(os.path.join(os.path.dirname(__file__), "runs"), "a") as runs:
                runs.write("%d\\n" % os.getpid())
            SCHEMA
            engine = create_engine(os.environ["DATABASE_URL"], poolclass=pool.NullPool)
            with engine.connect() as connection:
                connection.execute(text('set search_path to "%s"' % schema))
                connection.dialect.default_schema_name = schema
                if hasattr(connection, "commit"):
                    connection.commit()
                context.configure(connection=connection, version_table_schema=schema)
                with context.begin_transaction():
                    context.run_migrations()
            """;

    @TempDir
    private Path root;

    private final List<Event> events = Collections.synchronizedList(new ArrayList<>());
    private List<String> tenants = List.of("a", "b", "c");
    private Project database;
    private Map<String, String> variables = Map.of();
    private Pythons alembic = Pythons.NEWEST;
    private Duration timeout = Duration.ofSeconds(60);
    private String upgrade = "head";

    @BeforeEach
    void project() throws IOException {
        var endpoint = POSTGRES.freshEndpoint();
        database = new Project(root, Connections.to(endpoint));
        Map<String, String> all = new LinkedHashMap<>(System.getenv());
        all.put("DATABASE_URL", endpoint.url());
        variables = all;
        Files.createDirectories(root.resolve("migrations/versions"));
        Files.writeString(root.resolve("alembic.ini"), "[alembic]\nscript_location = migrations\n");
        env("schema = os.environ['ALEMBIC_SCHEMA']");
        revision("0001", null, "op.create_table('users', sa.Column('id', sa.Integer))", "op.drop_table('users')");
        revision(
                "0002",
                "0001",
                "op.add_column('users', sa.Column('name', sa.Text))",
                "op.drop_column('users', 'name')");
    }

    private void env(String schema) throws IOException {
        Files.writeString(root.resolve("migrations/env.py"), ENV.replace("SCHEMA", schema));
    }

    private Path file(String id) {
        return root.resolve("migrations/versions/" + id + "_x.py");
    }

    private void revision(String id, @Nullable String down, String up, String undo) throws IOException {
        Files.writeString(
                file(id),
                "from alembic import op\nimport sqlalchemy as sa\nimport os\nimport time\nrevision = '" + id
                        + "'\ndown_revision = " + (down == null ? "None" : "'" + down + "'")
                        + "\n\n\ndef upgrade():\n    "
                        + up + "\n\n\ndef downgrade():\n    " + undo + "\n");
    }

    private List<MigrationTarget> targets() {
        AlembicProject project = new AlembicProject(
                root, Path.of("alembic.ini"), alembic.command(), "ALEMBIC_SCHEMA", upgrade, timeout, () -> variables);
        MigrationSet set = new MigrationSet(
                "app",
                "alembic",
                List.of(root),
                root,
                null,
                Ledger.DEFAULT,
                Map.of(),
                Limits.DEFAULT,
                MigrationSet.Rules.STANDARD,
                project);
        return tenants.stream()
                .map(t -> new MigrationTarget(new Target("app", t, "app_" + t, "alembic"), set))
                .toList();
    }

    private List<TargetStatus> check() {
        return new Migrator(database.database).check(targets());
    }

    private List<TargetState> states() {
        return check().stream().map(TargetStatus::state).toList();
    }

    private MigrateReport migrate() {
        return migrate(1);
    }

    private MigrateReport migrate(int jobs) {
        return new Migrator(database.database)
                .migrate(targets(), MigrateOptions.defaults().withJobs(jobs), events::add);
    }

    private List<String> outcomes(MigrateReport report) {
        return report.targets().stream()
                .map(result -> result.outcome() + " " + String.join(",", result.applied()))
                .toList();
    }

    private static MigrationError error(MigrateReport report) {
        return report.targets().stream()
                .map(TargetResult::error)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
    }

    private long processes() throws IOException {
        Path runs = root.resolve("migrations/runs");
        return Files.exists(runs) ? Files.readAllLines(runs).stream().distinct().count() : 0;
    }

    private void alembic(String schema, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(alembic.command());
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(root.toFile()).inheritIO();
        builder.environment().putAll(variables);
        builder.environment().put("ALEMBIC_SCHEMA", schema);
        assertThat(builder.start().waitFor()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Pythons.class)
    void bringsEveryTenantUpToDateInOneInterpreterAndStartsNoneWhenThereIsNothingToDo(Pythons installed)
            throws Exception {
        alembic = installed;
        assertThat(states()).containsOnly(TargetState.PENDING);
        assertThat(outcomes(migrate()))
                .containsOnly("APPLIED 0001_x.py,0002_x.py")
                .hasSize(3);
        assertThat(processes()).isEqualTo(1);
        assertThat(database.value("select string_agg(version_num, ',') from app_b.alembic_version"))
                .isEqualTo("0002");
        assertThat(database.value("select count(*) from app_c.users")).isEqualTo("0");

        Files.delete(root.resolve("migrations/runs"));
        assertThat(outcomes(migrate())).containsOnly("CURRENT ");
        assertThat(check()).allSatisfy(status -> {
            assertThat(status.state()).isEqualTo(TargetState.CURRENT);
            assertThat(status.applied()).isEqualTo(2);
            assertThat(status.head()).isEqualTo("0002");
        });
        assertThat(processes()).isZero();

        revision("0003", "0002", "op.create_table('more', sa.Column('id', sa.Integer))", "op.drop_table('more')");
        assertThat(check().get(0).pending()).containsExactly("0003_x.py");
        assertThat(outcomes(migrate(2))).containsOnly("APPLIED 0003_x.py");
    }

    @Test
    void seesWhatSomebodyElseDidToTheVersions() throws Exception {
        migrate();
        alembic("app_b", "downgrade", "-1");
        assertThat(states()).containsExactly(TargetState.CURRENT, TargetState.PENDING, TargetState.CURRENT);
        assertThat(outcomes(migrate())).containsExactly("CURRENT ", "APPLIED 0002_x.py", "CURRENT ");

        database.sql("delete from app_a.alembic_version");
        assertThat(states()).startsWith(TargetState.PENDING);
        database.sql("insert into app_a.alembic_version values ('0002')");
        assertThat(states()).containsOnly(TargetState.CURRENT);
        database.sql("drop schema app_c cascade");
        assertThat(states()).endsWith(TargetState.PENDING);
        database.sql("set session_replication_role = replica", "update app_b.alembic_version set version_num = '0001'");
        assertThat(check().get(1).pending()).containsExactly("0002_x.py");
        database.sql("update app_b.alembic_version set version_num = '0002'");
        assertThat(outcomes(migrate())).containsExactly("CURRENT ", "CURRENT ", "APPLIED 0001_x.py,0002_x.py");
        database.sql("truncate app_b.alembic_version");
        assertThat(states().get(1)).isEqualTo(TargetState.PENDING);
    }

    @Test
    void takesAnEditedFileForTheSameAndNamesARevisionThatNoFileHas() throws Exception {
        migrate();
        Files.writeString(file("0002"), Files.readString(file("0002")) + "# formatted\n");
        assertThat(states()).containsOnly(TargetState.CURRENT);
        Files.delete(file("0002"));
        assertThat(check()).allSatisfy(status -> {
            assertThat(status.state()).isEqualTo(TargetState.DRIFTED);
            assertThat(status.reason()).isEqualTo("applied, but no file has the revision: '0002'");
        });
        assertThat(processes()).isEqualTo(1);
    }

    @Test
    void refusesSeveralHeadsUnlessThatIsMeant() throws Exception {
        revision("0003", "0001", "pass", "pass");
        assertThat(check().get(0).reason()).isEqualTo("several heads: '0002, 0003'");
        MigrateReport report = migrate();
        assertThat(outcomes(report)).containsOnly("FAILED ");
        assertThat(error(report).file()).isEqualTo("alembic_version");
        assertThat(processes()).isZero();
        upgrade = "heads";
        assertThat(outcomes(migrate())).allMatch(outcome -> outcome.startsWith("APPLIED 0001"));
        assertThat(states()).containsOnly(TargetState.CURRENT);
    }

    @Test
    void saysWhatPythonSaidAndStopsBeforeTheOtherTenants() throws Exception {
        revision("0003", "0002", "print('on the way'); op.add_column('users', sa.Column('name', sa.Text))", "pass");
        MigrateReport report = migrate();

        assertThat(outcomes(report)).startsWith("FAILED ", "SKIPPED ", "SKIPPED ");
        MigrationError error = error(report);
        assertThat(error.message().lines().findFirst().orElseThrow())
                .startsWith("sqlalchemy.exc.ProgrammingError: (psycopg.errors.DuplicateColumn)");
        assertThat(error.message()).contains("on the way");
        assertThat(error.file()).isEqualTo("migrations/versions/0003_x.py");
        assertThat(error.line()).isEqualTo(10);
        assertThat(error.hint()).contains("it is there already");
        assertThat(report.targets().get(0).reason())
                .startsWith("sqlalchemy.exc")
                .hasLineCount(1);
        assertThat(check().get(0).state()).isEqualTo(TargetState.FAILED);
        assertThat(check().get(0).reason())
                .startsWith("0003_x.py:10: sqlalchemy.exc")
                .hasLineCount(1);
        revision("0003", "0002", "pass", "pass");
        assertThat(outcomes(migrate())).allMatch(outcome -> outcome.startsWith("APPLIED"));
        assertThat(states()).containsOnly(TargetState.CURRENT);
    }

    @Test
    void givesEachTargetItsOwnProcessWhereEnvPyRemembersTheFirstOne() throws Exception {
        env("import logging\nschema = logging.__dict__.setdefault('schema', os.environ['ALEMBIC_SCHEMA'])");
        assertThat(outcomes(migrate()))
                .containsOnly("APPLIED 0001_x.py,0002_x.py")
                .hasSize(3);
        assertThat(processes()).isEqualTo(3);
        assertThat(database.value("select version_num from app_c.alembic_version"))
                .isEqualTo("0002");
    }

    @Test
    void saysSoWhereEnvPyMigratesAnotherSchema() throws Exception {
        database.sql("create schema elsewhere");
        env("schema = 'elsewhere'");
        assertThat(error(migrate()).message())
                .isEqualTo("Alembic says that it is done, but app_a.alembic_version lacks '0001'");
    }

    @Test
    void leavesNoPythonBehindWhenItIsCancelled() throws Exception {
        tenants = List.of("a");
        revision("0003", "0002", "open('pid', 'w').write('%d\\n' % os.getpid()); time.sleep(296)", "pass");
        Migrator migrator = new Migrator(database.database);
        CompletableFuture<MigrateReport> run = CompletableFuture.supplyAsync(
                () -> migrator.migrate(targets(), MigrateOptions.defaults(), events::add));
        Path file = root.resolve("pid");
        while (!Files.exists(file) || !Files.readString(file).endsWith("\n")) {
            assertThatThrownBy(() -> run.get(100, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        }
        migrator.cancel();

        assertThat(run.get().targets().get(0).reason()).isEqualTo(Migrator.CANCELLED);
        assertThat(ProcessHandle.of(Long.parseLong(Files.readString(file).strip())))
                .isEmpty();
    }

    @Test
    void stopsAlembicWithAllThatItStartedWhenItTakesTooLong() throws Exception {
        tenants = List.of("a");
        timeout = Duration.ofSeconds(8);
        revision(
                "0003",
                "0002",
                "open('pid', 'w').write('%d' % os.getpid()); os.system('sleep 298 & sleep 299')",
                "pass");
        assertThat(error(migrate()).message()).startsWith("Alembic took longer than 8 s");
        long pid = Long.parseLong(Files.readString(root.resolve("pid")).strip());
        assertThat(ProcessHandle.of(pid)).isEmpty();
        assertThat(ProcessHandle.allProcesses()
                        .filter(process ->
                                process.info().commandLine().orElse("").matches(".*sleep 29[89]$")))
                .isEmpty();
    }
}
