package io.devctl.migrate.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.devctl.migrate.script.Script;
import io.devctl.migrate.script.SourceText;
import io.devctl.model.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of files and folders as a whole, and what comments allow. */
class SetCheckTest {
    @TempDir
    Path root;

    private Folder folder;

    @BeforeEach
    void makeFolder() {
        folder = new Folder(root);
    }

    @Test
    void tellsAllFilesThatCannotBeReadEachWithItsPlace() {
        folder.write("m/20250101000001_a.sql", "select 1;\nselect 'open;\n")
                .write("m/20250101000002_b.sql", "select 1;\n  \\connect other\n")
                .write("m/20250101000003_c.sql", "rollback;\n")
                .write("m/20250101000004_d.sql", "drop table t;\n");

        List<Finding> findings = folder.check(null, "m").findings();

        assertThat(findings).extracting(Finding::rule).containsExactly("syntax", "syntax", "syntax", "drop-table");
        Finding open = findings.get(0);
        assertThat(open.file()).isEqualTo("m/20250101000001_a.sql");
        assertThat(List.of(open.line(), open.column())).containsExactly(2, 8);
        assertThat(open.message()).isEqualTo("string has no end: ''open;'");
        assertThat(open.sourceLine()).isEqualTo("select 'open;");
        assertThat(findings.get(1).sourceLine()).isEqualTo("  \\connect other");
        assertThat(findings.get(1).hint()).isEqualTo("remove it: devctl connects");
    }

    @Test
    void tellsNamesThatDoNotMatchAndGoesOn() {
        folder.write("m/1_a.sql", "drop table t;")
                .write("m/20250101000001_b.sql", "drop table t;")
                .write("m/README.md", "not a migration");

        assertThat(folder.rules(null, "m")).containsExactly("file-name", "drop-table:1");
        assertThat(folder.rules(null, "m", "nowhere")).contains("file-name");
    }

    @Test
    void tellsTwoFilesOfOneVersionAndOneNameWithTwoContents() {
        folder.write("a/20250101000001_x.sql", "select 1;")
                .write("a/20250101000001_y.sql", "select 1;")
                .write("a/20250101000002_same.sql", "select 1;")
                .write("b/20250101000002_same.sql", "select 1; -- the same\n")
                .write("a/20250101000003_other.sql", "select 1;")
                .write("b/20250101000003_other.sql", "select 2;");

        List<Finding> findings = folder.check(null, "a", "b").findings();

        assertThat(findings)
                .extracting(Finding::rule, Finding::file)
                .containsExactly(
                        tuple("duplicate-version", "a/20250101000001_y.sql"),
                        tuple("duplicate-name", "b/20250101000003_other.sql"));
        assertThat(findings.get(0).message()).contains("'20250101000001'").contains("'20250101000001_x.sql'");
    }

    private List<String> rules(String sql) {
        return folder.write("m/20250101000001_x.sql", sql).rules(null, "m");
    }

    @Test
    void aCommentAllowsARuleForTheStatementThatItIsWith() {
        assertThat(rules(
                        "select 1;\n-- devctl: allow drop-table because nobody reads it\ndrop table a;\ndrop table b;"))
                .containsExactly("drop-table:4");
        assertThat(rules("drop table a; -- devctl: allow drop-table: old\ndrop table b;"))
                .containsExactly("drop-table:2");
        assertThat(rules("drop table\n  a -- devctl: allow drop-table\n  ;\ndrop table b;"))
                .containsExactly("drop-table:4");
        assertThat(rules("-- devctl: allow drop-table\ndrop table a;\n\ndrop table b;"))
                .containsExactly("drop-table:4");
        assertThat(rules("-- devctl: allow drop-column, rename-column\nalter table t drop a, drop b;\n"))
                .isEmpty();
        assertThat(rules("-- devctl: allow drop-table\nalter table t drop a;")).containsExactly("drop-column:2");
        assertThat(rules("select '-- devctl: allow drop-table'; drop table a;")).containsExactly("drop-table:1");
    }

    @Test
    void aCommentAtTheTopAllowsARuleForTheWholeFile() {
        assertThat(rules("-- Tidies up.\n-- devctl: allow drop-table drop-column because of the new service\n\n"
                        + "drop table a;\nselect 1;\ndrop table b; alter table t drop c;"))
                .isEmpty();
        folder.write("m/20250101000000_y.sql", "select 1;");
        folder.write("m/20250101000001_x.sql", "select 1;");
        folder.write("m/20250101000001_z.sql", "-- devctl: allow duplicate-version\nselect 1;");
        assertThat(folder.rules(null, "m")).isEmpty();
    }

    @Test
    void anUnknownRuleInACommentIsAnError() {
        folder.write("m/20250101000001_x.sql", """
                select 1;
                -- devctl: allow drop-colum
                alter table t drop c;
                -- devctl: allow syntax
                -- devctl: allow
                -- devctl: allow drop-table it is old
                drop table t;
                """);

        List<Finding> findings = folder.check(null, "m").findings();

        assertThat(findings)
                .extracting(f -> f.rule() + ":" + f.line() + ":" + f.column())
                .containsExactly(
                        "unknown-rule:2:18",
                        "drop-column:3:15",
                        "unknown-rule:4:18",
                        "unknown-rule:5:1",
                        "unknown-rule:6:29",
                        "unknown-rule:6:32",
                        "unknown-rule:6:35");
        assertThat(findings.get(0).hint()).isEqualTo("did you mean 'drop-column'?");
        assertThat(findings.get(2).hint()).isEqualTo("it cannot be allowed: mend the file");
    }

    @Test
    void allowingARuleIsNoChangeOfTheMigrationButOtherDirectivesAre() {
        assertThat(checksum("-- devctl: allow drop-table because\ndrop table t;"))
                .isEqualTo(checksum("drop table t;"));
        assertThat(checksum("-- devctl: transaction off\ndrop table t;")).isNotEqualTo(checksum("drop table t;"));
    }

    private static String checksum(String sql) {
        return Script.read(new SourceText("x.sql", sql)).checksum();
    }

    @Test
    void tellsWhatNobodyHasFilledIn() {
        folder.write("m/20250101000001_a.sql", "-- an old one\n")
                .write("m/20250101000002_b.sql", "select 1;")
                .write("m/20250101000003_c.sql", "-- still to be written\n\n-- migrate:down\ndrop table t;\n");
        assertThat(folder.check(null, "m").findings())
                .extracting(Finding::rule, Finding::file)
                .containsExactly(tuple("empty-migration", "m/20250101000003_c.sql"));
        folder.write("m/20250101000003_c.sql", "-- devctl: allow empty-migration: it was a mistake\n");
        assertThat(folder.rules(null, "m")).isEmpty();
        folder.write("m/20250101000001_a.sql", "-- x\n--\n" + Unfilled.TEMPLATE + "\n");
        assertThat(folder.rules(null, "m")).containsExactly("empty-migration");
    }

    @Test
    void knowsEveryTemplateOfAMigrationAgain() throws IOException {
        try (Stream<Path> templates = Files.list(Path.of("../templates"))) {
            for (Path template : templates.filter(Files::isRegularFile).toList()) {
                String name = template.getFileName().toString();
                boolean up = name.startsWith("migration") && !name.equals("migration-down.sql");
                assertThat(Files.readString(template).contains(Unfilled.TEMPLATE))
                        .as(name)
                        .isEqualTo(up);
            }
        }
    }
}
