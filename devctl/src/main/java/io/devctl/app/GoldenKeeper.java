package io.devctl.app;

import io.devctl.model.MigrateReport;
import io.devctl.model.TargetResult;
import io.devctl.supervise.process.Identity;
import io.devctl.supervise.process.Poll;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The process that makes the golden copy and its spare while the user already has the result. Nothing depends on it: it may
 * be killed at any moment, and the next one goes on.
 */
public final class GoldenKeeper {
    /** The hidden command that it is started with. */
    public static final String COMMAND = "golden";

    private static final List<String> JAVA_OPTIONS =
            List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData");
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(2);

    private GoldenKeeper() {}

    /** Starts it when all targets were migrated, so that it was worth it, unless nobody wants a golden copy here. */
    public static void afterMigrating(Environment environment, @Nullable MigrateReport report) {
        if (report != null
                && report.share() == null
                && !report.targets().isEmpty()
                && report.targets().stream().allMatch(result -> result.outcome() == TargetResult.Outcome.APPLIED)) {
            begin(environment);
        }
    }

    /** Starts it and does not wait; without it the next reset migrates anew. */
    static void begin(Environment environment) {
        if (!GoldenCopy.wanted(environment)) {
            return;
        }
        Path folder = folder(environment.stateDirectory());
        try {
            Files.createDirectories(folder);
            note(
                    folder,
                    DevctlProcess.start(
                            JAVA_OPTIONS,
                            folder.resolve("log"),
                            List.of(
                                    COMMAND,
                                    "--file",
                                    environment.config().file().toString())));
        } catch (IOException ignored) {
            // the folder cannot be written, or there are too many processes: a reset can do without
        }
    }

    /** What the process does: everything, and tells in a line how it went, for its log. */
    public static String run(Environment environment) {
        Path folder = folder(environment.stateDirectory());
        long pid = ProcessHandle.current().pid();
        try {
            note(folder, pid); // who started it may have been killed before it could
            return new GoldenCopy(environment).keep();
        } catch (IOException e) {
            return "cannot write to '" + folder + "': " + e.getMessage();
        } finally {
            forget(folder.resolve(Long.toString(pid)));
        }
    }

    /** Ends all of them that work for this environment; returns when they are gone. */
    static void end(Path stateDirectory) {
        Path folder = folder(stateDirectory);
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> notes = Files.newDirectoryStream(folder, "[0-9]*")) {
            for (Path note : notes) {
                Optional<Identity> keeper = Identity.read(note).filter(Identity::alive);
                if (keeper.isPresent()) {
                    ProcessHandle.of(keeper.get().pid()).ifPresent(ProcessHandle::destroyForcibly);
                    Poll.until(() -> !keeper.get().alive(), PATIENCE, PAUSE);
                }
                forget(note);
            }
        } catch (IOException ignored) {
            // somebody deletes the folder
        }
    }

    private static Path folder(Path stateDirectory) {
        return stateDirectory.resolve("golden");
    }

    private static void note(Path folder, long pid) throws IOException {
        Optional<Identity> identity = Identity.of(pid);
        if (identity.isPresent()) {
            Files.writeString(folder.resolve(Long.toString(pid)), identity.get().line());
        }
    }

    private static void forget(Path note) {
        try {
            Files.deleteIfExists(note);
        } catch (IOException ignored) {
            // a note about a process that has ended harms nobody
        }
    }
}
