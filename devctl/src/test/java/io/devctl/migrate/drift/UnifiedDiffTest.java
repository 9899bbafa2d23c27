package io.devctl.migrate.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnifiedDiffTest {
    @Test
    void showsAChangeWithTheLinesAroundIt() {
        assertThat(UnifiedDiff.of("a\nb\nc\nd\ne\nf\n", "a\nb\nc\nX\ne\nf\n", 50))
                .containsExactly("@@ -2,5 +2,5 @@", " b", " c", "-d", "+X", " e", " f");
    }

    @Test
    void changesFarFromEachOtherAreHunksOfTheirOwn() {
        String before = IntStream.range(0, 20).mapToObj(i -> "l" + i).collect(Collectors.joining("\n"));
        assertThat(UnifiedDiff.of(before, before.replace("l3\n", "").replace("l15", "L15"), 50))
                .containsExactly(
                        "@@ -2,5 +2,4 @@",
                        " l1",
                        " l2",
                        "-l3",
                        " l4",
                        " l5",
                        "@@ -14,5 +13,5 @@",
                        " l13",
                        " l14",
                        "-l15",
                        "+L15",
                        " l16",
                        " l17");
    }

    @Test
    void lineEndsAreNoDifference() {
        assertThat(UnifiedDiff.of("a\r\nb\r\n", "a\nb", 50)).isEmpty();
    }

    @Test
    void aTextThatIsNewAltogetherIsTold() {
        assertThat(UnifiedDiff.of("", "a\nb\n", 50)).containsExactly("@@ -0,0 +1,2 @@", "+a", "+b");
    }

    @Test
    void aLongDifferenceSaysHowMuchMoreThereIs() {
        String after = IntStream.range(0, 100).mapToObj(i -> "l" + i).collect(Collectors.joining("\n"));
        List<String> lines = UnifiedDiff.of("", after, 10);
        assertThat(lines).hasSize(10).last().isEqualTo("… 92 more lines");
    }

    /** Whatever the texts are: without its + the difference is of the one text, without its - of the other. */
    @Test
    void theLinesOfBothTextsAreAllThere() {
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            List<String> before = lines(random);
            List<String> after = lines(random);
            List<String> diff = UnifiedDiff.of(String.join("\n", before), String.join("\n", after), 1000);
            assertThat(count(diff, '-') - count(diff, '+')).isEqualTo(before.size() - after.size());
            assertThat(diff.stream().filter(l -> l.startsWith("-")).map(l -> l.substring(1)))
                    .allMatch(before::contains);
            assertThat(diff.isEmpty()).isEqualTo(before.equals(after));
        }
    }

    private static long count(List<String> diff, char sign) {
        return diff.stream().filter(l -> l.charAt(0) == sign).count();
    }

    private static List<String> lines(Random random) {
        return IntStream.range(0, 1 + random.nextInt(12))
                .mapToObj(i -> String.format(Locale.ROOT, "line %d", random.nextInt(5)))
                .toList();
    }
}
