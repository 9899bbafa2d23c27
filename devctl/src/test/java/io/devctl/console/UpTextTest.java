package io.devctl.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.model.ServiceState;
import java.util.List;
import org.junit.jupiter.api.Test;

class UpTextTest {
    @Test
    void saysWhatIsReadyInHowLongAndWhatToOpen() {
        assertThat(new UpText(Samples.unicode(80)).summary(true, Samples.services(), Samples.ms(4200)))
                .isEqualTo("""
                        ✓ 3 services ready, 2 tasks completed (4.2 s)
                        ✓ auth_api           http://127.0.0.1:8001
                        ✓ workflow_engine    http://127.0.0.1:8002
                        ✓ ingestion_service  http://127.0.0.1:8003
                        """);
    }

    @Test
    void saysFirstWhatIsNotReadyAndWhy() {
        var services = List.of(
                Samples.ready("auth_api", 8001),
                Samples.service("engine", ServiceState.FAILED, "exited with 1"),
                Samples.service("reports", ServiceState.PENDING, "engine failed"),
                Samples.task("seed", ServiceState.RUNNING, null));

        assertThat(new UpText(Samples.ascii(80)).summary(true, services, Samples.ms(61_000)))
                .isEqualTo("""
                        x  1 of 3 services ready, 0 of 1 task completed (1 min 1 s)
                        x  engine    failed: exited with 1
                        !  reports   pending: engine failed
                        -  seed      running
                        ok auth_api  http://127.0.0.1:8001
                        """);
    }

    @Test
    void isOneLineWhenThereIsNoService() {
        assertThat(new UpText(Samples.unicode(80)).summary(true, List.of(), Samples.ms(400)))
                .isEqualTo("✓ ready (0.4 s)\n");
    }
}
