package io.devctl.hints;

import static io.devctl.hints.Hinted.bad;
import static io.devctl.hints.Hinted.good;
import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.testing.Run;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hints about files that are no longer what was applied, and about migrations that broke half way. */
@Timeout(120)
@SuppressWarnings("StringConcatToTextBlock")
class RepairHintsIT extends HintsWithDatabase {
    private static final String ONE = "m/20250101000001_one.sql";
    private static final String TWO = "m/20250101000002_two.sql";

    @BeforeEach
    void project() {
        cli.write("services.yaml", """
            tenants: [one, two]
            postgres: {provider: external, url: '%s'}
            services:
              app: {migrations: {paths: [m], schema: app}}
            """.formatted(server.url()));
        cli.write(ONE, "create table t (id int);\n");
    }

    private Run sh(String command) throws Exception {
        return good(Run.await(
                new ProcessBuilder("/bin/sh", "-c", command)
                        .directory(folder.toFile())
                        .start(),
                Duration.ofMinutes(1)));
    }

    @Test
    void whatOnlyGitKnows() throws Exception {
        cli.write(TWO, "create table u (id int);\n");
        sh("git init -q . && git add -A && git -c user.name=x -c user.email=x@example.com commit -qm x");
        good(migrate());
        cli.edit(ONE, "id int", "id bigint");
        // as a devctl left it that did not keep texts
        sql("truncate devctl.texts");
        Hint log = Hint.of("git log -p -- {} shows what it was: put that back");
        log.follow(bad(cli.dev("migrate", "repair", "--restore", "--yes")), hint -> {
            String was = sh("git --no-pager log -p -- " + hint.part(0)).out();
            assertThat(was).contains("+create table t (id int);");
            cli.write(
                    ONE,
                    was.lines()
                                    .filter(line -> line.startsWith("+create"))
                                    .findFirst()
                                    .orElseThrow()
                                    .substring(1) + "\n");
            good(migrate());
        });
        Files.delete(folder.resolve(ONE));
        log.follow(bad(cli.dev("migrate", "repair", "--restore", "--yes")), hint -> {
            assertThat(sh("git --no-pager log -p -- " + hint.part(0)).out()).contains("+create table t (id int);");
            sh("git checkout -q -- " + hint.part(0));
            good(migrate());
        });
    }

    @Test
    void tenantsWithDifferentTexts() throws Exception {
        cli.edit("services.yaml", "schema: app", "schema: 'app_{tenant}'");
        good(cli.dev("migrate", "--tenant", "one"));
        cli.edit(ONE, "id int", "id bigint");
        good(cli.dev("migrate", "--tenant", "two"));
        cli.edit(ONE, "id bigint", "id smallint");
        Hint.of("restore what one tenant has had: dev migrate repair --restore --tenant {}")
                .follow(bad(cli.dev("migrate", "repair", "--restore", "--yes")), hint -> {
                    good(cli.line(hint.text().substring(hint.text().indexOf("dev ")) + " --yes"));
                    good(cli.dev("migrate", "--tenant", hint.part(0)));
                });
    }

    @Test
    void halfUndone() throws Exception {
        good(migrate());
        cli.write(
                TWO,
                "create table u (id int);\ncreate index i on t (id);\n-- migrate:down\n"
                        + "drop index concurrently i;\ndrop table uu;\n");
        good(migrate());
        Hint.of("it is pending now, and undone up to this statement: undo the rest by hand, then dev migrate")
                .follow(bad(cli.dev("migrate", "down")), hint -> {
                    sql("drop table app.u");
                    good(cli.line(hint.text().substring(hint.text().lastIndexOf("dev "))));
                    sql("select from app.u");
                });
    }

    @Test
    void brokenAtTheFirstStatement() throws Exception {
        cli.edit(ONE, ";", ";\ninsert into t values (1), (1);");
        cli.write(TWO, "create unique index concurrently i on t (id);\n");
        Hint.of("dev migrate goes on with statement {}").follow(bad(migrate()), hint -> {
            assertThat(hint.part(0)).isEqualTo("1");
            sql("delete from app.t where ctid = '(0,1)'");
            good(cli.line(hint.text().substring(0, hint.text().indexOf(" goes"))));
        });
    }

    @Test
    void brokenWhereNobodyKnows() throws Exception {
        cli.edit("services.yaml", "schema: app", "schema: again, retries: 0");
        sql("create sequence public.attempts");
        Hint look =
                Hint.of("look into the database; then dev migrate --resume done if it was done, --resume again if not");
        for (String answer : new String[] {"again", "done"}) {
            cli.edit("services.yaml", "schema: again", "schema: " + answer);
            sql("select setval('public.attempts', 1, false)");
            cli.write(
                    TWO,
                    "create table seen (id int);\n"
                            + "create procedure p() language plpgsql as $$ begin insert into seen values (1); commit;\n"
                            + "perform pg_terminate_backend(pg_backend_pid()) where nextval('public.attempts') = 1; end $$;\n"
                            + "call p();\n");
            bad(migrate());
            look.follow(bad(migrate()), hint -> {
                sql("select 1 / (count(*) = 1)::int from " + answer + ".seen");
                assertThat(hint.text()).contains("--resume " + answer);
                good(cli.line("dev migrate --resume " + answer));
                sql("select 1 / (count(*) = " + (answer.equals("done") ? 1 : 2) + ")::int from " + answer + ".seen");
            });
        }
    }
}
