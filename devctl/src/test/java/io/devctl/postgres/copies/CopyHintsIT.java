package io.devctl.postgres.copies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.devctl.hints.Hint;
import io.devctl.model.DatabaseCopy;
import io.devctl.model.DevctlException;
import io.devctl.model.EventSink;
import io.devctl.postgres.Connections;
import io.devctl.postgres.Endpoint;
import io.devctl.testing.TestPostgres;
import java.sql.Connection;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Hints about a database that is in use while it is to be copied. */
@Timeout(120)
class CopyHintsIT {
    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    @Test
    void anotherDevctlThatIsCopying() throws Exception {
        DataSource database = POSTGRES.freshDatabase();
        try (MaintenanceSession second = MaintenanceSession.open(database)) {
            DevctlException busy;
            MaintenanceSession first = MaintenanceSession.locked(database, "shop");
            try {
                busy = catchThrowableOfType(
                        DevctlException.class, () -> second.lock("copies", "shop", Duration.ofMillis(20)));
            } finally {
                first.close();
            }
            Hint.of("run the command again when it has finished")
                    .follow(busy, hint -> second.lock("copies", "shop", Duration.ofSeconds(30)));
        }
    }

    @Test
    void aConnectionThatCannotBeEnded() throws Exception {
        Endpoint endpoint = POSTGRES.freshEndpoint();
        Copies copies =
                new Copies(Connections.to(endpoint.withDatabase("postgres")), endpoint.database(), EventSink.none());
        Connection stuck = Connections.to(endpoint).getConnection();
        try {
            long pid;
            try (var statement = stuck.createStatement();
                    var row = statement.executeQuery("select pg_backend_pid()")) {
                row.next();
                pid = row.getLong(1);
            }
            signal("STOP", pid);
            DevctlException inUse = catchThrowableOfType(
                    DevctlException.class, () -> copies.make(DatabaseCopy.Kind.SNAPSHOT, "monday"));
            Hint.of("close what is still connected to it, then run the command again")
                    .follow(inUse, hint -> {
                        signal("CONT", pid);
                        stuck.close();
                        copies.drop(copies.make(DatabaseCopy.Kind.SNAPSHOT, "monday"));
                    });
        } finally {
            stuck.close();
        }
    }

    private static void signal(String name, long pid) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
    }
}
