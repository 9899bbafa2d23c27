package io.devctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.devctl.testing.Checkout;
import io.devctl.testing.Json;
import io.devctl.testing.LiveRun;
import io.devctl.testing.Run;
import io.devctl.testing.ServerSessions;
import io.devctl.testing.TwoServices;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Named copies of the database: what they keep, whom they disturb, and what a killed devctl leaves. */
@Timeout(180)
class CopiesIT {
    @RegisterExtension
    final Checkout checkout = new Checkout();

    @BeforeEach
    void twoServices() {
        TwoServices.write(checkout);
    }

    @Test
    void aSnapshotIsRestoredWithItsDataItsSettingsAndItsTaskRecords() throws Exception {
        checkout.dev("up", "-d");
        checkout.query("insert into api_default.users(name) values ('before')");
        checkout.query("alter database twoservices set search_path = api_toshiba, public");

        Run made = checkout.dev("db", "snapshot", "monday");

        assertThat(made.exitCode()).as("%s", made).isZero();
        assertThat(made.out()).startsWith("snapshot monday made (");
        JsonObject listed = checkout.dev("db", "snapshots", "--json").json();
        assertThat(Json.each(listed, "copies", "name")).containsExactly("monday");
        assertThat(Json.each(listed, "copies", "kind")).containsExactly("snapshot");
        assertThat(checkout.dev("db", "snapshots").out()).contains("monday", "snapshot", " MB");

        checkout.query("update api_default.users set name = 'after'");
        checkout.query("alter database twoservices reset all");
        Run refused = checkout.dev("db", "restore", "monday");
        assertThat(refused.exitCode()).isEqualTo(64);
        assertThat(refused.err()).contains("replaces all data", "hint: dev db restore monday --yes");

        Run restored = checkout.dev("db", "restore", "monday", "--yes");

        assertThat(restored.exitCode()).as("%s", restored).isZero();
        assertThat(restored.err()).doesNotContain("seeding");
        assertThat(checkout.query("select string_agg(name, ',') from api_default.users"))
                .isEqualTo("before");
        assertThat(checkout.query("show search_path")).isEqualTo("api_toshiba, public");
        assertThat(checkout.dev("status", "--check").exitCode()).isZero();
        assertThat(Json.each(checkout.dev("db", "snapshots", "--json").json(), "copies", "name"))
                .containsExactly("monday");
        assertThat(ServerSessions.databases(checkout)).noneMatch(name -> name.matches(".*__(next)__.*"));
    }

    @Test
    void aSnapshotGetsPastWhoeverIsConnectedAndSaysSo() throws Exception {
        checkout.dev("migrate");
        try (Connection service = DriverManager.getConnection(url());
                Statement statement = service.createStatement()) {
            statement.execute("begin");
            statement.execute("insert into intake.events values (1)");

            Run made = checkout.dev("db", "snapshot", "busy");

            assertThat(made.exitCode()).as("%s", made).isZero();
            assertThat(made.err()).contains("1 connection to the database will be closed");
        }
        checkout.query("insert into intake.events values (2)"); // everybody is let in again
        assertThat(checkout.query("select string_agg(id::text, ',') from intake.events"))
                .isEqualTo("2");
    }

    @Test
    void aCloneIsAMigratedDatabaseOfItsOwn() throws Exception {
        checkout.dev("migrate");
        checkout.write("intake/migrations/20260301000000_more.sql", "create table more (id int);\n");

        Run cloned = checkout.dev("db", "clone", "for-tests");

        assertThat(cloned.exitCode()).as("%s", cloned).isZero();
        assertThat(cloned.out().lines().toList())
                .singleElement()
                .asString()
                .matches("postgresql://postgres:.*@127\\.0\\.0\\.1:\\d+/twoservices__clone__for-tests");
        assertThat(checkout.query("select to_regclass('intake.more')")).isEqualTo("null");
        String jdbc = url().replace("/twoservices?", "/twoservices__clone__for-tests?");
        try (Connection clone = DriverManager.getConnection(jdbc);
                Statement statement = clone.createStatement()) {
            statement.execute("insert into intake.more values (1)");
            Run dropped = checkout.dev("db", "drop", "for-tests", "--yes");
            assertThat(dropped.exitCode()).as("%s", dropped).isZero();
        }
        assertThat(ServerSessions.databases(checkout)).noneMatch(name -> name.contains("clone"));
        assertThat(cloned.err()).doesNotContain(url().replaceAll(".*password=", ""));
    }

    @Test
    void namesThatCannotBeOrAreTakenAreRefused() {
        checkout.dev("migrate");
        assertThat(checkout.dev("db", "snapshot", "Über; drop").exitCode()).isEqualTo(64);
        assertThat(checkout.dev("db", "snapshot", "a").exitCode()).isZero();

        Run taken = checkout.dev("db", "snapshot", "a");
        assertThat(taken.exitCode()).isEqualTo(64);
        assertThat(taken.err()).contains("there is a snapshot of this name already: 'a'");
        Run unknown = checkout.dev("db", "restore", "b", "--yes");
        assertThat(unknown.exitCode()).isEqualTo(64);
        assertThat(unknown.err()).contains("no such copy: 'b'", "there are: a");
        assertThat(checkout.dev("db", "drop", "a").exitCode()).isEqualTo(64);
    }

    @Test
    void aDatabaseWithTheLongestNameHasCopiesToo() throws Exception {
        String longest = "d".repeat(40) + "ü".repeat(11) + "x";
        checkout.write(
                "services.yaml",
                TwoServices.yaml("[default]")
                        .replace("services:\n", "postgres: {database: " + longest + "}\nservices:\n"));
        checkout.dev("migrate");
        checkout.query("insert into intake.events values (7)");

        Run made = checkout.dev("db", "snapshot", "abcdefghijklmnopqrstuvwxyz0123");

        assertThat(made.exitCode()).as("%s", made).isZero();
        checkout.query("delete from intake.events");
        assertThat(checkout.dev("db", "restore", "abcdefghijklmnopqrstuvwxyz0123", "--yes")
                        .exitCode())
                .isZero();
        assertThat(checkout.query("select id from intake.events")).isEqualTo("7");
    }

    @Test
    void aRestoreThatIsKilledLosesNothing() throws Exception {
        checkout.write(
                "services.yaml",
                TwoServices.yaml("[default]").replace("services:\n", "postgres: {settings: {fsync: on}}\nservices:\n"));
        checkout.dev("migrate");
        checkout.dev("db", "snapshot", "empty");
        checkout.query("insert into intake.events values (42)");

        try (ServerSessions sessions = ServerSessions.of(checkout)) {
            LiveRun restore = checkout.start("db", "restore", "empty", "--yes");
            sessions.awaitStatement("create database %");
            restore.signal("KILL");
            restore.awaitExit();
        }

        Run up = checkout.dev("up", "-d");
        assertThat(up.exitCode()).as("%s", up).isZero();
        assertThat(checkout.query("select id from intake.events")).isEqualTo("42");
        assertThat(checkout.dev("db", "restore", "empty", "--yes").exitCode()).isZero();
        assertThat(checkout.query("select count(*) from intake.events")).isEqualTo("0");
    }

    private String url() throws SQLException {
        return checkout.dev("db", "url", "--json").json().get("jdbc_url").getAsString();
    }
}
