package io.devctl.migrate.python;

import java.util.List;

/**
 * A file of Python source.
 *
 * @param lines its logical lines, empty ones left out
 * @param comments in their order
 */
public record PythonFile(List<Line> lines, List<Comment> comments) {
    public PythonFile {
        lines = List.copyOf(lines);
        comments = List.copyOf(comments);
    }
}
