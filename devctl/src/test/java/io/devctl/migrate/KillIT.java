package io.devctl.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.model.TargetResult.Outcome;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import io.devctl.postgres.Endpoint;
import io.devctl.testing.TestPostgres;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** Runs that are killed with -9 at any moment. */
@Timeout(120)
final class KillIT {
    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    private static final int FILES = 10;

    @TempDir
    private Path folder;

    @Test
    void afterAnyKillAPlainRunEndsWithEveryMigrationAppliedOnce() throws Exception {
        Endpoint at = POSTGRES.freshEndpoint();
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(at.jdbcUrl());
        database.setUser(at.user());
        database.setPassword(at.password());
        Project project = new Project(folder, database);
        project.tenants = IntStream.range(0, 10).mapToObj(i -> "t" + i).toList();
        for (int i = 0; i < FILES; i++) {
            project.file(
                    String.format(Locale.ROOT, "202501010000%02d_x.sql", i),
                    "create table t" + i + "(id int);",
                    "select pg_sleep(0.01);",
                    i == 4 ? "create index concurrently t4_id on t4(id);" : "create index on t" + i + "(id);");
        }
        int done = 0;
        for (int round = 0; round < 6; round++) {
            Process runner = start(at, project.tenants);
            int goal = done + 5 + round * 2;
            while (runner.isAlive() && applied(project) < goal) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            runner.destroyForcibly().waitFor();
            done = applied(project);
        }
        assertThat(done).isGreaterThan(0).isLessThan(10 * FILES);
        assertThat(project.migrate().count(Outcome.FAILED)).isZero();
        assertThat(project.check()).extracting(TargetStatus::state).containsOnly(TargetState.CURRENT);
        assertThat(project.value("select count(*) from pg_class where relkind = 'r' and relname ~ '^t[0-9]$'"
                        + " and relnamespace::regnamespace::text ~ '^app_'"))
                .isEqualTo("100");
        assertThat(project.value("select count(*) from pg_index where not indisvalid"))
                .isEqualTo("0");
        assertThat(project.value("select count(*) from devctl.progress")).isEqualTo("0");
    }

    private Process start(Endpoint at, List<String> tenants) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KilledRunner.class.getName(),
                at.jdbcUrl(),
                at.user(),
                at.password(),
                folder.toString()));
        command.addAll(tenants);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();
    }

    private static int applied(Project project) {
        String there = project.value("select to_regclass('devctl.applied')");
        return there == null
                ? 0
                : Integer.parseInt(String.valueOf(project.value("select count(*) from devctl.applied")));
    }
}
