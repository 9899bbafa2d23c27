package io.devctl.app.doctor;

import io.devctl.model.Check;
import io.devctl.model.Leftover;
import io.devctl.postgres.PostgresTraces;
import io.devctl.supervise.SupervisorTraces;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What was left by processes that were killed. */
final class TraceChecks {
    private static final String NAME = "left behind";
    private static final String HEALS = "dev up heals this";

    private TraceChecks() {}

    static List<Check> all(Patient patient) {
        if (!Files.isDirectory(patient.state())) {
            return List.of();
        }
        SupervisorTraces supervisor = SupervisorTraces.of(patient.state());
        PostgresTraces postgres = PostgresTraces.of(patient.state());
        List<Check> checks = new ArrayList<>();
        for (Path file : supervisor.staleFiles()) {
            checks.add(Check.warning(NAME, "a supervisor that was killed left '" + file + "'", HEALS));
        }
        if (!supervisor.processes().isEmpty()) {
            checks.add(Check.problem(
                    NAME,
                    "running without a supervisor: "
                            + supervisor.processes().stream()
                                    .map(TraceChecks::text)
                                    .collect(Collectors.joining(", ")),
                    "dev up takes them over, dev down stops them"));
        }
        if (!supervisor.staleUnits().isEmpty()) {
            checks.add(Check.warning(
                    NAME, "records of processes that are gone: " + String.join(", ", supervisor.staleUnits()), HEALS));
        }
        if (postgres.stalePidFile()) {
            checks.add(Check.warning(
                    NAME,
                    "a server that was killed left '" + patient.state().resolve("postgres/data/postmaster.pid") + "'",
                    HEALS));
        }
        if (!postgres.stragglers().isEmpty()) {
            checks.add(Check.problem(
                    NAME,
                    "processes of a Postgres that was killed still run: pid "
                            + postgres.stragglers().stream()
                                    .map(String::valueOf)
                                    .collect(Collectors.joining(", ")),
                    "dev down"));
        }
        if (checks.isEmpty()) {
            checks.add(Check.ok(
                    "supervisor", supervisor.running() ? "running" : "not running, and nothing is left behind"));
        }
        return checks;
    }

    // 'python3 seed.py' (seed, pid 42)
    private static String text(Leftover left) {
        return "'" + left.command() + "' (" + left.service() + ", pid " + left.pid() + ")";
    }
}
