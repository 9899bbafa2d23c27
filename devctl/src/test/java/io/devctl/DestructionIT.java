package io.devctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.testing.Checkout;
import io.devctl.testing.LiveRun;
import io.devctl.testing.Run;
import io.devctl.testing.TwoServices;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every command that destroys something says what, asks once, takes silence for no, and asks nobody where there is nobody. */
@Timeout(180)
class DestructionIT {
    @RegisterExtension
    final Checkout checkout = new Checkout();

    /**
     * A command that destroys something.
     *
     * @param command its line
     * @param losses what it has to say before
     */
    private record Destroyer(String command, List<String> losses) {
        static Destroyer of(String command, String... losses) {
            return new Destroyer(command, List.of(losses));
        }
    }

    @Test
    void nothingIsLostWithoutAYes() throws Exception {
        TwoServices.write(checkout);
        assertThat(checkout.dev("migrate").exitCode()).isZero();
        checkout.query("insert into api_toshiba.users (name) select 'u' || n from generate_series(1, 1200) n");
        assertThat(checkout.dev("db", "snapshot", "monday").exitCode()).isZero();
        // an edited file to repair, one more to stamp, a dump to load, a session to end
        checkout.write("api/migrations/20260101000002_index.sql", "create index users_name on users (lower(name));\n");
        checkout.write("intake/migrations/20260101000002_more.sql", "alter table events add column at timestamptz;\n");
        checkout.write("old.dump", "PGDMP");
        String url = checkout.dev("db", "url", "--json").json().get("jdbc_url").getAsString();
        try (Connection victim = DriverManager.getConnection(url);
                var statement = victim.createStatement();
                var row = statement.executeQuery("select pg_backend_pid()")) {
            row.next();
            List<Destroyer> destroyers = List.of(
                    Destroyer.of(
                            "reset",
                            "the database 'twoservices'",
                            " rows in 6 tables of 3 schemas (",
                            "of the tenants default, toshiba"),
                    Destroyer.of("reset --tenant toshiba", "api_toshiba", " rows in 2 tables of 1 schema ("),
                    Destroyer.of(
                            "db restore monday",
                            "the database 'twoservices'",
                            " rows in 6 tables",
                            "snapshot 'monday' ("),
                    Destroyer.of("db drop monday", "snapshot 'monday' (", " old)"),
                    Destroyer.of("tenants drop toshiba", "schema api_toshiba with 1,202 rows in 2 tables ("),
                    Destroyer.of(
                            "migrate stamp --service intake",
                            "records 1 migration of 1 target as applied without running"),
                    Destroyer.of("migrate repair --accept --service api", "takes the files as they are now"),
                    Destroyer.of(
                            "migrate repair --restore --service api", "overwrites the files with what was applied"),
                    Destroyer.of(
                            "migrate locks --terminate " + row.getInt(1),
                            "this ends ",
                            "its transaction is rolled back"));
            for (Destroyer one : destroyers) {
                Run alone = checkout.dev(one.command.split(" "));
                assertThat(alone.exitCode()).as("%s: %s", one.command, alone).isEqualTo(64);
                assertThat(alone.err()).as(one.command).contains(one.losses).contains("hint: dev ", " --yes");

                LiveRun asked = checkout.startInTerminal(one.command).type("\n");
                assertThat(asked.awaitExit())
                        .as("%s: %s", one.command, asked.output())
                        .isEqualTo(64);
                assertThat(asked.output()).contains(one.losses).contains("Go on? [y/N]", "nothing was done");
            }
            assertThat(victim.isValid(5)).isTrue();
        }
        assertThat(checkout.query("select count(*) from api_toshiba.users")).isEqualTo("1200");
        assertThat(checkout.dev("db", "snapshots").out()).contains("monday");
        assertThat(checkout.dev("tenants", "list").out()).isEqualTo("default\ntoshiba\n");
        assertThat(checkout.dev("migrate", "status").out()).contains("drifted");
    }
}
