package io.devctl.console.style;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ThemeTest {
    @Test
    void usesColourOnlyWhereItIsUnderstoodAndWanted() {
        Map<String, String> xterm = Map.of("TERM", "xterm-256color");

        assertThat(features(xterm, true, false).colour()).isTrue();
        assertThat(features(xterm, false, false).colour()).isFalse();
        assertThat(features(xterm, true, true).colour()).isFalse();
        assertThat(features(Map.of("TERM", "dumb"), true, false).colour()).isFalse();
        assertThat(features(Map.of(), true, false).colour()).isFalse();
        assertThat(features(Map.of("TERM", "xterm", "NO_COLOR", "1"), true, false)
                        .colour())
                .isFalse();
        assertThat(features(Map.of("TERM", "xterm", "NO_COLOR", ""), true, false)
                        .colour())
                .isTrue();
    }

    @Test
    void usesSymbolsOnlyWhereTheCharsetHasThem() {
        assertThat(TerminalFeatures.of(Map.of(), true, false, StandardCharsets.UTF_8)
                        .unicode())
                .isTrue();
        assertThat(TerminalFeatures.of(Map.of(), true, false, StandardCharsets.US_ASCII)
                        .unicode())
                .isFalse();
        assertThat(TerminalFeatures.of(Map.of(), true, false, StandardCharsets.ISO_8859_1)
                        .unicode())
                .isFalse();
    }

    @Test
    void takesTheWidthFromTheTerminal() {
        assertThat(features(Map.of("COLUMNS", "132"), true, false).width()).isEqualTo(132);
        assertThat(features(Map.of(), true, false).width()).isEqualTo(80);
        assertThat(features(Map.of("COLUMNS", "wide"), true, false).width()).isEqualTo(80);
        assertThat(features(Map.of("COLUMNS", "-3"), true, false).width()).isEqualTo(80);
        assertThat(features(Map.of("COLUMNS", "132"), false, false).width()).isEqualTo(TerminalFeatures.UNLIMITED);
        assertThat(features(Map.of(), true, false).withWidth(1).width()).isEqualTo(TerminalFeatures.NARROWEST);
    }

    @Test
    void givesMarksOfOneWidthAndNoBytesBeyondAsciiWithoutUnicode() {
        Theme unicode = new Theme(new TerminalFeatures(false, true, 80));

        for (Mark mark : Mark.values()) {
            assertThat(DisplayWidth.of(unicode.mark(mark))).isEqualTo(unicode.markWidth());
            assertThat(Theme.ascii().mark(mark))
                    .hasSize(Theme.ascii().markWidth())
                    .matches("\\p{ASCII}+");
        }
        assertThat(Theme.ascii().ellipsis() + Theme.ascii().separator()).matches("\\p{ASCII}+");
    }

    @Test
    void paintsNothingWithoutColour() {
        assertThat(Theme.ascii().paint(Tone.BAD, "x") + Theme.ascii().paintName(1, "y"))
                .isEqualTo("xy");
    }

    @Test
    void givesANameTheSameColourForAnyNumber() {
        Theme theme = new Theme(new TerminalFeatures(true, true, 80));

        assertThat(theme.paintName(3, "x")).isEqualTo(theme.paintName(3, "x")).isNotEqualTo(theme.paintName(4, "x"));
        assertThat(theme.paintName(Integer.MIN_VALUE, "x")).endsWith("mx" + Theme.RESET);
    }

    @Test
    void hasColoursForNamesThatCanBeReadOnBlackAndOnWhite() {
        assertThat(Arrays.stream(Theme.NAME_COLOURS).mapToObj(ThemeTest::luminance))
                .allSatisfy(light -> {
                    assertThat((light + 0.05) / 0.05).as("contrast to black").isGreaterThan(3);
                    assertThat(1.05 / (light + 0.05)).as("contrast to white").isGreaterThan(3);
                });
    }

    private static TerminalFeatures features(Map<String, String> environment, boolean terminal, boolean noColour) {
        return TerminalFeatures.of(environment, terminal, noColour, StandardCharsets.UTF_8);
    }

    /** Relative luminance, as WCAG 2 defines it, of a colour of the 6 × 6 × 6 cube of xterm. */
    private static double luminance(int colour) {
        int n = colour - 16;
        return 0.2126 * linear(n / 36) + 0.7152 * linear(n / 6 % 6) + 0.0722 * linear(n % 6);
    }

    private static double linear(int step) {
        double value = (step == 0 ? 0 : 55 + 40 * step) / 255.0;
        return value <= 0.03928 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }
}
