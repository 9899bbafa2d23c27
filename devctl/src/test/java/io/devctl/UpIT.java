package io.devctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.devctl.testing.Checkout;
import io.devctl.testing.Json;
import io.devctl.testing.Run;
import io.devctl.testing.TwoServices;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The main job, through the launcher, as a user calls it. */
@Timeout(180)
class UpIT {
    @RegisterExtension
    final Checkout checkout = new Checkout();

    @BeforeEach
    void twoServices() {
        TwoServices.write(checkout);
    }

    @Test
    void dayOneStartsEverythingAndDayTwoHasNothingToDo() throws Exception {
        Run dayOne = checkout.dev("up", "-d");
        assertThat(dayOne.exitCode()).as("%s", dayOne).isZero();
        assertThat(dayOne.out()).contains("seed", "completed", "ready at http://127.0.0.1:");

        Run check = checkout.dev("status", "--check", "--json");
        assertThat(check.exitCode()).as("%s", check).isZero();
        assertThat(Json.each(check.json(), "migrations", "state")).containsExactly("current", "current", "current");
        assertThat(Json.each(check.json(), "services", "state")).containsExactly("ready", "ready", "completed");
        assertThat(get(check.json(), "api", "/health")).isEqualTo("ok");
        assertThat(get(check.json(), "api", "/query?select%20api_toshiba.shout('x')"))
                .isEqualTo("X;");

        Run down = checkout.dev("down");
        assertThat(down.exitCode()).as("%s", down).isZero();
        Run dayTwo = checkout.dev("up", "-d");
        assertThat(dayTwo.exitCode()).as("%s", dayTwo).isZero();
        assertThat(dayTwo.out())
                .containsPattern("(?m)^\\W*api +up to date: 2 targets \\(.*s\\)$")
                .containsPattern("(?m)^\\W*intake +up to date: 1 target \\(.*s\\)$")
                .containsPattern("(?m)^\\W*seed +.*inputs unchanged")
                .doesNotContain("applied");
    }

    @Test
    void planSaysWhatUpWouldDoAndUpDoesJustThat() {
        Run before = checkout.dev("plan");
        assertThat(before.out()).containsPattern("postgres +start").containsPattern("api +start");
        assertThat(checkout.root().resolve(".devctl")).doesNotExist();
        checkout.dev("up", "-d");
        assertThat(checkout.dev("plan").out()).endsWith("nothing to do\n");
        JsonObject running = checkout.dev("status", "--json").json();

        checkout.write(
                "services.yaml",
                TwoServices.yaml("[default, toshiba]")
                        .replace("    dir: intake\n", "    dir: intake\n    env: {LOG_LEVEL: debug}\n"));
        checkout.write("api/migrations/20260101000003_more.sql", "create table more ();\n");
        Run plan = checkout.dev("plan");
        Run up = checkout.dev("up", "-d");

        assertThat(plan.out())
                .containsPattern("intake +restart: env LOG_LEVEL added")
                .containsPattern("api +keep")
                .containsPattern("seed +keep: inputs unchanged")
                .containsPattern("api.migrations +2 targets pending: 20260101000003_more.sql");
        assertThat(up.out()).contains("to be restarted: env LOG_LEVEL added");
        JsonObject after = checkout.dev("status", "--json").json();
        assertThat(Json.named(after, "services", "api").get("pid"))
                .isEqualTo(Json.named(running, "services", "api").get("pid"));
        assertThat(Json.named(after, "services", "intake").get("pid"))
                .isNotEqualTo(Json.named(running, "services", "intake").get("pid"));
    }

    @Test
    void anUnchangedEnvironmentHasNothingToMigrate() {
        checkout.dev("migrate");

        Run again = checkout.dev("migrate", "--json");

        assertThat(again.exitCode()).isZero();
        assertThat(Json.each(again.json(), "targets", "outcome")).containsOnly("current");
        assertThat(Json.each(again.json(), "targets", "applied")).containsOnly("[]");
        assertThat(again.json().getAsJsonObject("summary").get("current").getAsInt())
                .isEqualTo(3);
    }

    @Test
    void aNewMigrationIsAppliedToEveryTenantThatLacksItAndNothingElse() {
        checkout.dev("migrate");
        checkout.write("api/migrations/20260201000000_age.sql", "alter table users add age int;\n");

        JsonObject report = checkout.dev("migrate", "--json").json();

        assertThat(Json.each(report, "targets", "applied"))
                .containsExactly("[\"20260201000000_age.sql\"]", "[\"20260201000000_age.sql\"]", "[]");
    }

    @Test
    void aNewTenantGetsItsSchemasAndATenantTakenOutKeepsThem() throws Exception {
        checkout.dev("migrate");
        checkout.write("services.yaml", TwoServices.yaml("[default, iopex]"));

        JsonObject report = checkout.dev("migrate", "--json").json();
        assertThat(Json.each(report, "targets", "outcome")).containsExactly("current", "applied", "current");

        JsonObject status = checkout.dev("status", "--json").json();
        assertThat(Json.each(status, "migrations", "schema")).containsExactly("api_default", "api_iopex", "intake");
        assertThat(status.getAsJsonArray("orphans").toString()).contains("api_toshiba");
        assertThat(checkout.query("select count(*) from api_toshiba.users")).isEqualTo("0");
    }

    @Test
    void dataOutlivesDownAndEndsWithReset() throws Exception {
        checkout.dev("up", "-d");
        checkout.query("insert into api_default.users (name) values ('ada')");
        assertThat(checkout.dev("down").exitCode()).isZero();
        assertThat(checkout.query("select name from api_default.users")).isEqualTo("ada");

        checkout.dev("up", "-d");
        Run refused = checkout.dev("reset");
        assertThat(refused.exitCode()).isEqualTo(64);
        assertThat(checkout.query("select name from api_default.users")).isEqualTo("ada");
        long seeded = seedings();

        Run reset = checkout.dev("reset", "--yes");
        assertThat(reset.exitCode()).as("%s", reset).isZero();
        assertThat(checkout.query("select count(*) from api_default.users")).isEqualTo("0");
        assertThat(seedings()).isEqualTo(seeded + 1);
        JsonObject status = checkout.dev("status", "--check", "--json").json();
        assertThat(Json.each(status, "services", "state")).containsExactly("ready", "ready", "completed");
    }

    @Test
    void resetOfOneTenantLeavesTheOthersAlone() throws Exception {
        checkout.dev("migrate");
        checkout.query("insert into api_default.users (name) values ('ada')");
        checkout.query("insert into api_toshiba.users (name) values ('bob')");

        assertThat(checkout.dev("reset", "--tenant", "toshiba").err())
                .contains("hint: dev reset --tenant 'toshiba' --yes");
        assertThat(checkout.dev("reset", "--tenant", "nobody", "--yes").exitCode())
                .isEqualTo(64);
        Run reset = checkout.dev("reset", "--tenant", "toshiba", "--yes");

        assertThat(reset.exitCode()).as("%s", reset).isZero();
        assertThat(checkout.query("select count(*) from api_toshiba.users")).isEqualTo("0");
        assertThat(checkout.query("select count(*) from api_default.users")).isEqualTo("1");
    }

    @Test
    void upOfOneServiceStartsWhatItNeedsAndLeavesTheRestAsItIs() {
        Run first = checkout.dev("up", "-d", "api");
        assertThat(first.exitCode()).as("%s", first).isZero();
        JsonObject status = checkout.dev("status", "--json").json();
        assertThat(Json.each(status, "services", "state")).containsExactly("ready", "stopped", "completed");
        assertThat(Json.each(status, "migrations", "state")).containsExactly("current", "current", "pending");
        String pid = Json.named(status, "services", "api").get("pid").getAsString();

        checkout.dev("up", "-d", "intake");
        status = checkout.dev("status", "--json").json();
        assertThat(Json.each(status, "services", "state")).containsExactly("ready", "ready", "completed");
        assertThat(Json.named(status, "services", "api").get("pid").getAsString())
                .isEqualTo(pid);
    }

    @Test
    void upOfPostgresIsTheDatabaseAlone() {
        Run up = checkout.dev("up", "-d", "postgres");

        assertThat(up.exitCode()).as("%s", up).isZero();
        JsonObject status = checkout.dev("status", "--json").json();
        assertThat(status.getAsJsonObject("postgres").get("state").getAsString())
                .isEqualTo("running");
        assertThat(Json.each(status, "services", "state")).containsOnly("stopped");
        assertThat(Json.each(status, "migrations", "state")).containsOnly("pending");
    }

    @Test
    void statusStartsNothing() {
        JsonObject status = checkout.dev("status", "--json").json();

        assertThat(status.getAsJsonObject("postgres").get("state").getAsString())
                .isEqualTo("stopped");
        assertThat(status.getAsJsonObject("supervisor").get("running").getAsBoolean())
                .isFalse();
        assertThat(Json.each(status, "migrations", "state")).containsOnly("unknown");
        assertThat(Json.each(status, "migrations", "reason")).containsOnly("Postgres is not running");
        assertThat(checkout.dev("status", "--check").exitCode()).isEqualTo(1);
    }

    @Test
    void otherTerminalsActOnTheRunningEnvironment() throws Exception {
        checkout.dev("up", "-d");

        assertThat(checkout.dev("stop", "api").exitCode()).isZero();
        JsonObject status = checkout.dev("status", "--json").json();
        assertThat(Json.each(status, "services", "state")).containsExactly("stopped", "ready", "completed");

        checkout.write("api/migrations/20260201000000_age.sql", "alter table users add age int;\n");
        assertThat(checkout.dev("start", "api").exitCode()).isZero();
        status = checkout.dev("status", "--check", "--json").json();
        String pid = Json.named(status, "services", "api").get("pid").getAsString();
        assertThat(checkout.query("select count(age) from api_default.users")).isEqualTo("0");

        assertThat(checkout.dev("restart", "api").exitCode()).isZero();
        status = checkout.dev("status", "--json").json();
        assertThat(Json.named(status, "services", "api").get("pid").getAsString())
                .isNotEqualTo(pid);

        assertThat(checkout.dev("logs", "api").out()).contains("listening on");
        Run lines = checkout.dev("logs", "api", "-n", "1", "--json");
        assertThat(lines.json().get("service").getAsString()).isEqualTo("api");
        Run run = checkout.dev("run", "api", "--", "sh", "-c", "echo $PORT $PGDATABASE $PWD; exit 7");
        assertThat(run.exitCode()).isEqualTo(7);
        assertThat(run.out()).contains("twoservices " + checkout.root().resolve("api"));
        assertThat(checkout.dev("db", "url").out()).startsWith("postgresql://postgres:");
    }

    @Test
    void anEditedServiceIsRestartedAndTheOthersAreKept() {
        checkout.dev("up", "-d");
        JsonObject before = checkout.dev("status", "--json").json();
        String yaml = TwoServices.yaml("[default, toshiba]");
        checkout.write("services.yaml", yaml.replaceFirst("    port: auto", "    port: auto\n    env: {LEVEL: debug}"));

        Run up = checkout.dev("up", "-d");

        assertThat(up.exitCode()).as("%s", up).isZero();
        JsonObject after = checkout.dev("status", "--json").json();
        assertThat(pid(after, "api")).isNotEqualTo(pid(before, "api"));
        assertThat(pid(after, "intake")).isEqualTo(pid(before, "intake"));
    }

    private static String pid(JsonObject status, String service) {
        return Json.named(status, "services", service).get("pid").toString();
    }

    private long seedings() {
        return checkout.dev("logs", "seed")
                .out()
                .lines()
                .filter(line -> line.contains("seeding"))
                .count();
    }

    private static String get(JsonObject status, String service, String path) throws IOException, InterruptedException {
        String url = Json.named(status, "services", service).get("url").getAsString();
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path)).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
