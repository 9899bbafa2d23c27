package io.devctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.devctl.testing.Checkout;
import io.devctl.testing.Json;
import io.devctl.testing.Run;
import io.devctl.testing.TwoServices;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a user sees when a migration or a service fails, and how it goes on from there. */
@Timeout(180)
class FailureIT {
    @RegisterExtension
    final Checkout checkout = new Checkout();

    @BeforeEach
    void twoServices() {
        TwoServices.write(checkout);
    }

    @Test
    void aFailingMigrationIsRolledBackNamedAndPassedOnlyAfterItsRepair() throws Exception {
        checkout.dev("migrate");
        checkout.write(
                "api/migrations/20260201000000_bad.sql",
                "create table half (id int);\ninsert into usrs\n  values (1);\n");
        checkout.write("api/migrations/20260202000000_later.sql", "create table later (id int);\n");

        Run up = checkout.dev("up", "-d");

        assertThat(up.exitCode()).as("%s", up).isEqualTo(1);
        assertThat(up.err())
                .contains("api", "default", "api/migrations/20260201000000_bad.sql:2:13")
                .contains("relation \"usrs\" does not exist");
        JsonObject status = checkout.dev("status", "--json").json();
        assertThat(Json.named(status, "services", "api").get("state").getAsString())
                .isEqualTo("pending");
        assertThat(Json.named(status, "services", "intake").get("state").getAsString())
                .isEqualTo("ready");
        assertThat(Json.each(status, "migrations", "state")).containsExactly("failed", "pending", "current");
        assertThat(checkout.query("select to_regclass('api_default.half')")).isEqualTo("null");

        Run json = checkout.dev("migrate", "--json");
        assertThat(json.exitCode()).isEqualTo(1);
        assertThat(Json.each(json.json(), "targets", "outcome")).containsExactly("failed", "skipped", "current");
        assertThat(Json.each(json.json(), "targets", "reason").get(1)).isEqualTo("first-tenant-failed");

        checkout.write("api/migrations/20260201000000_bad.sql", "create table half (id int);\n");
        Run again = checkout.dev("up", "-d");
        assertThat(again.exitCode()).as("%s", again).isZero();
        assertThat(checkout.dev("status", "--check").exitCode()).isZero();
        assertThat(checkout.query("select to_regclass('api_toshiba.later')")).isEqualTo("api_toshiba.later");
    }

    @Test
    void aFileThatCannotBeReadHoldsBackItsOwnServiceOnly() {
        checkout.write("api/migrations/20260201000000_open.sql", "select 'never closed;\n");

        Run migrate = checkout.dev("migrate", "--json");

        assertThat(migrate.exitCode()).as("%s", migrate).isEqualTo(65);
        assertThat(Json.each(migrate.json(), "targets", "outcome")).containsExactly("failed", "failed", "applied");
        assertThat(migrate.err()).contains("api/migrations/20260201000000_open.sql:1:");
        JsonObject status = checkout.dev("status", "--json").json();
        assertThat(Json.each(status, "migrations", "state")).containsExactly("failed", "failed", "current");
    }

    @Test
    void aServiceThatDiesAtItsStartShowsItsLastWordsAndHoldsBackOnlyWhatNeedsIt() {
        checkout.write("services.yaml", """
                project: dying
                services:
                  broken:
                    command: echo loading; echo 'no config found' >&2; exit 3
                    restart: no
                  needs_it:
                    command: sleep 1000
                    depends_on: {broken: ready}
                  apart:
                    command: sleep 1000
                """);

        Run up = checkout.dev("up", "-d");

        assertThat(up.exitCode()).as("%s", up).isEqualTo(1);
        assertThat(up.out()).containsPattern("broken +\\| no config found");
        JsonObject status = checkout.dev("status", "--json").json();
        JsonObject broken = Json.named(status, "services", "broken");
        assertThat(broken.get("state").getAsString()).isEqualTo("failed");
        assertThat(broken.get("exit_code").getAsInt()).isEqualTo(3);
        assertThat(Json.named(status, "services", "needs_it").get("state").getAsString())
                .isEqualTo("pending");
        assertThat(Json.named(status, "services", "needs_it").get("reason").getAsString())
                .contains("broken");
        assertThat(Json.named(status, "services", "apart").get("state").getAsString())
                .isEqualTo("ready");
    }

    @Test
    void aServiceThatDiesForWantOfItsTablesIsToldToMigrate() {
        checkout.write("services.yaml", """
                project: dying
                services:
                  api:
                    dir: api
                    migrations: {paths: [migrations], schema: api}
                    command: echo 'relation "users" does not exist'; exit 1
                    restart: no
                """);

        Run up = checkout.dev("up", "-d", "--skip-migrations");

        assertThat(up.exitCode()).as("%s", up).isEqualTo(1);
        assertThat(up.out() + up.err()).contains("pending migrations", "dev migrate --service api");
    }

    @Test
    void anAttachedUpWithNothingLeftToStayForEnds() {
        checkout.write("services.yaml", "project: one\nservices:\n  broken:\n    command: exit 3\n    restart: no\n");

        Run up = checkout.dev("up");

        assertThat(up.exitCode()).as("%s", up).isEqualTo(1);
    }
}
