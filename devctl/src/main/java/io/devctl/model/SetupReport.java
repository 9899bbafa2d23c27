package io.devctl.model;

import java.nio.file.Path;
import java.util.List;

/**
 * What {@code dev init} has done.
 *
 * @param file the services.yaml that it wrote
 * @param found what it went by, in the order in which it was found
 * @param open what only the user can fill in, each with the service in front
 * @param written all files that were written or added to, absolute
 */
public record SetupReport(Path file, List<Found> found, List<String> open, List<Path> written) {
    public SetupReport {
        found = List.copyOf(found);
        open = List.copyOf(open);
        written = List.copyOf(written);
    }

    /**
     * A thing that was found.
     *
     * @param where a file or folder relative to the repository
     * @param what it means for services.yaml
     */
    public record Found(String where, String what) {}
}
