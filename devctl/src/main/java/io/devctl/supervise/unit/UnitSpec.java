package io.devctl.supervise.unit;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A unit as it should run: everything is resolved, nothing is left to look up.
 *
 * @param name of the service or task; unique in its environment
 * @param task whether it runs to completion
 * @param argv the command; a shell command is {@code /bin/sh -c TEXT}
 * @param dir the folder that it runs in, absolute
 * @param env its own variables; beside them it has its {@link Surroundings}
 * @param port the port that it listens on, null when it has none
 * @param url where to reach it, null when it has no port
 * @param dependsOn names of units and facts with the condition on each; a name that is neither a unit nor a reported
 *     fact is waited for
 * @param waitFor addresses that must accept connections before it starts
 * @param ready null: ready when its port accepts connections, or when it has no port: once it has started
 * @param live checked after it was ready; when it fails, the unit is restarted; null for none
 * @param inputs of a task: files and globs, absolute or relative to {@code dir}; empty: the task always runs
 * @param database whether a task's success belongs to the environment's database
 * @param container whether the command runs a container: it leaves that behind when it is killed, and what answers on the
 *     port may not be in the container yet
 * @param startup must hold once before {@code ready} is asked for at all; null for none
 * @param watch what it is restarted for
 * @param secrets variables whose values are masked in its log, beside those whose names say it
 */
public record UnitSpec(
        String name,
        boolean task,
        List<String> argv,
        Path dir,
        Map<String, String> env,
        @Nullable Integer port,
        @Nullable String url,
        Map<String, Condition> dependsOn,
        List<HostPort> waitFor,
        @Nullable Probe ready,
        @Nullable Probe live,
        Restart restart,
        Stop stop,
        List<String> inputs,
        boolean database,
        boolean container,
        @Nullable Probe startup,
        Watch watch,
        Set<String> secrets) {
    public UnitSpec {
        Objects.requireNonNull(name, "name");
        if (argv.isEmpty()) {
            throw new IllegalArgumentException("no command: " + name);
        }
        argv = List.copyOf(argv);
        Objects.requireNonNull(dir, "dir");
        env = Map.copyOf(env);
        dependsOn = Collections.unmodifiableMap(new LinkedHashMap<>(dependsOn));
        waitFor = List.copyOf(waitFor);
        Objects.requireNonNull(restart, "restart");
        Objects.requireNonNull(stop, "stop");
        inputs = List.copyOf(inputs);
        // one that an earlier devctl has written down has none of these
        watch = watch == null ? Watch.nothing() : watch;
        secrets = secrets == null ? Set.of() : Set.copyOf(secrets);
    }

    /** A unit whose command is what it says. */
    public UnitSpec(
            String name,
            boolean task,
            List<String> argv,
            Path dir,
            Map<String, String> env,
            @Nullable Integer port,
            @Nullable String url,
            Map<String, Condition> dependsOn,
            List<HostPort> waitFor,
            @Nullable Probe ready,
            @Nullable Probe live,
            Restart restart,
            Stop stop,
            List<String> inputs,
            boolean database) {
        this(
                name,
                task,
                argv,
                dir,
                env,
                port,
                url,
                dependsOn,
                waitFor,
                ready,
                live,
                restart,
                stop,
                inputs,
                database,
                false,
                null,
                Watch.nothing(),
                Set.of());
    }

    /** The same with a probe for its start. */
    public UnitSpec withStartup(@Nullable Probe probe) {
        return new UnitSpec(
                name, task, argv, dir, env, port, url, dependsOn, waitFor, ready, live, restart, stop, inputs, database,
                container, probe, watch, secrets);
    }

    /** The same, restarted for these files. */
    public UnitSpec withWatch(Watch files) {
        return new UnitSpec(
                name, task, argv, dir, env, port, url, dependsOn, waitFor, ready, live, restart, stop, inputs, database,
                container, startup, files, secrets);
    }

    /** The same with these variables masked in its log. */
    public UnitSpec withSecrets(Set<String> names) {
        return new UnitSpec(
                name, task, argv, dir, env, port, url, dependsOn, waitFor, ready, live, restart, stop, inputs, database,
                container, startup, watch, names);
    }

    /** The same as a container, or not. */
    public UnitSpec asContainer(boolean yes) {
        return new UnitSpec(
                name, task, argv, dir, env, port, url, dependsOn, waitFor, ready, live, restart, stop, inputs, database,
                yes, startup, watch, secrets);
    }

    /** The environment may hold passwords, so it is left out. */
    @Override
    public String toString() {
        return (task ? "task " : "service ") + name;
    }
}
