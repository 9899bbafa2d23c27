package io.devctl.console.style;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SafeTextTest {
    @Test
    void takesEscapeSequencesOutWhole() {
        assertThat(SafeText.line("a\u001b[31mb\u001b[0m")).isEqualTo("ab");
        assertThat(SafeText.line("a\u001b[2J\u001b[1;1Hb")).isEqualTo("ab");
        assertThat(SafeText.line("a\u001b]0;title\u0007b")).isEqualTo("ab");
        assertThat(SafeText.line("a\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\b"))
                .isEqualTo("alinkb");
        assertThat(SafeText.line("a\u001bPdevice\u001b\\b")).isEqualTo("ab");
        assertThat(SafeText.line("a\u001bc\u001b(Bb\u001b7")).isEqualTo("ab");
        assertThat(SafeText.line("a\u001b[?25lb\u001b[!p")).isEqualTo("ab");
    }

    @Test
    void showsWhatOnlyLooksLikeASequence() {
        assertThat(SafeText.line("a\u001b")).isEqualTo("a^[");
        assertThat(SafeText.line("a\u001b[12")).isEqualTo("a^[[12");
        assertThat(SafeText.line("a\u001b]0;never ends")).isEqualTo("a^[]0;never ends");
        assertThat(SafeText.line("a\u001b]0;x\u001b[31mb")).isEqualTo("a^[]0;xb");
        assertThat(SafeText.line("\u001b\u001b[31mb")).isEqualTo("^[b");
    }

    @Test
    void leavesATraceOfOtherControls() {
        assertThat(SafeText.line("a\bb\u0007\u0000\u007f")).isEqualTo("a^Hb^G^@^?");
        assertThat(SafeText.line("a\rb\nc\td\u0085e\u2028f")).isEqualTo("a b c d e f");
        assertThat(SafeText.line("\u009b31m\u202Eabc\u2066\ud800")).isEqualTo("\uFFFD31m\uFFFDabc\uFFFD\uFFFD");
    }

    @Test
    void leavesOtherTextAsItIs() {
        String text = "größer, ığ, 認証 🚀 e\u0301 👩\u200d💻";

        assertThat(SafeText.line(text)).isEqualTo(text);
        assertThat(SafeText.log(text, true)).isEqualTo(text);
    }

    @Test
    void keepsColoursOfALogAndEndsThem() {
        assertThat(SafeText.log("\u001b[1;38:5:3mred", true)).isEqualTo("\u001b[1;38:5:3mred\u001b[0m");
        assertThat(SafeText.log("\u001b[1;38:5:3mred", false)).isEqualTo("red");
        assertThat(SafeText.log("\u001b[>4;2mx\u001b[?1m\u001b[ m", true)).isEqualTo("x");
    }

    @Test
    void expandsTabsByTheColumnsBeforeThem() {
        assertThat(SafeText.log("a\tb\t認\tc\r\n", false)).isEqualTo("a       b       認      c");
        assertThat(SafeText.source("\tx\ty")).isEqualTo("    x   y");
    }
}
