package io.devctl.hints;

import static io.devctl.hints.Hinted.bad;
import static io.devctl.hints.Hinted.command;
import static io.devctl.hints.Hinted.good;
import static io.devctl.hints.Hinted.instead;
import static io.devctl.hints.Hinted.itself;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hints of commands that were not understood, or name what is not there. */
@Timeout(120)
class CommandHintsIT extends HintsWithDatabase {
    private static final String ONE = "20250101000001_one.sql";
    private static final String TWO = "20250101000002_two.sql";

    @BeforeEach
    void project() {
        cli.write("services.yaml", """
            tenants: [one, two]
            postgres: {provider: external, url: '%s'}
            services:
              app: {migrations: {paths: [m], schema: 'app_{tenant}'}}
              other: {migrations: {paths: [o], schema: other}}
              web: {command: sleep 60}
            """.formatted(server.url()));
        cli.write("m/" + ONE, "create table t (id int);\n-- migrate:down\ndrop table t;\n");
        cli.write("o/" + ONE, "create table o (id int);\n-- migrate:down\ndrop table o;\n");
    }

    @Test
    void wordsThatNoCommandHas() throws Exception {
        Hint.of("{} --help lists what there is")
                .follow(
                        bad(cli.dev("up", "--colour")),
                        hint -> assertThat(
                                        good(cli.line(hint.part(0) + " --help")).out())
                                .contains("--skip-migrations"));
        Hint.of("did you mean '{}'? {}").follow(bad(cli.dev("tenant")), hint -> good(cli.dev(hint.part(0), "--help")));
        Hint.of("dev db --help lists them").follow(bad(cli.dev("db")), command(cli, "dev db --help"));
        Hint.of("dev tenants --help lists them").follow(bad(cli.dev("tenants")), command(cli, "dev tenants --help"));
    }

    @Test
    void optionsThatDoNotGoTogether() throws Exception {
        Hint take = Hint.of("take one of them");
        take.follow(bad(cli.dev("migrate", "--dry-run", "--sql")), instead(cli, "migrate", "--sql"));
        take.follow(bad(cli.dev("migrate", "--json", "--json-lines")), instead(cli, "migrate", "--json-lines"));
        take.follow(
                bad(cli.dev("migrate", "locks", "--cancel", "1", "--terminate", "1")),
                hint -> assertThat(cli.dev("migrate", "locks", "--cancel", "1").err())
                        .doesNotContain("not both"));
        Hint.of("use --dry-run --json")
                .follow(
                        bad(cli.dev("migrate", "--dry-run", "--json-lines")),
                        instead(cli, "migrate", "--dry-run", "--json"));
        Hint.of("give one from 1").follow(bad(cli.dev("migrate", "-n", "-1")), instead(cli, "migrate", "-n", "1"));
        Hint.of("leave it out")
                .follow(bad(cli.dev("migrate", "--dry-run", "--backup", "x")), instead(cli, "migrate", "--dry-run"));
        Hint.of("leave it out")
                .follow(bad(cli.dev("migrate", "--sql", "--then", "true")), instead(cli, "migrate", "--sql"));
        Hint.of("dev migrate down -n 1")
                .follow(
                        bad(cli.dev("migrate", "down", "--service", "other", "-n", "0")),
                        hint -> good(cli.line(hint.text() + " --service other")));
        good(cli.dev("migrate"));
        Hint.of("dev migrate down --service {}")
                .follow(
                        bad(cli.dev("migrate", "down", "-n", "1")),
                        hint -> good(cli.line(hint.text().contains(" -n ") ? hint.text() : hint.text() + " -n 1")));
        Hint.of("leave one out")
                .follow(
                        bad(cli.dev("migrate", "repair", "--accept", "--restore")),
                        instead(cli, "migrate", "repair", "--accept"));
        Hint.of("--resume again or --resume done").follow(bad(cli.dev("migrate", "--resume", "yes")), hint -> {
            good(cli.dev("migrate", "--resume", "again"));
            good(cli.dev("migrate", "--resume", "done"));
        });
    }

    @Test
    void namesThatNobodyHas() throws Exception {
        Hint.of("the services are {}").follow(bad(cli.dev("migrate", "--service", "ap")), hint -> {
            for (String name : hint.part(0).split(", ")) {
                good(cli.dev("migrate", "--service", name));
            }
        });
        Hint.of("dev tenants list names them")
                .follow(
                        bad(cli.dev("migrate", "--tenant", "three")),
                        hint -> assertThat(good(cli.dev("tenants", "list")).out())
                                .contains("one", "two"));
        Hint.of("dev tenants list names them")
                .follow(
                        bad(cli.dev("migrate", "down", "-n", "1", "--tenant", "three")),
                        hint -> assertThat(good(cli.dev("tenants", "list")).out())
                                .contains("one", "two"));
        Hint.of("dev tenants list names them")
                .follow(bad(cli.dev("tenants", "add", "one")), command(cli, "dev tenants list"));
        Hint.of("the tenants are {}")
                .follow(
                        bad(cli.dev("tenants", "drop", "three", "--yes")),
                        hint -> good(cli.dev("tenants", "drop", hint.part(0).split(", ")[1], "--yes")));
        Hint.of("dev status lists them").follow(bad(cli.dev("run", "postgres", "--", "true")), hint -> {
            assertThat(good(cli.dev("status")).out()).contains("web");
            good(cli.dev("run", "web", "--", "true"));
        });
        Hint.of("check the name and that it may be executed")
                .follow(bad(cli.dev("run", "web", "--", "./tool")), hint -> {
                    Path tool = cli.write("tool", "#!/bin/sh\nexit 0\n");
                    bad(cli.dev("run", "web", "--", "./tool"));
                    assertThat(tool.toFile().setExecutable(true)).isTrue();
                    good(cli.dev("run", "web", "--", "./tool"));
                });
        Hint.of("give a file's name or its version; dev migrate status lists what is pending")
                .follow(bad(cli.dev("migrate", "--service", "other", "--to", "99")), hint -> {
                    cli.write("o/" + TWO, "select 1;\n");
                    assertThat(good(cli.dev("migrate", "status")).out()).contains(TWO);
                    good(cli.dev("migrate", "--service", "other", "--to", TWO));
                    good(cli.dev("migrate", "--service", "other", "--to", "20250101000002"));
                });
        Hint.of("dev migrate status names what is pending, dev migrate history what is applied")
                .follow(bad(cli.dev("migrate", "down", "--service", "other", "--to", "99")), hint -> {
                    good(cli.dev("migrate", "--service", "other"));
                    assertThat(good(cli.line("dev migrate history")).out()).contains(TWO);
                    good(cli.dev("migrate", "down", "--service", "other", "--to", TWO));
                });
        Hint.of("dev migrate locks lists those that wait and those that block")
                .follow(bad(cli.dev("migrate", "locks", "--cancel", "999999")), command(cli, "dev migrate locks"));
    }

    @Test
    void nothingIsDestroyedUnasked() throws Exception {
        good(cli.dev("migrate"));
        Hint.of("dev {} --yes").follow(bad(cli.dev("tenants", "drop", "two")), itself(cli));
        assertThat(cli.dev("tenants", "list").out()).contains("one").doesNotContain("two");
    }

    @Test
    void logs() throws Exception {
        Hint.of("dev up starts the environment").follow(bad(cli.dev("logs")), hint -> {
            // what any command that starts something makes
            good(cli.dev("migrate"));
            good(cli.dev("logs"));
        });
        Hint.of("leave -f out")
                .follow(
                        bad(cli.dev("logs", "-f", "--attempt", "last")),
                        hint -> assertThat(cli.dev("logs", "--attempt", "last").err())
                                .contains("no such attempt in the logs"));
        Hint.of("dev logs shows all there is")
                .follow(bad(cli.dev("logs", "--attempt", "last")), command(cli, "dev logs"));
        Hint.of("trace, debug, info, warn or error").follow(bad(cli.dev("logs", "--level", "loud")), hint -> {
            for (String level : hint.text().split(", | or ")) {
                good(cli.dev("logs", "--level", level));
            }
        });
        Hint.of("last, last-crash, or a number from 1, the last")
                .follow(bad(cli.dev("logs", "--attempt", "soon")), hint -> {
                    for (String which : new String[] {"last", "last-crash", "1"}) {
                        assertThat(cli.dev("logs", "--attempt", which).err()).doesNotContain("not an attempt");
                    }
                });
        Hint.of("put \\Q in front to search for the text as it stands")
                .follow(bad(cli.dev("logs", "--grep", "(")), instead(cli, "logs", "--grep", "\\Q("));
        Hint.of("write 10m, 14:30 or 2026-01-31T14:30:00Z")
                .follow(bad(cli.dev("logs", "--since", "yesterday")), hint -> {
                    for (String time : hint.text().substring("write ".length()).split(", | or ")) {
                        good(cli.dev("logs", "--since", time));
                    }
                });
    }

    @Test
    void newMigrations() throws Exception {
        Hint.of("a few words on what changes, in ASCII letters on one line of at most 100 characters: \"add"
                        + " phone to users\"")
                .follow(
                        bad(cli.dev("migrate", "new", "app", "one\ntwo")),
                        instead(cli, "migrate", "new", "app", "add phone to users"));
        Hint.of("leave them out")
                .follow(
                        bad(cli.dev("migrate", "new", "app", "one more", "--autogenerate")),
                        instead(cli, "migrate", "new", "app", "one more"));
        Hint.of("add migrations: {paths: [migrations]} to it in services.yaml")
                .follow(bad(cli.dev("migrate", "new", "web", "first")), hint -> {
                    Files.createDirectories(cli.root().resolve("migrations"));
                    cli.edit(
                            "services.yaml",
                            "{command: sleep 60}",
                            "{command: sleep 60, "
                                    + hint.text().substring(4, hint.text().indexOf(" to it")) + "}");
                    good(cli.dev("migrate", "new", "web", "first"));
                });
    }

    @Test
    void tenants() throws Exception {
        Hint.of("use {}").follow(bad(cli.dev("tenants", "add", "a/b")), instead(cli, "tenants", "add", "a-b"));
        cli.edit("services.yaml", "tenants: [one, two, a-b]", "tenants: &t [one, two]\nx-more: *t");
        Hint.of("add '{}' to tenants in {}").follow(bad(cli.dev("tenants", "add", "three")), hint -> {
            assertThat(hint.part(1)).endsWith("services.yaml");
            cli.edit("services.yaml", "[one, two]", "[one, two, " + hint.part(0) + "]");
            assertThat(good(cli.dev("tenants", "list")).out()).contains("three");
        });
        Hint.of("take '{}' out of tenants in {}").follow(bad(cli.dev("tenants", "drop", "two", "--yes")), hint -> {
            cli.edit("services.yaml", ", " + hint.part(0), "");
            assertThat(good(cli.dev("tenants", "list")).out()).doesNotContain("two");
        });
    }

    @Test
    void tenantsOfAQuery() throws Exception {
        cli.edit("services.yaml", "tenants: [one, two]", "tenants: {query: select slug from other.tenants}");
        Hint.of("the table must come from the migrations of a service without tenants; check tenants: in services.yaml")
                .follow(bad(cli.dev("migrate", "--service", "app")), hint -> {
                    cli.write(
                            "o/" + TWO,
                            "create table tenants (slug text);\ninsert into tenants values ('a'), ('b/c');\n");
                    cli.dev("migrate", "--service", "other");
                });
        Hint.of("use {}, or leave it out of the query").follow(bad(cli.dev("migrate")), hint -> {
            cli.edit("services.yaml", "other.tenants}", "other.tenants where slug !~ '/'}");
            good(cli.dev("migrate"));
        });
        Hint.of("add or delete the row that it reads; dev migrate then makes the schemas of a new tenant, and"
                        + " dev status names the schemas of one that is gone")
                .follow(bad(cli.dev("tenants", "add", "c")), hint -> {
                    sql("insert into other.tenants values ('c')");
                    assertThat(good(cli.dev("migrate")).out()).contains("c");
                    sql("delete from other.tenants where slug = 'c'");
                    assertThat(good(cli.dev("status")).out()).contains("app_c");
                });
    }

    @Test
    void noTenants() throws Exception {
        cli.edit("services.yaml", "tenants: [one, two]\n", "");
        cli.edit("services.yaml", "app_{tenant}", "app");
        Hint.of("add tenants: [NAME] to services.yaml, and {tenant} to the schema of a service")
                .follow(bad(cli.dev("tenants", "add", "three")), hint -> {
                    cli.edit("services.yaml", "postgres: {", "tenants: [one]\npostgres: {");
                    cli.edit("services.yaml", "schema: 'app'", "schema: 'app_{tenant}'");
                    good(cli.dev("tenants", "add", "three"));
                });
        Hint.of("if that is a development server, in services.yaml: postgres: {allow_reset: true}")
                .follow(bad(cli.dev("reset", "--service", "app", "--yes")), hint -> {
                    cli.edit("services.yaml", "postgres: {", "postgres: {allow_reset: true, ");
                    good(cli.dev("reset", "--service", "app", "--yes"));
                });
        Hint.of("dev tenants list names the tenants, dev status the services")
                .follow(bad(cli.dev("reset", "--service", "app", "--tenant", "four", "--yes")), hint -> {
                    assertThat(good(cli.dev("tenants", "list")).out()).contains("three");
                    assertThat(good(cli.dev("status")).out()).contains("app");
                });
    }

    @Test
    void noServicesYaml() throws Exception {
        Files.delete(cli.root().resolve("services.yaml"));
        Hint.of("dev init writes one from what it finds here; --file names one elsewhere")
                .follow(bad(cli.dev("status")), hint -> {
                    cli.write("elsewhere/x.yaml", "services: {web: {command: sleep 60}}\n");
                    good(cli.dev("status", "--file", "elsewhere/x.yaml"));
                    good(cli.dev("init"));
                    good(cli.dev("status"));
                    Files.delete(cli.root().resolve("services.yaml"));
                });
        cli.with("DATABASE_URL", server.url()).with("DEVCTL_SCHEMA", "app");
        Hint.of("set DEVCTL_MIGRATIONS to it")
                .follow(
                        bad(cli.dev("migrate")),
                        hint -> good(cli.with("DEVCTL_MIGRATIONS", "m").dev("migrate")));
    }
}
