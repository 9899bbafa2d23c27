package io.devctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.testing.Checkout;
import io.devctl.testing.Json;
import io.devctl.testing.Run;
import io.devctl.testing.TwoServices;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code dev migrate check}: without a database, and on a copy of one. */
class CheckIT {
    private static final String COPIES = "select count(*) from pg_database where datname like '%\\_\\_check\\_\\_%'";

    @RegisterExtension
    final Checkout checkout = new Checkout();

    @BeforeEach
    void writeServices() {
        TwoServices.write(checkout);
    }

    @Test
    void needsNoDatabaseAndEndsByWhatItFound() throws Exception {
        Run warned = checkout.dev("migrate", "check", "--json");
        assertThat(warned.exitCode()).as(warned.toString()).isZero();
        assertThat(Json.each(warned.json(), "problems", "rule")).containsExactly("index-without-concurrently");
        assertThat(Json.each(warned.json(), "problems", "severity")).containsExactly("warning");
        assertThat(Json.each(warned.json(), "problems", "service")).containsExactly("api");
        assertThat(Json.each(warned.json(), "problems", "line")).containsExactly("1");
        assertThat(checkout.dev("migrate", "check", "--strict").exitCode()).isOne();
        assertThat(checkout.dev("migrate", "check", "--service", "intake").out())
                .isEqualTo("1 migration: nothing found\n");

        checkout.write("api/migrations/20260101000003_bad.sql", "insert into api_toshiba.users values (1);\n");
        Run failed = checkout.dev("migrate", "check", "--format", "github");
        assertThat(failed.exitCode()).isOne();
        assertThat(failed.out())
                .contains("::error file=api/migrations/20260101000003_bad.sql,line=1,col=13,title=other-tenant::api: ");
        Files.createDirectory(checkout.root().resolveSibling(".git"));
        assertThat(checkout.dev("migrate", "check", "--format", "github").out())
                .as("files as they are called from the root of the repository")
                .contains("::error file=" + checkout.root().getFileName()
                        + "/api/migrations/20260101000003_bad.sql,line=1");
        Files.delete(checkout.root().resolveSibling(".git"));
        assertThat(checkout.dev("migrate", "check", "--base", "main").exitCode())
                .isNotZero();
        assertThat(checkout.root().resolve(".devctl")).as("nothing was started").doesNotExist();
    }

    @Test
    void triesPendingMigrationsOnACopyAndLeavesNothingOfIt() throws Exception {
        checkout.write(
                "services.yaml",
                TwoServices.yaml("[default, toshiba]").replace("schema: intake}", "schema: intake, idempotent: true}"));
        checkout.write("intake/migrations/20260101000001_events.sql", "create table if not exists events (id int);\n");
        assertThat(checkout.dev("migrate").exitCode()).isZero();
        checkout.query("create database " + '"' + "twoservices__check__0a0b0c0d" + '"'); // as if devctl had been killed
        checkout.write("api/migrations/20260101000004_bad.sql", "select 1;\nalter table nowhere add c int;\n");
        checkout.write(
                "intake/migrations/20260101000002_once.sql",
                "do $$ begin execute 'create table once (id int)'; end $$;\n");
        checkout.write(
                "api/migrations/20260101000003_aside.sql",
                "create table aside(); create table if not exists public.rest();\n-- migrate:down\ndrop table aside;\n");

        Run run = checkout.dev("migrate", "check", "--against-database", "--json");

        assertThat(run.exitCode()).as(run.toString()).isOne();
        assertThat(run.err()).contains("a copy of 'twoservices'");
        assertThat(Json.each(run.json(), "problems", "rule"))
                .containsExactly("index-without-concurrently", "down-leaves-behind", "fails-on-copy", "not-idempotent");
        assertThat(Json.each(run.json(), "problems", "file").subList(2, 4))
                .containsExactly("api/migrations/20260101000004_bad.sql", "intake/migrations/20260101000002_once.sql");
        assertThat(Json.each(run.json(), "problems", "line").get(2)).isEqualTo("2");
        assertThat(checkout.query(COPIES)).isEqualTo("0");
        assertThat(checkout.query("select to_regclass('intake.once')::text")).isEqualTo("null");
        assertThat(Json.each(checkout.dev("status", "--json").json(), "migrations", "applied"))
                .containsExactly("2", "2", "1");

        Files.delete(checkout.root().resolve("api/migrations/20260101000004_bad.sql"));
        Files.delete(checkout.root().resolve("api/migrations/20260101000003_aside.sql"));
        checkout.write("intake/migrations/20260101000002_once.sql", "create table if not exists once (id int);\n");
        String url = checkout.dev("db", "url", "--json").json().get("jdbc_url").getAsString();
        try (Connection inUse = DriverManager.getConnection(url)) {
            Run empty = checkout.dev("migrate", "check", "--against-database");
            assertThat(empty.exitCode()).as(empty.toString()).isZero();
            assertThat(empty.err()).contains("is in use and cannot be copied");
            assertThat(inUse.isValid(1)).as("who was connected still is").isTrue();
        }
        assertThat(checkout.query(COPIES)).isEqualTo("0");
    }
}
