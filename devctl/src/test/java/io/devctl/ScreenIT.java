package io.devctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.devctl.supervise.process.Poll;
import io.devctl.testing.Checkout;
import io.devctl.testing.Json;
import io.devctl.testing.Leftovers;
import io.devctl.testing.Tmux;
import io.devctl.testing.TwoServices;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The live screen in a real terminal, which is as it was before, however the screen ends. */
@Timeout(240)
class ScreenIT {
    /** CI=true would make it plain lines. */
    private static final Map<String, String> VARIABLES = Map.of(
            "CI",
            "",
            "DEVCTL_NO_GOLDEN",
            "1",
            "LC_ALL",
            "C.UTF-8",
            "DEV",
            Checkout.launcher().toString());

    @RegisterExtension
    final Checkout checkout = new Checkout();

    @BeforeEach
    void twoServices() {
        TwoServices.write(checkout);
    }

    @Test
    void isStartedBrowsedResizedLeftAndStopped() throws Exception {
        try (Tmux terminal = Tmux.start(checkout.root(), VARIABLES, 80, 24)) {
            terminal.enter("stty -a >before; $DEV up; echo left=$?; stty -a >after");
            terminal.await("✓ twoservices  2 services ready, 1 task completed");
            assertThat(terminal.screen()).contains("logs of all services", "› ✓ api", "q quit");

            terminal.press("Down").press("Enter").await("logs of intake");
            terminal.press("Up").await("logs of api");
            JsonObject before = checkout.dev("status", "--json").json();
            terminal.type("r");
            awaitAnotherPid("api", before);
            terminal.await("✓ api      ready");

            terminal.resize(40, 10).await("? help  q quit");
            assertThat(terminal.screen()).contains("› ✓ api", "PORT").doesNotContain("URL");
            terminal.resize(120, 40).await("URL");
            terminal.type("/started").press("Enter").await("with 'started'");
            assertThat(terminal.type("?").await("any key goes back")).contains("Ctrl-C");
            terminal.type("x").await("logs of api");

            terminal.resize(80, 24).type("q").await("l leave everything running");
            terminal.type("l").await("left=0");
            assertThat(terminal.screen()).contains("left running; 'dev up' shows it again", "✓ api     http://");
            assertRestored();
            assertThat(checkout.dev("status", "--check").exitCode()).isZero();

            terminal.enter("clear; $DEV up; echo stopped=$?; stty -a >after").await("logs of all services");
            terminal.await("✓ twoservices  2 services ready");
            terminal.type("q").await("s stop everything");
            terminal.type("s").await("stopped=0");
            assertThat(terminal.screen()).contains("stopped; nothing is left running");
            assertRestored();
            assertThat(Leftovers.mentioning(checkout.root().resolve(".devctl"))).isEmpty();
        }
    }

    @Test
    void givesTheTerminalBackWhenItIsEndedByOthers() throws Exception {
        checkout.dev("up", "-d");
        try (Tmux terminal = Tmux.start(checkout.root(), VARIABLES, 80, 24)) {
            String up = "sh -c 'echo $$ >pid; exec $DEV up'";
            for (String signal : new String[] {"TERM", "HUP", "INT"}) {
                terminal.enter("clear; stty -a >before; " + up + "; echo " + signal + "=$?; stty -a >after");
                terminal.await("✓ twoservices  2 services ready");
                new ProcessBuilder(
                                "kill",
                                "-" + signal,
                                Files.readString(checkout.root().resolve("pid")).strip())
                        .start()
                        .waitFor();
                terminal.await(signal + "=1");
                assertThat(terminal.screen()).contains(signal.equals("TERM") ? "TERM=143" : signal + "=130");
                assertRestored();
            }
            terminal.enter("clear; " + up + "; echo killed=$?; stty -a >after")
                    .await("✓ twoservices  2 services ready");
            long supervisor = checkout.dev("status", "--json")
                    .json()
                    .getAsJsonObject("supervisor")
                    .get("pid")
                    .getAsLong();
            ProcessHandle.of(supervisor).orElseThrow().destroyForcibly();
            terminal.await("killed=69");
            assertThat(terminal.screen()).contains("error: the supervisor was killed");
            assertRestored();
        }
    }

    @Test
    void isPlainLinesWhereTheTerminalCanShowNoMore() throws Exception {
        try (Tmux terminal = Tmux.start(checkout.root(), VARIABLES, 100, 40)) {
            terminal.enter("TERM=dumb $DEV up; echo ended=$?").await("2 services ready");
            assertThat(terminal.screen()).contains("$ TERM=dumb", "✓ api").doesNotContain("q quit");
            terminal.press("C-c").await("ended=130");
        }
    }

    private void assertRestored() throws Exception {
        Path after = checkout.root().resolve("after");
        // the shell writes it behind the line that was awaited
        Poll.until(() -> after.toFile().length() > 0, Duration.ofSeconds(10), Duration.ofMillis(50));
        assertThat(Files.readString(after))
                .isEqualTo(Files.readString(checkout.root().resolve("before")));
        Files.delete(after);
    }

    private void awaitAnotherPid(String service, JsonObject before) throws Exception {
        long old = Json.named(before, "services", service).get("pid").getAsLong();
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        JsonObject now = before;
        while (pid(now, service) == old || pid(now, service) == 0) {
            assertThat(System.nanoTime())
                    .as(service + " is not restarted: " + now)
                    .isLessThan(end);
            now = checkout.dev("status", "--json").json();
        }
    }

    private static long pid(JsonObject status, String service) {
        JsonObject one = Json.named(status, "services", service);
        return one.get("pid").isJsonNull() ? 0 : one.get("pid").getAsLong();
    }
}
