package io.devctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.devctl.supervise.process.Poll;
import io.devctl.testing.Checkout;
import io.devctl.testing.Json;
import io.devctl.testing.Leftovers;
import io.devctl.testing.LiveRun;
import io.devctl.testing.OutOfMemory;
import io.devctl.testing.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * However a supervisor ends, and whatever the services are like: the next {@code dev up} and {@code dev down} leave nothing,
 * and nobody is told what is not true.
 *
 * <p>One pass over all ends while the services are ready and kept or not; {@code -Ddevctl.rounds=100} goes on, the later
 * passes also while they start and stop, at a moment drawn by {@code -Ddevctl.seed}; {@code
 * -Ddevctl.first=58} begins there.
 */
@Timeout(value = 1, unit = TimeUnit.HOURS) // for the long run
class CrashMatrixIT {
    private static final int PASS = End.values().length * 2;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    final Checkout checkout = new Checkout();

    private final long seed = Long.getLong("devctl.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private int due;

    private enum End {
        SUPERVISOR_KILLED,
        OUT_OF_MEMORY,
        SIGTERM,
        DOUBLE_CTRL_C,
        TERMINAL_CLOSED;

        boolean inOrder() {
            return this != SUPERVISOR_KILLED && this != OUT_OF_MEMORY;
        }

        boolean byTerminal() {
            return this == DOUBLE_CTRL_C || this == TERMINAL_CLOSED;
        }
    }

    private enum Moment {
        READY,
        STARTING,
        STOPPING
    }

    @BeforeEach
    void services() {
        String loop = "while :; do sleep 0.1; done\n";
        checkout.write("good.sh", "trap 'echo bye; exit 0' TERM\necho up\n" + loop);
        checkout.write("deaf.sh", "trap '' TERM HUP INT\necho up\n" + loop);
        checkout.write("session.sh", "setsid sh deaf.sh &\necho up\nwait\n");
        checkout.write("daemon.sh", "setsid sh -c 'exec >/dev/null 2>&1; sh deaf.sh & exit' &\necho up\n" + loop);
        checkout.write(
                "flood.sh", "echo up\nexec yes 0123456789012345678901234567890123456789012345678901234567890123\n");
        checkout.write("forking.sh", "trap 'sh deaf.sh & setsid sh forking.sh & exit' TERM\necho up\n" + loop);
        checkout.write("mute.sh", "echo up\nsleep 0.2\nexec >/dev/null 2>&1\n" + loop);
        checkout.write("job.sh", "echo begin\nsleep 0.3\necho end >>ends\n");
    }

    private void configure(boolean keep) {
        StringBuilder yaml = new StringBuilder("on_supervisor_exit: " + (keep ? "keep" : "stop") + "\nservices:\n");
        for (String name : List.of("good", "deaf", "session", "daemon", "flood", "forking", "mute")) {
            yaml.append("  ").append(name).append(": {command: [sh, ").append(name);
            yaml.append(".sh], ready: {log: up}, stop: {timeout: 1s}}\n");
        }
        yaml.append("  job: {type: task, command: [sh, job.sh], inputs: [input]}\n");
        checkout.write("services.yaml", yaml.toString());
    }

    @Test
    void leavesNothingAndTellsNothingFalse() throws Exception {
        List<String> failures = new ArrayList<>();
        int rounds = Integer.getInteger("devctl.rounds", PASS);
        for (int round = Integer.getInteger("devctl.first", 0); round < rounds; round++) {
            End end = End.values()[round / 2 % End.values().length];
            boolean keep = round % 2 == 0;
            Moment moment = Moment.values()[round / PASS % Moment.values().length];
            String what = "round " + round + ": " + end + " while " + moment + ", " + (keep ? "keep" : "stop")
                    + ", -Ddevctl.seed=" + seed;
            long began = System.nanoTime();
            try {
                configure(keep);
                checkout.write("input", Integer.toString(++due));
                switch (moment) {
                    case READY -> whenReady(end, keep);
                    case STARTING -> whileStarting(end);
                    case STOPPING -> whileStopping(end);
                }
                down();
            } catch (AssertionError | Exception e) {
                // the long run goes on: how often something happens tells as much as that it does
                failures.add(what + ": " + e);
                System.out.println(failures.get(failures.size() - 1));
                checkout.dev("down");
                Leftovers.kill(checkout.root());
                due = ends();
            }
            if (rounds > PASS) {
                System.out.printf("%s: %d ms%n", what, (System.nanoTime() - began) / 1_000_000);
            }
        }
        assertThat(failures).isEmpty();
    }

    private void whenReady(End end, boolean keep) throws Exception {
        LiveRun up = start(end);
        if (end.byTerminal()) {
            up.awaitLine("services ready");
        } else {
            assertThat(up.awaitExit()).as(up.output()).isZero();
        }
        JsonObject before = ready();
        assertThat(ends()).isEqualTo(due);

        happens(end, up);

        if (!end.inOrder() && keep) {
            JsonObject between = checkout.dev("status", "--json").json();
            assertThat(Json.each(between, "services", "pid")).isEqualTo(Json.each(before, "services", "pid"));
            assertThat(Json.each(between, "services", "state").subList(0, 7)).containsOnly("running");
        }
        if (!end.inOrder() && !keep) {
            await(
                    () -> Leftovers.ofServices(checkout.root()).isEmpty(),
                    () -> "services to stop by themselves: " + Leftovers.ofServices(checkout.root()));
            assertThat(Json.each(checkout.dev("status", "--json").json(), "services", "state"))
                    .containsOnly("stopped");
        }
        upAgain();
        JsonObject after = ready();
        if (!end.inOrder() && keep) {
            assertThat(Json.each(after, "services", "pid")).isEqualTo(Json.each(before, "services", "pid"));
        } else {
            assertThat(Json.each(after, "services", "pid").subList(0, 7))
                    .doesNotContainAnyElementsOf(
                            Json.each(before, "services", "pid").subList(0, 7));
        }
        assertThat(ends()).as("runs of a task whose inputs have changed once").isEqualTo(due);
    }

    private void whileStarting(End end) throws Exception {
        int before = ends();
        LiveRun up = start(end);
        if (!end.byTerminal()) {
            await(() -> supervisor() > 0, () -> "a supervisor");
        }
        Thread.sleep(random.nextInt(1_000));
        int told = up.ended() ? up.awaitExit() : -1;
        happens(end, up);
        if (end != End.TERMINAL_CLOSED && told != 0) {
            // it may have been done in the meantime, but it must not hang
            up.awaitExit();
        }

        upAgain();
        ready();
        int most = end.inOrder()
                        || !Files.readString(checkout.root().resolve("services.yaml"))
                                .contains("keep")
                ? 2
                : 1;
        assertThat(ends() - before).as("successful runs of a task that is due").isBetween(1, most);
        due = ends();
    }

    private void whileStopping(End end) throws Exception {
        LiveRun up = start(end);
        up.awaitLine("services ready");
        due = ends();
        LiveRun down = checkout.start("down");
        Thread.sleep(random.nextInt(1_500));
        if (down.ended()) {
            // too late for a crash
            assertThat(down.awaitExit()).as(down.output()).isZero();
            return;
        }
        happens(end, up);
        assertThat(down.awaitExit()).as(down.output()).isZero();
        if (end.byTerminal()) {
            // the attached one ends when its supervisor has
            await(
                    () -> Leftovers.mentioning(checkout.root()).stream()
                            .noneMatch(line -> line.endsWith(" up --plain ")),
                    () -> "the attached 'dev up' to end");
        }
        assertThat(Leftovers.mentioning(checkout.root()))
                .as("after 'dev down': " + down.output())
                .isEmpty();
    }

    private LiveRun start(End end) {
        return end.byTerminal() ? checkout.startInTerminal("up --plain") : checkout.start("up", "-d");
    }

    private void happens(End end, LiveRun up) throws Exception {
        long supervisor = supervisor();
        switch (end) {
            case SUPERVISOR_KILLED -> {
                if (supervisor > 0) {
                    ProcessHandle.of(supervisor).ifPresent(ProcessHandle::destroyForcibly);
                    awaitGone(supervisor);
                }
            }
            case OUT_OF_MEMORY -> {
                if (supervisor > 0) {
                    OutOfMemory.in(supervisor, checkout.beside("agent"));
                    awaitGone(supervisor);
                }
            }
            case SIGTERM -> ProcessHandle.of(supervisor).ifPresent(ProcessHandle::destroy);
            case DOUBLE_CTRL_C -> {
                up.type("\u0003");
                Thread.sleep(random.nextInt(300));
                if (!up.ended()) {
                    up.type("\u0003");
                }
                assertThat(up.awaitExit()).as(up.output()).isEqualTo(130);
            }
            case TERMINAL_CLOSED -> up.signal("KILL");
        }
    }

    private void upAgain() {
        Run up = checkout.dev("up", "-d");
        assertThat(up.exitCode()).as("%s", up).isZero();
    }

    /** Everything is ready, and says so. */
    private JsonObject ready() {
        Run status = checkout.dev("status", "--check", "--json");
        assertThat(status.exitCode()).as("%s", status).isZero();
        assertThat(Json.each(status.json(), "services", "restarts"))
                .as("%s", status)
                .containsOnly("0");
        return status.json();
    }

    private void down() {
        Run down = checkout.dev("down");
        assertThat(down.exitCode()).as("%s", down).isZero();
        assertThat(Leftovers.mentioning(checkout.root()))
                .as("after 'dev down': %s", down)
                .isEmpty();
        JsonObject status = checkout.dev("status", "--json").json();
        assertThat(Json.each(status, "services", "state")).as("%s", status).containsOnly("stopped");
        assertThat(status.getAsJsonObject("supervisor").get("running").getAsBoolean())
                .isFalse();
        assertThat(status.getAsJsonObject("postgres").get("state").getAsString())
                .isEqualTo("stopped");
    }

    /** How often the task has run to its end. */
    private int ends() throws IOException {
        Path ends = checkout.root().resolve("ends");
        return Files.exists(ends) ? Files.readAllLines(ends).size() : 0;
    }

    /** The pid that the supervisor has written down, 0 when none lives. */
    private long supervisor() {
        try {
            String json = Files.readString(checkout.root().resolve(".devctl/run/supervisor.json"));
            long pid = com.google.gson.JsonParser.parseString(json)
                    .getAsJsonObject()
                    .get("pid")
                    .getAsLong();
            return ProcessHandle.of(pid).isPresent() ? pid : 0;
        } catch (IOException none) {
            return 0;
        }
    }

    private static void awaitGone(long pid) throws InterruptedException {
        await(() -> ProcessHandle.of(pid).isEmpty(), () -> "the supervisor to be gone");
    }

    private static void await(BooleanSupplier condition, Supplier<String> what) {
        assertThat(Poll.until(condition, PATIENCE, Duration.ofMillis(20)))
                .as(() -> "waited in vain for " + what.get())
                .isTrue();
    }
}
