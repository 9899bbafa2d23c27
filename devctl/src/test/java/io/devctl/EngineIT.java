package io.devctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.testing.Checkout;
import io.devctl.testing.LiveRun;
import io.devctl.testing.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A service whose migrations a program of the user's own applies, through the command line. */
@Timeout(300)
final class EngineIT {
    @RegisterExtension
    final Checkout checkout = new Checkout();

    @BeforeEach
    void project() {
        checkout.write("services.yaml", """
                tenants: [a, b]
                services:
                  shop:
                    migrations:
                      engine: command
                      command: ./migrate.sh {schema}
                      files: ["migrations/*.sql"]
                      ledger: {table: changes, name: name}
                      schema: shop_{tenant}
                """);
        checkout.write("migrations/1.sql", "");
        Path script = checkout.write("migrate.sh", """
                #!/bin/sh
                echo "$1 $DEVCTL_SCHEMA $DEVCTL_TENANT" >> starts
                if [ -e slow ]; then
                  sleep 281 &
                  echo $! > pid
                  sleep 282
                fi
                psql -qX "$DATABASE_URL" -c 'create table if not exists changes(name text)' \\
                  -c "insert into changes select '$DEVCTL_TENANT'"
                """);
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }

    private String starts() throws IOException {
        return Files.readString(checkout.root().resolve("starts"));
    }

    @Test
    void isRunPerTargetAndRefusesWhatItsOwnCommandsAreFor() throws Exception {
        Run first = checkout.dev("migrate", "--json");
        assertThat(first.exitCode()).as(first.toString()).isZero();
        assertThat(first.json().getAsJsonObject("summary").get("applied").getAsInt())
                .isEqualTo(2);
        assertThat(starts()).isEqualTo("shop_a shop_a a\nshop_b shop_b b\n");
        Run again = checkout.dev("migrate", "--json");
        assertThat(again.json().getAsJsonObject("summary").get("current").getAsInt())
                .isEqualTo(2);
        assertThat(starts()).hasLineCount(2);
        assertThat(checkout.dev("migrate", "history").out()).contains("shop");
        assertThat(checkout.dev("migrate", "check").exitCode()).isZero();

        Run refused = checkout.dev("migrate", "new", "shop", "more");
        assertThat(refused.exitCode()).isEqualTo(64);
        assertThat(refused.err()).contains("dev migrate new is not for 'shop': ./migrate.sh applies its migrations");
        checkout.write("migrations/2.sql", "");
        Run plan = checkout.dev("migrate", "--dry-run");
        assertThat(plan.exitCode()).as(plan.toString()).isZero();
        assertThat(plan.out()).contains("migrations/2.sql");
        assertThat(checkout.dev("migrate", "--sql").exitCode()).isEqualTo(64);
    }

    @Test
    void leavesNothingRunningAndNothingRecordedHoweverItIsEnded() throws Exception {
        checkout.write("slow", "");
        assertThat(checkout.dev("up", "postgres", "-d").exitCode()).isZero();
        for (String signal : new String[] {"TERM", "KILL"}) {
            Path file = checkout.root().resolve("pid");
            Files.deleteIfExists(file);
            LiveRun run = checkout.start("migrate", "--tenant", "a");
            Optional<ProcessHandle> sleeping = started(file);
            assertThat(sleeping).as(run.output()).isPresent();
            run.signal(signal);
            run.awaitExit();
            awaitEnd(sleeping.orElseThrow());
        }
        Files.delete(checkout.root().resolve("slow"));
        Run status = checkout.dev("migrate", "status", "--json");
        assertThat(status.out()).contains("\"pending\"").doesNotContain("\"current\":\"");
        assertThat(checkout.dev("migrate").exitCode()).isZero();
        assertThat(starts()).hasLineCount(4);
    }

    /**
     * Waits until neither it nor what watches over it is there; after a SIGKILL of devctl that takes the five seconds that the
     * program has to end. An entry that nobody has waited for yet is no process any more: it has no command line.
     */
    private static void awaitEnd(ProcessHandle process) {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (process.info().commandLine().isPresent()
                || ProcessHandle.allProcesses()
                        .anyMatch(other -> other.info().commandLine().orElse("").contains("./migrate.sh shop_a"))) {
            assertThat(System.nanoTime()).as("still there: " + process.info()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static Optional<ProcessHandle> started(Path file) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (System.nanoTime() < deadline) {
            if (Files.exists(file) && Files.readString(file).endsWith("\n")) {
                return ProcessHandle.of(Long.parseLong(Files.readString(file).strip()));
            }
            Thread.onSpinWait();
        }
        return Optional.empty();
    }
}
