package io.devctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.testing.Checkout;
import io.devctl.testing.Run;
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
        for (String[] command : new String[][] {{"db", "psql"}, {"db", "dump", "x"}, {"db", "load", "x", "--yes"}}) {
            Run run = checkout.dev(command);
            assertThat(run.exitCode()).as("%s", run).isEqualTo(69);
            assertThat(run.err()).contains("no such program on PATH", "hint: install PostgreSQL's client programs");
        }
    }

    private void program(String name, String script) throws IOException {
        Path file = Files.writeString(programs.resolve(name), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
}
