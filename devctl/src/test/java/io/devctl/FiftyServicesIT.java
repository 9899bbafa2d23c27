package io.devctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.devctl.testing.Checkout;
import io.devctl.testing.Json;
import io.devctl.testing.Leftovers;
import io.devctl.testing.Run;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many services in one environment. */
@Timeout(180)
class FiftyServicesIT {
    private static final int MANY = 50;

    @RegisterExtension
    final Checkout checkout = new Checkout();

    /** Every tenth depends on the one before it; all say something, and nobody gets another's words. */
    @Test
    void comeUpSayHowTheyAreAndLeaveNothing() {
        StringBuilder yaml = new StringBuilder("services:\n");
        for (int i = 1; i <= MANY; i++) {
            yaml.append("  s")
                    .append(i)
                    .append(": {command: \"echo I am ")
                    .append(i)
                    .append("; exec sleep 1000\"");
            yaml.append(i % 10 == 0 ? ", depends_on: {s" + (i - 1) + ": ready}}\n" : "}\n");
        }
        checkout.write("services.yaml", yaml.toString());

        Run up = checkout.dev("up", "-d");

        assertThat(up.exitCode()).as("%s", up).isZero();
        JsonObject status = checkout.dev("status", "--json").json();
        assertThat(Json.each(status, "services", "state")).hasSize(MANY).containsOnly("ready");
        List<String> pids = Json.each(status, "services", "pid");
        assertThat(pids).doesNotHaveDuplicates();
        assertThat(pids).allMatch(pid -> ProcessHandle.of(Long.parseLong(pid)).isPresent());
        String logs = checkout.dev("logs").out();
        for (int i = 1; i <= MANY; i++) {
            assertThat(logs).containsPattern("s" + i + " +\\| I am " + i + "\n");
        }

        Run down = checkout.dev("down");

        assertThat(down.exitCode()).as("%s", down).isZero();
        assertThat(Leftovers.mentioning(checkout.root())).isEmpty();
    }
}
