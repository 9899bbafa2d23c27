package io.devctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.devctl.supervise.process.Poll;
import io.devctl.testing.Checkout;
import io.devctl.testing.Json;
import io.devctl.testing.Leftovers;
import io.devctl.testing.LiveRun;
import io.devctl.testing.Run;
import io.devctl.testing.TwoServices;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Supervision as a user meets it, through the launcher. */
@Timeout(180)
class SupervisionIT {
    @RegisterExtension
    final Checkout checkout = new Checkout();

    /** There a completed task was taken for one that had failed. */
    @Test
    @DisplayName(
            "docker compose #10596: up is well when a task has completed; then a changed migration migrates and restarts")
    void aChangedMigrationMigratesAndThenRestarts() throws Exception {
        TwoServices.write(checkout);
        checkout.write(
                "services.yaml",
                TwoServices.yaml("[default, toshiba]")
                        .replaceFirst("    port: auto\n", "    port: auto\n    watch: [src]\n"));
        Run up = checkout.dev("up", "-d");
        assertThat(up.exitCode()).as("%s", up).isZero();
        String before = pid("api");

        await(() -> {
            // nothing tells when the folder is watched
            checkout.write(
                    "api/migrations/20260301000000_age.sql", "alter table users add age int; -- " + System.nanoTime());
            return checkout.dev("logs", "api", "--grep", "20260301000000_age.sql changed")
                            .out()
                            .contains("migrating")
                    && !pid("api").equals(before);
        });

        assertThat(checkout.query("select count(age) from api_toshiba.users")).isEqualTo("0");
        assertThat(checkout.dev("logs", "api").out()).contains("started, pid " + before, "stopping, as asked");
        assertThat(checkout.dev("logs", "api", "--attempt", "last").out())
                .contains("started, pid ")
                .doesNotContain("started, pid " + before);
        assertThat(checkout.dev("logs", "api", "--attempt", "last-crash").exitCode())
                .isEqualTo(1);
    }

    @Test
    void whyFollowsTheChainDownToTheMigrationAndTheLastWords() {
        checkout.write("services.yaml", """
                services:
                  db_user:
                    migrations: {paths: [migrations], schema: one}
                    command: "echo \\"asking with $API_KEY\\"; echo 'ERROR no such table: users' >&2; exit 3"
                    env: {API_KEY: hunter22}
                  web:
                    command: sleep 1000
                    depends_on: {db_user: ready}
                """);
        checkout.write("migrations/20260101000001_users.sql", "create table users (id int);\n");
        assertThat(checkout.dev("why", "web").out()).contains("stopped", "hint: dev up");

        Run up = checkout.dev("up", "-d", "--skip-migrations");
        assertThat(up.exitCode()).as("%s", up).isEqualTo(1);
        Run why = checkout.dev("why", "web");
        JsonObject json = checkout.dev("why", "web", "--json").json();
        JsonObject status = checkout.dev("status", "--json").json();

        assertThat(why.exitCode()).as("%s", why).isEqualTo(1);
        assertThat(why.out())
                .contains("exited with 3 before it was ready; its migration 20260101000001_users.sql is pending")
                .contains("asking with ***", "no such table: users", "hint: dev migrate --service db_user")
                .doesNotContain("hunter22");
        assertThat(Json.each(json, "chain", "name")).containsExactly("web", "db_user", "db_user.migrations");
        assertThat(Json.named(status, "services", "db_user").get("reason").getAsString())
                .endsWith("its migration 20260101000001_users.sql is pending");
        assertThat(checkout.dev("logs", "--level", "error", "--attempt", "last-crash")
                        .out())
                .contains("no such table", "exited with 3")
                .doesNotContain("asking");
    }

    @Test
    @DisplayName("tilt #4648: a second Ctrl-C leaves nothing behind")
    void aSecondCtrlCLeavesNothingBehind() throws Exception {
        checkout.write("services.yaml", """
                services:
                  deaf:
                    command: trap '' TERM INT; setsid sleep 1000 & echo up; while :; do sleep 0.1; done
                    ready: {log: up}
                    stop: {timeout: 2s}
                """);
        LiveRun up = checkout.start("up").awaitLine("service ready");

        up.signal("INT").awaitLine("waiting for deaf");
        up.signal("INT");

        assertThat(up.awaitExit()).as(up.output()).isEqualTo(130);
        await(() -> Leftovers.mentioning(checkout.root()).isEmpty());
    }

    private String pid(String service) {
        return Json.named(checkout.dev("status", "--json").json(), "services", service)
                .get("pid")
                .toString();
    }

    private static void await(BooleanSupplier condition) {
        assertThat(Poll.until(condition, Duration.ofSeconds(60), Duration.ofMillis(50)))
                .isTrue();
    }
}
