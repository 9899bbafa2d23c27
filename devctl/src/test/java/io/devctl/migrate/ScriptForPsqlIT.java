package io.devctl.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.devctl.model.PlannedTarget;
import io.devctl.model.TargetResult.Outcome;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import io.devctl.postgres.Connections;
import io.devctl.postgres.Endpoint;
import io.devctl.testing.Needs;
import io.devctl.testing.Run;
import io.devctl.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is printed for psql does what a run does. */
@Timeout(120)
final class ScriptForPsqlIT {
    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    private static final String TABLES =
            "select coalesce(string_agg(x, e'\\n' order by x), '') from (select table_schema || '.' || table_name || '.'"
                    + " || column_name || ' ' || data_type x from information_schema.columns where table_schema ~ '^app_'"
                    + " union all select schemaname || ' ' || indexdef from pg_indexes where schemaname ~ '^app_') y";

    @TempDir
    private Path folder;

    private static Run psql(Endpoint at, Path script) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", script.toString(), at.url());
        try {
            return Run.await(builder.start(), Duration.ofMinutes(1));
        } catch (IOException e) {
            throw Needs.missing("psql is not in PATH", "apt-get install postgresql-client");
        }
    }

    private void files(Project project) {
        project.file(
                "20250101000001_one.sql",
                "create table one(id int, t text);",
                "create function f() returns text language sql as $$ select ';' || E'\\'' $$;",
                "copy one from stdin;",
                "1\tünï;code",
                "2\t\\N",
                "\\.",
                "insert into one values (3, ':not_a_variable');");
        project.file(
                "20250101000002_two.sql",
                "create type mood as enum ('sad');",
                "alter type mood add value 'ok';",
                "create table m as select 'ok'::mood as v;");
        project.file("20250101000003_three.sql", "create index concurrently one_id on one(id);", "vacuum one;");
    }

    @Test
    void psqlMakesTheSameDatabaseAndDevctlTakesItForItsOwn() throws Exception {
        Endpoint at = POSTGRES.freshEndpoint();
        Endpoint copy = POSTGRES.freshEndpoint();
        Project run = new Project(folder, Connections.to(at));
        Project scripted = new Project(folder, Connections.to(copy));
        // some way in, and one tenant new
        for (Project project : List.of(run, scripted)) {
            project.tenants = List.of("a", "b");
            project.file("20250101000000_zero.sql", "create table zero(id int);");
            project.migrate();
        }
        files(run);
        run.tenants = List.of("a", "b", "c");
        scripted.tenants = run.tenants;
        run.migrate();

        String script = scripted.migrator().script(scripted.targets(), MigrateOptions.defaults());
        assertThat(scripted.check()).extracting(TargetStatus::state).containsOnly(TargetState.PENDING);
        Run done = psql(copy, Files.writeString(folder.resolve("all.sql"), script));

        assertThat(done.exitCode()).as(done.toString()).isZero();
        assertThat(scripted.value(TABLES)).isEqualTo(run.value(TABLES)).contains("one_id ON app_c.one");
        assertThat(scripted.value("select string_agg(id || coalesce(t, '-'), ',') from app_c.one"))
                .isEqualTo("1ünï;code,2-,3:not_a_variable");
        assertThat(scripted.check()).extracting(TargetStatus::state).containsOnly(TargetState.CURRENT);
        assertThat(scripted.migrate().count(Outcome.CURRENT)).isEqualTo(3);
        scripted.file("20250101000004_four.sql", "create table four(id int);");
        assertThat(scripted.check("b").pending()).containsExactly("20250101000004_four.sql");
        assertThat(scripted.migrate().count(Outcome.APPLIED)).isEqualTo(3);
    }

    @Test
    void onAnEmptyDatabaseTheScriptBringsTheRecordsAlong() throws Exception {
        Endpoint at = POSTGRES.freshEndpoint();
        Project project = new Project(folder, Connections.to(at));
        files(project);
        String script = project.migrator()
                .script(project.targets(), MigrateOptions.defaults().within(new Bounds("20250101000002", 0)));
        Run done = psql(at, Files.writeString(folder.resolve("all.sql"), script));
        assertThat(done.exitCode()).as(done.toString()).isZero();
        assertThat(project.check())
                .extracting(TargetStatus::state, TargetStatus::current)
                .containsOnly(tuple(TargetState.PENDING, "20250101000002"));
        assertThat(project.migrate().count(Outcome.APPLIED)).isEqualTo(3);
    }

    @Test
    void aPlanChangesNothingAndSaysWhereABrokenFileGoesOn() {
        Project project = new Project(folder, POSTGRES.freshDatabase());
        project.tenants = List.of("a");
        project.file("20250101000001_one.sql", "create table one(id int);", "vacuum nowhere;", "select 1;");
        List<PlannedTarget> plan = project.migrator().plan(project.targets(), MigrateOptions.defaults());
        assertThat(plan.get(0).files().get(0).statements()).isEqualTo(3);
        assertThat(plan.get(0).files().get(0).outside()).isEqualTo(1);
        assertThat(project.value("select count(*) from pg_namespace where nspname in ('devctl', 'app_a')"))
                .isEqualTo("0");

        String words = Objects.requireNonNull(project.migrate().targets().get(0).error())
                .message();
        assertThat(words)
                .contains("applied: statement 1 of 3 (line 1) is done and stays")
                .contains("not applied: statement 2 (line 2) and those after it");
        assertThat(project.migrator()
                        .plan(project.targets(), MigrateOptions.defaults())
                        .get(0)
                        .files()
                        .get(0)
                        .from())
                .isEqualTo("statement 2 of 3 (line 2: vacuum nowhere); the first one is done");
    }
}
