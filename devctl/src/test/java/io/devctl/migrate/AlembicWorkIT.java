package io.devctl.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devctl.migrate.alembic.ModelCheck;
import io.devctl.migrate.alembic.Pythons;
import io.devctl.migrate.alembic.RevisionWriter;
import io.devctl.migrate.engine.Models;
import io.devctl.model.DevctlException;
import io.devctl.model.EventSink;
import io.devctl.model.HistoryEntry;
import io.devctl.model.PlannedFile;
import io.devctl.model.Target;
import io.devctl.model.TargetIntent;
import io.devctl.model.TargetResult;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import io.devctl.testing.ClientPrograms;
import io.devctl.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What devctl's commands do to Alembic's targets with the real Alembic, beside bringing them up to date. */
@Timeout(300)
final class AlembicWorkIT {
    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    @TempDir
    private Path root;

    private AlembicFolder project;

    @BeforeEach
    void project() throws IOException {
        project = new AlembicFolder(root, POSTGRES.freshEndpoint());
        project.tenants = List.of("a", "b");
    }

    private Migrator migrator() {
        return new Migrator(project.database.database);
    }

    private List<String> down(int count, @Nullable String to) {
        Rollback rollback = new Rollback(migrator(), project.targets(), count, to);
        return shown(rollback.run(MigrateOptions.defaults().withJobs(1), project.events::add));
    }

    private List<String> stamp(@Nullable String to) {
        return shown(new Stamp(migrator(), project.targets(), to)
                .run(MigrateOptions.defaults().withJobs(1), project.events::add));
    }

    private static List<String> shown(List<TargetResult> results) {
        return results.stream()
                .map(result -> result.outcome() + " " + String.join(",", result.applied())
                        + (result.error() == null ? "" : result.error().message()))
                .toList();
    }

    private List<String> pending(String tenant) {
        return project.check().stream()
                .filter(status -> tenant.equals(status.target().tenant()))
                .findFirst()
                .orElseThrow()
                .pending();
    }

    private String version(String tenant) {
        return String.valueOf(project.database.value(
                "select string_agg(version_num, ',' order by version_num) from app_" + tenant + ".alembic_version"));
    }

    @ParameterizedTest
    @EnumSource(names = {"DEBIAN", "NEWEST"})
    void rollsBackAndRecordsAndMigratesAsFarAsIsAsked(Pythons installed) throws Exception {
        project.alembic = installed;
        project.revision(
                "0003", "0002", "op.create_table('more', sa.Column('id', sa.Integer))", "op.drop_table('more')");
        MigrateOptions upTo = MigrateOptions.defaults().withJobs(1);
        assertThat(AlembicFolder.outcomes(migrator()
                        .migrate(project.targets(), upTo.within(new Bounds("0001_x.py", 0)), project.events::add)))
                .containsOnly("APPLIED 0001_x.py");
        assertThat(AlembicFolder.outcomes(
                        migrator().migrate(project.targets(), upTo.within(new Bounds(null, 1)), project.events::add)))
                .containsOnly("APPLIED 0002_x.py");
        assertThat(version("b")).isEqualTo("0002");
        assertThat(stamp(null)).containsOnly("APPLIED 0003_x.py");
        assertThat(project.states()).containsOnly(TargetState.CURRENT);
        assertThat(project.database.value("select to_regclass('app_b.more')")).isNull();
        project.database.sql("create table app_a.more(id int)", "create table app_b.more(id int)");

        assertThat(down(2, null)).containsOnly("APPLIED 0003_x.py,0002_x.py");
        assertThat(version("a")).isEqualTo("0001");
        assertThat(pending("a")).containsExactly("0002_x.py", "0003_x.py");
        assertThat(project.database.value("select to_regclass('app_b.more')")).isNull();
        assertThat(down(0, "0")).containsOnly("APPLIED 0001_x.py");
        assertThat(project.database.value("select to_regclass('app_b.users')")).isNull();
        assertThat(AlembicFolder.outcomes(project.migrate())).containsOnly("APPLIED 0001_x.py,0002_x.py,0003_x.py");
        assertThat(project.states()).containsOnly(TargetState.CURRENT);
    }

    @Test
    void neverStartsPythonToSayWhatIsApplied() throws Exception {
        project.migrate();
        long processes = project.processes();
        List<HistoryEntry> history = migrator().history(project.targets());
        assertThat(history)
                .extracting(HistoryEntry::file)
                .containsExactly("0001_x.py", "0002_x.py", "0001_x.py", "0002_x.py");
        assertThat(history).extracting(HistoryEntry::by).doesNotContainNull();
        assertThat(project.check()).extracting(TargetStatus::current).containsOnly("0002");
        project.rules = new MigrationSet.Rules(false, List.of("users"));
        assertThat(new Verify(migrator()).run(project.targets()))
                .extracting(TargetStatus::state)
                .containsOnly(TargetState.CURRENT);
        project.database.sql("drop table app_b.users");
        assertThat(new Verify(migrator()).run(project.targets()))
                .extracting(TargetStatus::state)
                .containsExactly(TargetState.CURRENT, TargetState.DRIFTED);
        assertThat(project.processes()).isEqualTo(processes);
    }

    @Test
    void undoesAMergeAlone() throws Exception {
        project.tenants = List.of("a");
        project.revision(
                "0003", "0001", "op.create_table('more', sa.Column('id', sa.Integer))", "op.drop_table('more')");
        List<Path> merge = new RevisionWriter(
                        Objects.requireNonNull(project.targets().get(0).set().alembic()), root)
                .merge("both");
        assertThat(merge).hasSize(1);
        assertThat(project.migrate().targets().get(0).applied())
                .endsWith(String.valueOf(merge.get(0).getFileName()));
        assertThat(down(1, null)).containsOnly("APPLIED " + merge.get(0).getFileName());
        assertThat(version("a")).isEqualTo("0002,0003");
        assertThat(pending("a")).hasSize(1);
        assertThat(new Rollback(migrator(), project.targets(), 0, "0001")
                        .plan()
                        .get(0)
                        .files())
                .containsExactlyInAnyOrder("0002_x.py", "0003_x.py");
        TargetIntent refused = new Rollback(
                        migrator(),
                        project.targets(),
                        0,
                        String.valueOf(merge.get(0).getFileName()))
                .plan()
                .get(0);
        assertThat(refused.refusal()).startsWith("it is not applied, and cannot stay as the last one");
    }

    @Test
    void saysWhatPythonSaidAndLeavesTheOthersAloneWhenARollbackFails() throws Exception {
        project.revision("0003", "0002", "pass", "raise RuntimeError('no way back')");
        project.migrate();
        assertThat(down(1, null).get(0)).startsWith("FAILED RuntimeError: no way back");
        assertThat(down(1, null).get(1)).isEqualTo("SKIPPED ");
        assertThat(project.states()).containsOnly(TargetState.CURRENT);
        assertThat(version("b")).isEqualTo("0003");
    }

    @Test
    void recordsWhereADatabaseIsWhoseRevisionIsLost() throws Exception {
        project.migrate();
        project.database.sql("update app_b.alembic_version set version_num = 'gone'");
        assertThat(project.states()).containsExactly(TargetState.CURRENT, TargetState.DRIFTED);
        assertThat(new Stamp(migrator(), project.targets(), null).plan().get(1).refusal())
                .startsWith("applied, but no file has the revision: 'gone'");
        assertThat(stamp("0002")).containsExactly("APPLIED 0001_x.py,0002_x.py");
        assertThat(project.states()).containsOnly(TargetState.CURRENT);
        assertThat(version("b")).isEqualTo("0002");
    }

    @ParameterizedTest
    @EnumSource(names = {"DEBIAN", "NEWEST"})
    void writesAScriptThatDoesTheSame(Pythons installed) throws Exception {
        project.alembic = installed;
        MigrateOptions options = MigrateOptions.defaults();
        assertThat(migrator().plan(project.targets(), options).get(0).files())
                .containsExactly(
                        new PlannedFile("0001_x.py", PlannedFile.UNKNOWN, 0, null),
                        new PlannedFile("0002_x.py", PlannedFile.UNKNOWN, 0, null));
        psql(migrator().script(project.targets(), options.within(new Bounds("0001", 0))));
        assertThat(version("b")).isEqualTo("0001");
        assertThat(pending("b")).containsExactly("0002_x.py");
        String script = migrator().script(project.targets(), options);
        psql(script);
        assertThat(project.states()).containsOnly(TargetState.CURRENT);
        assertThat(project.database.value("select count(name) from app_b.users"))
                .isEqualTo("0");
        assertThatThrownBy(() -> psql(script)).hasMessageContaining("it was migrated since this script was written");
        down(0, "0");
        psql(migrator().script(project.targets(), options));
        assertThat(project.states()).containsOnly(TargetState.CURRENT);
        project.alembic("app_b", "downgrade", "-1");
        assertThat(project.states()).containsExactly(TargetState.CURRENT, TargetState.PENDING);
    }

    private void psql(String script) throws IOException {
        Path file = Files.writeString(root.resolve("script.sql"), script);
        ClientPrograms.run(
                project.endpoint, Map.of(), "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", file.toString());
    }

    @Test
    void showsWhoWroteTheHeads() throws Exception {
        project.revision("0003", "0001", "pass", "pass");
        String message = AlembicFolder.error(project.migrate()).message();
        assertThat(message.lines())
                .containsExactly(
                        "several heads: '0002, 0003'",
                        "o   0003",
                        "|   migrations/versions/0003_x.py",
                        "|   not in git yet",
                        "| o 0002",
                        "| | migrations/versions/0002_x.py",
                        "| | not in git yet",
                        "|/",
                        "o   0001");
        assertThatThrownBy(() -> new RevisionWriter(
                                Objects.requireNonNull(
                                        project.targets().get(0).set().alembic()),
                                root)
                        .revision(new RevisionWriter.Wish("more", false, null), "app_a"))
                .isInstanceOf(DevctlException.class)
                .hasMessageStartingWith("several heads: '0002, 0003'\no ");
    }

    @Test
    void findsTheVersionTableWhereItIsSaidToBe() throws Exception {
        project.ledger = new Ledger("versions", null, null, "meta_{tenant}");
        project.env("schema = os.environ['ALEMBIC_SCHEMA']\nversions = schema.replace('app_', 'meta_')");
        Path env = root.resolve("migrations/env.py");
        Files.writeString(
                env,
                Files.readString(env)
                        .replace("connection=connection,", "connection=connection, version_table='versions',"));
        assertThat(AlembicFolder.outcomes(project.migrate())).containsOnly("APPLIED 0001_x.py,0002_x.py");
        assertThat(project.states()).containsOnly(TargetState.CURRENT);
        assertThat(project.database.value("select version_num from meta_b.versions"))
                .isEqualTo("0002");
        assertThat(project.database.value("select to_regclass('app_b.versions')"))
                .isNull();
        assertThat(down(1, null)).containsOnly("APPLIED 0002_x.py");
        project.migrate();
        project.database.sql("update meta_b.versions set version_num = '0001'");
        assertThat(project.states()).containsExactly(TargetState.CURRENT, TargetState.PENDING);
        migrator().drop(project.targets().subList(0, 1), EventSink.none());
        assertThat(project.states()).containsOnly(TargetState.PENDING);
        assertThat(pending("a")).hasSize(2);
        project.database.sql("alter table app_b.users drop column name");
        assertThat(AlembicFolder.outcomes(project.migrate()))
                .containsExactly("APPLIED 0001_x.py,0002_x.py", "APPLIED 0002_x.py");
    }

    @ParameterizedTest
    @EnumSource(names = {"DEBIAN", "NEWEST"})
    void asksAlembicWhetherTheModelsHaveMore(Pythons installed) throws Exception {
        project.alembic = installed;
        project.tenants = List.of("a");
        // Alembic takes a version table whose schema is named for one that the models lack
        project.env("schema = os.environ['ALEMBIC_SCHEMA']\nversions = None");
        Path env = root.resolve("migrations/env.py");
        Files.writeString(
                env,
                "import sqlalchemy\nmodels = sqlalchemy.MetaData()\n"
                        + "users = sqlalchemy.Table('users', models, sqlalchemy.Column('id', sqlalchemy.Integer),"
                        + " sqlalchemy.Column('name', sqlalchemy.Text))\n"
                        + Files.readString(env)
                                .replace("connection=connection,", "connection=connection, target_metadata=models,"));
        project.migrate();
        var alembic = Objects.requireNonNull(project.targets().get(0).set().alembic());
        Target target = project.targets().get(0).target();
        if (installed == Pythons.DEBIAN) {
            assertThat(ModelCheck.of(alembic, target))
                    .isEqualTo(new Models(
                            Models.State.UNKNOWN, "this Alembic has no `check`", "take Alembic 1.9 or newer"));
        } else {
            assertThat(ModelCheck.of(alembic, target).state()).isEqualTo(Models.State.SAME);
        }
        Files.writeString(
                env,
                Files.readString(env)
                        .replace("sqlalchemy.Text)", "sqlalchemy.Text), sqlalchemy.Column('mail', sqlalchemy.Text)"));
        if (installed == Pythons.NEWEST) {
            Models models = ModelCheck.of(alembic, target);
            assertThat(models.state()).isEqualTo(Models.State.CHANGED);
            assertThat(models.said()).contains("add_column").contains("mail");
        }
        List<Path> written =
                new RevisionWriter(alembic, root).revision(new RevisionWriter.Wish("mail", true, null), "app_a");
        assertThat(Files.readString(written.get(0))).contains("op.add_column('users', sa.Column('mail'");
        assertThatThrownBy(() -> new RevisionWriter(alembic, root)
                        .revision(new RevisionWriter.Wish("again", true, null), "app_a"))
                .isInstanceOfSatisfying(DevctlException.class, e -> {
                    assertThat(e).hasMessageStartingWith("Target database is not up to date");
                    assertThat(e.hint())
                            .hasValueSatisfying(hint -> assertThat(hint).isEqualTo("dev migrate"));
                });
    }
}
