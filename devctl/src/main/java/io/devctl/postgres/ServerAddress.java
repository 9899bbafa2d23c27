package io.devctl.postgres;

import io.devctl.model.DevctlException;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.model.PostgresStatus;
import io.devctl.system.PortOwner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a server of devctl's own is reached, whatever runs it: the folder that is the checkout's, the password that is kept in
 * it, and the port that is fixed or leased.
 */
public final class ServerAddress {
    private static final String HOST = "127.0.0.1";
    private static final String LEASE = "postgres";

    /** What to do when a port that services.yaml names is taken. */
    public static final String FREE_IT =
            "stop that program, or take postgres.port out of services.yaml: then a free port is found";

    private final PostgresSettings settings;
    private final Path state;
    private final Path directory;
    private final Path passwordFile;

    /**
     * An address; nothing is made yet.
     *
     * @param passwordFile its name in the server's folder
     */
    public ServerAddress(PostgresSettings settings, Path stateDirectory, String passwordFile) {
        this.settings = settings;
        this.state = stateDirectory.toAbsolutePath().normalize();
        this.directory = state.resolve("postgres");
        this.passwordFile = directory.resolve(passwordFile);
    }

    /** The environment's folder, absolute. */
    public Path state() {
        return state;
    }

    /** The server's folder in it, which need not exist. */
    public Path directory() {
        return directory;
    }

    public Path passwordFile() {
        return passwordFile;
    }

    /** Makes the server's folder, for this user alone. */
    public void makeDirectory() {
        StateDirectory.make(state);
        try {
            StateDirectory.makePrivate(directory);
        } catch (IOException e) {
            throw StateDirectory.unusable(directory, e);
        }
    }

    /** How programs reach a server on this port. */
    public Endpoint endpoint(int port) {
        return new Endpoint(HOST, port, settings.database(), settings.user(), password());
    }

    /** The given one, or the one that was generated for this checkout. */
    public String password() {
        String fixed = settings.password();
        if (fixed != null) {
            return fixed;
        }
        makeDirectory();
        return Passwords.kept(passwordFile);
    }

    /**
     * What is known of a server, without its password.
     *
     * @param port 0 when there is none yet
     */
    public PostgresStatus status(String provider, String version, boolean running, int port) {
        @Nullable
        String url = port == 0 ? null : new Endpoint(HOST, port, settings.database(), settings.user(), "").safeUrl();
        return new PostgresStatus(provider, version, running, HOST, port, settings.database(), url);
    }

    /** The port to start on: the fixed one, else this checkout's, which is leased now if it has none. */
    public int wantedPort() {
        Integer fixed = settings.port();
        if (fixed == null) {
            return PortLeases.lease(state, LEASE);
        }
        PortLeases.hold(state, LEASE, fixed);
        return fixed;
    }

    /** The same without leasing one; 0 when there is none yet. */
    public int knownPort() {
        return Objects.requireNonNullElseGet(
                settings.port(), () -> PortLeases.leased(state, LEASE).orElse(0));
    }

    /**
     * Another port instead of one that a program has taken meanwhile; this is told.
     *
     * @throws DevctlException UNAVAILABLE where the port is fixed
     */
    public int moveFrom(int port, EventSink events) {
        if (settings.port() != null) {
            throw taken(port);
        }
        String owner = owner(port);
        int other = PortLeases.renew(state, LEASE);
        events.emit(
                new Event.Warning("port " + port + " is in use" + owner + "; Postgres moves to port " + other, null));
        return other;
    }

    /** The error that says who has the port. */
    public DevctlException taken(int port) {
        String checkout = PortLeases.otherHolder(state, port)
                .map(holder -> ", and the checkout " + holder.getParent() + " has leased it")
                .orElse("");
        return new DevctlException(
                ExitCode.UNAVAILABLE, "port for Postgres is taken: '" + port + "'" + owner(port) + checkout, FREE_IT);
    }

    private static String owner(int port) {
        return PortOwner.of(port).map(owner -> " by " + owner).orElse("");
    }
}
