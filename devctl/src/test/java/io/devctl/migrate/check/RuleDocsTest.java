package io.devctl.migrate.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.model.Finding.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/check.md lists the rules as they are; {@code -Dgolden.update} writes them there. */
class RuleDocsTest {
    private static final Path DOCS = Path.of("../docs/check.md");
    private static final String BEGIN = "<!-- rules: written by RuleDocsTest -->\n";
    private static final String END = "<!-- end of rules -->\n";

    @Test
    void everyRuleIsDocumentedAsItIs() throws IOException {
        String text = Files.readString(DOCS);
        String before = text.substring(0, text.indexOf(BEGIN) + BEGIN.length());
        String after = text.substring(text.indexOf(END));
        String expected = before + table() + after;
        if (System.getProperty("golden.update") != null) {
            Files.writeString(DOCS, expected);
        }

        assertThat(text).isEqualTo(expected);
    }

    private static String table() {
        return "| rule | finds | because | instead |\n|---|---|---|---|\n"
                + Arrays.stream(Rule.values()).map(RuleDocsTest::row).collect(Collectors.joining());
    }

    private static String row(Rule rule) {
        String severity = rule.severity() == Severity.ERROR ? " (error)" : "";
        String fixed = rule.allowable() ? "" : " †";
        String instead = rule.instead() == null ? "" : rule.instead();
        return "| `" + rule.id() + "`" + fixed + severity + " | " + rule.what() + " | " + rule.why() + " | " + instead
                + " |\n";
    }
}
