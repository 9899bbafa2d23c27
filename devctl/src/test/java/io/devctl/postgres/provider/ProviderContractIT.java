package io.devctl.postgres.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.devctl.model.DevctlException;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.postgres.Endpoint;
import io.devctl.postgres.PostgresServer;
import io.devctl.testing.LeakCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What every provider promises, asked of each. */
@ParameterizedClass
@MethodSource("sources")
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ProviderContractIT {
    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    private final Source source;
    private boolean prepared;
    private Path state = Path.of("");
    private final List<Event> events = Collections.synchronizedList(new ArrayList<>());

    ProviderContractIT(Source source) {
        this.source = source;
    }

    static Stream<Source> sources() {
        return Stream.of(new EmbeddedSource("18"), new EmbeddedSource("15"), new DockerSource(), new DebianServer());
    }

    @BeforeEach
    void prepare() {
        state = leaks.directory().resolve("checkout/.devctl");
        source.prepare(leaks.directory());
        prepared = true;
    }

    @AfterEach
    void end() {
        try {
            if (prepared && source.ours()) {
                source.server(state).wipe(EventSink.none());
            }
        } finally {
            source.close();
        }
    }

    @Test
    void startsOnceAndIsAttachedToAfterwards() throws SQLException {
        Endpoint first = source.server(state).start(events::add);
        String started = ask("select pg_postmaster_start_time()");
        events.clear();
        Endpoint second = source.server(state).start(events::add);

        assertThat(second).isEqualTo(first);
        assertThat(ask("select pg_postmaster_start_time()")).isEqualTo(started);
        assertThat(ask("select current_database()")).isEqualTo("shop");
        assertThat(source.server(state).status().running()).isTrue();
        assertThat(source.server(state).status().port()).isEqualTo(first.port());
        assertThat(events.stream().filter(Event.PostgresReady.class::isInstance).map(Event.PostgresReady.class::cast))
                .singleElement()
                .returns(false, Event.PostgresReady::started);
    }

    @Test
    void stopsWhatItHasStartedAndNothingElse() {
        source.server(state).start(events::add);
        PostgresServers.recorded(state).orElseThrow().stop(events::add);

        assertThat(source.server(state).status().running()).isEqualTo(!source.ours());
        assertThat(source.present(state)).isEmpty();
        assertThat(PostgresServers.recorded(state).map(again -> again.status().running()))
                .isNotEqualTo(java.util.Optional.of(true));
    }

    @Test
    void keepsItsDataAcrossStops() throws SQLException {
        source.server(state).start(events::add);
        ask("create table orders as select 42 as id");
        source.server(state).stop(events::add);
        source.server(state).start(events::add);

        assertThat(ask("select id from orders")).isEqualTo("42");
    }

    @Test
    void wipesEverythingWhoeverIsConnected() throws SQLException {
        source.server(state).start(events::add);
        ask("create table orders as select 42 as id");
        try (Connection other = source.server(state).dataSource().getConnection()) {
            assertThat(other.isValid(1)).isTrue();
            source.server(state).wipe(events::add);
        }
        source.server(state).start(events::add);

        assertThat(ask("select to_regclass('orders')")).isEqualTo("null");
    }

    @Test
    void takesSettingsWhereTheServerIsOursAndSaysSoWhereItIsNot() throws SQLException {
        source.server(state, List.of(), Map.of("work_mem", "7MB", "log_min_duration_statement", "200ms"))
                .start(events::add);

        if (source.ours()) {
            assertThat(ask("show work_mem")).isEqualTo("7MB");
            assertThat(ask("show fsync")).isEqualTo("off");
        } else {
            assertThat(ask("show work_mem")).isEqualTo("4MB");
            assertThat(events)
                    .anyMatch(event -> event instanceof Event.Warning warning
                            && warning.message().contains("work_mem"));
        }
    }

    @Test
    void makesExtensions() throws SQLException {
        source.server(state, List.of("pgcrypto"), Map.of()).start(events::add);

        assertThat(ask("select extname from pg_extension where extname = 'pgcrypto'"))
                .isEqualTo("pgcrypto");
    }

    @Test
    void listsTheExtensionsThereAreWhenOneIsMissing() {
        PostgresServer server = source.server(state, List.of("vector"), Map.of());
        DevctlException missing = catchThrowableOfType(DevctlException.class, () -> server.start(events::add));

        assertThat(missing.code()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(missing.getMessage()).contains("'vector'").contains("pgcrypto, ");
        assertThat(missing.hint().orElse("")).contains("pgvector/pgvector:pg");
    }

    @Test
    void losesNothingWhenTheServerIsKilled() throws SQLException {
        source.server(state, List.of(), Map.of("fsync", "on")).start(events::add);
        ask("create table orders as select 42 as id");
        source.kill(state);
        source.server(state, List.of(), Map.of("fsync", "on")).start(events::add);

        assertThat(ask("select id from orders")).isEqualTo("42");
    }

    @Test
    void isFoundByItsRecordAlone() throws Exception {
        source.server(state).start(events::add);

        PostgresServer recorded = PostgresServers.recorded(state).orElseThrow();
        try (Connection connection = recorded.dataSource().getConnection()) {
            assertThat(connection.isValid(1)).isTrue();
        }
        String password = source.server(state).endpoint().password();
        try (Stream<Path> files = Files.list(state.resolve("postgres"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file).contains(password)) {
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .as(file.toString())
                            .isEqualTo("rw-------");
                }
            }
        }
        assertThat(events.toString()).doesNotContain(password);
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void leavesNothingAfterTwentyStartsAndStops() {
        for (int i = 0; i < 20; i++) {
            source.server(state).start(events::add);
            source.server(state).stop(events::add);
            assertThat(source.present(state)).as("after stop %d", i + 1).isEmpty();
        }
    }

    @Test
    void isStartedOnceByTwoAtTheSameInstant() throws Exception {
        CompletableFuture<Endpoint> one =
                CompletableFuture.supplyAsync(() -> source.server(state).start(events::add));
        Endpoint other = source.server(state).start(events::add);

        assertThat(one.get(2, TimeUnit.MINUTES)).isEqualTo(other);
        assertThat(events.stream().filter(event -> event instanceof Event.PostgresReady ready && ready.started()))
                .hasSize(source.ours() ? 1 : 0);
    }

    private String ask(String sql) throws SQLException {
        try (Connection connection = source.server(state).dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            ResultSet row = statement.getResultSet();
            return row.next() ? String.valueOf(row.getString(1)) : "";
        }
    }
}
