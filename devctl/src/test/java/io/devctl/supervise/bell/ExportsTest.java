package io.devctl.supervise.bell;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExportsTest {
    @Test
    void everyShellsQuotesAreUnderstood() {
        assertThat(Exports.parse(
                        "export A='it'\"'\"'s'\nexport B='it'\\''s'\nexport C=\"it's \\\"\\$1\\\" \\a\\\\\"\n"))
                .isEqualTo(Map.of("A", "it's", "B", "it's", "C", "it's \"$1\" \\a\\"));
        assertThat(Exports.parse("declare -x A=\"1\nexport B='2'\"\ndeclare -x EMPTY\nexport C=''\n"))
                .isEqualTo(Map.of("A", "1\nexport B='2'", "C", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "export A='1'", // the rest is missing
                "export A='1\n",
                "export A=\"1\\",
                "export A=$'\\303\\274'\n",
                "export A=$'1\n",
                "export A=$'\\",
                "export A=1\n",
                "export A='1' B='2'\n",
                "export ='1'\n",
                "A='1'\n",
                "\n"
            })
    void whatIsNotUnderstoodIsNotGuessed(String text) {
        assertThat(Exports.parse(text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash"})
    void aShellIsUnderstood(String shell) throws Exception {
        Map<String, String> odd =
                Map.of("ODD", "a 'b' \"c\" $HOME `x` \\ \\n ü€\n export X='1'\n*", "LC_ALL", "C.UTF-8", "NONE", "");
        ProcessBuilder builder = new ProcessBuilder(shell, "-c", "export -p");
        builder.environment().putAll(odd);
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(Exports.parse(printed)).containsAllEntriesOf(odd);
    }
}
