package io.devctl.hints;

import static io.devctl.hints.Hinted.bad;
import static io.devctl.hints.Hinted.good;
import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.postgres.Connections;
import io.devctl.postgres.Endpoint;
import io.devctl.testing.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hints of migrations that fail, and of databases that are not what the files say. */
@Timeout(120)
class MigrateHintsIT extends HintsWithDatabase {
    private static final String ONE = "m/20250101000001_one.sql";
    private static final String TWO = "m/20250101000002_two.sql";
    private static final String THREE = "m/20250101000003_three.sql";

    @BeforeEach
    void project() {
        cli.write("services.yaml", """
            tenants: [one, two]
            postgres: {provider: external, allow_reset: true, url: '%s'}
            services:
              app: {migrations: {paths: [m], schema: app}}
            """.formatted(server.url()));
        cli.write(ONE, "create table t (id int);\n-- migrate:down\ndrop table t;\n");
    }

    @Test
    void somethingIsMissing() throws Exception {
        good(migrate());
        cli.write(TWO, "insert into people values (1);\n");
        cli.write(THREE, "create table people (id int);\n");
        Hint.of("{} makes it, and files run in the order of their names: that one must come first")
                .follow(bad(migrate()), hint -> {
                    Path makes = folder.resolve("m").resolve(hint.part(0));
                    Files.move(folder.resolve(TWO), folder.resolve("m/20250101000003_then.sql"));
                    Files.move(makes, folder.resolve("m/20250101000002_first.sql"));
                    good(migrate());
                });
        cli.write("m/20250101000004_x.sql", "insert into animals values (1);\n");
        Hint.of("does an earlier migration make it? Files run in the order of their names")
                .follow(bad(migrate()), hint -> {
                    cli.write("m/20250101000004_animals.sql", "create table animals (id int);\n");
                    Files.move(folder.resolve("m/20250101000004_x.sql"), folder.resolve("m/20250101000005_x.sql"));
                    good(migrate());
                });
        sql("create schema shared", "create table shared.plans (id int)");
        cli.write("m/20250101000006_y.sql", "insert into plans values (1);\n");
        Hint.of("there is one in schema {}, and names are looked for in {}: write {}.{}")
                .follow(bad(migrate()), hint -> {
                    cli.edit("m/20250101000006_y.sql", "plans", hint.part(2) + "." + hint.part(3));
                    good(migrate());
                });
    }

    @Test
    void extensions() throws Exception {
        good(migrate());
        cli.write(TWO, "select uuid_generate_v4();\n");
        Hint brings =
                Hint.of("extension {} brings it: name it in services.yaml, postgres: {extensions: [{}]}, or create it"
                        + " in an earlier migration");
        brings.follow(bad(migrate()), hint -> {
            cli.edit("services.yaml", "allow_reset: true", "allow_reset: true, extensions: [" + hint.part(1) + "]");
            good(migrate());
        });
        cli.write(THREE, "create table e (name citext);\n");
        brings.follow(bad(migrate()), hint -> {
            cli.write("m/20250101000002_zextension.sql", "create extension " + hint.part(0) + " schema public;\n");
            good(migrate());
        });
        sql("create schema extensions", "create extension hstore schema extensions");
        cli.write("m/20250101000004_h.sql", "create table h (name hstore);\n");
        Hint.of("extension {} is in schema {}: write {}.{}, or alter extension \"{}\" set schema public")
                .follow(bad(migrate()), hint -> {
                    cli.edit("m/20250101000004_h.sql", "hstore", hint.part(2) + "." + hint.part(3));
                    good(migrate());
                });
        cli.write("m/20250101000005_l.sql", "create table l (name noextension_type);\n");
        Hint.of("if an extension brings it, add CREATE EXTENSION before it or name it under `extensions:`")
                .follow(bad(migrate()), hint -> {
                    // as if an extension brought the type
                    cli.write(
                            "m/20250101000005_l.sql",
                            "create extension ltree schema public;\ncreate table l (name ltree);\n");
                    good(migrate());
                });
    }

    @Test
    void whatIsThereAlready() throws Exception {
        sql("create schema app", "create table app.t (id int)");
        Hint.of("it is there already: if it was made by hand, drop it or use IF NOT EXISTS")
                .follow(bad(migrate()), hint -> {
                    cli.edit(ONE, "create table t", "create table if not exists t");
                    good(migrate());
                });
        cli.write(TWO, "create table t (id int);\n");
        Hint.of("it is there already: if it was made by hand, drop it or use IF NOT EXISTS")
                .follow(bad(migrate()), hint -> {
                    sql("drop table app.t");
                    good(migrate());
                });
        cli.write(THREE, "create type mood as enum ('a');\n");
        good(migrate());
    }

    @Test
    void timeouts() throws Exception {
        good(migrate());
        cli.edit("services.yaml", "schema: app", "schema: app, timeout: 300ms");
        cli.write(TWO, "select pg_sleep(1);\n");
        Hint.of("raise `timeout:` of this service's migrations if it is meant to take this long")
                .follow(bad(migrate()), hint -> {
                    cli.edit("services.yaml", "300ms", "30s");
                    good(migrate());
                });
    }

    @Test
    void rights() throws Exception {
        good(migrate());
        String name = "hint_" + server.database();
        sql("create role " + name + " login password 'x'", "create table public.secret (id int)");
        try {
            Endpoint poor = new Endpoint(server.host(), server.port(), server.database(), name, "x");
            cli.edit("services.yaml", server.url(), poor.url());
            cli.edit("services.yaml", "schema: app", "schema: mine");
            Hint.of("connect as the role that migrated this database before").follow(bad(migrate()), hint -> {
                cli.edit("services.yaml", poor.url(), server.url());
                good(migrate());
                cli.edit("services.yaml", server.url(), poor.url());
            });
            sql("drop schema devctl, mine cascade");
            Hint.of("grant the role CREATE on the database, or name another role")
                    .follow(bad(migrate()), hint -> {
                        sql("grant create on database " + server.database() + " to " + name);
                        good(migrate());
                    });
            cli.write(TWO, "select * from public.secret;\n");
            Hint.of("grant that right to the role that devctl connects with, or connect as the owner")
                    .follow(bad(migrate()), hint -> {
                        sql("grant select on public.secret to " + name);
                        good(migrate());
                    });
            cli.write(TWO, "select 1;\n");
            Hint.of("let a superuser run: alter role {} createdb").follow(bad(cli.dev("reset", "--yes")), hint -> {
                sql(hint.text().substring(hint.text().indexOf(": ") + 2));
                sql("alter database " + server.database() + " owner to " + name);
                good(cli.dev("reset", "--yes"));
            });
        } finally {
            sql(
                    server.withDatabase("postgres"),
                    "drop database " + server.database() + " with (force)",
                    "create database " + server.database(),
                    "drop role " + name);
        }
    }

    @Test
    void placeholders() throws Exception {
        cli.edit("services.yaml", "schema: app", "schema: app, variables: {who: '{tenant}'}");
        cli.write(ONE, "select '${who}';\n");
        Hint.of("put {tenant} into `schema:` to have a target for each tenant, or take it out of the file")
                .follow(bad(migrate()), hint -> {
                    cli.edit("services.yaml", "schema: app,", "schema: 'app_{tenant}',");
                    good(migrate());
                });
        cli.edit("services.yaml", "[one, two]", "[two-b]");
        cli.write(TWO, "create table x_{tenant} (id int);\n");
        Hint.of("put the whole name into double quotes: \"x_{tenant}\"").follow(bad(migrate()), hint -> {
            cli.edit(TWO, "x_{tenant}", "\"x_{tenant}\"");
            good(migrate());
        });
    }

    @Test
    void flywaysPlaceholders() throws Exception {
        Files.delete(folder.resolve(ONE));
        cli.write("m/V1__x.sql", "select '${flyway:user}';\n");
        Hint.of("declare it: variables: {\"{}\": …}").follow(bad(migrate()), hint -> {
            cli.edit("services.yaml", "schema: app", "schema: app, variables: {\"" + hint.part(0) + "\": me}");
            good(migrate());
        });
    }

    @Test
    void twoFilesOfOneVersion() throws Exception {
        Files.delete(folder.resolve(ONE));
        cli.write("m/V1__one.sql", "select 1;\n");
        cli.write("m/V1__other.sql", "select 2;\n");
        Hint.of("give one of them a version of its own").follow(bad(migrate()), hint -> {
            Files.move(folder.resolve("m/V1__other.sql"), folder.resolve("m/V2__other.sql"));
            good(migrate());
        });
    }

    @Test
    void filesThatDriftedAway() throws Exception {
        cli.write(TWO, "create table u (id int);\n");
        good(migrate());
        String two = Files.readString(folder.resolve(TWO));
        cli.edit(TWO, "id int", "id bigint");
        Hint edited = Hint.of(
                "dev migrate repair --restore puts the file back as it was applied, dev migrate repair --accept takes"
                        + " it as it is");
        edited.follow(bad(migrate()), hint -> {
            good(cli.dev("migrate", "repair", "--restore", "--yes"));
            assertThat(folder.resolve(TWO)).hasContent(two);
            good(migrate());
        });
        cli.edit(TWO, "id int", "id bigint");
        edited.follow(bad(migrate()), hint -> {
            good(cli.dev("migrate", "repair", "--accept", "--yes"));
            good(migrate());
        });
        cli.edit(TWO, "id bigint", "id smallint");
        Hint.of("dev migrate repair --restore{}, or dev migrate repair --accept{}")
                .follow(bad(cli.dev("migrate", "repair")), hint -> {
                    good(cli.line(hint.text().substring(hint.text().indexOf("or ") + 3) + " --yes"));
                    good(migrate());
                });
        Files.delete(folder.resolve(TWO));
        Hint.of("switch to the branch that has it, or dev migrate repair --restore writes it as it was applied")
                .follow(bad(migrate()), hint -> {
                    Hint.of("dev migrate repair --restore{}")
                            .follow(
                                    bad(cli.dev("migrate", "repair")),
                                    again -> good(cli.line(again.text() + " --yes")));
                    good(migrate());
                });
    }

    @Test
    void filesThatComeTooLate() throws Exception {
        cli.write(THREE, "create table w (id int);\n");
        good(migrate());
        cli.write(TWO, "create table u (id int);\n");
        Hint late = Hint.of("{}, or set out_of_order: allow for the service");
        late.follow(bad(migrate()), hint -> {
            assertThat(hint.part(0)).isEqualTo("rename it so that it sorts last");
            Files.move(folder.resolve(TWO), folder.resolve("m/20250101000004_two.sql"));
            good(migrate());
        });
        cli.write(TWO, "create table v (id int);\n");
        late.follow(bad(migrate()), hint -> {
            cli.edit("services.yaml", "schema: app", "schema: app, out_of_order: allow");
            good(migrate());
        });
    }

    @Test
    void tablesThatAreGone() throws Exception {
        cli.edit("services.yaml", "schema: app", "schema: app, verify: [t]");
        good(migrate());
        sql("drop table app.t");
        Hint.of("create it again as its migrations do, or restore a backup").follow(bad(migrate()), hint -> {
            sql("create table app.t (id int)");
            good(migrate());
        });
        Hint lost = Hint.of("bring it back, or correct `verify:`");
        cli.edit("services.yaml", "verify: [t]", "verify: [t, u]");
        lost.follow(bad(migrate()), hint -> {
            sql("create table app.u (id int)");
            good(migrate());
            sql("drop table app.u");
        });
        lost.follow(bad(migrate()), hint -> {
            cli.edit("services.yaml", "verify: [t, u]", "verify: [t]");
            good(migrate());
        });
        cli.edit("services.yaml", "verify: [t]", "verify: [t, u]");
        cli.write(TWO, "create table uu (id int);\n");
        Hint correct = Hint.of("correct the migration with another one, or `verify:`");
        correct.follow(bad(migrate()), hint -> {
            cli.write(THREE, "create table u (id int);\n");
            good(migrate());
        });
        cli.edit("services.yaml", "verify: [t, u]", "verify: [t, u, w]");
        cli.write("m/20250101000004_ww.sql", "create table ww (id int);\n");
        correct.follow(bad(migrate()), hint -> {
            cli.edit("services.yaml", ", w]", "]");
            good(migrate());
        });
    }

    @Test
    void outsideTransactions() throws Exception {
        good(migrate());
        cli.write(TWO, "-- devctl: transaction=off\ncreate table a (id int);\ncreate table b (id nonsense);\n");
        Hint go = Hint.of("dev migrate goes on with statement {}; change nothing before line {}");
        Run first = bad(migrate());
        Hint.of("{}; then {}").follow(first, hint -> assertThat(hint.part(1)).contains("goes on with statement 2"));
        cli.write(TWO, "-- devctl: transaction=off\ncreate table aa (id int);\ncreate table b (id int);\n");
        Hint.of("put the beginning back as it was; only what comes after statement {} may change")
                .follow(bad(migrate()), hint -> {
                    assertThat(hint.part(0)).isEqualTo("1");
                    cli.write(
                            TWO, "-- devctl: transaction=off\ncreate table a (id int);\ncreate table b (id int) x;\n");
                    go.follow(bad(migrate()), again -> {
                        assertThat(again.part(1)).isEqualTo("3");
                        cli.edit(TWO, ") x;", ");");
                        good(cli.line("dev migrate"));
                    });
                });
    }

    @Test
    void locksOfOthers() throws Exception {
        good(migrate());
        cli.write(TWO, "-- devctl: lock_timeout=200ms\nalter table t add column x int;\n");
        try (Connection other = Connections.to(server).getConnection();
                Statement run = other.createStatement()) {
            other.setAutoCommit(false);
            run.execute("lock table app.t in access share mode");
            Hint.of("somebody holds a lock on the table: dev migrate locks").follow(bad(cli.dev("migrate")), hint -> {
                good(cli.dev("migrate", "locks"));
                other.rollback();
                good(migrate());
            });
        }
    }

    @Test
    void values() throws Exception {
        good(migrate());
        cli.write(TWO, "create type mood as enum ('a');\n");
        good(migrate());
        cli.write(THREE, "do $$ begin alter type mood add value 'b'; perform 'b'::mood; end $$;\n");
        Hint.of("put the statement into a later migration").follow(bad(migrate()), hint -> {
            cli.write(THREE, "do $$ begin alter type mood add value 'b'; end $$;\n");
            cli.write("m/20250101000004_later.sql", "do $$ begin perform 'b'::mood; end $$;\n");
            good(migrate());
        });
    }

    @Test
    void tenantsOfAnotherOwner() throws Exception {
        cli.edit("services.yaml", "schema: app", "schema: 'app_{tenant}'");
        good(migrate());
        String name = "hint2_" + server.database();
        sql(
                "create role " + name + " login password 'x'",
                "grant connect on database " + server.database() + " to " + name);
        try {
            Endpoint poor = new Endpoint(server.host(), server.port(), server.database(), name, "x");
            String yaml = Files.readString(folder.resolve("services.yaml"));
            cli.edit("services.yaml", server.url(), poor.url());
            Hint.of("connect as the owner of its tables")
                    .follow(bad(cli.dev("tenants", "drop", "two", "--yes")), hint -> {
                        cli.write("services.yaml", yaml);
                        good(cli.dev("tenants", "drop", "two", "--yes"));
                    });
        } finally {
            sql("drop owned by " + name, "drop role " + name);
        }
    }
}
