package io.devctl.migrate.alembic;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code [tool.alembic]} of pyproject.toml: strings on one line, lists of them, true and false, which is all
 * that is asked of it. Other sections are read past.
 */
final class TomlSection {
    private static final String HEADER = "[tool.alembic]";
    private static final Pattern ENTRY = Pattern.compile("\"?([A-Za-z0-9_-]+)\"?\\s*=\\s*(.*)", Pattern.DOTALL);

    /** A string, or the end of a list, behind what may stand in front of it there. */
    private static final Pattern ITEM =
            Pattern.compile("\\G(?:[\\s,]|#[^\\n]*\\n)*(?:\"((?:[^\"\\\\\\n]|\\\\.)*)\"|'([^'\\n]*)'|(\\]))");

    private final Map<String, List<String>> values = new HashMap<>();
    private boolean present;

    private TomlSection() {}

    static TomlSection none() {
        return new TomlSection();
    }

    /** @param file what {@code %(here)s} is taken from, and the name in messages */
    static TomlSection read(Path file, String text) {
        TomlSection section = new TomlSection();
        String here = String.valueOf(file.toAbsolutePath().normalize().getParent());
        String[] lines = text.split("\r?\n");
        boolean inside = false;
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i].strip();
            if (line.startsWith("[")) {
                inside = line.replace(" ", "").startsWith(HEADER);
                section.present |= inside;
                continue;
            }
            Matcher entry = ENTRY.matcher(line);
            if (!inside || !entry.matches()) {
                continue;
            }
            String value = entry.group(2);
            int first = i + 1;
            List<String> found = section.value(value);
            while (found == null && value.startsWith("[") && i + 1 < lines.length) {
                i++;
                value = value + "\n" + lines[i];
                found = section.value(value);
            }
            // what is not one of the forms known (a number, a table) is nothing that is asked for
            if (found != null) {
                section.values.put(entry.group(1), replaceHere(found, here, file, first));
            }
        }
        return section;
    }

    private @Nullable List<String> value(String text) {
        if (text.startsWith("true") || text.startsWith("false")) {
            return List.of(text.startsWith("true") ? "true" : "false");
        }
        boolean list = text.startsWith("[");
        List<String> items = new ArrayList<>();
        Matcher item = ITEM.matcher(text).region(list ? 1 : 0, text.length());
        while (item.find()) {
            if (item.group(3) != null) {
                return list ? items : null;
            }
            String escaped = item.group(1);
            items.add(
                    escaped == null
                            ? item.group(2)
                            : escaped.replace("\\\"", "\"").replace("\\\\", "\\"));
            if (!list) {
                return items;
            }
        }
        return null;
    }

    private static List<String> replaceHere(List<String> values, String here, Path file, int line) {
        return values.stream()
                .map(value -> {
                    String replaced = value.replace("%(here)s", here);
                    if (replaced.contains("%(")) {
                        throw new DevctlException(
                                ExitCode.CONFIG,
                                "reference to nothing: '" + value + "' (" + file + ":" + line + ")",
                                "only %(here)s can be used here");
                    }
                    return replaced.replace("%%", "%");
                })
                .toList();
    }

    boolean isEmpty() {
        return !present;
    }

    @Nullable
    String text(String name) {
        List<String> value = values.get(name);
        return value == null || value.isEmpty() ? null : value.get(0);
    }

    @Nullable
    List<String> list(String name) {
        return values.get(name);
    }
}
