package io.devctl.app.doctor;

import io.devctl.config.PostgresConfig;
import io.devctl.model.Check;
import io.devctl.model.DevctlException;
import io.devctl.model.EventSink;
import io.devctl.model.PostgresStatus;
import io.devctl.postgres.Connections;
import io.devctl.postgres.Endpoint;
import io.devctl.postgres.PortLeases;
import io.devctl.postgres.PostgresServer;
import io.devctl.postgres.PostgresTraces;
import io.devctl.postgres.Preparation;
import io.devctl.postgres.ServerAddress;
import io.devctl.postgres.copies.Copies;
import io.devctl.postgres.provider.PostgresServers;
import io.devctl.system.PortOwner;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The environment's embedded server: its version, whether it runs, and its port. */
final class PostgresChecks {
    private static final String NAME = "postgres";

    private final Patient patient;
    private final PostgresTraces traces;

    private PostgresChecks(Patient patient) {
        this.patient = patient;
        this.traces = PostgresTraces.of(patient.state());
    }

    static List<Check> all(Patient patient) {
        PostgresConfig config = postgres(patient);
        if (config != null && config.provider() != PostgresConfig.Provider.EMBEDDED) {
            return List.of();
        }
        PostgresChecks checks = new PostgresChecks(patient);
        List<Check> found = new ArrayList<>();
        checks.version().ifPresent(found::add);
        found.add(checks.server());
        checks.copies().ifPresent(found::add);
        return found;
    }

    private static @Nullable PostgresConfig postgres(Patient patient) {
        return patient.config() == null ? null : patient.config().postgres();
    }

    /** Empty when it is right. */
    private Optional<Check> version() {
        PostgresConfig config = postgres(patient);
        List<String> majors = PostgresTraces.majors();
        if (majors.isEmpty()) {
            return Optional.of(Check.problem(
                    NAME,
                    "there is no embedded Postgres for this platform",
                    "use postgres.provider: docker or external"));
        }
        if (config != null && !majors.contains(config.version())) {
            return Optional.of(Check.problem(
                    NAME,
                    "embedded Postgres is not available in this version: '" + config.version() + "' (there are "
                            + String.join(", ", majors) + ")",
                    "in services.yaml: postgres: {version: \"" + majors.get(0) + "\"}"));
        }
        String major = traces.major();
        if (config != null && major != null && !major.equals(config.version())) {
            return Optional.of(Check.problem(
                    NAME,
                    "the data is of Postgres " + major + " and services.yaml asks for " + config.version(),
                    "set postgres.version: \"" + major
                            + "\" in services.yaml, or start anew (all data is lost): dev reset"));
        }
        return Optional.empty();
    }

    /** What the copies of the database take; only a server that runs can be asked. */
    private Optional<Check> copies() {
        Optional<PostgresServer> server = PostgresServers.recorded(patient.state())
                .filter(known -> known.status().running());
        if (server.isEmpty()) {
            return Optional.empty();
        }
        Endpoint endpoint = server.get().endpoint();
        String other = endpoint.database().equals(NAME) ? "template1" : NAME;
        try {
            Copies.Usage usage = new Copies(
                            Connections.to(endpoint.withDatabase(other)), endpoint.database(), EventSink.none())
                    .usage();
            return Optional.of(Check.ok(
                    "copies",
                    "the golden copy and its spare take " + DiskChecks.text(usage.golden()) + ", " + usage.named()
                            + (usage.named() == 1 ? " snapshot or clone " : " snapshots and clones ")
                            + DiskChecks.text(usage.namedBytes())));
        } catch (DevctlException unknown) {
            return Optional.of(
                    unknown.getCause() instanceof SQLException e && Preparation.WRONG_PASSWORD.equals(e.getSQLState())
                            ? Check.problem(NAME, Preparation.NOT_ACCEPTED, Preparation.RIGHT_PASSWORD)
                            : Check.warning("copies", String.valueOf(unknown.getMessage()), null));
        }
    }

    private Check server() {
        Optional<PostgresStatus> status =
                PostgresServers.recorded(patient.state()).map(PostgresServer::status);
        if (status.isPresent() && status.get().running()) {
            return Check.ok(
                    NAME,
                    "running at " + status.get().host() + ":" + status.get().port() + ", version "
                            + status.get().version() + " (pid " + traces.serverPid() + ")");
        }
        if (traces.serverPid() != null) {
            return Check.problem(
                    NAME, "the server does not answer (pid " + traces.serverPid() + ")", "dev down && dev up");
        }
        return stopped();
    }

    private Check stopped() {
        PostgresConfig config = postgres(patient);
        Integer fixed = config == null ? null : config.port();
        OptionalInt port = fixed != null ? OptionalInt.of(fixed) : PortLeases.leased(patient.state(), "postgres");
        if (port.isEmpty()) {
            return Check.ok(NAME, "not running; no port has been leased yet");
        }
        if (PortOwner.isFree(port.getAsInt())) {
            return Check.ok(NAME, "not running; port " + port.getAsInt() + " is free for it");
        }
        String taken = "not running, and port " + port.getAsInt() + " is taken by "
                + PortOwner.of(port.getAsInt()).map(PortOwner::toString).orElse("a process of another user");
        return fixed == null
                ? Check.warning(NAME, taken, "dev up moves Postgres to another port")
                : Check.problem(NAME, taken, ServerAddress.FREE_IT);
    }
}
