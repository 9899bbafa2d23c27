package io.devctl.postgres.docker;

import io.devctl.docker.ContainerName;
import io.devctl.docker.ContainerProcess;
import io.devctl.docker.ContainerSpec;
import io.devctl.docker.Containers;
import io.devctl.docker.DockerEngine;
import io.devctl.docker.PortTaken;
import io.devctl.model.DevctlException;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.model.PostgresStatus;
import io.devctl.postgres.Connections;
import io.devctl.postgres.Deadline;
import io.devctl.postgres.Endpoint;
import io.devctl.postgres.ExclusiveLock;
import io.devctl.postgres.Passwords;
import io.devctl.postgres.PostgresServer;
import io.devctl.postgres.PostgresSettings;
import io.devctl.postgres.Preparation;
import io.devctl.postgres.ServerAddress;
import io.devctl.postgres.ServerConfig;
import io.devctl.postgres.StateDirectory;
import io.devctl.system.PortOwner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A server in a container that belongs to this checkout by its name and outlives every process of devctl. When it answers,
 * nobody asks the engine.
 */
public final class DockerServer implements PostgresServer {
    private static final String ROLE = "postgres";
    private static final String SUPERUSER = "postgres";
    private static final String WANTED = "io.devctl.wanted";
    private static final String INSTEAD = "use devctl's own server in services.yaml: postgres: {provider: embedded}";

    /** Where the volume is mounted: beside the folders that images declare, whose layout changed with version 18. */
    private static final String MOUNT = "/var/lib/devctl";

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final int ATTEMPTS = 3;
    private static final int LOG_LINES = 20;

    private final PostgresSettings settings;
    private final ServerAddress address;

    private DockerServer(PostgresSettings settings, Path state) {
        this.settings = settings;
        this.address = new ServerAddress(settings, state, "docker.password");
    }

    /** The server that these settings ask for; the engine is not asked yet. */
    public static DockerServer of(PostgresSettings settings, Path stateDirectory) {
        return new DockerServer(settings, stateDirectory);
    }

    /** The server whose container this environment has made, or was making when it was interrupted. */
    public static Optional<PostgresServer> recorded(Path stateDirectory) {
        return DockerRecord.read(stateDirectory)
                .map(record -> new PostgresSettings(
                        "docker",
                        record.version(),
                        record.database(),
                        record.user(),
                        null,
                        null,
                        List.of(),
                        Map.of(),
                        record.image(),
                        null,
                        null))
                .map(settings -> new DockerServer(settings, stateDirectory));
    }

    /**
     * Removes containers that carry this checkout's label although nothing is recorded any more; their volumes stay. An
     * engine that cannot be asked is left alone.
     */
    public static void endStray(Path stateDirectory, EventSink events) {
        Path checkout = stateDirectory.toAbsolutePath().normalize().getParent();
        if (checkout == null || DockerEngine.places(System.getenv()).stream().noneMatch(Files::exists)) {
            return;
        }
        List<Containers.Found> stray;
        Containers containers;
        try {
            containers = containers();
            stray = containers.labelled(Containers.CHECKOUT, checkout.toString());
        } catch (DevctlException nothingToAsk) {
            return;
        }
        for (Containers.Found container : stray) {
            events.emit(new Event.PostgresProgress("stopping container " + container.name()));
            containers.remove(container.name(), GRACE);
        }
    }

    @Override
    public Endpoint endpoint() {
        return address.endpoint(record().map(DockerRecord::port).orElseGet(address::wantedPort));
    }

    /** What is recorded of this checkout's container; not of one that belongs to the checkout it was copied from. */
    private Optional<DockerRecord> record() {
        return DockerRecord.read(address.state())
                .filter(record -> record.container().equals(name()));
    }

    private String image() {
        return Objects.requireNonNullElseGet(settings.image(), () -> "postgres:" + settings.version());
    }

    private Path checkout() {
        return Objects.requireNonNullElse(address.state().getParent(), address.state());
    }

    /** Of the container, and of its volume. */
    private String name() {
        return ContainerName.of(checkout(), ROLE);
    }

    @Override
    public PostgresStatus status() {
        Optional<DockerRecord> record = record();
        return status(record.orElse(null), record.isEmpty() ? null : answer(record.get()));
    }

    private PostgresStatus status(@Nullable DockerRecord record, @Nullable String answer) {
        int port = record != null ? record.port() : address.knownPort();
        String known = record == null || record.version().isEmpty() ? settings.version() : record.version();
        return address.status("docker", answer != null ? answer : known, answer != null, port);
    }

    /** The server's version; null when nobody on that port knows our password and has our database. */
    private @Nullable String answer(DockerRecord record) {
        try (Connection connection =
                Connections.to(address.endpoint(record.port())).getConnection()) {
            return connection.getMetaData().getDatabaseProductVersion();
        } catch (SQLException e) {
            return null;
        }
    }

    @Override
    public Endpoint start(EventSink events) {
        Deadline clock = Deadline.in(PATIENCE);
        boolean started = false;
        if (!complete()) {
            address.makeDirectory();
            started = locked("starting Postgres", () -> attachOrStart(events));
        }
        DockerRecord record = record().orElseThrow();
        events.emit(new Event.PostgresReady(status(record, record.version()), started, clock.spent()));
        return address.endpoint(record.port());
    }

    /** Whether the container of the last run is what is wanted and answers; only it is asked, not the engine. */
    private boolean complete() {
        return record().filter(record -> settings.port() == null || settings.port() == record.port())
                .filter(record -> record.wanted().equals(wanted()))
                .filter(record -> record.prepared().equals(Preparation.wanted(settings)))
                .filter(record -> answer(record) != null)
                .isPresent();
    }

    /** What the container must be made with; any change means another container on the same volume. */
    private String wanted() {
        return image() + " " + String.join(" ", command());
    }

    /** Settings alone, nothing secret: everybody can see a command line. */
    private List<String> command() {
        List<String> command = new ArrayList<>(List.of("postgres"));
        ServerConfig.merged(settings.settings(), "docker")
                .forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return command;
    }

    /** True when a container was started, false when it ran already. */
    private boolean attachOrStart(EventSink events) {
        if (complete()) {
            return false; // another devctl has just started it
        }
        DockerEngine engine = DockerEngine.find(System.getenv(), INSTEAD);
        Containers containers = new Containers(engine);
        Optional<DockerRecord> before = record();
        int port = before.map(DockerRecord::port)
                .filter(known -> settings.port() == null || settings.port().equals(known))
                .orElseGet(address::wantedPort);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            // what was prepared stays prepared in the volume, so a change of the image forgets nothing
            write(port, "", before.map(DockerRecord::prepared).orElse(""));
            try {
                boolean started = !runs(containers, port) && run(engine, containers, port, events);
                awaitServer(containers, port);
                prepare(port, before.map(DockerRecord::prepared).orElse(""));
                return started;
            } catch (PortTaken taken) {
                containers.remove(name(), Duration.ZERO);
                if (settings.port() != null) {
                    break;
                }
                port = address.moveFrom(port, events);
            }
        }
        DockerRecord.delete(address.state());
        throw address.taken(port);
    }

    private boolean runs(Containers containers, int port) {
        return containers
                .named(name())
                .filter(there -> there.running() && madeAs(there, port))
                .isPresent();
    }

    private boolean madeAs(Containers.Found container, int port) {
        return label(port).equals(container.labels().get(WANTED));
    }

    private String label(int port) {
        return port + " " + wanted();
    }

    /** Starts the container again that was stopped by force, or makes one; always true. */
    private boolean run(DockerEngine engine, Containers containers, int port, EventSink events) throws PortTaken {
        Optional<Containers.Found> there = containers.named(name());
        if (there.isPresent() && madeAs(there.get(), port) && containers.start(name())) {
            return true;
        }
        if (there.isPresent()) {
            containers.remove(name(), GRACE);
        }
        if (!PortOwner.isFree(port)) {
            throw new PortTaken();
        }
        events.emit(new Event.PostgresProgress("starting " + image() + " on port " + port));
        Map<String, String> labels = new HashMap<>(ContainerName.labels(checkout(), ROLE));
        containers.makeVolume(name(), labels);
        labels.put(WANTED, label(port));
        ContainerSpec spec = new ContainerSpec(
                name(),
                image(),
                labels,
                new ContainerSpec.Superuser(SUPERUSER, address.password()),
                new ContainerSpec.Port(port, null),
                Map.of("PGDATA", MOUNT + "/data", "POSTGRES_INITDB_ARGS", "--encoding=UTF8 --locale=C.UTF-8"),
                List.of(),
                new ContainerSpec.Mount(name(), MOUNT),
                command(),
                null);
        try {
            ContainerProcess.make(engine, spec, address.directory().resolve("docker.log"), events);
        } catch (DevctlException e) {
            containers.remove(name(), Duration.ZERO);
            throw new DevctlException(
                    e.code(),
                    String.valueOf(e.getMessage()),
                    e.hint().map(hint -> hint + ", or ").orElse("") + INSTEAD,
                    e);
        }
        return true;
    }

    /** Waits until the server asks for a password: only then it has finished starting. */
    private void awaitServer(Containers containers, int port) {
        Deadline deadline = Deadline.in(START);
        while (true) {
            try {
                Connections.to(new Endpoint(endpoint().host(), port, "postgres", SUPERUSER, address.password()))
                        .getConnection()
                        .close();
                return;
            } catch (SQLException e) {
                if (Objects.requireNonNullElse(e.getSQLState(), "").startsWith("28")) {
                    return; // an older password, perhaps
                }
                if (containers.named(name()).filter(Containers.Found::running).isEmpty()) {
                    throw ended(containers, "ended while it was starting", e);
                }
                if (!deadline.pause(LOOK)) {
                    throw ended(
                            containers, "does not answer on port " + port + " within " + START.toSeconds() + " s", e);
                }
            }
        }
    }

    private DevctlException ended(Containers containers, String how, SQLException cause) {
        String log = containers.log(name(), LOG_LINES).replace(address.password(), "…");
        containers.remove(name(), GRACE);
        return new DevctlException(
                ExitCode.UNAVAILABLE,
                "the server of '" + image() + "' " + how
                        + (log.isEmpty() ? "" : "; it said:\n" + log.indent(2).stripTrailing()),
                hint(log),
                cause);
    }

    private static String hint(String log) {
        if (log.contains("not compatible with this version")) {
            return "the data is of another version: put that back in services.yaml, or start anew (all data is lost):"
                    + " dev reset";
        }
        return log.contains("unrecognized configuration parameter") || log.contains("invalid value for parameter")
                ? "correct postgres.settings in services.yaml"
                : INSTEAD;
    }

    private void prepare(int port, String before) {
        Endpoint endpoint = address.endpoint(port);
        new Preparation(settings, endpoint, address.passwordFile(), address.directory()).run(before);
        String password = settings.password();
        try (Connection connection = Connections.to(endpoint).getConnection()) {
            if (password != null
                    && Passwords.read(address.passwordFile())
                            .filter(password::equals)
                            .isEmpty()) {
                StateDirectory.write(
                        address.passwordFile(), password + "\n"); // for the commands that work without services.yaml
            }
            write(port, connection.getMetaData().getDatabaseProductVersion(), Preparation.wanted(settings));
        } catch (SQLException e) {
            throw new DevctlException(
                    ExitCode.UNAVAILABLE,
                    "cannot prepare the database: '" + settings.database() + "' (" + e.getMessage() + ")",
                    null,
                    e);
        } catch (IOException e) {
            throw StateDirectory.unusable(address.passwordFile(), e);
        }
    }

    private void write(int port, String version, String prepared) {
        new DockerRecord(name(), image(), version, port, settings.database(), settings.user(), wanted(), prepared)
                .write(address.state());
    }

    @Override
    public void stop(EventSink events) {
        if (record().isPresent()) {
            locked("stopping Postgres", () -> remove(events));
        }
    }

    private boolean remove(EventSink events) {
        Containers containers = containers();
        if (containers.named(name()).isPresent()) {
            events.emit(new Event.PostgresProgress("stopping container " + name()));
            containers.remove(name(), GRACE);
        }
        DockerRecord.delete(address.state());
        return true;
    }

    @Override
    public void wipe(EventSink events) {
        address.makeDirectory();
        locked("deleting the data of Postgres", () -> {
            remove(events);
            containers().removeVolume(name());
            return true;
        });
    }

    private static Containers containers() {
        return new Containers(DockerEngine.find(System.getenv(), "remove what is left by hand: docker ps -a"));
    }

    @Override
    public DataSource dataSource() {
        return Connections.to(endpoint());
    }

    private boolean locked(String what, Supplier<Boolean> action) {
        return ExclusiveLock.holding(address.directory().resolve("docker.lock"), what, PATIENCE, action);
    }
}
