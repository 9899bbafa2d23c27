package io.devctl.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.model.Event;
import io.devctl.model.PostgresStatus;
import io.devctl.model.ServiceState;
import io.devctl.model.ServiceStatus;
import io.devctl.model.Target;
import io.devctl.model.TargetResult;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import io.devctl.model.TimedStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimingsTest {
    @TempDir
    Path folder;

    private final List<Event> passedOn = new ArrayList<>();

    private Timings timings() throws IOException {
        Files.createDirectories(folder.resolve("migrations"));
        Files.writeString(folder.resolve("services.yaml"), """
                services:
                  build: {type: task, command: make, database: false}
                  api:
                    command: serve
                    migrations: {paths: [migrations], schema: api}
                    depends_on: {build: completed}
                  web: {command: serve, depends_on: {api: ready}}
                  aside: {command: serve, database: false}
                """);
        return new Timings(Environment.open(folder, null, Map.of()), passedOn::add);
    }

    @Test
    void followsWhatTheLastOneWaitedForBackToTheBeginning() throws IOException {
        Timings timings = timings();
        run(timings, true);

        assertThat(timings.steps())
                .filteredOn(TimedStep::critical)
                .extracting(TimedStep::name)
                .containsExactly("devctl", "postgres", "migrations", "api.migrations", "api", "web");
        assertThat(timings.steps())
                .filteredOn(step -> !step.critical())
                .extracting(TimedStep::name)
                .containsExactlyInAnyOrder("build", "aside");
        assertThat(timings.steps())
                .filteredOn(step -> step.name().equals("api.migrations"))
                .extracting(TimedStep::what)
                .containsExactly("applied 2");
        assertThat(passedOn).hasSize(13);
    }

    @Test
    void waitsForWhateverIsDoneLast() throws IOException {
        Timings timings = timings();
        run(timings, false);

        assertThat(timings.steps())
                .filteredOn(TimedStep::critical)
                .extracting(TimedStep::name)
                .containsExactly("devctl", "build", "api", "web");
    }

    private static void run(Timings timings, boolean buildIsQuick) {
        timings.emit(changed("build", ServiceState.RUNNING));
        timings.emit(changed("aside", ServiceState.STARTING));
        timings.emit(changed("aside", ServiceState.READY));
        PostgresStatus postgres = new PostgresStatus("embedded", "18", true, "127.0.0.1", 1, "x", null);
        if (buildIsQuick) {
            timings.emit(changed("build", ServiceState.COMPLETED));
        }
        timings.emit(new Event.PostgresReady(postgres, true, Duration.ofMillis(1)));
        Target target = new Target("api", null, "api", "sql");
        TargetStatus pending =
                new TargetStatus(target, TargetState.PENDING, null, 0, List.of("a.sql", "b.sql"), null, "b");
        timings.emit(new Event.MigrationsChecked(List.of(pending), Duration.ZERO));
        timings.emit(new Event.MigrationStarted(target, "a.sql"));
        TargetResult done = new TargetResult(
                target, TargetResult.Outcome.APPLIED, null, List.of("a.sql", "b.sql"), Duration.ofMillis(2), null);
        timings.emit(new Event.TargetFinished(done));
        timings.emit(new Event.ServiceMigrated("api", List.of(done), Duration.ofMillis(2)));
        if (!buildIsQuick) {
            timings.emit(changed("build", ServiceState.COMPLETED));
        }
        timings.emit(changed("api", ServiceState.STARTING));
        timings.emit(changed("api", ServiceState.READY));
        timings.emit(changed("web", ServiceState.STARTING));
        timings.emit(changed("web", ServiceState.READY));
    }

    private static Event changed(String name, ServiceState state) {
        return new Event.ServiceChanged(
                new ServiceStatus(name, name.equals("build"), state, null, null, null, 0, null, null, null), null);
    }
}
