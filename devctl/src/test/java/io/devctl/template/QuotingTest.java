package io.devctl.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class QuotingTest {
    private static final List<String> ODD = List.of(
            "",
            " ",
            "~",
            "null",
            "Yes",
            "on",
            "TRUE",
            "1.20",
            "0x10",
            "1e3",
            "12:30:00",
            "2026-01-01",
            "- x",
            "a: b",
            "a:",
            "a #b",
            "#",
            "{tenant}",
            "[a, b]",
            "*x",
            "&x",
            "!x",
            "%x",
            "@x",
            "`x`",
            "it's \"quoted\"",
            "back\\slash",
            "line\nbreak\r\n\ttab",
            "trailing ",
            "\u0000\u0007\u0085\u2028\uFEFF\u00e9\u0130\ud83d\ude80",
            "ghcr.io/acme/auth_api:1.2.3",
            "$HOME ${x} $$ $(rm -rf /) `id`",
            "${{ secrets.X }}",
            "{{ .Values }}",
            "<%x%>");

    static Stream<String> odd() {
        return ODD.stream();
    }

    @ParameterizedTest
    @MethodSource("odd")
    void aScalarOfYamlGivesBackItsText(String text) {
        assertThat(yaml("x: " + Quoting.YAML.apply(text))).isEqualTo(Map.of("x", text));
        assertThat(yaml("x: {y: " + Quoting.YAML.apply(text) + ", z: [" + Quoting.YAML.apply(text) + "]}"))
                .isEqualTo(Map.of("x", Map.of("y", text, "z", List.of(text))));
    }

    @ParameterizedTest
    @MethodSource("odd")
    void aBlockGivesBackItsText(String text) {
        for (String whole : List.of(text, text + "\n", "first\n\n  second " + text + "\n", text + "\n\n")) {
            assertThat(yaml("x:\n  y: " + Quoting.block(whole, 4) + "\nz: 1"))
                    .isEqualTo(Map.of("x", Map.of("y", whole), "z", 1));
        }
    }

    @Test
    void whatLooksLikeMoreThanTextIsStillText() {
        Random random = new Random(7);
        String letters = "ab1 :#-,[]{}\"'\\\n\t|>&*!%@`?~=.é$<";
        for (int i = 0; i < 3_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(12); n > 0; n--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            String one = text.toString();
            assertThat(yaml("x:\n  y: " + Quoting.block(one, 4) + "\n  z: [" + Quoting.YAML.apply(one) + "]"))
                    .isEqualTo(Map.of("x", Map.of("y", one, "z", List.of(one))));
        }
    }

    @Test
    void ordinaryTextStaysReadable() {
        assertThat(Quoting.YAML.apply("ghcr.io/acme/auth_api:1.2.3")).isEqualTo("ghcr.io/acme/auth_api:1.2.3");
        assertThat(Quoting.block("select 1;\n-- done\n", 2)).isEqualTo("|\n  select 1;\n  -- done");
    }

    @Test
    void aDollarIsNoVariableOfComposeAndNoExpressionOfAWorkflow() {
        assertThat(Quoting.YAML_WITH_DOLLARS.apply("a${B}$C")).isEqualTo("\"a$${B}$$C\"");
        assertThat(Quoting.WORKFLOW.apply("${{ x }}")).isEqualTo("\"${{ '${{' }} x }}\"");
    }

    @Test
    void aWordOfTheShellIsOneWord() throws Exception {
        for (String text : ODD) {
            if (text.indexOf('\0') < 0) {
                Process shell = new ProcessBuilder("/bin/sh", "-c", "printf %s " + Quoting.SHELL.apply(text)).start();
                shell.getOutputStream().close();
                assertThat(new String(shell.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                        .isEqualTo(text);
            }
        }
    }

    private static Object yaml(String text) {
        return new Load(LoadSettings.builder().build()).loadFromString(text);
    }
}
