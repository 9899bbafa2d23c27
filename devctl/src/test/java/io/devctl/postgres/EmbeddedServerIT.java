package io.devctl.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.devctl.model.DevctlException;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.postgres.provider.PostgresServers;
import io.devctl.testing.LeakCheck;
import io.devctl.testing.Needs;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class EmbeddedServerIT {
    private static final PostgresSettings SETTINGS = PostgresSettings.embedded("shop");

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    private final RecordedEvents events = new RecordedEvents();
    private Path state = Path.of("/");

    @BeforeEach
    void makeState() {
        state = leaks.directory().resolve(".devctl");
    }

    @AfterEach
    void stop() {
        PostgresServers.recorded(state).ifPresent(server -> server.stop(EventSink.none()));
    }

    private PostgresServer server() {
        return PostgresServers.of(SETTINGS, state);
    }

    private static PostgresSettings with(List<String> extensions, Map<String, String> settings) {
        return new PostgresSettings("embedded", "18", "shop", "postgres", null, null, extensions, settings);
    }

    private static PostgresSettings onPort(int port) {
        return new PostgresSettings("embedded", "18", "shop", "postgres", null, port, List.of(), Map.of());
    }

    private static String ask(PostgresServer server, String sql) throws SQLException {
        try (Connection connection = server.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }

    private static void execute(PostgresServer server, String sql) throws SQLException {
        try (Connection connection = server.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long pid() {
        return PostmasterPid.read(state.resolve("postgres/data")).orElseThrow().pid();
    }

    private static void kill(long pid) throws IOException {
        ServerProcess process = ServerProcess.of(pid).orElseThrow();
        process.signal("KILL");
        assertThat(process.awaitEnd(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void firstStartMakesTheDatabaseWithOurDefaults() throws SQLException {
        Endpoint before = server().endpoint();
        assertThat(server().status().running()).isFalse();

        Endpoint endpoint = server().start(events);

        assertThat(endpoint).isEqualTo(before);
        assertThat(server().status().running()).isTrue();
        assertThat(server().status().url()).doesNotContain(endpoint.password());
        assertThat(ask(
                        server(),
                        "select current_database() || ' ' || pg_encoding_to_char(encoding) || ' ' || datlocale"
                                + " from pg_database where datname = current_database()"))
                .isEqualTo("shop UTF8 C.UTF-8");
        assertThat(ask(
                        server(),
                        "select current_setting('fsync') || current_setting('data_checksums')"
                                + " || current_setting('listen_addresses') || current_setting('password_encryption')"))
                .isEqualTo("offon127.0.0.1scram-sha-256");
        assertThat(ask(server(), "select upper('i ü ı')")).isEqualTo("I Ü I");
        assertThat(events.of(Event.PostgresReady.class)).singleElement().matches(Event.PostgresReady::started);
    }

    @Test
    void secondStartAttachesWithoutASingleProcess() {
        server().start(EventSink.none());
        long pid = pid();

        server().start(events);

        assertThat(pid()).isEqualTo(pid);
        assertThat(events.of(Event.PostgresReady.class)).singleElement().matches(ready -> !ready.started());
        assertThat(events.of(Event.PostgresProgress.class)).isEmpty();
    }

    @Test
    void outlivesTheProcessThatStartedIt() throws IOException, InterruptedException, SQLException {
        Path output = leaks.directory().resolve("out");
        int port = StartInAnotherProcess.port(StartInAnotherProcess.launch("shop", state, output), output);

        assertThat(server().status().running()).isTrue();
        assertThat(server().endpoint().port()).isEqualTo(port);
        assertThat(ask(server(), "select 1")).isEqualTo("1");
    }

    @Test
    void twoProcessesThatStartAtOnceShareOneServer() throws IOException, InterruptedException {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            processes.add(StartInAnotherProcess.launch(
                    "shop", state, leaks.directory().resolve("out" + i)));
        }
        int one = StartInAnotherProcess.port(processes.get(0), leaks.directory().resolve("out0"));
        int other =
                StartInAnotherProcess.port(processes.get(1), leaks.directory().resolve("out1"));

        assertThat(one).isEqualTo(other);
        assertThat(ServerProcess.workingIn(state.resolve("postgres/data"))).anyMatch(process -> process.pid() == pid());
    }

    @Test
    void manyThreadsThatStartAtOnceWithAnEmptyCacheShareOneServer() throws Exception {
        UserCache cache = UserCache.at(leaks.directory().resolve("cache"));
        ExecutorService pool = Executors.newFixedThreadPool(3);
        try {
            List<Future<Endpoint>> starts = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                starts.add(pool.submit(
                        () -> new EmbeddedServer(SETTINGS, state, cache, () -> RunAs.choose(RunAs.thisUser()))
                                .start(events)));
            }
            for (Future<Endpoint> start : starts) {
                assertThat(start.get()).isEqualTo(server().endpoint());
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(events.of(Event.PostgresReady.class))
                .filteredOn(Event.PostgresReady::started)
                .hasSize(1);
        assertThat(events.of(Event.PostgresProgress.class))
                .filteredOn(progress -> progress.what().startsWith("unpacking"))
                .hasSize(1);
    }

    @Test
    void stopLeavesNoProcessAndKeepsTheData() throws SQLException {
        server().start(EventSink.none());
        execute(server(), "create table kept as select 42 as answer");
        long pid = pid();

        server().stop(events);

        assertThat(ServerProcess.of(pid)).isEmpty();
        assertThat(ServerProcess.workingIn(state.resolve("postgres/data"))).isEmpty();
        assertThat(server().status().running()).isFalse();
        server().stop(EventSink.none());
        server().start(EventSink.none());
        assertThat(ask(server(), "select answer from kept")).isEqualTo("42");
    }

    @Test
    void stopDoesNotWaitForOpenConnections() throws SQLException {
        server().start(EventSink.none());
        try (Connection connection = server().dataSource().getConnection()) {
            assertThat(connection.isValid(5)).isTrue();
            server().stop(EventSink.none());
        }
        assertThat(server().status().running()).isFalse();
    }

    @Test
    void wipeBeginsAnewOnTheSamePortWithTheSamePassword() throws SQLException {
        Endpoint first = server().start(EventSink.none());
        execute(server(), "create table gone ()");

        server().wipe(EventSink.none());

        assertThat(state.resolve("postgres/data")).doesNotExist();
        assertThat(server().start(EventSink.none())).isEqualTo(first);
        assertThat(ask(server(), "select to_regclass('gone') is null")).isEqualTo("t");
    }

    @Test
    @DisplayName("devenv #1431: the pid file that a killed server leaves is in nobody's way")
    void startsAgainAfterTheServerWasKilled() throws SQLException, IOException {
        server().start(EventSink.none());
        execute(server(), "create table kept as select 42 as answer");
        kill(pid());

        assertThat(server().status().running()).isFalse();
        server().start(events);

        assertThat(ask(server(), "select answer from kept")).isEqualTo("42");
    }

    @Test
    void aPidFileWhosePidNowBelongsToAnotherProgramHeals() throws IOException, SQLException {
        server().start(EventSink.none());
        server().stop(EventSink.none());
        long other = ProcessHandle.current().pid();
        Path data = state.resolve("postgres/data");
        Files.writeString(
                data.resolve("postmaster.pid"),
                other + "\n" + data + "\n1700000000\n5432\n\n127.0.0.1\n0 0\nready   \n");

        assertThat(server().status().running()).isFalse();
        server().stop(EventSink.none());
        server().start(EventSink.none());

        assertThat(ask(server(), "select 1")).isEqualTo("1");
        assertThat(ProcessHandle.current().isAlive()).isTrue();
    }

    @Test
    void aPidFileWhosePidIsACorpseHeals() throws Exception {
        server().start(EventSink.none());
        server().stop(EventSink.none());
        // a parent that waits for nobody, as the first process of a container often does
        Process parent = new ProcessBuilder("sh", "-c", "sleep 0.2 & echo $!; exec sleep 600").start();
        try {
            long corpse = Long.parseLong(parent.inputReader().readLine());
            assertThat(ServerProcess.of(corpse).map(process -> process.awaitEnd(Duration.ofSeconds(10))))
                    .isNotEqualTo(Optional.of(false));
            assertThat(Path.of("/proc/" + corpse)).isDirectory();
            Path data = state.resolve("postgres/data");
            Files.writeString(
                    data.resolve("postmaster.pid"),
                    corpse + "\n" + data + "\n1700000000\n5432\n\n127.0.0.1\n0 0\nready   \n");

            server().start(EventSink.none());

            assertThat(ask(server(), "select 1")).isEqualTo("1");
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void findsTheServerWhenItsRecordIsGoneOrGarbage() throws IOException, SQLException {
        Endpoint endpoint = server().start(EventSink.none());
        long pid = pid();
        for (String content : new String[] {null, "", "{\"pid\":", "[]", "{}"}) {
            Path record = state.resolve("postgres/server.json");
            if (content == null) {
                Files.delete(record);
            } else {
                Files.writeString(record, content);
            }
            assertThat(PostgresServers.recorded(state)).isPresent();
            assertThat(server().start(EventSink.none())).isEqualTo(endpoint);
            assertThat(pid()).isEqualTo(pid);
            assertThat(ask(server(), "select 1")).isEqualTo("1");
        }
        Files.delete(state.resolve("postgres/server.json"));
        server().stop(EventSink.none());
        assertThat(ServerProcess.of(pid)).isEmpty();
    }

    @Test
    void dataDeletedUnderARunningServerGivesAnEmptyDatabase() throws IOException, SQLException {
        server().start(EventSink.none());
        long pid = pid();
        try (Stream<Path> files = Files.walk(state.resolve("postgres/data"))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }

        server().start(events);

        assertThat(ServerProcess.of(pid)).isEmpty();
        assertThat(events.warnings()).isNotEmpty();
        assertThat(ask(server(), "select 1")).isEqualTo("1");
    }

    @Test
    void aDroppedDatabaseIsMadeAgain() throws SQLException {
        server().start(EventSink.none());
        PostgresServer maintenance = PostgresServers.of(PostgresSettings.embedded("postgres"), state);
        execute(maintenance, "drop database shop");

        server().start(EventSink.none());

        assertThat(ask(server(), "select current_database()")).isEqualTo("shop");
    }

    @Test
    void anAutomaticPortThatWasTakenMeanwhileIsReplaced() throws IOException, SQLException {
        int port = server().endpoint().port();
        try (ServerSocket squatter = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            Endpoint endpoint = server().start(events);

            assertThat(endpoint.port()).isNotEqualTo(squatter.getLocalPort());
            assertThat(events.warnings())
                    .singleElement()
                    .asString()
                    .contains(
                            "port " + port + " is in use by '",
                            "(pid " + ProcessHandle.current().pid() + ")");
            assertThat(ask(server(), "select 1")).isEqualTo("1");
        }
        assertThat(PortLeases.leased(state, "postgres"))
                .hasValue(server().endpoint().port());
    }

    @Test
    void aFixedPortThatIsTakenIsAnErrorThatNamesItsOwner() throws IOException {
        try (ServerSocket squatter = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            PostgresServer server = PostgresServers.of(onPort(squatter.getLocalPort()), state);
            DevctlException error = catchThrowableOfType(DevctlException.class, () -> server.start(EventSink.none()));
            assertThat(error.code()).isEqualTo(ExitCode.UNAVAILABLE);
            assertThat(error)
                    .hasMessageContaining("'" + squatter.getLocalPort() + "'")
                    .hasMessageContaining("pid " + ProcessHandle.current().pid());
            assertThat(error.hint()).isPresent();
        }
    }

    @Test
    void aCopiedCheckoutGetsAServerOfItsOwn() throws IOException, SQLException {
        Endpoint original = server().start(EventSink.none());
        Path copy = leaks.directory().resolve("copy");
        Files.createDirectory(copy);
        Program.run(List.of("cp", "-a", state.toString(), copy.toString()));
        PostgresServer second = PostgresServers.of(SETTINGS, copy.resolve(".devctl"));
        assertThat(second.status().running()).isFalse();
        second.stop(EventSink.none());

        Endpoint endpoint = second.start(EventSink.none());

        assertThat(endpoint.port()).isNotEqualTo(original.port());
        assertThat(ask(second, "select current_setting('data_directory')")).startsWith(copy.toString());
        second.stop(EventSink.none());
        assertThat(server().status().running()).isTrue();
    }

    @Test
    void wrongRightsOfTheDataDirectoryHeal() throws IOException {
        server().start(EventSink.none());
        server().stop(EventSink.none());
        Path data = state.resolve("postgres/data");
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxrwxrwx"));

        server().start(events);

        assertThat(Files.getPosixFilePermissions(data)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(events.warnings()).hasSize(1);
    }

    @Test
    void dataOfAnotherMajorVersionIsAnErrorWithTheWayOut() throws IOException {
        server().start(EventSink.none());
        server().stop(EventSink.none());
        Files.writeString(state.resolve("postgres/data/PG_VERSION"), "16\n");

        DevctlException error = catchThrowableOfType(DevctlException.class, () -> server().start(EventSink.none()));

        assertThat(error.code()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(error).hasMessageContaining("Postgres 16");
        assertThat(error.hint())
                .hasValueSatisfying(
                        hint -> assertThat(hint).contains("version: \"16\"").contains("dev reset"));
    }

    @Test
    void halvesOfInterruptedWorkNeverCount() throws IOException, SQLException {
        Path cache = leaks.directory().resolve("cache");
        Path shared = cache.resolve("postgres");
        String label = Binaries.of("18").label();
        Files.createDirectories(shared.resolve(label + ".new123/bin"));
        Files.createDirectories(shared.resolve(label + "/share"));
        Files.createDirectories(shared.resolve(label + "-template-1.new123/data"));
        Files.createDirectories(shared.resolve(label + "-template-1/base"));
        Files.createDirectories(state.resolve("postgres/data.new/base"));
        Files.createDirectories(state.resolve("postgres/data.old-1/data"));
        EmbeddedServer server =
                new EmbeddedServer(SETTINGS, state, UserCache.at(cache), () -> RunAs.choose(RunAs.thisUser()));

        server.start(EventSink.none());

        assertThat(ask(server, "select 1")).isEqualTo("1");
        assertThat(shared.toFile().list()).containsExactlyInAnyOrder(label, label + "-template-1", "lock");
        assertThat(state.resolve("postgres").toFile().list())
                .containsExactlyInAnyOrder("data", "lock", "password", "password.lock", "server.json", "server.log");
    }

    @Test
    void worksInADeepPathWithBlanksAndForeignLetters() throws SQLException {
        Path deep = leaks.directory();
        for (int i = 0; i < 8; i++) {
            deep = deep.resolve("größe und $HOME \"ı\" 'é' " + i + " xxxxxxxxxx");
        }
        PostgresServer server = PostgresServers.of(SETTINGS, deep.resolve(".devctl"));
        server.start(EventSink.none());
        assertThat(ask(server, "select current_setting('data_directory')"))
                .isEqualTo(deep.resolve(".devctl/postgres/data").toString());
        assertThat(deep.toString().length()).isGreaterThan(300);
        server.stop(EventSink.none());
    }

    @Test
    void withoutACacheThatCanBeWrittenTheCheckoutHasItsOwn() throws IOException, SQLException {
        Path file = Files.createFile(leaks.directory().resolve("not-a-folder"));
        EmbeddedServer server = new EmbeddedServer(
                SETTINGS, state, UserCache.at(file.resolve("devctl")), () -> RunAs.choose(RunAs.thisUser()));

        server.start(events);
        server.stop(EventSink.none());
        server.start(events);

        assertThat(ask(server, "select 1")).isEqualTo("1");
        assertThat(events.warnings()).singleElement().asString().contains("not-a-folder");
        assertThat(state.resolve("cache/postgres")).isDirectory();
    }

    @Test
    void rootMayAlsoRunItAsNobody() throws SQLException {
        Needs.that(RunAs.thisUser() == 0, "only root can become another user", "run it as root");
        UserCache cache = UserCache.at(leaks.directory().resolve("cache"));
        EmbeddedServer server = new EmbeddedServer(SETTINGS, state, cache, RunAs.Nobody::new);

        server.start(events);

        assertThat(ask(server, "select 1")).isEqualTo("1");
        assertThat(events.all()).contains("as the user nobody");
        server.stop(EventSink.none());
        new EmbeddedServer(SETTINGS, state, cache, RunAs.UserNamespace::new).start(EventSink.none());
        assertThat(ask(server, "select 1")).isEqualTo("1");
    }

    @Test
    void thePasswordIsInItsFileAlone() throws IOException, SQLException {
        PostgresServer server = PostgresServers.of(with(List.of(), Map.of("log_statement", "all")), state);
        Endpoint endpoint = server.start(events);
        ask(server, "select 1");
        String password = endpoint.password();
        String initial = Files.exists(state.resolve("postgres/data/" + Passwords.INITIAL)) ? "still there" : "gone";

        assertThat(initial).isEqualTo("gone");
        assertThat(endpoint.toString()).doesNotContain(password);
        assertThat(events.all()).doesNotContain(password);
        assertThat(Files.readString(state.resolve("postgres/server.log")))
                .contains("create database")
                .doesNotContain(password);
        assertThat(Files.readString(state.resolve("postgres/server.json"))).doesNotContain(password);
        assertThat(Files.getPosixFilePermissions(state.resolve("postgres/password")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        for (ServerProcess process : ServerProcess.workingIn(state.resolve("postgres/data"))) {
            for (String name : List.of("cmdline", "environ")) {
                assertThat(shown(process, name)).doesNotContain(password);
            }
        }
    }

    /** What the system tells of a process; a worker of the server may end while it is asked. */
    private static String shown(ServerProcess process, String name) throws IOException {
        try {
            return Files.readString(Path.of("/proc/" + process.pid(), name), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            if (Files.exists(Path.of("/proc/" + process.pid()))) {
                throw e;
            }
            return "";
        }
    }

    @Test
    void aPasswordThatNoLongerFitsIsAnErrorThatDoesNotShowIt() throws IOException {
        server().start(EventSink.none());
        server().stop(EventSink.none());
        Files.writeString(state.resolve("postgres/password"), "wrong-secret\n");

        assertThatThrownBy(() -> server().start(EventSink.none()))
                .isInstanceOf(DevctlException.class)
                .satisfies(error -> {
                    StringWriter trace = new StringWriter();
                    error.printStackTrace(new PrintWriter(trace));
                    assertThat(trace.toString()).doesNotContain("wrong-secret");
                });
    }

    @Test
    void aPasswordAndAUserOfOnesOwnAreTakenOver() throws SQLException {
        server().start(EventSink.none());
        PostgresSettings own = new PostgresSettings(
                "embedded", "18", "the \"shop\"", "Ann O'Neil", "p@ss/wörd %20", null, List.of(), Map.of());
        PostgresServer server = PostgresServers.of(own, state);

        server.start(EventSink.none());

        assertThat(ask(server, "select current_user || ' ' || current_database()"))
                .isEqualTo("Ann O'Neil the \"shop\"");
        server.stop(EventSink.none());
        server.start(EventSink.none());
        assertThat(ask(server, "select 1")).isEqualTo("1");
        assertThat(ask(PostgresServers.recorded(state).orElseThrow(), "select current_user"))
                .isEqualTo("Ann O'Neil");
    }

    @Test
    void extensionsAreCreatedOnceAndMissingOnesAreNamed() throws SQLException {
        PostgresServer server = PostgresServers.of(with(List.of("pgcrypto", "uuid-ossp"), Map.of()), state);
        server.start(EventSink.none());
        server.start(EventSink.none());
        assertThat(ask(server, "select length(gen_salt('bf')) > 0 and uuid_generate_v4() is not null"))
                .isEqualTo("t");

        PostgresServer more = PostgresServers.of(with(List.of("pgcrypto", "vector"), Map.of()), state);
        DevctlException error = catchThrowableOfType(DevctlException.class, () -> more.start(EventSink.none()));
        assertThat(error.code()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(error).hasMessageContaining("'vector'").hasMessageContaining("hstore");
        assertThat(error.hint()).hasValueSatisfying(hint -> assertThat(hint).contains("pgvector/pgvector:pg18"));
    }

    @Test
    void settingsReachTheServerAlsoWhileItRuns() throws SQLException {
        PostgresServer server = PostgresServers.of(with(List.of(), Map.of("fsync", "on", "work_mem", "7MB")), state);
        server.start(EventSink.none());
        assertThat(ask(
                        server,
                        "select current_setting('fsync') || current_setting('full_page_writes')"
                                + " || current_setting('synchronous_commit') || current_setting('work_mem')"))
                .isEqualTo("ononon7MB");

        PostgresServer changed = PostgresServers.of(
                with(List.of(), Map.of("fsync", "on", "work_mem", "8MB", "max_connections", "50")), state);
        changed.start(events);

        assertThat(events.warnings()).singleElement().asString().contains("max_connections");
        assertThat(ask(changed, "select current_setting('work_mem')")).isEqualTo("8MB");
    }

    @Test
    void aStartThatFailsShowsTheEndOfTheLog() {
        PostgresServer server = PostgresServers.of(with(List.of(), Map.of("shared_bufers", "1MB")), state);
        DevctlException error = catchThrowableOfType(DevctlException.class, () -> server.start(EventSink.none()));
        assertThat(error.code()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(error).hasMessageContaining("unrecognized configuration parameter \"shared_bufers\"");
        assertThat(error.hint()).hasValueSatisfying(hint -> assertThat(hint).contains("postgres.settings"));
    }

    @Test
    void nothingIsRecordedWhereNothingWasStarted() {
        assertThat(PostgresServers.recorded(state)).isEmpty();
        server().stop(EventSink.none());
        server().wipe(EventSink.none());
        assertThat(state).doesNotExist();
    }
}
