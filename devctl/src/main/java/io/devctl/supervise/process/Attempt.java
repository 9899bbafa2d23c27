package io.devctl.supervise.process;

import io.devctl.supervise.unit.UnitSpec;
import io.devctl.supervise.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is on disk about one life of a unit's process.
 *
 * @param number higher than that of every earlier attempt in this environment
 */
public record Attempt(String unit, long number, Path folder) {

    /**
     * What was started.
     *
     * @param fingerprint of a task's inputs at that moment, null for everything else
     */
    public record Start(UnitSpec spec, @Nullable String fingerprint) {}

    void write(Start start) {
        try {
            Files.createDirectories(folder);
            // the environment may hold passwords
            Path file = folder.resolve("spec.json");
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(file, Json.GSON.toJson(start).getBytes(StandardCharsets.UTF_8), StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was started; empty when it was not written to its end. */
    public Optional<Start> start() {
        try {
            Start read = Json.GSON.fromJson(Files.readString(folder.resolve("spec.json")), Start.class);
            return Optional.ofNullable(read);
        } catch (IOException | RuntimeException unusable) {
            return Optional.empty();
        }
    }

    /** The unit's own process; empty before it has been started. */
    public Optional<Identity> process() {
        return Identity.read(folder.resolve("pid"));
    }

    /** The helper's process; empty before it has been started. */
    public Optional<Identity> helper() {
        return Identity.read(folder.resolve("helper"));
    }

    /** The exit code that the helper has kept; empty while there is none. */
    public Optional<Integer> exitCode() {
        try {
            return Optional.of(
                    Integer.parseInt(Files.readString(folder.resolve("exit")).strip()));
        } catch (IOException | NumberFormatException notYet) {
            return Optional.empty();
        }
    }

    /** When its process began, as near as the file system knows. */
    public Instant since() {
        try {
            return Files.getLastModifiedTime(folder.resolve("pid")).toInstant();
        } catch (IOException notThere) {
            return Instant.now();
        }
    }

    /** The regular expressions that a line of its output has matched. */
    public Set<String> matched() {
        try (Stream<String> lines = Files.lines(folder.resolve("matched"))) {
            return lines.map(line -> String.valueOf(Json.GSON.fromJson(line, String.class)))
                    .collect(Collectors.toSet());
        } catch (IOException | RuntimeException none) {
            return Set.of();
        }
    }

    /** Adds to {@link #matched}: a later supervisor may find that the line has left the log. */
    public void addMatched(String regex) {
        try {
            Files.writeString(
                    folder.resolve("matched"),
                    Json.GSON.toJson(regex) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException ignored) {
            // the attempt has been given up; or the disk is full, and the log will be searched
        }
    }

    Path pipe(String stream) {
        return folder.resolve(stream);
    }

    /** Whether output is being kept on disk because no supervisor reads it. */
    public boolean draining(String stream) {
        return Files.exists(folder.resolve(stream + ".draining"));
    }

    /**
     * Forgets it unless its process has started, and it then never will: a helper that does not find its folder starts nothing.
     *
     * @return false when it has started
     */
    public boolean giveUp() {
        Path aside = folder.resolveSibling(folder.getFileName() + ".given-up");
        try {
            // in one step: a helper that is in the middle of it has written down its process before or cannot any more
            Files.move(folder, aside, StandardCopyOption.ATOMIC_MOVE);
            if (Files.exists(aside.resolve("pid"))) {
                Files.move(aside, folder, StandardCopyOption.ATOMIC_MOVE);
                return false;
            }
        } catch (IOException gone) {
            // whoever deletes it meanwhile wants the same
        }
        RunDirectory.delete(aside);
        return true;
    }

    /** Forgets it. */
    public void delete() {
        RunDirectory.delete(folder);
    }
}
