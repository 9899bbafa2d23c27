package io.devctl.hints;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The hints of the launcher, a shell script: the second words of its {@code fail "MESSAGE" "HINT" CODE}. */
final class LauncherHints {
    private static final Pattern FAIL = Pattern.compile("\\bfail \"[^\"]*\" \"([^\"]*)\" \\d+");
    private static final Pattern VARIABLE = Pattern.compile("\\$(\\w+|\\{[^}]*})");

    private LauncherHints() {}

    static SortedMap<String, Set<String>> in(Path script) throws IOException {
        SortedMap<String, Set<String>> places = new TreeMap<>();
        List<String> lines = Files.readAllLines(script);
        for (int i = 0; i < lines.size(); i++) {
            Matcher fail = FAIL.matcher(lines.get(i));
            if (fail.find()) {
                String hint = VARIABLE.matcher(fail.group(1)).replaceAll(Matcher.quoteReplacement(HintPattern.HOLE));
                places.computeIfAbsent(hint, key -> new TreeSet<>()).add(script.getFileName() + ":" + (i + 1));
            }
        }
        return places;
    }
}
