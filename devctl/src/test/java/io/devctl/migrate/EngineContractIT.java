package io.devctl.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.config.presets.Preset;
import io.devctl.config.presets.Presets;
import io.devctl.migrate.tool.ToolProject;
import io.devctl.model.MigrateReport;
import io.devctl.model.MigrationError;
import io.devctl.model.Target;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import io.devctl.postgres.Connections;
import io.devctl.postgres.Endpoint;
import io.devctl.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for every migration tool, with the real ones and their presets, a schema for each of two tenants. */
@Timeout(300)
final class EngineContractIT {
    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    @TempDir
    private Path root;

    @TempDir
    private Path programs;

    /** How often somebody wanted to start a process. */
    private final AtomicInteger asked = new AtomicInteger();

    private Endpoint endpoint;
    private Project database;

    @BeforeEach
    void freshDatabase() {
        endpoint = POSTGRES.freshEndpoint();
        database = new Project(programs, Connections.to(endpoint));
    }

    @ParameterizedTest
    @EnumSource(EngineTool.class)
    void isStartedForWhatThereIsToDoAndForNothingElse(EngineTool tool) throws Exception {
        Preset preset = Presets.of(tool.preset).orElseThrow();
        provide(tool);
        tool.write(root);
        List<MigrationTarget> targets = targets(tool, preset);
        int shared = targets.size() - 2;

        assertThat(states(targets)).containsOnly(TargetState.PENDING);
        assertThat(outcomes(migrate(targets)))
                .allMatch(outcome -> outcome.startsWith("APPLIED"))
                .hasSize(shared + 2);
        assertThat(starts()).isEqualTo(shared + 2);
        assertThat(database.value("select count(*) from app_a.two, app_b.two")).isEqualTo("0");
        assertThat(preset.recognise()).isNotEmpty();
        assertThat(Presets.recognise(root)).contains(preset);

        asked.set(0);
        assertThat(states(targets)).containsOnly(TargetState.CURRENT);
        assertThat(outcomes(migrate(targets))).containsOnly("CURRENT ");
        assertThat(starts()).as("nothing to do").isEqualTo(shared + 2);
        assertThat(asked).hasValue(0);

        String third = tool.migrate(root, 3, "three");
        List<MigrationTarget> tenants = targets.subList(shared, targets.size());
        assertThat(new Migrator(database.database).check(tenants))
                .allSatisfy(status -> assertThat(status.pending()).containsExactly(third));
        assertThat(outcomes(migrate(tenants))).containsOnly("APPLIED " + third);
        assertThat(starts()).as("a new migration").isEqualTo(shared + 4);

        database.sql(tool.undo("app_b", 3, "three").toArray(String[]::new));
        assertThat(states(tenants)).as("undone by hand").containsExactly(TargetState.CURRENT, TargetState.PENDING);
        List<String> again = outcomes(migrate(tenants));
        assertThat(again.get(0)).isEqualTo("CURRENT ");
        assertThat(again.get(1)).startsWith("APPLIED");
        assertThat(starts()).isEqualTo(shared + 5);
        assertThat(database.value("select count(*) from app_b.three")).isEqualTo("0");

        String broken = tool.migrate(root, 4, "broken");
        MigrateReport failed = migrate(tenants);
        assertThat(outcomes(failed)).containsExactly("FAILED ", "SKIPPED ");
        assertThat(starts()).as("a failure").isEqualTo(shared + 6);
        MigrationError error = Objects.requireNonNull(failed.targets().get(0).error());
        assertThat(error.message().lines().findFirst().orElseThrow()).contains("no_such_type");
        assertThat(states(tenants)).containsExactly(TargetState.FAILED, TargetState.PENDING);
        tool.remove(root, broken);
        assertThat(states(tenants)).as("without the failing one").containsOnly(TargetState.CURRENT);
        assertThat(new Migrator(database.database).history(tenants).size()).isGreaterThanOrEqualTo(6);
    }

    /** A program that writes a line when it is started, and becomes the tool. */
    private void provide(EngineTool tool) throws IOException {
        Path program = programs.resolve(tool.command);
        Files.writeString(
                program,
                "#!/bin/sh\necho started >> '" + programs.resolve("starts") + "'\nexec '" + tool.program()
                        + "' \"$@\"\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
    }

    private long starts() throws IOException {
        return Files.readAllLines(programs.resolve("starts")).size();
    }

    private List<MigrationTarget> targets(EngineTool tool, Preset preset) {
        List<MigrationTarget> targets = new ArrayList<>();
        List<String> forPublic = preset.commandPublic();
        if (forPublic != null) {
            MigrationSet set = set(tool, preset, forPublic);
            targets.add(new MigrationTarget(new Target("app", null, "public", preset.name()), set));
        }
        MigrationSet set = set(tool, preset, preset.command());
        for (String tenant : List.of("a", "b")) {
            targets.add(new MigrationTarget(new Target("app", tenant, "app_" + tenant, preset.name()), set));
        }
        return targets;
    }

    private MigrationSet set(EngineTool tool, Preset preset, List<String> command) {
        String ledger = tool.ledger(preset.ledger().table());
        ToolProject project = new ToolProject(
                preset.title(),
                root,
                command,
                new ToolProject.Inputs(preset.files(), preset.settings()),
                new ToolProject.LedgerSource(
                        List.of(ledger),
                        null,
                        preset.ledger().name(),
                        preset.ledger().group(),
                        preset.ledger().appliedAt()),
                preset.variables(),
                preset.own(),
                null,
                Duration.ofMinutes(2),
                this::surroundings);
        return new MigrationSet(
                "app",
                preset.name(),
                List.of(root),
                root,
                null,
                new Ledger(ledger, preset.ledger().name(), null),
                Map.of(),
                Limits.DEFAULT,
                MigrationSet.Rules.STANDARD,
                null,
                project);
    }

    private ToolProject.Surroundings surroundings() {
        asked.incrementAndGet();
        Map<String, String> variables = new LinkedHashMap<>(System.getenv());
        variables.put("PATH", programs + ":" + System.getenv("PATH"));
        variables.put("DATABASE_URL", endpoint.url());
        variables.put("PGHOST", endpoint.host());
        variables.put("PGPORT", Integer.toString(endpoint.port()));
        variables.put("PGUSER", endpoint.user());
        variables.put("PGPASSWORD", endpoint.password());
        variables.put("PGDATABASE", endpoint.database());
        return new ToolProject.Surroundings(
                variables,
                Set.of(),
                Map.of(
                        "url", endpoint.url(),
                        "jdbc_url", endpoint.jdbcUrl(),
                        "user", endpoint.user(),
                        "password", endpoint.password()));
    }

    private List<TargetState> states(List<MigrationTarget> targets) {
        return new Migrator(database.database)
                .check(targets).stream().map(TargetStatus::state).toList();
    }

    private MigrateReport migrate(List<MigrationTarget> targets) {
        return new Migrator(database.database)
                .migrate(targets, MigrateOptions.defaults().withJobs(2), event -> {});
    }

    private static List<String> outcomes(MigrateReport report) {
        return report.targets().stream()
                .map(result -> result.outcome() + " " + String.join(",", result.applied()))
                .toList();
    }
}
