package io.devctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.testing.Checkout;
import io.devctl.testing.Json;
import io.devctl.testing.LiveRun;
import io.devctl.testing.Needs;
import io.devctl.testing.Run;
import io.devctl.testing.ServerSessions;
import io.devctl.testing.TwoServices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * dump, load and psql. Client programs of the server's version are not on every machine that tests: programs that write down
 * how they were called stand in for them.
 */
@Timeout(180)
class ClientProgramsIT {
    @RegisterExtension
    final Checkout checkout = new Checkout();

    private Path programs = Path.of("");

    @BeforeEach
    void setUp() throws IOException {
        TwoServices.write(checkout);
        programs = checkout.beside("programs");
        checkout.with("PATH", programs + ":" + System.getenv("PATH"));
    }

    @Test
    void theProgramsGetThePasswordInTheirEnvironmentAloneAndTheDatabaseAsItIs() throws Exception {
        program(
                "pg_dump",
                "echo \"$@\" >>\"$0.calls\"; for a; do case $a in --file=*) env >\"${a#--file=}\";; esac; done");
        program("psql", "env >\"$0.env\"; echo \"$@\" >>\"$0.calls\"; exit 3");
        String password = checkout.dev("db", "url", "--json")
                .json()
                .get("jdbc_url")
                .getAsString()
                .replaceAll(".*password=", "");

        Run dump = checkout.dev("db", "dump", "out.dump");
        Run psql = checkout.dev("db", "psql", "--", "-c", "select 1");

        assertThat(dump.exitCode()).as("%s", dump).isZero();
        assertThat(psql.exitCode()).as("%s", psql).isEqualTo(3);
        String environment = "PGPASSWORD=" + password;
        assertThat(Files.readString(checkout.root().resolve("out.dump")))
                .contains(environment, "PGDATABASE=twoservices");
        assertThat(Files.readString(programs.resolve("psql.env"))).contains(environment);
        assertThat(Files.readString(programs.resolve("psql.calls"))).isEqualTo("-c select 1\n");
        assertThat(Files.readString(programs.resolve("pg_dump.calls"))).doesNotContain(password);
        assertThat(dump.out() + dump.err() + psql.out() + psql.err()).doesNotContain(password);
    }

    @Test
    void aDumpThatFailsReplacesNothing() throws Exception {
        checkout.write("out.dump", "the last one");
        program("pg_dump", "echo 'pg_dump: error: aborting because of server version mismatch' >&2; exit 1");

        Run dump = checkout.dev("db", "dump", "out.dump");

        assertThat(dump.exitCode()).isEqualTo(69);
        assertThat(dump.err()).contains("another version", "hint: install PostgreSQL 18's client programs");
        assertThat(Files.readString(checkout.root().resolve("out.dump"))).isEqualTo("the last one");
        assertThat(checkout.root().resolve("out.dump.part")).doesNotExist();
    }

    @Test
    void aDumpThatCannotBeLoadedLeavesTheDatabaseAsItWas() throws Exception {
        checkout.dev("migrate");
        checkout.query("insert into intake.events values (9)");
        checkout.write("in.dump", "");
        assertThat(checkout.dev("db", "load", "nowhere.dump", "--yes").exitCode())
                .isEqualTo(64);
        program("pg_restore", "echo 'pg_restore: error: input file is too short' >&2; exit 1");
        assertThat(checkout.dev("db", "load", "in.dump").exitCode()).isEqualTo(64);

        Run load = checkout.dev("db", "load", "in.dump", "--yes");

        assertThat(load.exitCode()).as("%s", load).isEqualTo(1);
        assertThat(load.err()).contains("input file is too short");
        assertThat(checkout.query("select id from intake.events")).isEqualTo("9");

        program("pg_restore", "echo \"$@\" >\"$0.calls\"");
        Run loaded = checkout.dev("db", "load", "in.dump", "--yes");
        assertThat(loaded.exitCode()).as("%s", loaded).isZero();
        assertThat(checkout.query("select to_regclass('intake.events')")).isEqualTo("null");
        assertThat(Files.readString(programs.resolve("pg_restore.calls"))).contains("--dbname=", "in.dump");
    }

    @Test
    void withoutTheProgramsAHintSaysWhatToInstall() {
        checkout.with("PATH", programs + ":" + Path.of(System.getProperty("java.home"), "bin") + ":/bin-without-psql");
        for (String[] command :
                new String[][] {{"db", "psql", "--", "-l"}, {"db", "dump", "x"}, {"db", "load", "x", "--yes"}}) {
            Run run = checkout.dev(command);
            assertThat(run.exitCode()).as("%s", run).isEqualTo(69);
            assertThat(run.err()).contains("no such program on PATH", "hint: install PostgreSQL's client programs");
        }
    }

    @Test
    void whatPgDumpWritesPgRestoreLoads() throws Exception {
        Path client = Path.of("/usr/lib/postgresql/15/bin");
        if (!Files.isExecutable(client.resolve("pg_restore"))) {
            throw Needs.missing("no client programs of PostgreSQL 15", "apt-get install postgresql-client");
        }
        checkout.write("services.yaml", """
                project: roundtrip
                postgres: {version: "15", database: "Round-Trip"}
                services:
                  intake:
                    dir: intake
                    migrations: {paths: [migrations], schema: intake}
                """);
        assertThat(checkout.dev("migrate").exitCode()).isZero();
        checkout.query("insert into intake.events values (9)");

        checkout.with("PATH", client + ":" + System.getenv("PATH"));
        Run dump = checkout.dev("db", "dump", "out.dump");
        assertThat(dump.exitCode()).as("%s", dump).isZero();
        checkout.query("delete from intake.events");
        checkout.query("create table public.later (id int)");
        Run load = checkout.dev("db", "load", "out.dump", "--yes");

        assertThat(load.exitCode()).as("%s", load).isZero();
        assertThat(checkout.query("select id from intake.events")).isEqualTo("9");
        assertThat(checkout.query("select to_regclass('public.later')")).isEqualTo("null");
        assertThat(Json.each(checkout.dev("migrate", "status", "--json").json(), "migrations", "state"))
                .containsOnly("current");
        assertThat(checkout.dev("db", "psql", "--", "-Atc", "select id from intake.events")
                        .out())
                .isEqualTo("9\n");

        try (ServerSessions sessions = ServerSessions.of(checkout)) {
            LiveRun killed = checkout.start("db", "load", "out.dump", "--yes");
            sessions.awaitStatement("create database %next%");
            killed.signal("KILL");
            killed.awaitExit();
        }
        assertThat(checkout.dev("up", "-d").exitCode()).isZero();
        assertThat(checkout.query("select id from intake.events")).isEqualTo("9");
        assertThat(checkout.dev("db", "load", "out.dump", "--yes").exitCode()).isZero();
    }

    @Test
    void withoutPsqlAScriptIsRunStatementByStatement() throws Exception {
        checkout.dev("db", "url"); // starting a server needs more of PATH
        checkout.with("PATH", programs + ":" + Path.of(System.getProperty("java.home"), "bin") + ":/bin-without-psql");
        checkout.write("script.sql", """
                create function f() returns text language sql as $$ select 'a;b' $$; create table
                  t (id int); insert into t values (1), (2);
                select id, null as nothing, '' as empty, f() from t order by id;
                \\d t
                select 1
                  from nowhere;
                insert into t values (3);
                """);

        Run run = checkout.devReading("script.sql", "db", "psql");
        checkout.with("PATH", System.getenv("PATH")); // and so does ending one

        assertThat(run.exitCode()).as("%s", run).isEqualTo(1);
        assertThat(run.out())
                .contains("id  nothing  empty  f", " 1  null     \"\"     a;b", "(2 rows)", "INSERT 2", "integer");
        assertThat(run.err())
                .contains("relation \"nowhere\" does not exist (line 2, column 8)", "    from nowhere\n         ^");
        assertThat(checkout.query("select count(*) from t"))
                .as("it ends at the first error")
                .isEqualTo("2");
    }

    private void program(String name, String script) throws IOException {
        Path file = Files.writeString(programs.resolve(name), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
}
