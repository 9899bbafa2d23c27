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
    private static final String NOT_YET = "not yet";
    private static final Path PROGRAM = Path.of("src/main/java");
    private static final Path TESTS = Path.of("src/test/java");
    private static final Path LAUNCHER = Path.of("../dev");
    private static final Path EXCEPTIONS = Path.of("src/test/resources/hints/not-followed.txt");

    /** The list as it would have to be, for who has to take what is there: with "not yet" for each new hint. */
    private static final Path PROPOSAL = Path.of("target/not-followed.txt");

    @Test
    void everyHintIsFollowedByATest() throws IOException {
        SortedMap<String, Set<String>> sites = HintSites.in(PROGRAM);
        sites.putAll(LauncherHints.in(LAUNCHER));
        SortedMap<String, Set<String>> claims = Claims.in(TESTS);
        Map<String, String> exceptions = exceptions();
        List<String> wrong = new ArrayList<>();
        Map<String, String> proposal = new LinkedHashMap<>();
        sites.forEach((hint, places) -> {
            if (!claims.containsKey(hint)) {
                proposal.put(hint, exceptions.getOrDefault(hint, NOT_YET));
                if (!exceptions.containsKey(hint)) {
                    wrong.add("no test follows this hint, of " + String.join(", ", places) + ":\n" + shown(hint));
                }
            }
        });
        claims.forEach((hint, places) -> {
            if (!sites.containsKey(hint)) {
                wrong.add("no hint of the program reads so (any more?), in " + places + ":\n" + shown(hint));
            }
        });
        exceptions.forEach((hint, reason) -> {
            if (!sites.containsKey(hint)) {
                wrong.add("in " + EXCEPTIONS + ", and no hint of the program reads so:\n" + shown(hint));
            } else if (claims.containsKey(hint)) {
                wrong.add("in " + EXCEPTIONS + ", and followed in " + claims.get(hint) + ":\n" + shown(hint));
            }
        });
        print(sites, proposal);
        write(proposal);
        assertThat(wrong)
                .as(
                        "%s%n%nA hint needs a test that meets it and does what it says: Hint.of(\"…\").follow(…),"
                                + " mostly a row in ConfigHintsTest, CheckHintsTest or CommandHintsIT. Where that cannot"
                                + " be: cp devctl/%s devctl/%s, and put the reason in the place of '%s'.",
                        String.join("\n\n", wrong), PROPOSAL, EXCEPTIONS, NOT_YET)
                .isEmpty();
    }

    private static void print(SortedMap<String, Set<String>> sites, Map<String, String> exceptions) {
        long later = exceptions.values().stream().filter(NOT_YET::equals).count();
        System.out.printf(
                "hints: %d in %d places; %d followed by a test, %d not yet, %d excepted with a reason%n",
                sites.size(),
                sites.values().stream().mapToInt(Set::size).sum(),
                sites.size() - exceptions.size(),
                later,
                exceptions.size() - later);
    }

    private static void write(Map<String, String> exceptions) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(EXCEPTIONS).stream()
                .takeWhile(line -> line.startsWith("#"))
                .toList());
        exceptions.forEach((hint, reason) -> lines.add(shown(hint) + "\t" + reason));
        Files.createDirectories(PROPOSAL.getParent());
        Files.write(PROPOSAL, lines);
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
