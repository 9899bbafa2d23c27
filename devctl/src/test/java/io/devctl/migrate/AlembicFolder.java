package io.devctl.migrate;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.devctl.postgres.Endpoint;
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
import org.jspecify.annotations.Nullable;

/** A folder with one service's Alembic history, two revisions long, and its tenants, for tests. */
final class AlembicFolder {
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
                context.configure(connection=connection, version_table_schema=globals().get('versions', schema))
                with context.begin_transaction():
                    context.run_migrations()
            """;

    /** What Alembic makes a new revision of. */
    private static final String TEMPLATE = """
            \"""${message}\"""
            from alembic import op
            import sqlalchemy as sa
            ${imports if imports else ""}
            revision = ${repr(up_revision)}
            down_revision = ${repr(down_revision)}


            def upgrade():
                ${upgrades if upgrades else "pass"}


            def downgrade():
                ${downgrades if downgrades else "pass"}
            """;

    final Path root;
    final Endpoint endpoint;
    final Project database;
    final List<Event> events = Collections.synchronizedList(new ArrayList<>());
    final Map<String, String> variables;
    List<String> tenants = List.of("a", "b", "c");
    Pythons alembic = Pythons.NEWEST;
    Duration timeout = Duration.ofSeconds(60);
    String upgrade = "head";
    Ledger ledger = Ledger.DEFAULT;
    MigrationSet.Rules rules = MigrationSet.Rules.STANDARD;

    AlembicFolder(Path root, Endpoint endpoint) throws IOException {
        this.root = root;
        this.endpoint = endpoint;
        database = new Project(root, Connections.to(endpoint));
        Map<String, String> all = new LinkedHashMap<>(System.getenv());
        all.put("DATABASE_URL", endpoint.url());
        variables = all;
        Files.createDirectories(root.resolve("migrations/versions"));
        Files.writeString(root.resolve("alembic.ini"), "[alembic]\nscript_location = migrations\n");
        Files.writeString(root.resolve("migrations/script.py.mako"), TEMPLATE);
        env("schema = os.environ['ALEMBIC_SCHEMA']");
        revision("0001", null, "op.create_table('users', sa.Column('id', sa.Integer))", "op.drop_table('users')");
        revision(
                "0002",
                "0001",
                "op.add_column('users', sa.Column('name', sa.Text))",
                "op.drop_column('users', 'name')");
    }

    void env(String schema) throws IOException {
        Files.writeString(root.resolve("migrations/env.py"), ENV.replace("SCHEMA", schema));
    }

    Path file(String id) {
        return root.resolve("migrations/versions/" + id + "_x.py");
    }

    void revision(String id, @Nullable String down, String up, String undo) throws IOException {
        Files.writeString(
                file(id),
                "from alembic import op\nimport sqlalchemy as sa\nimport os\nimport time\nrevision = '" + id
                        + "'\ndown_revision = " + (down == null ? "None" : "'" + down + "'")
                        + "\n\n\ndef upgrade():\n    "
                        + up + "\n\n\ndef downgrade():\n    " + undo + "\n");
    }

    List<MigrationTarget> targets() {
        AlembicProject project = new AlembicProject(
                root, Path.of("alembic.ini"), alembic.command(), "ALEMBIC_SCHEMA", upgrade, timeout, () -> variables);
        MigrationSet set = new MigrationSet(
                "app", "alembic", List.of(root), root, null, ledger, Map.of(), Limits.DEFAULT, rules, project);
        return tenants.stream()
                .map(t -> new MigrationTarget(new Target("app", t, "app_" + t, "alembic"), set))
                .toList();
    }

    List<TargetStatus> check() {
        return new Migrator(database.database).check(targets());
    }

    List<TargetState> states() {
        return check().stream().map(TargetStatus::state).toList();
    }

    MigrateReport migrate() {
        return migrate(1);
    }

    MigrateReport migrate(int jobs) {
        return new Migrator(database.database)
                .migrate(targets(), MigrateOptions.defaults().withJobs(jobs), events::add);
    }

    static List<String> outcomes(MigrateReport report) {
        return report.targets().stream()
                .map(result -> result.outcome() + " " + String.join(",", result.applied()))
                .toList();
    }

    static MigrationError error(MigrateReport report) {
        return report.targets().stream()
                .map(TargetResult::error)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
    }

    long processes() throws IOException {
        Path runs = root.resolve("migrations/runs");
        return Files.exists(runs) ? Files.readAllLines(runs).stream().distinct().count() : 0;
    }

    void alembic(String schema, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(alembic.command());
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(root.toFile()).inheritIO();
        builder.environment().putAll(variables);
        builder.environment().put("ALEMBIC_SCHEMA", schema);
        assertThat(builder.start().waitFor()).isZero();
    }
}
