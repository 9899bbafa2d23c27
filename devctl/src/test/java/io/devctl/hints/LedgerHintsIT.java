package io.devctl.hints;

import static io.devctl.hints.Hinted.bad;
import static io.devctl.hints.Hinted.good;

import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hints about ledgers that other tools have left in a state in which they themselves would not go on. */
@Timeout(120)
class LedgerHintsIT extends HintsWithDatabase {
    @BeforeEach
    void project() {
        cli.write("services.yaml", """
            postgres: {provider: external, url: '%s'}
            services:
              app: {migrations: {paths: [m], schema: app}}
            """.formatted(server.url()));
    }

    /** Names without a schema are looked for in the service's. */
    private void inSchema(String... statements) throws SQLException {
        sql(Stream.concat(Stream.of("set search_path = app"), Stream.of(statements))
                .toArray(String[]::new));
    }

    private static String statement(Hint.Met hint) {
        return hint.text().substring(hint.text().indexOf(": ") + 2);
    }

    @Test
    void flywaysFailures() throws Exception {
        cli.write("m/V1__x.sql", "create table t (id int);\n");
        cli.write("m/V2__y.sql", "create table u (id int);\n");
        good(cli.dev("migrate", "-n", "1"));
        inSchema(
                "create table u (id int)",
                "insert into flyway_schema_history select 2, '2', 'y', type, 'V2__y.sql', 0, installed_by,"
                        + " installed_on, 1, false from flyway_schema_history where version = '1'");
        Hint.of("undo by hand what it did, then: delete from {} where not success")
                .follow(bad(migrate()), hint -> {
                    inSchema("drop table u", statement(hint));
                    good(migrate());
                });
    }

    @Test
    void golangMigratesDirt() throws Exception {
        cli.write("m/1_x.up.sql", "create table t (id int);\n");
        cli.write("m/1_x.down.sql", "drop table t;\n");
        good(migrate());
        inSchema("update schema_migrations set dirty = true");
        cli.write("m/2_y.up.sql", "create table u (id int);\n");
        Hint.of("finish that file by hand, then: update {} set dirty = false").follow(bad(migrate()), hint -> {
            inSchema(statement(hint));
            good(migrate());
        });
        inSchema("insert into schema_migrations values (1, false)");
        Hint.of("leave the one of the version that is there: delete from {} where version <> VERSION")
                .follow(bad(migrate()), hint -> {
                    inSchema(statement(hint).replace("VERSION", "2"));
                    good(migrate());
                });
    }

    @Test
    void namesInTheColumnOfVersions() throws Exception {
        cli.write("m/20250101000001_one.sql", "-- migrate:up\ncreate table t (id int);\n-- migrate:down\n");
        cli.write("m/20250101000002_two.sql", "-- migrate:up\ncreate table u (id int);\n-- migrate:down\n");
        inSchema(
                "create schema app",
                "create table app.t (id int)",
                "create table app.schema_migrations (version varchar primary key)",
                "insert into app.schema_migrations values ('20250101000001_one.sql')");
        Hint.of("in services.yaml: ledger: {name: version}").follow(bad(migrate()), hint -> {
            cli.edit("services.yaml", "schema: app", "schema: app, " + statement(hint));
            good(migrate());
        });
    }
}
