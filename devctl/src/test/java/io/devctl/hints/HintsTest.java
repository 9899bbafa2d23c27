package io.devctl.hints;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/** Every hint has a test that does what it says, or a line in a list that says why there is none. */
class HintsTest {
    private static final Path PROGRAM = Path.of("src/main/java");
    private static final Path TESTS = Path.of("src/test/java");
    private static final Path LAUNCHER = Path.of("../dev");
    private static final Path EXCEPTIONS = Path.of("src/test/resources/hints/not-followed.txt");

    @Test
    void everyHintIsFollowedByATest() throws IOException {
        SortedMap<String, Set<String>> sites = HintSites.in(PROGRAM);
        sites.putAll(LauncherHints.in(LAUNCHER));
        SortedMap<String, Set<String>> claims = Claims.in(TESTS);
        Map<String, String> exceptions = exceptions();
        List<String> wrong = new ArrayList<>();
        sites.forEach((hint, places) -> {
            if (!claims.containsKey(hint) && !exceptions.containsKey(hint)) {
                wrong.add("no test follows this hint:\n  " + shown(hint) + "\n  of " + String.join(", ", places)
                        + "\n  Let a test meet it and do what it says: Hint.of(\"…\").follow(…), or add to "
                        + EXCEPTIONS
                        + " the line\n" + shown(hint) + "\tnot yet");
            }
        });
        claims.forEach((hint, places) -> {
            if (!sites.containsKey(hint)) {
                wrong.add("no such hint in the program (any more?):\n  " + shown(hint) + "\n  of " + places);
            }
        });
        exceptions.forEach((hint, reason) -> {
            if (!sites.containsKey(hint)) {
                wrong.add("take this line out of " + EXCEPTIONS + ", no hint of the program reads so:\n" + shown(hint));
            } else if (claims.containsKey(hint)) {
                wrong.add("take this line out of " + EXCEPTIONS + ", " + claims.get(hint) + " follows it:\n"
                        + shown(hint));
            }
        });
        long later = exceptions.values().stream()
                .filter(reason -> reason.equals("not yet"))
                .count();
        System.out.printf(
                "hints: %d in %d places; %d followed, %d not yet, %d excepted with a reason%n",
                sites.size(),
                sites.values().stream().mapToInt(Set::size).sum(),
                sites.keySet().stream().filter(hint -> claims.containsKey(hint)).count(),
                later,
                exceptions.size() - later);
        assertThat(wrong).as(String.join("\n\n", wrong)).isEmpty();
    }

    private static Map<String, String> exceptions() throws IOException {
        Map<String, String> exceptions = new LinkedHashMap<>();
        for (String line : Files.readAllLines(EXCEPTIONS)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                int tab = line.indexOf('\t');
                assertThat(tab).as("a hint, a tab and a reason: %s", line).isPositive();
                exceptions.put(
                        line.substring(0, tab).replace("\\n", "\n"),
                        line.substring(tab + 1).strip());
            }
        }
        return exceptions;
    }

    private static String shown(String hint) {
        return hint.replace("\n", "\\n");
    }
}
