package io.devctl.console.style;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DisplayWidthTest {
    @Test
    void countsColumnsAsTerminalsDo() {
        assertThat(DisplayWidth.of("")).isZero();
        assertThat(DisplayWidth.of("auth_api")).isEqualTo(8);
        assertThat(DisplayWidth.of("ışğüÖ")).isEqualTo(5);
        assertThat(DisplayWidth.of("✓✗•…·│")).isEqualTo(6);
        assertThat(DisplayWidth.of("認証")).isEqualTo(4);
        assertThat(DisplayWidth.of("한국어")).isEqualTo(6);
        assertThat(DisplayWidth.of("ＡＢ")).isEqualTo(4);
        assertThat(DisplayWidth.of("🚀✅")).isEqualTo(4);
        assertThat(DisplayWidth.of("e\u0301")).isEqualTo(1);
        assertThat(DisplayWidth.of("a\u200bb\u200d")).isEqualTo(2);
        assertThat(DisplayWidth.of(0x1100)).isEqualTo(2);
        assertThat(DisplayWidth.of(0x1161)).isZero();
        assertThat(DisplayWidth.of(0x3FFFD)).isEqualTo(2);
        assertThat(DisplayWidth.of(0x10FFFD)).isEqualTo(1);
    }

    @Test
    void cutsBetweenCharactersAndKeepsCombiningMarks() {
        assertThat(DisplayWidth.cut("abcdef", 6, "…")).isEqualTo("abcdef");
        assertThat(DisplayWidth.cut("abcdef", 5, "…")).isEqualTo("abcd…");
        assertThat(DisplayWidth.cut("abcdef", 5, "...")).isEqualTo("ab...");
        assertThat(DisplayWidth.cut("認証認証", 5, "…")).isEqualTo("認証…");
        assertThat(DisplayWidth.cut("認証認証", 6, "…")).isEqualTo("認証…");
        assertThat(DisplayWidth.cut("e\u0301e\u0301e\u0301", 2, "…")).isEqualTo("e\u0301…");
        assertThat(DisplayWidth.cut("abcdef", 3, "...")).isEqualTo("abc");
        assertThat(DisplayWidth.cut("abcdef", 0, "…")).isEmpty();
    }

    @Test
    void padsToColumnsNotToCharacters() {
        assertThat(DisplayWidth.pad("認証", 6)).isEqualTo("認証  ");
        assertThat(DisplayWidth.padLeft("認証", 6)).isEqualTo("  認証");
        assertThat(DisplayWidth.pad("認証", 3)).isEqualTo("認証");
    }

    @Test
    void wrapsAtSpacesAndInsideLongWords() {
        assertThat(DisplayWidth.wrap("", 10)).containsExactly("");
        assertThat(DisplayWidth.wrap("one two three", 7)).containsExactly("one two", "three");
        assertThat(DisplayWidth.wrap("one two three", 8)).containsExactly("one two", "three");
        assertThat(DisplayWidth.wrap("abcdefghij kl", 4)).containsExactly("abcd", "efgh", "ij", "kl");
        assertThat(DisplayWidth.wrap("認証認証", 5)).containsExactly("認証", "認証");
        assertThat(DisplayWidth.wrap("認証", 1)).containsExactly("認", "証");
    }
}
