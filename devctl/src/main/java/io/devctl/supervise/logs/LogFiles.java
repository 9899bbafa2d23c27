package io.devctl.supervise.logs;

import io.devctl.supervise.unit.FileNames;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
