package io.devctl.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.model.EventSink;
import io.devctl.model.TargetResult.Outcome;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import io.devctl.postgres.Connections;
import io.devctl.postgres.Endpoint;
import io.devctl.testing.Peers;
import io.devctl.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** devctl and the real tools take turns on one database. */
@Timeout(120)
final class PeersIT {
    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    @TempDir
    private Path root;

    private Endpoint endpoint;
    private Project project;

    @BeforeEach
    void project() {
        endpoint = POSTGRES.freshEndpoint();
        project = new Project(root, Connections.to(endpoint));
        project.tenants = List.of("a");
        project.sql("create schema app_a");
    }

    /** Files that the tool sees, as it would be in a checkout of before the later ones were pulled. */
    private void pull(String name, String... lines) {
        project.file(name, lines);
    }

    private String url(String more) {
        return "postgres://" + endpoint.user() + ":" + endpoint.password() + "@" + endpoint.host() + ":"
                + endpoint.port() + "/" + endpoint.database() + "?sslmode=disable" + more;
    }

    private TargetStatus status() {
        return project.check("a");
    }

    private void isCurrent(int applied) {
        assertThat(status())
                .satisfies(s ->
                        assertThat(s.state()).as(String.valueOf(s.reason())).isEqualTo(TargetState.CURRENT))
                .satisfies(s -> assertThat(s.applied()).isEqualTo(applied));
    }

    private void isPending(String... names) {
        assertThat(status())
                .satisfies(s ->
                        assertThat(s.state()).as(String.valueOf(s.reason())).isEqualTo(TargetState.PENDING))
                .satisfies(s -> assertThat(s.pending()).containsExactly(names));
    }

    private void migrates(String... names) {
        var result = project.migrate().targets().get(0);
        assertThat(result.outcome()).as(String.valueOf(result.error())).isEqualTo(Outcome.APPLIED);
        assertThat(result.applied()).containsExactly(names);
        // settled: from now on the check is the cheap one
        assertThat(project.value("select vouched = changes from devctl.targets"))
                .isEqualTo("t");
    }

    private void rollsBack(String... names) {
        Rollback down = new Rollback(project.migrator(), project.targets(), names.length, null);
        var result = down.run(MigrateOptions.defaults(), EventSink.none()).get(0);
        assertThat(result.outcome()).as(String.valueOf(result.error())).isEqualTo(Outcome.APPLIED);
        assertThat(result.applied()).containsExactly(names);
    }

    @Test
    void dbmateAndDevctlTakeTurns() {
        Path dbmate = Peers.program("dbmate");
        String[] up = {"--url", url("&search_path=app_a"), "--migrations-dir", "migrations", "--no-dump-schema", "up"};
        String[] down = up.clone();
        down[down.length - 1] = "rollback";
        pull(
                "20250101000001_one.sql",
                "-- migrate:up",
                "create table one(id int);",
                "-- migrate:down",
                "drop table one;");
        pull(
                "20250101000002_two.sql",
                "-- migrate:up",
                "create table two(id int);",
                "-- migrate:down",
                "drop table two;");
        Peers.run(root, dbmate, up);
        assertThat(project.value("select string_agg(version, ',' order by version) from app_a.schema_migrations"))
                .isEqualTo("20250101000001,20250101000002");
        isCurrent(2);
        // dbmate 182: two statements outside a transaction, which dbmate itself sends as one message and fails
        pull(
                "20250101000003_three.sql",
                "-- migrate:up transaction:false",
                "create table three(id int);",
                "create index concurrently three_id on three(id);",
                "-- migrate:down",
                "drop table three;");
        pull(
                "20250101000004_four.sql",
                "-- migrate:up",
                "create table four(id int);",
                "-- migrate:down",
                "drop table four;");
        isPending("20250101000003_three.sql", "20250101000004_four.sql");
        migrates("20250101000003_three.sql", "20250101000004_four.sql");
        isCurrent(4);
        assertThat(Peers.run(root, dbmate, up)).doesNotContain("Applying");
        isCurrent(4);
        Peers.run(root, dbmate, down);
        isPending("20250101000004_four.sql");
        assertThat(project.value("select to_regclass('app_a.four')")).isNull();
        migrates("20250101000004_four.sql");
        rollsBack("20250101000004_four.sql", "20250101000003_three.sql");
        assertThat(project.value("select to_regclass('app_a.three')")).isNull();
        assertThat(dbmateStatus(dbmate)).contains("[ ] 20250101000003_three.sql", "Applied: 2", "Pending: 2");
        migrates("20250101000003_three.sql", "20250101000004_four.sql");
        rollsBack("20250101000004_four.sql");
        isPending("20250101000004_four.sql");
        assertThat(Peers.run(root, dbmate, up)).contains("Applying: 20250101000004_four.sql");
    }

    private String dbmateStatus(Path dbmate) {
        return Peers.run(root, dbmate, "--url", url("&search_path=app_a"), "--migrations-dir", "migrations", "status");
    }

    @Test
    void golangMigrateAndDevctlTakeTurns() {
        Path migrate = Peers.program("migrate");
        String[] up = {"-database", url("&search_path=app_a"), "-path", "migrations", "up"};
        for (String number : List.of("000001", "000002")) {
            pull(number + "_t.up.sql", "create table t" + number + "(id int);");
            pull(number + "_t.down.sql", "drop table t" + number + ";");
        }
        Peers.run(root, migrate, up);
        isCurrent(2);
        for (String number : List.of("000003", "000010")) {
            pull(number + "_t.up.sql", "create table t" + number + "(id int);");
            pull(number + "_t.down.sql", "drop table t" + number + ";");
        }
        isPending("000003_t.up.sql", "000010_t.up.sql");
        migrates("000003_t.up.sql", "000010_t.up.sql");
        assertThat(project.value("select version || ' ' || dirty from app_a.schema_migrations"))
                .isEqualTo("10 false");
        assertThat(Peers.run(root, migrate, up)).contains("no change");
        isCurrent(4);
        Peers.run(root, migrate, "-database", url("&search_path=app_a"), "-path", "migrations", "down", "1");
        isPending("000010_t.up.sql");
        migrates("000010_t.up.sql");
        rollsBack("000010_t.up.sql", "000003_t.up.sql");
        assertThat(Peers.run(root, migrate, "-database", url("&search_path=app_a"), "-path", "migrations", "version"))
                .contains("2");
        migrates("000003_t.up.sql", "000010_t.up.sql");
        rollsBack("000010_t.up.sql");
        isPending("000010_t.up.sql");
        assertThat(project.value("select version from app_a.schema_migrations")).isEqualTo("3");
        assertThat(Peers.run(root, migrate, up)).contains("10/u");
        isCurrent(4);
        // golang-migrate 282: devctl leaves nothing dirty, and says of a database that was left so what is the matter
        pull("000011_bad.up.sql", "create table fine(id int);", "create tabel bad(id int);");
        assertThat(project.migrate().count(Outcome.FAILED)).isEqualTo(1);
        assertThat(project.value("select version || ' ' || dirty from app_a.schema_migrations"))
                .isEqualTo("10 false");
        project.sql("update app_a.schema_migrations set version = 11, dirty = true");
        assertThat(status().state()).isEqualTo(TargetState.DRIFTED);
        assertThat(status().reason()).isEqualTo("golang-migrate broke in the middle of version 11 and left it dirty");
        Peers.run(root, migrate, "-database", url("&search_path=app_a"), "-path", "migrations", "force", "10");
        assertThat(status().pending()).containsExactly("000011_bad.up.sql");
    }

    @Test
    void gooseAndDevctlTakeTurns() throws IOException {
        Path goose = Peers.program("goose");
        String database = url("&search_path=app_a");
        pull("00001_one.sql", "-- +goose Up", "create table one(id int);", "-- +goose Down", "drop table one;");
        pull(
                "00002_two.sql",
                "-- +goose Up",
                "-- +goose StatementBegin",
                "create function two() returns int language plpgsql as $$ begin return 2; end $$",
                "-- +goose StatementEnd",
                "create table two(id int);",
                "-- +goose Down",
                "drop table two;",
                "drop function two();");
        Peers.run(root, goose, "-dir", "migrations", "postgres", database, "up");
        isCurrent(2);
        pull(
                "00003_three.sql",
                "-- +goose NO TRANSACTION",
                "-- +goose Up",
                "create table three(id int);",
                "create index concurrently three_id on three(id);",
                "-- +goose Down",
                "drop table three;");
        pull(
                "00010_ten.sql",
                "-- +goose Up",
                "-- +goose StatementBegin",
                "create function ten() returns int language sql",
                "as $$ select 10 $$",
                "-- +goose StatementEnd",
                "create table ten(id int);",
                "-- +goose Down",
                "drop table ten;",
                "drop function ten();");
        isPending("00003_three.sql", "00010_ten.sql");
        migrates("00003_three.sql", "00010_ten.sql");
        assertThat(Peers.run(root, goose, "-dir", "migrations", "postgres", database, "up"))
                .contains("no migrations to run");
        isCurrent(4);
        Peers.run(root, goose, "-dir", "migrations", "postgres", database, "down");
        isPending("00010_ten.sql");
        migrates("00010_ten.sql");
        rollsBack("00010_ten.sql");
        isPending("00010_ten.sql");
        assertThat(Peers.run(root, goose, "-dir", "migrations", "postgres", database, "status"))
                .containsPattern("Pending +-- 00010_ten.sql")
                .doesNotContainPattern("Pending +-- 00003_three.sql");
        assertThat(Peers.run(root, goose, "-dir", "migrations", "postgres", database, "up"))
                .contains("OK   00010_ten.sql");
        isCurrent(4);
        pull("00011_code.go", "package migrations");
        assertThat(status().reason())
                .startsWith("a migration written in Go, which only goose can run: '00011_code.go'");
        Files.delete(project.folder().resolve("00011_code.go"));
        // a ledger that devctl makes is one that goose takes for its own
        project.tenants = List.of("fresh");
        assertThat(project.migrate().count(Outcome.APPLIED)).isEqualTo(1);
        assertThat(Peers.run(root, goose, "-dir", "migrations", "postgres", url("&search_path=app_fresh"), "up"))
                .contains("no migrations to run. current version: 10");
    }

    private Flyway flyway(String schema) {
        return Flyway.configure()
                .dataSource(project.database)
                .schemas(schema)
                .locations("filesystem:" + project.folder())
                .load();
    }

    @Test
    void flywayAndDevctlTakeTurns() {
        pull("V1__one.sql", "create table one(id int);");
        pull("V1.2__two_and_more.sql", "\uFEFF-- a comment, ümlaut\r", "create table two(id int);  ");
        assertThat(flyway("app_a").migrate().migrationsExecuted).isEqualTo(2);
        isCurrent(2);
        pull("V1.10__ten.sql", "insert into one values (1);", "", "insert into one", "values (2);");
        pull("R__names.sql", "create or replace view names as select '${flyway:defaultSchema}' as schema;");
        pull("U1.10__ten.sql", "truncate one;");
        isPending("V1.10__ten.sql", "R__names.sql");
        migrates("V1.10__ten.sql", "R__names.sql");
        assertThat(project.value("select schema from app_a.names")).isEqualTo("app_a");
        flyway("app_a").validate();
        assertThat(flyway("app_a").migrate().migrationsExecuted).isZero();
        isCurrent(4);
        pull(
                "R__names.sql",
                "create or replace view names as select 'new'::text || '${flyway:defaultSchema}' as schema;");
        isPending("R__names.sql");
        assertThat(flyway("app_a").migrate().migrationsExecuted).isEqualTo(1);
        isCurrent(4);
        pull("R__names.sql", "create or replace view names as select 'newer'::text as schema;");
        migrates("R__names.sql");
        assertThat(flyway("app_a").migrate().migrationsExecuted).isZero();
        rollsBack("V1.10__ten.sql");
        isPending("V1.10__ten.sql");
        assertThat(project.value("select count(*) from app_a.one")).isEqualTo("0");
        assertThat(flyway("app_a").info().pending())
                .extracting(info -> String.valueOf(info.getVersion()))
                .containsExactly("1.10");
        assertThat(flyway("app_a").migrate().migrationsExecuted).isEqualTo(1);
        isCurrent(4);
        // an edit that Flyway's checksum shows, of a file that only Flyway has applied
        project.sql("drop schema devctl cascade");
        pull("V1__one.sql", "create table one(id bigint);");
        assertThat(status().reason()).isEqualTo("edited after it was applied: 'V1__one.sql'");
        flyway("app_a").repair();
        isCurrent(4);
        // a history that devctl makes is one that Flyway takes for its own
        project.tenants = List.of("fresh");
        assertThat(project.migrate().count(Outcome.APPLIED)).isEqualTo(1);
        flyway("app_fresh").validate();
        assertThat(flyway("app_fresh").migrate().migrationsExecuted).isZero();
    }

    @Test
    void flywaysBaselineAndFailuresAreUnderstood() {
        pull("V1__one.sql", "create table one(id int);");
        pull("V2__two.sql", "create table two(id int);");
        project.sql("create table app_a.one(id int)");
        Flyway.configure()
                .dataSource(project.database)
                .schemas("app_a")
                .baselineVersion("1")
                .locations("filesystem:" + project.folder())
                .load()
                .baseline();
        isPending("V2__two.sql");
        migrates("V2__two.sql");
        flyway("app_a").validate();
        project.sql("update app_a.flyway_schema_history set success = false where version = '2'");
        assertThat(status().reason()).isEqualTo("Flyway's history says that '2' failed");
    }
}
