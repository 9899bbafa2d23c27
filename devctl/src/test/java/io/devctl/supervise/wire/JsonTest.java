package io.devctl.supervise.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.model.Event;
import io.devctl.model.ServiceState;
import io.devctl.model.ServiceStatus;
import io.devctl.supervise.Specs;
import io.devctl.supervise.unit.Condition;
import io.devctl.supervise.unit.HostPort;
import io.devctl.supervise.unit.Probe;
import io.devctl.supervise.unit.UnitSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JsonTest {
    @Test
    void aUnitSurvivesTheWay() {
        UnitSpec spec = Specs.shell("ä", Path.of("/a b"), "echo 'x' > \"y\"");
        spec = Specs.after(spec, "postgres", new Condition.Ready());
        spec = Specs.after(spec, "b", new Condition.Log("a|b"));
        spec = Specs.waitFor(Specs.port(spec, 80), new HostPort("h", 1));
        for (Probe.Check check : List.of(
                new Probe.Check.Http("http://h/", 204, null),
                new Probe.Check.Tcp(new HostPort("h", 2)),
                new Probe.Check.Log("x"),
                new Probe.Check.Exec(List.of("a", "b")),
                new Probe.Check.Sql("select true"))) {
            UnitSpec probed = Specs.probes(spec, Probe.of(check), null);
            assertThat(Json.GSON.fromJson(Json.GSON.toJson(probed), UnitSpec.class))
                    .isEqualTo(probed);
        }
    }

    @Test
    void anEventSurvivesTheWay() {
        Event event = new Event.ServiceChanged(
                new ServiceStatus(
                        "a", true, ServiceState.COMPLETED, 7L, null, null, 1, 0, Duration.ofMillis(5), "because"),
                Duration.ofSeconds(2));
        assertThat(Json.GSON.fromJson(Json.GSON.toJson(event, Event.class), Event.class))
                .isEqualTo(event);
    }
}
