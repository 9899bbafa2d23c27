package io.devctl.migrate.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devctl.migrate.files.FileCache;
import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.process.ProgramRun;
import io.devctl.model.DevctlException;
import io.devctl.model.MigrationError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolTest {
    @TempDir
    private Path root;

    private ToolProject project(List<String> files, Map<String, String> variables) {
        return new ToolProject(
                "Migrate",
                root.resolve("shop"),
                List.of("migrate", "--schema={schema}", "{tenant}{"),
                new ToolProject.Inputs(files, List.of("*.lock")),
                new ToolProject.LedgerSource(List.of("changes"), null, null, null, null),
                variables,
                Map.of(),
                null,
                Duration.ofSeconds(60),
                () -> new ToolProject.Surroundings(
                        Map.of("PGOPTIONS", "-c x=1", "GIVEN", "theirs"),
                        Set.of("GIVEN"),
                        Map.of("url", "postgresql://h/d?a=b", "password", "{schema}")));
    }

    private Tool tool(String... files) {
        return Tool.load(project(List.of(files), Map.of()), root, FileCache.open(null));
    }

    private void file(String name, String text) throws IOException {
        Path file = root.resolve("shop").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static List<String> names(Tool tool) {
        return tool.migrations().stream().map(MigrationFile::name).toList();
    }

    @Test
    void findsWhatItsGlobsName() throws IOException {
        for (String name : List.of(
                "a/migrations/1.py",
                "a/migrations/1.pyc",
                "a/migrations/__pycache__/1.py",
                "migrations/2.py",
                "node_modules/x/migrations/3.py",
                ".venv/migrations/4.py",
                "migrations/.hidden.py")) {
            file(name, "");
        }
        assertThat(names(tool("**/migrations/*.py"))).containsExactly("a/migrations/1.py", "migrations/2.py");
        assertThat(names(tool("migrations/**", "a/*/1.{py,rb}")))
                .containsExactly("a/migrations/1.py", "migrations/2.py");
        assertThat(names(tool("node_modules/x/**"))).containsExactly("node_modules/x/migrations/3.py");
        assertThatThrownBy(() -> tool("sql/**"))
                .isInstanceOf(DevctlException.class)
                .hasMessage("no migrations of Migrate: nothing matches 'sql/**'");
    }

    @Test
    void looksForLockFilesInTheFoldersAbove() throws IOException {
        file("migrations/1.sql", "");
        String without = tool("migrations/**").command().checksum();
        Files.writeString(root.resolve("x.lock"), "1");
        String above = tool("migrations/**").command().checksum();
        file("x.lock", "2");
        String own = tool("migrations/**").command().checksum();
        assertThat(Set.of(without, above, own)).hasSize(3);
        Files.writeString(root.resolve("x.lock"), "another, and the nearest counts");
        assertThat(tool("migrations/**").command().checksum()).isEqualTo(own);
    }

    @Test
    void fillsPlaceholdersOnceAndLeavesWhatTheServiceSets() {
        ToolProject project = project(
                List.of("*"), Map.of("URL", "{url_with}s={schema_encoded}", "GIVEN", "ours", "SECRET", "{password}"));
        assertThat(project.command("a b", "{schema}")).containsExactly("migrate", "--schema=a b", "{schema}{");
        assertThat(project.environment("a b", null))
                .containsEntry("URL", "postgresql://h/d?a=b&s=a%20b")
                .containsEntry("GIVEN", "theirs")
                .containsEntry("SECRET", "{schema}")
                .containsEntry("DEVCTL_SCHEMA", "a b")
                .containsEntry("PGOPTIONS", "-c x=1 -c search_path=\"a\\ b\",public");
    }

    @Test
    void tellsTheLineThatSaysMostFirst() throws IOException {
        file("migrations/7_more.sql", "");
        Tool tool = tool("migrations/**");
        List<String> output = List.of(
                "Running migrations/7_more.sql",
                "error: relation \"x\" does not exist",
                "    at Parser.parse (parser.js:1:2)",
                "  severity: 'ERROR',",
                "}",
                "");
        MigrationError error =
                ToolFailure.of(tool, tool.migrations(), new ProgramRun.Result(ProgramRun.End.EXITED, 1, output));
        assertThat(error.message()).startsWith("error: relation \"x\" does not exist\nRunning");
        assertThat(error.file()).isEqualTo("shop/migrations/7_more.sql");
        MigrationError silent =
                ToolFailure.of(tool, tool.migrations(), new ProgramRun.Result(ProgramRun.End.EXITED, 3, List.of()));
        assertThat(silent.message()).isEqualTo("Migrate ended with exit code 3");
    }
}
