package io.devctl.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.devctl.config.yaml.Problems;
import io.devctl.model.Problem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DotEnvTest {
    private final Problems problems = new Problems();

    private Map<String, String> parse(String text) {
        return DotEnv.parse(text, ".env", problems, Map.of("OUTER", "o", "EMPTY", "")::get);
    }

    private List<String> lines() {
        return problems.list().stream().map(Problem::line).toList();
    }

    @Test
    void readsTheUsualForms() {
        assertThat(parse("""
                        # a comment
                        PLAIN=value
                        export EXPORTED=yes
                          SPACED  =  a b c\t
                        EMPTY_ONE=
                        EMPTY_TWO=""
                        HASH=a#b # comment
                        QUOTED="a # b" # comment
                        SINGLE='a $OUTER ${OUTER} \\n "x"'
                        EQUALS=a=b=c
                        dotted.key-x=1
                        TWICE=1
                        TWICE=2"""))
                .containsExactly(
                        entry("PLAIN", "value"),
                        entry("EXPORTED", "yes"),
                        entry("SPACED", "a b c"),
                        entry("EMPTY_ONE", ""),
                        entry("EMPTY_TWO", ""),
                        entry("HASH", "a#b"),
                        entry("QUOTED", "a # b"),
                        entry("SINGLE", "a $OUTER ${OUTER} \\n \"x\""),
                        entry("EQUALS", "a=b=c"),
                        entry("dotted.key-x", "1"),
                        entry("TWICE", "2"));
        assertThat(problems.isEmpty()).isTrue();
    }

    @Test
    void readsEscapesAndSeveralLinesInDoubleQuotes() {
        assertThat(
                        parse(
                                "A=\"x\\ny\\t\\\"q\\\" \\$HOME \\\\ \\d\"\r\nKEY=\"-----BEGIN\r\nabc\r\n-----END\"\r\nB='1\n2'\nC=3\n"))
                .containsExactly(
                        entry("A", "x\ny\t\"q\" $HOME \\ \\d"),
                        entry("KEY", "-----BEGIN\nabc\n-----END"),
                        entry("B", "1\n2"),
                        entry("C", "3"));
    }

    @Test
    void replacesKnownNamesAndLeavesOthersAlone() {
        assertThat(parse("A=1\nB=${A}${OUTER}\nC=\"${A}-${NONE:-d}-${EMPTY:-e}\"\nD=p${NONE}q$A$\nE=${A"))
                .containsExactly(
                        entry("A", "1"),
                        entry("B", "1o"),
                        entry("C", "1-d-e"),
                        entry("D", "p${NONE}q$A$"),
                        entry("E", "${A"));
    }

    @Test
    void namesWhatItCannotReadWithoutTheValue() {
        assertThat(parse("A=1\n  no value\nB C=s3cret\n=x\nD=2\nE=\"open\nF=3"))
                .containsExactly(entry("A", "1"), entry("D", "2"));
        assertThat(lines())
                .containsExactly(
                        "not a variable: 'no value' (.env:2:3)",
                        "not a variable: 'B C' (.env:3:1)",
                        "not a variable: '' (.env:4:1)",
                        "a quote that is not closed: 'E' (.env:6)");
    }
}
