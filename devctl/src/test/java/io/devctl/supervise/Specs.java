package io.devctl.supervise;

import io.devctl.supervise.unit.Condition;
import io.devctl.supervise.unit.HostPort;
import io.devctl.supervise.unit.Probe;
import io.devctl.supervise.unit.Restart;
import io.devctl.supervise.unit.Stop;
import io.devctl.supervise.unit.UnitSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds units for tests. */
public final class Specs {
    private Specs() {}

    /** A service without port and probe, that is given two seconds to stop. */
    public static UnitSpec shell(String name, Path dir, String script) {
        return new UnitSpec(
                name,
                false,
                List.of("/bin/sh", "-c", script),
                dir,
                Map.of("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin")),
                null,
                null,
                Map.of(),
                List.of(),
                null,
                null,
                Restart.of(Restart.Policy.NO),
                new Stop("TERM", Duration.ofSeconds(2), null, false),
                List.of(),
                false);
    }

    /** The same as a task with these inputs. */
    public static UnitSpec task(UnitSpec s, String... inputs) {
        return new UnitSpec(
                s.name(),
                true,
                s.argv(),
                s.dir(),
                s.env(),
                s.port(),
                s.url(),
                s.dependsOn(),
                s.waitFor(),
                s.ready(),
                s.live(),
                s.restart(),
                s.stop(),
                List.of(inputs),
                s.database());
    }

    /** The same after something else. */
    public static UnitSpec after(UnitSpec s, String name, Condition condition) {
        Map<String, Condition> more = new LinkedHashMap<>(s.dependsOn());
        more.put(name, condition);
        return new UnitSpec(
                s.name(),
                s.task(),
                s.argv(),
                s.dir(),
                s.env(),
                s.port(),
                s.url(),
                more,
                s.waitFor(),
                s.ready(),
                s.live(),
                s.restart(),
                s.stop(),
                s.inputs(),
                s.database());
    }

    /** The same with an address to wait for. */
    public static UnitSpec waitFor(UnitSpec s, HostPort address) {
        return new UnitSpec(
                s.name(),
                s.task(),
                s.argv(),
                s.dir(),
                s.env(),
                s.port(),
                s.url(),
                s.dependsOn(),
                List.of(address),
                s.ready(),
                s.live(),
                s.restart(),
                s.stop(),
                s.inputs(),
                s.database());
    }

    /** The same with a port. */
    public static UnitSpec port(UnitSpec s, int port) {
        return new UnitSpec(
                s.name(),
                s.task(),
                s.argv(),
                s.dir(),
                s.env(),
                port,
                "http://127.0.0.1:" + port,
                s.dependsOn(),
                s.waitFor(),
                s.ready(),
                s.live(),
                s.restart(),
                s.stop(),
                s.inputs(),
                s.database());
    }

    /** The same with probes. */
    public static UnitSpec probes(UnitSpec s, @Nullable Probe ready, @Nullable Probe live) {
        return new UnitSpec(
                s.name(),
                s.task(),
                s.argv(),
                s.dir(),
                s.env(),
                s.port(),
                s.url(),
                s.dependsOn(),
                s.waitFor(),
                ready,
                live,
                s.restart(),
                s.stop(),
                s.inputs(),
                s.database());
    }

    /** The same with another rule for restarts. */
    public static UnitSpec restart(UnitSpec s, Restart restart) {
        return new UnitSpec(
                s.name(),
                s.task(),
                s.argv(),
                s.dir(),
                s.env(),
                s.port(),
                s.url(),
                s.dependsOn(),
                s.waitFor(),
                s.ready(),
                s.live(),
                restart,
                s.stop(),
                s.inputs(),
                s.database());
    }

    /** The same, stopped in another way. */
    public static UnitSpec stop(UnitSpec s, Stop stop) {
        return new UnitSpec(
                s.name(),
                s.task(),
                s.argv(),
                s.dir(),
                s.env(),
                s.port(),
                s.url(),
                s.dependsOn(),
                s.waitFor(),
                s.ready(),
                s.live(),
                s.restart(),
                stop,
                s.inputs(),
                s.database());
    }

    /** The same with one variable more. */
    public static UnitSpec env(UnitSpec s, String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(s.env());
        more.put(name, value);
        return new UnitSpec(
                s.name(),
                s.task(),
                s.argv(),
                s.dir(),
                more,
                s.port(),
                s.url(),
                s.dependsOn(),
                s.waitFor(),
                s.ready(),
                s.live(),
                s.restart(),
                s.stop(),
                s.inputs(),
                s.database());
    }
}
