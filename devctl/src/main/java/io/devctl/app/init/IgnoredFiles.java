package io.devctl.app.init;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What git is not to see of an environment. */
final class IgnoredFiles {
    private static final List<String> LINES = List.of(".devctl/", "services.override.yaml");

    private IgnoredFiles() {}

    /** Adds the lines that .gitignore lacks; false when it has them. */
    static boolean add(Path root) throws IOException {
        Path file = root.resolve(".gitignore");
        String text = Files.exists(file) ? Files.readString(file) : "";
        List<String> there = text.lines().map(IgnoredFiles::bare).toList();
        List<String> lacking = new ArrayList<>(LINES);
        lacking.removeIf(line -> there.contains(bare(line)));
        if (lacking.isEmpty()) {
            return false;
        }
        String before = text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
        Files.writeString(file, before + String.join("\n", lacking) + "\n");
        return true;
    }

    private static String bare(String line) {
        return line.strip().replaceFirst("^/", "").replaceFirst("/$", "");
    }
}
