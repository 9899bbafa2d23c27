package io.devctl.hints;

import static io.devctl.hints.Hinted.bad;
import static io.devctl.hints.Hinted.good;
import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.cli.Cli;
import io.devctl.testing.Needs;
import io.devctl.testing.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hints of {@code dev migrate check --base}, in real repositories. */
@SuppressWarnings("StringConcatToTextBlock")
class BaseHintsTest {
    private static final String ONE = "m/20250101000001_one.sql";
    private static final String TWO = "m/20250101000002_two.sql";

    @TempDir
    private Path folder;

    private Cli cli;

    @BeforeEach
    void repository() throws Exception {
        cli = new Cli(Files.createDirectories(folder.toRealPath().resolve("origin")));
        cli.write("services.yaml", "services:\n  app: {migrations: {paths: [m]}}\n");
        cli.write(ONE, "create table one (id int);\n");
        cli.write(TWO, "create table two (id int);\n");
        sh("git init -q -b main . && git add -A && git -c user.name=x -c user.email=x@example.com commit -qm x");
        sh("git checkout -q -b feature");
    }

    private void sh(String command) throws Exception {
        sh(cli.root(), command);
    }

    private static void sh(Path where, String command) throws Exception {
        try {
            Run run = Run.await(
                    new ProcessBuilder("/bin/sh", "-c", command)
                            .directory(where.toFile())
                            .start(),
                    Duration.ofMinutes(1));
            if (run.exitCode() == 127) {
                throw Needs.missing("no git", "apt-get install git");
            }
            good(run);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Run check() {
        return cli.dev("migrate", "check", "--base", "main");
    }

    @Test
    void aFileOfTheBaseIsNotChanged() throws Exception {
        cli.edit(ONE, "id int", "id bigint");
        Hint.of("git checkout {} -- {}, and put the change into a new migration")
                .follow(bad(check()), hint -> {
                    sh(hint.text().substring(0, hint.text().indexOf(", and")));
                    cli.write("m/20250101000003_three.sql", "alter table one add column more int;\n");
                    good(check());
                });
    }

    @Test
    void norIsItDeleted() throws Exception {
        Files.delete(cli.root().resolve(ONE));
        Hint.of("restore it, and undo what it did in a new migration").follow(bad(check()), hint -> {
            sh("git checkout -q main -- " + ONE);
            cli.write("m/20250101000003_three.sql", "-- devctl: allow drop-table: nobody used it\ndrop table one;\n");
            good(check());
        });
    }

    @Test
    void norRenamed() throws Exception {
        Path other = cli.root().resolve("m/20250101000009_one.sql");
        Files.move(cli.root().resolve(ONE), other);
        Hint.of("git mv it back").follow(bad(check()), hint -> {
            sh("git add -A && git mv " + other + " " + ONE);
            good(check());
        });
    }

    @Test
    void newFilesComeLast() throws Exception {
        Path early = cli.write("m/20250101000001_before.sql", "create table early (id int);\n");
        Files.move(early, cli.root().resolve("m/20250101000000_early.sql"));
        Hint.of("give it a later version").follow(bad(check()), hint -> {
            Files.move(
                    cli.root().resolve("m/20250101000000_early.sql"), cli.root().resolve("m/20250101000003_early.sql"));
            good(check());
        });
    }

    @Test
    void theBaseHasToBeThere() throws Exception {
        Cli clone = new Cli(folder.toRealPath().resolve("clone"));
        sh(folder, "git clone -q origin clone && cd clone && git update-ref -d refs/remotes/origin/main");
        Hint.of("git fetch origin, then name it as git does: --base origin/main")
                .follow(bad(clone.dev("migrate", "check", "--base", "origin/main")), hint -> {
                    sh(clone.root(), hint.text().substring(0, hint.text().indexOf(',')));
                    good(clone.dev("migrate", "check", "--base", "origin/main"));
                });
        sh("git commit -q --allow-empty -m more 2>/dev/null || git -c user.name=x -c user.email=x@example.com commit -q"
                + " --allow-empty -m more");
        sh(folder, "git clone -q --depth 1 --no-single-branch \"file://$PWD/origin\" shallow");
        Cli shallow = new Cli(folder.toRealPath().resolve("shallow"));
        Hint.of("a shallow clone has too little history: git fetch --unshallow (GitHub Actions: fetch-depth: 0)")
                .follow(bad(shallow.dev("migrate", "check", "--base", "origin/main")), hint -> {
                    sh(shallow.root(), "git fetch -q --unshallow");
                    good(shallow.dev("migrate", "check", "--base", "origin/main"));
                });
    }

    @Test
    void whatEverybodyHasIsOldNews() throws Exception {
        sh("git checkout -q main");
        for (int i = 10; i < 20; i++) {
            cli.write("m/202501010000" + i + "_x.sql", "drop table x" + i + ";\n");
        }
        sh("git add -A && git -c user.name=x -c user.email=x@example.com commit -qm more");
        sh(folder, "git clone -q origin many");
        Cli clone = new Cli(folder.toRealPath().resolve("many"));
        Hint.of("dev migrate check --base origin/main looks at new migrations only")
                .follow(clone.dev("migrate", "check"), hint -> {
                    Run looked =
                            good(clone.line(hint.text().substring(0, hint.text().indexOf(" looks"))));
                    assertThat(looked.out()).contains("nothing found");
                });
    }

    @Test
    void andSoHasTheRepository() throws Exception {
        sh("rm -rf .git");
        Hint.of("leave --base out, or run it in a clone")
                .follow(bad(check()), hint -> good(cli.dev("migrate", "check")));
    }

    @Test
    void linksLeadSomewhere() throws Exception {
        Path link = cli.root().resolve("m/20250101000003_link.sql");
        Files.createSymbolicLink(link, Path.of("nowhere"));
        Hint mend = Hint.of("it may be a link to a file that is gone: mend or remove it");
        mend.follow(bad(check()), hint -> {
            cli.write("m/nowhere", "select 1;\n");
            good(check());
        });
        Files.delete(cli.root().resolve("m/nowhere"));
        mend.follow(bad(check()), hint -> {
            Files.delete(link);
            good(check());
        });
    }

    @Test
    void revisionsStayAsTheyAre() throws Exception {
        cli.write("services.yaml", "services:\n  app: {migrations: {engine: alembic}}\n");
        cli.write("alembic.ini", "[alembic]\nscript_location = %(here)s/a\n");
        String revision = "from alembic import op\nrevision = 'ID'\ndown_revision = DOWN\n\n\ndef upgrade():\n"
                + "    op.execute('select 1')\n\n\ndef downgrade():\n    op.execute('select 1')\n";
        cli.write("a/versions/a1.py", revision.replace("ID", "a1").replace("DOWN", "None"));
        cli.write("a/versions/b2.py", revision.replace("ID", "b2").replace("DOWN", "'a1'"));
        sh("git checkout -q main && git add -A && git -c user.name=x -c user.email=x@example.com commit -qm y"
                + " && git checkout -q -B feature");
        cli.edit("a/versions/a1.py", "select 1", "select 2");
        Hint.of("git checkout {} -- {}, and put the change into a new revision").follow(bad(check()), hint -> {
            sh(hint.text().substring(0, hint.text().indexOf(", and")));
            cli.write("a/versions/c3.py", revision.replace("ID", "c3").replace("DOWN", "'b2'"));
            good(check());
        });
        Files.delete(cli.root().resolve("a/versions/c3.py"));
        Files.delete(cli.root().resolve("a/versions/b2.py"));
        Hint.of("restore it: databases that have it can go neither up nor down").follow(bad(check()), hint -> {
            sh("git checkout -q main -- a/versions/b2.py");
            good(check());
        });
        assertThat(cli.root().resolve("a/versions/b2.py")).exists();
    }
}
