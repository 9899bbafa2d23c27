package io.devctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.devctl.testing.Checkout;
import io.devctl.testing.Json;
import io.devctl.testing.Leftovers;
import io.devctl.testing.LiveRun;
import io.devctl.testing.Run;
import io.devctl.testing.TwoServices;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** However an environment ends, nothing of it is left running and the data is still there. */
@Timeout(180)
class EndIT {
    @RegisterExtension
    final Checkout checkout = new Checkout();

    @BeforeEach
    void twoServices() {
        TwoServices.write(checkout);
    }

    /** Ctrl-C, an operator's SIGTERM, a closed terminal, and the terminal's program killed. */
    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143", "HUP, 130", "KILL, 137"})
    void theEndOfTheTerminalThatStartedItEndsAll(String signal, int exitCode) throws Exception {
        LiveRun up = checkout.start("up").awaitLine("services ready");
        checkout.query("insert into api_default.users (name) values ('ada')");

        up.signal(signal);

        assertThat(up.awaitExit()).as(up.output()).isEqualTo(exitCode);
        awaitNothingLeft();
        assertThat(checkout.query("select name from api_default.users")).isEqualTo("ada");
    }

    @Test
    void aTerminalAttachedLaterJustLeaves() throws Exception {
        checkout.dev("up", "-d");
        LiveRun second = checkout.start("up").awaitLine("services ready");

        second.signal("INT");

        assertThat(second.awaitExit()).isEqualTo(130);
        assertThat(checkout.dev("status", "--check").exitCode()).isZero();
    }

    @Test
    void downInAnotherTerminalEndsTheAttachedOne() throws Exception {
        LiveRun up = checkout.start("up").awaitLine("services ready");

        assertThat(checkout.dev("down").exitCode()).isZero();

        assertThat(up.awaitExit()).as(up.output()).isZero();
        assertThat(Leftovers.mentioning(checkout.root())).isEmpty();
    }

    @Test
    void upWaitsForADownThatIsNotDone() throws Exception {
        checkout.write("services.yaml", """
                services:
                  slow:
                    command: trap 'sleep 3; exit 0' TERM; echo up; while :; do sleep 0.1; done
                    ready: {log: up}
                """);
        checkout.dev("up", "-d");
        LiveRun down = checkout.start("down").awaitLine("waiting for slow");

        Run up = checkout.dev("up", "-d");

        assertThat(up.exitCode()).as("%s", up).isZero();
        assertThat(up.out()).contains("waiting for the environment to stop");
        assertThat(down.awaitExit()).as(down.output()).isZero();
        assertThat(checkout.dev("status", "--check").exitCode()).isZero();
    }

    @Test
    void downKeepsPostgresWhenAsked() {
        checkout.dev("up", "-d");

        assertThat(checkout.dev("down", "--keep-postgres").exitCode()).isZero();

        JsonObject status = checkout.dev("status", "--json").json();
        assertThat(status.getAsJsonObject("postgres").get("state").getAsString())
                .isEqualTo("running");
        assertThat(Json.each(status, "services", "state")).containsOnly("stopped");
        assertThat(status.getAsJsonObject("supervisor").get("running").getAsBoolean())
                .isFalse();
    }

    @Test
    void downWorksWhenServicesYamlIsBrokenOrGone() {
        checkout.dev("up", "-d");
        checkout.write("services.yaml", "services: [broken\n");

        Run down = checkout.dev("down");

        assertThat(down.exitCode()).as("%s", down).isZero();
        assertThat(Leftovers.mentioning(checkout.root())).isEmpty();
    }

    @Test
    void aKilledSupervisorIsReplacedByTheNextUp() throws Exception {
        checkout.dev("up", "-d");
        JsonObject before = checkout.dev("status", "--json").json();
        kill(before.getAsJsonObject("supervisor").get("pid").getAsLong());
        JsonObject between = checkout.dev("status", "--json").json();
        assertThat(Json.each(between, "services", "state")).containsExactly("running", "running", "stopped");
        assertThat(Json.each(between, "services", "pid")).isEqualTo(Json.each(before, "services", "pid"));

        Run up = checkout.dev("up", "-d");

        assertThat(up.exitCode()).as("%s", up).isZero();
        Run status = checkout.dev("status", "--check", "--json");
        assertThat(status.exitCode()).as("%s", status).isZero();
        assertThat(Json.each(status.json(), "services", "pid")).isEqualTo(Json.each(before, "services", "pid"));
        assertThat(Json.each(status.json(), "services", "url")).isEqualTo(Json.each(before, "services", "url"));
    }

    @Test
    void anAttachedUpTellsThatItsSupervisorWasKilled() throws Exception {
        checkout.write("services.yaml", "services:\n  one:\n    command: sleep 1000\n    database: false\n");
        LiveRun up = checkout.start("up").awaitLine("1 service ready");
        kill(checkout.dev("status", "--json")
                .json()
                .getAsJsonObject("supervisor")
                .get("pid")
                .getAsLong());

        assertThat(up.awaitExit()).as(up.output()).isEqualTo(69);
        assertThat(up.output()).contains("error: the supervisor was killed; services go on without it");
    }

    @Test
    void downFindsWhatRunsAlthoughItsFolderWasDeleted() throws Exception {
        checkout.write("services.yaml", "services:\n  one:\n    command: sleep 1000\n    database: false\n");
        checkout.dev("up", "-d", "one");
        JsonObject before = checkout.dev("status", "--json").json();
        checkout.deleteState();

        Run down = checkout.dev("down");

        assertThat(down.exitCode()).as("%s", down).isZero();
        long pid = Json.named(before, "services", "one").get("pid").getAsLong();
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
        // the supervisor notices by itself
        awaitEnd(before.getAsJsonObject("supervisor").get("pid").getAsLong());
    }

    private static void awaitEnd(long pid) throws Exception {
        java.util.Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isPresent()) {
            process.get().onExit().get(30, java.util.concurrent.TimeUnit.SECONDS);
        }
    }

    @Test
    void downReachesASupervisorWhoseRecordIsBroken() {
        checkout.dev("up", "-d", "intake");
        checkout.write(".devctl/run/supervisor.json", "{\"x");

        Run down = checkout.dev("down");

        assertThat(down.exitCode()).as("%s", down).isZero();
        assertThat(Leftovers.mentioning(checkout.root())).isEmpty();
    }

    @Test
    void resetAfterAKilledSupervisorSeedsTheNewDatabase() throws Exception {
        checkout.dev("up", "-d");
        JsonObject before = checkout.dev("status", "--json").json();
        kill(before.getAsJsonObject("supervisor").get("pid").getAsLong());

        Run reset = checkout.dev("reset", "--yes");

        assertThat(reset.exitCode()).as("%s", reset).isZero();
        String log = checkout.dev("logs", "seed").out();
        assertThat(log.lines().filter(line -> line.contains("seeding"))).as(log).hasSize(2);
        Run status = checkout.dev("status", "--check", "--json");
        assertThat(status.exitCode()).as("%s", status).isZero();
    }

    @Test
    void downAfterAKilledSupervisorStopsItsServices() throws Exception {
        checkout.dev("up", "-d");
        JsonObject before = checkout.dev("status", "--json").json();
        kill(before.getAsJsonObject("supervisor").get("pid").getAsLong());

        Run down = checkout.dev("down");

        assertThat(down.exitCode()).as("%s", down).isZero();
        assertThat(Leftovers.mentioning(checkout.root())).isEmpty();
    }

    @Test
    void twoAtTheSameInstantBothEndWell() throws Exception {
        LiveRun one = checkout.start("up", "-d");
        LiveRun two = checkout.start("up", "-d");

        assertThat(one.awaitExit()).as(one.output()).isZero();
        assertThat(two.awaitExit()).as(two.output()).isZero();
        assertThat(checkout.dev("status", "--check").exitCode()).isZero();
    }

    private static void kill(long pid) throws Exception {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        process.destroyForcibly();
        process.onExit().get(10, java.util.concurrent.TimeUnit.SECONDS);
    }

    /** The supervisor goes on when its client is dead, so its end is awaited. */
    private void awaitNothingLeft() throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!Leftovers.mentioning(checkout.root()).isEmpty() && System.nanoTime() < end) {
            Thread.sleep(50);
        }
        assertThat(Leftovers.mentioning(checkout.root())).isEmpty();
    }
}
