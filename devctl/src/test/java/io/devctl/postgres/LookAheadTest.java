package io.devctl.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found out about a server for a command that may still be refused. */
class LookAheadTest {
    @Test
    void leavesNoTraceAndRunsWhatItHasToRunOnce(@TempDir Path folder) {
        AtomicInteger choices = new AtomicInteger();
        Path state = folder.resolve(".devctl");
        EmbeddedServer server = new EmbeddedServer(
                PostgresSettings.embedded("shop"), state, UserCache.at(folder.resolve("cache")), () -> {
                    choices.incrementAndGet();
                    return RunAs.choose(RunAs.thisUser());
                });

        server.lookAhead();
        server.lookAhead();

        assertThat(folder).isEmptyDirectory();
        assertThat(choices).hasValue(1);
    }
}
