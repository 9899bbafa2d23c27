package io.devctl.migrate.alembic;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file in the form that Python's configparser reads: sections, options whose names know no case, values that go on in
 * indented lines, whole-line comments, and {@code %(name)s} for another option of the section, of DEFAULT or given from
 * outside.
 */
final class IniFile {
    private static final String DEFAULT = "DEFAULT";
    private static final Pattern REFERENCE = Pattern.compile("%(?:\\(([^)]+)\\)s|(%)|(.?))");

    /** As configparser has it: a reference in a reference in a reference … is a circle. */
    private static final int DEEPEST_REFERENCE = 10;

    private final String shown;
    private final Map<String, Map<String, Option>> sections = new HashMap<>();

    private record Option(StringBuilder value, int line) {}

    private IniFile(String shown) {
        this.shown = shown;
    }

    /**
     * @param shown the file's name for messages
     * @param given options that every section has unless it sets them
     */
    static IniFile parse(String shown, String text, Map<String, String> given) {
        IniFile file = new IniFile(shown);
        given.forEach((name, value) ->
                file.section(DEFAULT).put(name, new Option(new StringBuilder(value.replace("%", "%%")), 0)));
        file.read(text);
        return file;
    }

    private Map<String, Option> section(String name) {
        return sections.computeIfAbsent(name, n -> new LinkedHashMap<>());
    }

    private void read(String text) {
        @Nullable Map<String, Option> section = null;
        @Nullable Option option = null;
        int optionIndent = 0;
        int number = 0;
        for (String line : text.split("\r\n|\r|\n", -1)) {
            number++;
            String content = line.strip();
            boolean comment = content.startsWith("#") || content.startsWith(";");
            if (content.isEmpty() || comment) {
                if (option != null && !comment) {
                    option.value().append('\n');
                }
                continue;
            }
            int indent = line.indexOf(content);
            if (option != null && indent > optionIndent) {
                option.value().append('\n').append(content);
                continue;
            }
            if (content.startsWith("[") && content.indexOf(']') > 0) {
                section = section(content.substring(1, content.indexOf(']')));
                option = null;
                continue;
            }
            if (section == null) {
                throw bad("line outside a section", content, number, "put it below [alembic]");
            }
            int end = delimiter(content);
            String name = content.substring(0, end < 0 ? content.length() : end);
            option = new Option(
                    new StringBuilder(end < 0 ? "" : content.substring(end + 1).strip()), number);
            optionIndent = indent;
            section.put(name.strip().toLowerCase(Locale.ROOT), option);
        }
    }

    private static int delimiter(String content) {
        int equals = content.indexOf('=');
        int colon = content.indexOf(':');
        return equals < 0 ? colon : colon < 0 ? equals : Math.min(equals, colon);
    }

    boolean hasSection(String name) {
        return sections.containsKey(name);
    }

    /** An option's value with its references replaced; null when the section has none. CONFIG when one leads nowhere. */
    @Nullable
    String get(String sectionName, String name) {
        Option option = find(sectionName, name);
        return option == null
                ? null
                : expand(sectionName, option.value().toString().strip(), option.line(), 0);
    }

    private @Nullable Option find(String sectionName, String name) {
        Option own = section(sectionName).get(name);
        return own != null ? own : section(DEFAULT).get(name);
    }

    private String expand(String sectionName, String value, int line, int depth) {
        if (value.indexOf('%') < 0) {
            return value;
        }
        if (depth > DEEPEST_REFERENCE) {
            throw bad("references go round in a circle", value, line, "write the value itself in one of them");
        }
        StringBuilder expanded = new StringBuilder();
        Matcher reference = REFERENCE.matcher(value);
        while (reference.find()) {
            reference.appendReplacement(expanded, "");
            if (reference.group(2) != null) {
                expanded.append('%');
                continue;
            }
            String name = reference.group(1);
            Option option = name == null ? null : find(sectionName, name.toLowerCase(Locale.ROOT));
            if (option == null) {
                throw bad(
                        "reference to nothing",
                        reference.group(),
                        line,
                        "a percent sign by itself is written %%, a reference %(name)s");
            }
            expanded.append(expand(sectionName, option.value().toString().strip(), line, depth + 1));
        }
        return reference.appendTail(expanded).toString();
    }

    private DevctlException bad(String what, String value, int line, String hint) {
        return new DevctlException(ExitCode.CONFIG, what + ": '" + value + "' (" + shown + ":" + line + ")", hint);
    }
}
