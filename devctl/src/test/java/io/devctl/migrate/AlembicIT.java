package io.devctl.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devctl.migrate.alembic.Pythons;
import io.devctl.model.MigrateReport;
import io.devctl.model.MigrationError;
import io.devctl.model.TargetState;
import io.devctl.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

    @TempDir
    private Path root;

    private AlembicFolder project;

    @BeforeEach
    void project() throws IOException {
        project = new AlembicFolder(root, POSTGRES.freshEndpoint());
    }

    @ParameterizedTest
    @EnumSource(Pythons.class)
    void bringsEveryTenantUpToDateInOneInterpreterAndStartsNoneWhenThereIsNothingToDo(Pythons installed)
            throws Exception {
        project.alembic = installed;
        assertThat(project.states()).containsOnly(TargetState.PENDING);
        assertThat(AlembicFolder.outcomes(project.migrate()))
                .containsOnly("APPLIED 0001_x.py,0002_x.py")
                .hasSize(3);
        assertThat(project.processes()).isEqualTo(1);
        assertThat(project.database.value("select string_agg(version_num, ',') from app_b.alembic_version"))
                .isEqualTo("0002");
        assertThat(project.database.value("select count(*) from app_c.users")).isEqualTo("0");

        Files.delete(project.root.resolve("migrations/runs"));
        assertThat(AlembicFolder.outcomes(project.migrate())).containsOnly("CURRENT ");
        assertThat(project.check()).allSatisfy(status -> {
            assertThat(status.state()).isEqualTo(TargetState.CURRENT);
            assertThat(status.applied()).isEqualTo(2);
            assertThat(status.head()).isEqualTo("0002");
        });
        assertThat(project.processes()).isZero();

        project.revision(
                "0003", "0002", "op.create_table('more', sa.Column('id', sa.Integer))", "op.drop_table('more')");
        assertThat(project.check().get(0).pending()).containsExactly("0003_x.py");
        assertThat(AlembicFolder.outcomes(project.migrate(2))).containsOnly("APPLIED 0003_x.py");
    }

    @Test
    void seesWhatSomebodyElseDidToTheVersions() throws Exception {
        project.migrate();
        project.alembic("app_b", "downgrade", "-1");
        assertThat(project.states()).containsExactly(TargetState.CURRENT, TargetState.PENDING, TargetState.CURRENT);
        assertThat(AlembicFolder.outcomes(project.migrate()))
                .containsExactly("CURRENT ", "APPLIED 0002_x.py", "CURRENT ");

        project.database.sql("delete from app_a.alembic_version");
        assertThat(project.states()).startsWith(TargetState.PENDING);
        project.database.sql("insert into app_a.alembic_version values ('0002')");
        assertThat(project.states()).containsOnly(TargetState.CURRENT);
        project.database.sql("drop schema app_c cascade");
        assertThat(project.states()).endsWith(TargetState.PENDING);
        project.database.sql(
                "set session_replication_role = replica", "update app_b.alembic_version set version_num = '0001'");
        assertThat(project.check().get(1).pending()).containsExactly("0002_x.py");
        project.database.sql("update app_b.alembic_version set version_num = '0002'");
        assertThat(AlembicFolder.outcomes(project.migrate()))
                .containsExactly("CURRENT ", "CURRENT ", "APPLIED 0001_x.py,0002_x.py");
        project.database.sql("truncate app_b.alembic_version");
        assertThat(project.states().get(1)).isEqualTo(TargetState.PENDING);
    }

    @Test
    void takesAnEditedFileForTheSameAndNamesARevisionThatNoFileHas() throws Exception {
        project.migrate();
        Files.writeString(project.file("0002"), Files.readString(project.file("0002")) + "# formatted\n");
        assertThat(project.states()).containsOnly(TargetState.CURRENT);
        Files.delete(project.file("0002"));
        assertThat(project.check()).allSatisfy(status -> {
            assertThat(status.state()).isEqualTo(TargetState.DRIFTED);
            assertThat(status.reason()).isEqualTo("applied, but no file has the revision: '0002'");
        });
        assertThat(project.processes()).isEqualTo(1);
    }

    @Test
    void refusesSeveralHeadsUnlessThatIsMeant() throws Exception {
        project.revision("0003", "0001", "pass", "pass");
        assertThat(project.check().get(0).reason()).isEqualTo("several heads: '0002, 0003'");
        MigrateReport report = project.migrate();
        assertThat(AlembicFolder.outcomes(report)).containsOnly("FAILED ");
        assertThat(AlembicFolder.error(report).file()).isEqualTo("alembic_version");
        assertThat(project.processes()).isZero();
        project.upgrade = "heads";
        assertThat(AlembicFolder.outcomes(project.migrate())).allMatch(outcome -> outcome.startsWith("APPLIED 0001"));
        assertThat(project.states()).containsOnly(TargetState.CURRENT);
    }

    @Test
    void saysWhatPythonSaidAndStopsBeforeTheOtherTenants() throws Exception {
        project.revision(
                "0003", "0002", "print('on the way'); op.add_column('users', sa.Column('name', sa.Text))", "pass");
        MigrateReport report = project.migrate();

        assertThat(AlembicFolder.outcomes(report)).startsWith("FAILED ", "SKIPPED ", "SKIPPED ");
        MigrationError error = AlembicFolder.error(report);
        assertThat(error.message().lines().findFirst().orElseThrow())
                .startsWith("sqlalchemy.exc.ProgrammingError: (psycopg.errors.DuplicateColumn)");
        assertThat(error.message()).contains("on the way");
        assertThat(error.file()).isEqualTo("migrations/versions/0003_x.py");
        assertThat(error.line()).isEqualTo(10);
        assertThat(error.hint()).contains("it is there already");
        assertThat(report.targets().get(0).reason())
                .startsWith("sqlalchemy.exc")
                .hasLineCount(1);
        assertThat(project.check().get(0).state()).isEqualTo(TargetState.FAILED);
        assertThat(project.check().get(0).reason())
                .startsWith("0003_x.py:10: sqlalchemy.exc")
                .hasLineCount(1);
        project.revision("0003", "0002", "pass", "pass");
        assertThat(AlembicFolder.outcomes(project.migrate())).allMatch(outcome -> outcome.startsWith("APPLIED"));
        assertThat(project.states()).containsOnly(TargetState.CURRENT);
    }

    @Test
    void givesEachTargetItsOwnProcessWhereEnvPyRemembersTheFirstOne() throws Exception {
        project.env("import logging\nschema = logging.__dict__.setdefault('schema', os.environ['ALEMBIC_SCHEMA'])");
        assertThat(AlembicFolder.outcomes(project.migrate()))
                .containsOnly("APPLIED 0001_x.py,0002_x.py")
                .hasSize(3);
        assertThat(project.processes()).isEqualTo(3);
        assertThat(project.database.value("select version_num from app_c.alembic_version"))
                .isEqualTo("0002");
    }

    @Test
    void saysSoWhereEnvPyMigratesAnotherSchema() throws Exception {
        project.database.sql("create schema elsewhere");
        project.env("schema = 'elsewhere'");
        assertThat(AlembicFolder.error(project.migrate()).message())
                .isEqualTo("Alembic says that it is done, but app_a.alembic_version lacks '0001'");
    }

    @Test
    void leavesNoPythonBehindWhenItIsCancelled() throws Exception {
        project.tenants = List.of("a");
        project.revision("0003", "0002", "open('pid', 'w').write('%d\\n' % os.getpid()); time.sleep(296)", "pass");
        Migrator migrator = new Migrator(project.database.database);
        CompletableFuture<MigrateReport> run = CompletableFuture.supplyAsync(
                () -> migrator.migrate(project.targets(), MigrateOptions.defaults(), project.events::add));
        Path file = project.root.resolve("pid");
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
        project.tenants = List.of("a");
        project.timeout = Duration.ofSeconds(8);
        project.revision(
                "0003",
                "0002",
                "open('pid', 'w').write('%d' % os.getpid()); os.system('sleep 298 & sleep 299')",
                "pass");
        assertThat(AlembicFolder.error(project.migrate()).message()).startsWith("Alembic took longer than 8 s");
        long pid = Long.parseLong(Files.readString(project.root.resolve("pid")).strip());
        assertThat(ProcessHandle.of(pid)).isEmpty();
        assertThat(ProcessHandle.allProcesses()
                        .filter(process ->
                                process.info().commandLine().orElse("").matches(".*sleep 29[89]$")))
                .isEmpty();
    }
}
