package io.devctl.model;

import java.nio.file.Path;
import java.util.List;

/**
 * What rendering does, or did, to a folder.
 *
 * @param folder absolute
 * @param files sorted by path
 * @param notes what could not be taken over from services.yaml, a sentence each
 */
public record RenderReport(Path folder, List<RenderedFile> files, List<String> notes) {
    public RenderReport {
        files = List.copyOf(files);
        notes = List.copyOf(notes);
    }

    /**
     * One file of the folder.
     *
     * @param path below the folder, with slashes
     */
    public record RenderedFile(String path, Change change) {}

    /** What becomes of a file. */
    public enum Change {
        /** There was none. */
        NEW,
        /** It was as it had been rendered, and is rendered anew. */
        CHANGED,
        /** It is what is rendered. */
        UNCHANGED,
        /** Somebody has changed it since it was rendered, or it was never rendered, and it would be overwritten. */
        EDITED,
        /** Somebody has changed it, and what is rendered is what it was then: it stays. */
        KEPT,
        /** It is not rendered any more, and nobody has changed it. */
        REMOVED
    }

    /** Whether some file is not what it would be after rendering. */
    public boolean differs() {
        return files.stream().anyMatch(file -> file.change() != Change.UNCHANGED && file.change() != Change.KEPT);
    }

    /** The paths of the files of which a user's changes would be lost. */
    public List<String> edited() {
        return files.stream()
                .filter(file -> file.change() == Change.EDITED)
                .map(RenderedFile::path)
                .toList();
    }
}
