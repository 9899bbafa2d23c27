package io.devctl.supervise.logs;

import io.devctl.supervise.unit.FileNames;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Where the log of a service lies: {@code auth_api.log}, and older parts as {@code auth_api.log.1} and so on. */
final class LogFiles {
    /** Older parts that are kept. With the present one this bounds a service's log to 100 MB. */
    static final int OLDER_PARTS = 4;

    private static final String ENDING = ".log";

    private final Path folder;

    LogFiles(Path stateDirectory) {
        this.folder = stateDirectory.resolve("logs");
    }

    Path folder() {
        return folder;
    }

    /** The part that is written now (0), or an older one. */
    Path part(String service, int number) {
        return folder.resolve(FileNames.encode(service) + ENDING + (number == 0 ? "" : "." + number));
    }

    /** Its parts that may exist, oldest first. */
    List<Path> parts(String service) {
        List<Path> parts = new ArrayList<>();
        for (int number = OLDER_PARTS; number >= 0; number--) {
            parts.add(part(service, number));
        }
        return parts;
    }

    /** When the first line of the present part was written; empty when there is none. */
    Optional<Instant> began(String service) {
        byte[] line = new byte[LogFormat.PREFIX];
        try (InputStream in = Files.newInputStream(part(service, 0))) {
            return Optional.ofNullable(LogFormat.time(line, 0, in.readNBytes(line, 0, line.length)));
        } catch (IOException notThere) {
            return Optional.empty();
        }
    }

    /** Deletes older parts to which nothing was written since. */
    void forget(String service, Instant since) throws IOException {
        for (int number = 1; number <= OLDER_PARTS; number++) {
            Path part = part(service, number);
            if (Files.exists(part)
                    && Files.getLastModifiedTime(part).toInstant().isBefore(since)) {
                Files.delete(part);
            }
        }
    }

    /** The services that have a log. */
    Set<String> services() {
        Set<String> found = new TreeSet<>();
        if (!Files.isDirectory(folder)) {
            return found;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + ENDING)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                found.add(FileNames.decode(name.substring(0, name.length() - ENDING.length())));
            }
        } catch (IOException ignored) {
            // removed while it was listed: no logs then
        }
        return found;
    }
}
