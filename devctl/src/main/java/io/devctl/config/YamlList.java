package io.devctl.config;

import io.devctl.config.yaml.Place;
import io.devctl.config.yaml.Problems;
import io.devctl.config.yaml.Yaml;
import io.devctl.config.yaml.YamlFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The list {@code tenants} inside the text of a YAML file, changed in place. IllegalArgumentException where it cannot be. */
final class YamlList {
    private static final Set<String> WORDS = Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

    private final String text;
    private final Yaml.Entry entry;
    private final Yaml.Listing list;

    YamlList(String text, String shown) {
        this.text = text;
        Yaml.Mapping tree = YamlFile.parse(text, shown, new Problems());
        Yaml.Entry found = tree == null ? null : tree.entry(FileReader.TENANTS.name());
        if (found == null) {
            throw new IllegalArgumentException("no list");
        }
        this.entry = found;
        this.list = found.value() instanceof Yaml.Listing listing
                ? listing
                : new Yaml.Listing(List.of(), found.value().place());
    }

    /** The items, as texts. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        list.items().forEach(item -> names.add(item.shown()));
        return names;
    }

    String with(String name) {
        String item = quoted(name);
        int size = list.items().size();
        if (size == 0) {
            if (entry.value() instanceof Yaml.Listing) {
                int open = offset(list.place());
                require(text.charAt(open) == '[');
                return insert(open + 1, item);
            }
            int colon = text.indexOf(':', offset(entry.place()));
            return insert(colon + 1, " [" + item + "]");
        }
        int start = start(size - 1);
        int end = end(size - 1);
        String lead = text.substring(lineStart(start), start);
        int lineEnd = lineEnd(end);
        if (!isFlow()) {
            require(lead.isBlank() || lead.strip().equals("-"));
            return insert(lineEnd, newline() + lead + item);
        }
        if (!lead.isBlank() || text.substring(end, lineEnd).indexOf(']') >= 0) {
            return insert(end, ", " + item);
        }
        boolean comma = text.substring(end).stripLeading().startsWith(",");
        return text.substring(0, end)
                + (comma ? "" : ",")
                + text.substring(end, lineEnd)
                + newline()
                + lead
                + item
                + (comma ? "," : "")
                + text.substring(lineEnd);
    }

    String without(int index) {
        int size = list.items().size();
        int start = start(index);
        int end = end(index);
        if (!isFlow()) {
            String rest = cutLine(start, end);
            int colon = text.indexOf(':', offset(entry.place()));
            return size > 1 ? rest : rest.substring(0, colon + 1) + " []" + rest.substring(colon + 1);
        }
        if (size == 1) {
            // a comma behind the only item would be one behind nothing
            boolean comma = text.substring(end).stripLeading().startsWith(",");
            return text.substring(0, start) + text.substring(comma ? text.indexOf(',', end) + 1 : end);
        }
        boolean ownLine = text.substring(lineStart(start), start).isBlank();
        String behind = text.substring(end, lineEnd(end)).strip();
        boolean alone = behind.isEmpty() || behind.equals(",") || behind.startsWith("#") || behind.startsWith(", #");
        if (ownLine && alone) {
            return cutLine(start, end);
        }
        if (index < size - 1) {
            return text.substring(0, start) + text.substring(start(index + 1));
        }
        return text.substring(0, index == 0 ? start : end(index - 1)) + text.substring(end);
    }

    private String cutLine(int start, int end) {
        int next = Math.min(text.length(), lineEnd(end) + newline().length());
        return text.substring(0, lineStart(start)) + text.substring(next);
    }

    private boolean isFlow() {
        return text.charAt(offset(list.place())) == '[';
    }

    private String insert(int at, String what) {
        return text.substring(0, at) + what + text.substring(at);
    }

    private int start(int index) {
        return offset(list.items().get(index).place());
    }

    private int end(int index) {
        int start = start(index);
        char first = text.charAt(start);
        String value = list.items().get(index).shown();
        if (first == '"' || first == '\'') {
            require(text.startsWith(value, start + 1));
            int end = start + 1 + value.length();
            require(text.charAt(end) == first);
            return end + 1;
        }
        require(text.startsWith(value, start));
        return start + value.length();
    }

    private int offset(Place place) {
        int start = 0;
        for (int line = 1; line < place.line(); line++) {
            start = text.indexOf('\n', start) + 1;
            require(start > 0);
        }
        return text.offsetByCodePoints(start, place.column() - 1);
    }

    private int lineStart(int at) {
        return text.lastIndexOf('\n', at - 1) + 1;
    }

    /** Where the line's end begins. */
    private int lineEnd(int at) {
        int end = text.indexOf('\n', at);
        int stop = end < 0 ? text.length() : end;
        return stop > at && text.charAt(stop - 1) == '\r' ? stop - 1 : stop;
    }

    private String newline() {
        return text.contains("\r\n") ? "\r\n" : "\n";
    }

    private static String quoted(String name) {
        boolean plain = !WORDS.contains(name);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            plain &= letter || (i > 0 && ((c >= '0' && c <= '9') || c == '_' || c == '-'));
        }
        return plain ? name : '"' + name + '"';
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new IllegalArgumentException("written in another way");
        }
    }
}
