package io.devctl.migrate.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Lines of files that could not be read as scripts. */
final class SourceLines {
    private SourceLines() {}

    /** A line, counted from 1, with what is not UTF-8 replaced; null when there is none. */
    static @Nullable String line(Path file, int number) {
        try {
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            String[] lines = (text.startsWith("\uFEFF") ? text.substring(1) : text).split("\n", -1);
            if (number > lines.length) {
                return null;
            }
            String line = lines[number - 1];
            return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
        } catch (IOException gone) {
            return null;
        }
    }
}
