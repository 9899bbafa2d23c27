package io.devctl.hints;

import static io.devctl.hints.Hinted.bad;
import static io.devctl.hints.Hinted.good;
import static io.devctl.hints.Hinted.itself;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.devctl.cli.Cli;
import io.devctl.cli.psql.Prompt;
import io.devctl.console.QueryText;
import io.devctl.console.style.Theme;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.testing.ClientPrograms;
import io.devctl.testing.Run;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** Hints about the data of devctl's own Postgres, and about what reads and writes it. */
@Timeout(180)
class DatabaseHintsIT {
    @TempDir
    private Path folder;

    private Cli cli;

    @BeforeEach
    void project() throws Exception {
        cli = new Cli(folder.toRealPath()).with("DEVCTL_NO_GOLDEN", "1");
        postgres("{}");
        cli.write("m/20250101000001_one.sql", "create table t (id int);\n");
    }

    @AfterEach
    void stop() {
        good(cli.dev("down"));
    }

    private void postgres(String keys) {
        cli.write(
                "services.yaml", "postgres: " + keys + "\nservices: {app: {migrations: {paths: [m], schema: app}}}\n");
    }

    private Run migrate() {
        return cli.dev("migrate");
    }

    private String url() {
        return good(cli.dev("db", "url", "--json")).json().get("jdbc_url").getAsString();
    }

    private Run shell(String command) throws Exception {
        return good(Run.await(
                new ProcessBuilder("/bin/sh", "-c", command)
                        .directory(cli.root().toFile())
                        .start(),
                Duration.ofMinutes(1)));
    }

    private Run psql(String input) {
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
            return cli.dev("db", "psql");
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void dumps() throws Exception {
        postgres("{version: '" + ClientPrograms.major() + "'}");
        good(migrate());
        Hint.of("dev db dump FILE writes the database to a file")
                .follow(bad(cli.dev("db", "load", "shop.dump", "--yes")), hint -> {
                    good(cli.line(
                            hint.text().replace("FILE", "shop.dump").replace(" writes the database to a file", "")));
                    good(cli.dev("db", "load", "shop.dump", "--yes"));
                });
    }

    @Test
    void aPasswordThatIsNotTheOne() throws Exception {
        good(migrate());
        psqlless();
        good(psql("alter role postgres password 'other';\n"));
        Hint right = Hint.of(
                "put the right one in services.yaml (postgres.password), or start anew (all data is lost): dev reset");
        bad(migrate());
        right.follow(bad(cli.dev("doctor")), hint -> {
            postgres("{password: other}");
            good(migrate());
            good(cli.dev("doctor"));
        });
        good(psql("alter role postgres password 'third';\n"));
        right.follow(bad(cli.dev("doctor")), hint -> {
            good(cli.dev("reset", "--yes"));
            good(cli.dev("doctor"));
        });
    }

    /** So that devctl's own prompt is what reads. */
    private void psqlless() {
        cli.with("PATH", "/nowhere");
    }

    @Test
    void aPromptWithoutAServer() throws Exception {
        psqlless();
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(url());
        QueryText text = new QueryText(Theme.ascii());
        good(psql("select 1;\n"));
        Hint.of("\\d lists tables, views and sequences; \\dt tables; \\d NAME one with its columns; \\q leaves;"
                        + " anything else is SQL up to a semicolon")
                .follow(bad(psql("\\dx\n")), hint -> {
                    good(migrate());
                    Run run = good(psql("\\d\n\\dt\n\\d app.t\nselect 6 * 7\n as answer;\n\\q\nnonsense;\n"));
                    assertThat(run.out()).contains("schema_migrations", "integer", "42");
                });
        good(cli.dev("down"));
        DevctlException gone = catchThrowableOfType(
                DevctlException.class, () -> Prompt.script(database, text, System.out, System.err));
        Hint.of("dev up postgres -d").follow(gone, hint -> {
            itself(cli).follow(hint);
            System.setIn(InputStream.nullInputStream());
            assertThat(Prompt.script(database, text, System.out, System.err)).isEqualTo(ExitCode.OK);
        });
    }

    @Test
    void dataThatIsNone() throws Exception {
        cli.write(".devctl/postgres/data/diary.txt", "mine");
        Hint.of("what was there is in {}")
                .follow(
                        good(migrate()),
                        hint -> assertThat(Path.of(hint.part(0), "diary.txt")).hasContent("mine"));
        good(cli.dev("down"));
        Path data = cli.root().resolve(".devctl/postgres/data");
        Path control = data.resolve("global/pg_control");
        Path kept = Files.move(control, cli.root().resolve("kept"));
        Hint.of("less '{}'").follow(bad(migrate()), hint -> {
            assertThat(shell(hint.text()).out()).contains("pg_control");
            Files.move(kept, control);
            good(migrate());
        });
        good(cli.dev("down"));
        Path postgres = cli.root().resolve(".devctl/postgres");
        Path away = Files.move(postgres, cli.root().resolve("away"));
        Files.createFile(postgres);
        Hint.of("ls -ld '{}'").follow(bad(migrate()), hint -> {
            assertThat(shell(hint.text()).out()).startsWith("-rw").contains(hint.part(0));
            Files.delete(Path.of(hint.part(0)));
            Files.move(away, postgres);
            good(migrate());
        });
    }
}
