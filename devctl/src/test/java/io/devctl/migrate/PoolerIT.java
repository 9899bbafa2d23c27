package io.devctl.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.devctl.hints.Hint;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.model.TargetResult.Outcome;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import io.devctl.postgres.Connections;
import io.devctl.postgres.Endpoint;
import io.devctl.testing.Needs;
import io.devctl.testing.TestPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Migrations through a real PgBouncer. */
@Timeout(120)
final class PoolerIT {
    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    @TempDir
    private Path folder;

    private @Nullable Process bouncer;
    private @Nullable Endpoint server;

    @AfterEach
    void end() throws InterruptedException {
        if (bouncer != null) {
            bouncer.destroyForcibly().waitFor();
        }
    }

    private Project through(String mode) throws Exception {
        Endpoint at = POSTGRES.freshEndpoint();
        server = at;
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path settings = Files.writeString(folder.resolve("pgbouncer.ini"), """
                [databases]
                * = host=%s port=%d dbname=%s user=%s password=%s
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = any
                pool_mode = %s
                ignore_startup_parameters = extra_float_digits
                """.formatted(
                        at.host(), at.port(), at.database(), at.user(), at.password(), port, mode));
        List<String> command = new ArrayList<>(List.of("pgbouncer", "-q"));
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("-u", "nobody"));
        }
        command.add(settings.toString());
        try {
            bouncer = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("out").toFile())
                    .start();
        } catch (IOException e) {
            throw Needs.missing("pgbouncer is not in PATH", "apt-get install pgbouncer");
        }
        awaitPort(port);
        Project project = new Project(
                folder, Connections.to(new Endpoint("127.0.0.1", port, at.database(), at.user(), at.password())));
        project.file("20250101000001_one.sql", "create table one(id int);");
        return project;
    }

    private void awaitPort(int port) throws Exception {
        for (int i = 0; i < 500; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertThat(socket.isConnected()).isTrue();
                return;
            } catch (IOException notYet) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
        throw new AssertionError(Files.readString(folder.resolve("out")));
    }

    @Test
    void aPoolerInTransactionModeIsRefusedAtOnceButMayBeAsked() throws Exception {
        Project project = through("transaction");
        assertThat(project.check()).extracting(TargetStatus::state).containsOnly(TargetState.PENDING);
        DevctlException refused = catchThrowableOfType(DevctlException.class, project::migrate);
        assertThat(refused.code()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(refused).hasMessageContaining("connection pooler in transaction mode");
        assertThat(project.value("select count(*) from pg_namespace where nspname ~ '^(app_|devctl)'"))
                .isEqualTo("0");
        Hint.of("give the address of Postgres itself, or of a pool with pool_mode = session, for migrations")
                .follow(refused, hint -> {
                    Project direct = new Project(folder, Connections.to(Objects.requireNonNull(server)));
                    assertThat(direct.migrate().count(Outcome.APPLIED)).isEqualTo(3);
                    end();
                    // of another server, where nothing is applied yet
                    assertThat(through("session").migrate().count(Outcome.APPLIED))
                            .isEqualTo(3);
                });
    }

    @Test
    void aPoolerInSessionModeIsAsGoodAsTheServer() throws Exception {
        Project project = through("session");
        assertThat(project.migrate().count(Outcome.APPLIED)).isEqualTo(3);
        assertThat(project.check()).extracting(TargetStatus::state).containsOnly(TargetState.CURRENT);
    }
}
