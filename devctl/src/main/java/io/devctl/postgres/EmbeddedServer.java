package io.devctl.postgres;

import io.devctl.model.DevctlException;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.model.PostgresStatus;
import io.devctl.system.PortOwner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A server of this checkout, from binaries that come with devctl or are fetched once. Holds no state of its own: every call looks at what
 * is in {@code .devctl/postgres} and at what runs, so that any number of objects and processes may act on one environment.
 */
public final class EmbeddedServer implements PostgresServer {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final int ATTEMPTS = 3;

    private final PostgresSettings settings;
    private final ServerAddress address;
    private final Path directory;
    private final DataDirectory data;
    private final UserCache cache;
    private final Supplier<RunAs> runAs;
    private @Nullable RunAs chosen;

    EmbeddedServer(PostgresSettings settings, Path state, UserCache cache, Supplier<RunAs> runAs) {
        this.settings = settings;
        this.address = new ServerAddress(settings, state, "password");
        this.directory = address.directory();
        this.data = new DataDirectory(directory);
        this.cache = cache;
        this.runAs = runAs;
    }

    /** The server that these settings ask for. */
    public static EmbeddedServer of(PostgresSettings settings, Path stateDirectory) {
        return new EmbeddedServer(
                settings, stateDirectory, UserCache.ofThisUser(), () -> RunAs.choose(RunAs.thisUser()));
    }

    /** Ends servers that still work in a data directory which was deleted under them. */
    public static void endStray(Path stateDirectory, EventSink events) {
        new Shutdown(stateDirectory.resolve("postgres/data"), events).endStragglers();
    }

    /** The server that the state directory records: from its record, or from its data when the record is gone. */
    public static Optional<PostgresServer> recorded(Path stateDirectory) {
        Path directory = stateDirectory.resolve("postgres");
        DataDirectory data = new DataDirectory(directory);
        Optional<ServerRecord> record = ServerRecord.read(directory.resolve("server.json"));
        if (record.isEmpty() && !data.exists()) {
            return Optional.empty();
        }
        String version = record.map(ServerRecord::version)
                .map(full -> full.replaceAll("\\..*", ""))
                .or(data::major)
                .orElse("");
        PostgresSettings settings = new PostgresSettings(
                "embedded",
                version,
                record.map(ServerRecord::database).orElse("postgres"),
                record.map(ServerRecord::user).orElse(ClusterTemplate.SUPERUSER),
                null,
                null,
                List.of(),
                Map.of());
        return Optional.of(of(settings, stateDirectory));
    }

    @Override
    public Endpoint endpoint() {
        return address.endpoint(port());
    }

    /** The port of the server that runs; when none does, the one on which it will. */
    private int port() {
        Optional<ServerRecord> running = runningRecord();
        return running.isPresent() ? running.get().port() : address.wantedPort();
    }

    @Override
    public PostgresStatus status() {
        Optional<ServerRecord> running = runningRecord().filter(record -> Launch.accepts(record.port()));
        int port = running.isPresent() ? running.get().port() : address.knownPort();
        String version = running.or(this::record)
                .map(ServerRecord::version)
                .or(() -> Binaries.find(settings.version(), Platform.ofThisMachine(), Maven.ofThisUser())
                        .map(Binaries::version))
                .orElse(settings.version());
        return address.status("embedded", version, running.isPresent(), port);
    }

    private Optional<ServerRecord> record() {
        return ServerRecord.read(recordFile());
    }

    /** The record, if the server it speaks of runs on the data of this very checkout, and not of one it was copied from. */
    private Optional<ServerRecord> runningRecord() {
        return record().filter(
                        record -> data.server().filter(record.server()::equals).isPresent());
    }

    @Override
    public boolean isUp() {
        return complete();
    }

    @Override
    public void lookAhead() {
        if (!complete()) {
            runAs();
        }
    }

    /** Tried once: it runs a program. */
    private synchronized RunAs runAs() {
        RunAs found = chosen == null ? runAs.get() : chosen;
        chosen = found;
        return found;
    }

    @Override
    public Endpoint start(EventSink events) {
        Deadline clock = Deadline.in(PATIENCE);
        boolean started = false;
        if (!complete()) {
            address.makeDirectory();
            started = locked("starting Postgres", () -> attachOrStart(events));
        }
        events.emit(new Event.PostgresReady(status(), started, clock.spent()));
        return endpoint();
    }

    /** Whether a server runs and has all that is wanted; looks at files and the port alone, and starts no process. */
    private boolean complete() {
        return runningRecord()
                .filter(this::isPrepared)
                .filter(record -> settings.port() == null || settings.port() == record.port())
                .filter(record -> data.configIs(ServerConfig.text(settings.settings(), record.port())))
                .filter(record -> Launch.accepts(record.port()))
                .isPresent();
    }

    /** Whether the data has all that is wanted, as far as an earlier run has seen to it and files tell. */
    private boolean isPrepared(ServerRecord record) {
        return data.major().filter(settings.version()::equals).isPresent()
                && record.prepared().equals(Preparation.wanted(settings))
                && data.hasDatabase(record.databaseOid())
                && (settings.password() == null
                        || Passwords.read(address.passwordFile())
                                .filter(settings.password()::equals)
                                .isPresent());
    }

    /** The record speaks of a server that took this password; whoever wrote the file since may have written another. */
    private boolean passwordIsOlderThanRecord() {
        try {
            return Files.getLastModifiedTime(address.passwordFile()).compareTo(Files.getLastModifiedTime(recordFile()))
                    < 0;
        } catch (IOException missing) {
            return false;
        }
    }

    /** True when a server was started, false when one ran already. */
    private boolean attachOrStart(EventSink events) {
        if (complete()) {
            return false; // another devctl has just started it
        }
        Optional<ServerProcess> running = data.server();
        if (running.isPresent()) {
            attach(running.get(), events);
        } else {
            startServer(events);
        }
        return running.isEmpty();
    }

    /** Takes over a server that runs but lacks something: its record, a database, a setting. */
    private void attach(ServerProcess server, EventSink events) {
        Binaries binaries = Binaries.of(settings.version());
        data.checkVersion(binaries);
        int port = PostmasterPid.read(data.path()).map(PostmasterPid::port).orElseGet(this::port);
        if (settings.port() != null && settings.port() != port) {
            events.emit(new Event.Warning(
                    "Postgres runs on port " + port + ", not yet on " + settings.port(), "dev down && dev up"));
        }
        Preparation preparation = preparation(port);
        String config = ServerConfig.text(settings.settings(), port);
        if (!data.configIs(config)) {
            data.writeConfig(config);
            reload(server);
            preparation.reportSettings(events);
        }
        prepare(binaries, server, port, preparation);
    }

    private void reload(ServerProcess server) {
        try {
            server.signal("HUP");
        } catch (IOException e) {
            throw new DevctlException(
                    ExitCode.UNAVAILABLE, "cannot tell Postgres to read its settings: " + e.getMessage(), null, e);
        }
    }

    private void startServer(EventSink events) {
        Binaries binaries = Binaries.of(settings.version());
        RunAs as = runAs();
        Path shared = sharedFolder(events);
        endStragglers(events);
        boolean fresh = data.prepare(new ClusterTemplate(binaries, shared, as), binaries, as, events);
        if (fresh) {
            forget();
        }
        Path home = binaries.unpacked(shared, events);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int wanted = address.wantedPort();
            int port = PortOwner.isFree(wanted) ? wanted : address.moveFrom(wanted, events);
            data.writeConfig(ServerConfig.text(settings.settings(), port));
            events.emit(new Event.PostgresProgress("starting Postgres " + binaries.version() + " on port " + port));
            Optional<ServerProcess> server =
                    new Launch(data, new ServerLog(directory.resolve("server.log")), port).run(home, as);
            if (server.isPresent()) {
                Optional<ServerRecord> before = record().filter(this::isPrepared);
                if (before.isPresent() && !fresh && passwordIsOlderThanRecord()) {
                    write(before.get().startedAs(binaries.version(), server.get(), port));
                } else {
                    prepare(binaries, server.get(), port, preparation(port));
                }
                return;
            }
        }
        throw address.taken(address.wantedPort());
    }

    /** The server was killed and its children were busy, or its data directory was deleted under it. */
    private void endStragglers(EventSink events) {
        List<ServerProcess> left = ServerProcess.workingIn(data.realPath());
        if (!left.isEmpty()) {
            events.emit(new Event.Warning("processes of an earlier Postgres were still there; ending them", null));
            new Shutdown(data.realPath(), events).endStragglers();
        }
    }

    private Preparation preparation(int port) {
        return new Preparation(settings, address.endpoint(port), address.passwordFile(), data.path());
    }

    private void prepare(Binaries binaries, ServerProcess server, int port, Preparation preparation) {
        String before = record().map(ServerRecord::prepared).orElse("");
        long oid = preparation.run(before);
        write(new ServerRecord(
                binaries.version(),
                server,
                port,
                settings.database(),
                settings.user(),
                oid,
                Preparation.wanted(settings)));
    }

    private void write(ServerRecord record) {
        try {
            record.write(recordFile());
        } catch (IOException e) {
            throw StateDirectory.unusable(recordFile(), e);
        }
    }

    private void forget() {
        try {
            Files.deleteIfExists(recordFile());
        } catch (IOException e) {
            throw StateDirectory.unusable(recordFile(), e);
        }
    }

    /** Where the unpacked binaries are: the user's cache, or this checkout when there is none that can be written. */
    private Path sharedFolder(EventSink events) {
        Optional<Path> shared = cache.folder("postgres");
        if (shared.isPresent()) {
            return shared.get();
        }
        Path own = address.state().resolve("cache/postgres");
        if (!Files.isDirectory(own)) {
            events.emit(new Event.Warning(
                    "cannot write to the cache folder " + cache.place() + "; using " + own + " for this checkout alone",
                    "set XDG_CACHE_HOME to a folder that can be written"));
        }
        try {
            return StateDirectory.makePrivate(own);
        } catch (IOException e) {
            throw StateDirectory.unusable(own, e);
        }
    }

    @Override
    public void stop(EventSink events) {
        if (Files.isDirectory(directory)) {
            locked("stopping Postgres", () -> stopServer(events));
        }
    }

    private boolean stopServer(EventSink events) {
        Shutdown shutdown = new Shutdown(data.realPath(), events);
        Optional<ServerProcess> server = data.server();
        server.ifPresent(shutdown::run);
        shutdown.endStragglers();
        record().filter(record -> record.server().pid() > 0).ifPresent(record -> write(record.stopped()));
        return server.isPresent();
    }

    @Override
    public void wipe(EventSink events) {
        if (Files.isDirectory(directory)) {
            locked("deleting the data of Postgres", () -> {
                boolean ran = stopServer(events);
                forget();
                data.delete();
                return ran;
            });
        }
    }

    @Override
    public void databaseReplaced(long oid) {
        locked("noting the new database", () -> {
            Optional<ServerRecord> running = runningRecord();
            running.ifPresent(record -> write(record.withDatabaseOid(oid)));
            return running.isPresent();
        });
    }

    @Override
    public DataSource dataSource() {
        return Connections.to(endpoint());
    }

    private boolean locked(String what, Supplier<Boolean> action) {
        return ExclusiveLock.holding(directory.resolve("lock"), what, PATIENCE, action);
    }

    private Path recordFile() {
        return directory.resolve("server.json");
    }
}
