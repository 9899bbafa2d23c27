package io.devctl.console.style;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaintedTest {
    private static final String RED = "\u001b[31m";
    private static final String END = Theme.RESET;

    @Test
    void measuresWhatIsSeen() {
        assertThat(Painted.width(RED + "认证" + END + " cafe\u0301")).isEqualTo(9);
        assertThat(Painted.plain(RED + "a" + END + "b")).isEqualTo("ab");
        assertThat(Painted.pad(RED + "a" + END, 3)).isEqualTo(RED + "a" + END + "  ");
    }

    @Test
    void cutsByColumnsAndEndsTheColour() {
        assertThat(Painted.cut(RED + "abcdef" + END, 6, "…")).isEqualTo(RED + "abcdef" + END);
        assertThat(Painted.cut(RED + "abcdef" + END, 4, "…")).isEqualTo(RED + "abc" + END + "…");
        assertThat(Painted.cut("认证服务", 4, "…")).isEqualTo("认…");
        assertThat(Painted.cut("abc", 0, "…")).isEmpty();
    }

    @Test
    void goesOnWithTheColourInTheNextRow() {
        assertThat(Painted.rows(RED + "abcd" + END + "ef", 3, 9))
                .containsExactly(RED + "abc" + END, RED + "d" + END + "ef");
        assertThat(Painted.rows("认证服", 3, 9)).containsExactly("认", "证", "服");
        assertThat(Painted.rows("abcdef", 2, 2)).containsExactly("ab", "cd");
        assertThat(Painted.rows("认a", 1, 9)).containsExactly("a");
        assertThat(Painted.rows("", 5, 9)).containsExactly("");
    }
}
