package io.devctl.supervise.process;

import io.devctl.supervise.unit.FileNames;
import io.devctl.supervise.unit.Stop;
import io.devctl.supervise.unit.Surroundings;
import io.devctl.supervise.unit.UnitSpec;
import io.devctl.system.PortOwner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Starts the helper of a unit, which starts the unit. */
public final class Launcher {
    /** A variable that a shell hands on; dash drops all others. */
    private static final String SHELL_NAME = "[A-Za-z_][A-Za-z0-9_]*";

    private final RunDirectory run;
    private final Surroundings surroundings;
    private final List<String> session;

    /** Launches into this environment. */
    public Launcher(RunDirectory run, Surroundings surroundings) {
        this.run = run;
        this.surroundings = surroundings;
        this.session = Stream.concat(DefaultSignals.prefix().stream(), setsid().stream())
                .toList();
    }

    /** Why a unit cannot be started, in words. */
    public static final class CannotLaunch extends Exception {
        CannotLaunch(String reason) {
            super(reason);
        }

        /** In words. */
        public String reason() {
            return String.valueOf(getMessage());
        }
    }

    /** The helper's process; the unit itself has started when the helper tells so. */
    public Process launch(UnitSpec spec, long number, @Nullable String fingerprint) throws CannotLaunch {
        Integer port = spec.port();
        if (port != null && !spec.task() && !PortOwner.isFree(port)) {
            throw new CannotLaunch(
                    "port " + port + " is used by " + PortHolder.of(port).words());
        }
        if (!Files.isDirectory(spec.dir())) {
            throw new CannotLaunch("no such folder: '" + spec.dir() + "'");
        }
        Attempt attempt = run.attempt(spec.name(), number);
        try {
            attempt.write(new Attempt.Start(spec, fingerprint));
            ProcessBuilder builder = new ProcessBuilder(command(attempt, spec))
                    .directory(spec.dir().toFile())
                    .redirectInput(run.life().toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            Map<String, String> env = builder.environment();
            env.clear();
            env.putAll(surroundings.around(spec));
            // a devctl that runs in a unit of another environment: the helper is none of that unit's processes
            env.remove(ProcessTable.MARK);
            env.remove(ProcessTable.ATTEMPT_MARK);
            return builder.start();
        } catch (IOException | UncheckedIOException e) {
            throw new CannotLaunch("cannot start: " + e.getMessage());
        }
    }

    private List<String> command(Attempt attempt, UnitSpec spec) {
        List<String> command = new ArrayList<>(session);
        command.addAll(List.of("/bin/sh", run.helper().toString(), "run"));
        command.addAll(List.of(attempt.folder().toString(), run.root().toString()));
        command.addAll(List.of(
                FileNames.encode(spec.name()),
                Long.toString(attempt.number()),
                run.mark(spec.name()),
                orphaned(spec.stop())));
        List<String> odd = surroundings.around(spec).entrySet().stream()
                .filter(variable -> !variable.getKey().matches(SHELL_NAME))
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .toList();
        if (!odd.isEmpty()) {
            command.add("env");
            command.addAll(odd);
        }
        command.addAll(spec.argv());
        return command;
    }

    /** What the helper is to do when the supervisor is killed. */
    private static String orphaned(Stop stop) {
        return stop.withSupervisor()
                ? stop.signal() + ":" + Math.max(1, stop.timeout().toSeconds())
                : "keep";
    }

    private static List<String> setsid() {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/bin:/bin";
        return Stream.of(path.split(":", -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "setsid"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .map(List::of)
                .orElse(List.of());
    }
}
