package io.devctl.config.presets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The data of the presets, and what docs/engines.md says of them. */
class PresetsTest {
    @TempDir
    private Path folder;

    private void file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private List<String> recognised() {
        return Presets.recognise(folder).stream().map(Preset::name).toList();
    }

    @Test
    void areListedInTheDocumentationAsTheyAre() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "engines.md"));
        List<String> rows = page.lines()
                .filter(line -> line.startsWith("| `"))
                .filter(line -> Presets.of(line.split("`")[1]).isPresent())
                .toList();

        assertThat(rows)
                .containsExactlyElementsOf(Presets.all().stream()
                        .map(preset -> "| `" + preset.name() + "` | " + preset.title() + " | `"
                                + String.join(" ", preset.command()) + "` | `"
                                + preset.ledger().table() + "` | `" + String.join("`, `", preset.files()) + "` | "
                                + (preset.tested() ? "yes" : "**no**") + " |")
                        .toList());
    }

    @Test
    void knowFilesSettingsAndTheToolsOwnCommands() {
        assertThat(Presets.all()).hasSizeGreaterThan(10).allSatisfy(preset -> {
            assertThat(preset.files()).isNotEmpty();
            assertThat(preset.command()).isNotEmpty();
            assertThat(preset.own().keySet()).isSubsetOf("new", "down", "stamp", "repair", "sql");
            assertThat(String.join(" ", preset.command())).doesNotContain("{password}", "{url");
        });
    }

    @Test
    void areRecognisedByTheFilesOfARepository() throws IOException {
        assertThat(recognised()).isEmpty();
        file("manage.py", "");
        assertThat(recognised()).containsExactly("django");
        file("site/settings.py", "INSTALLED_APPS = ['django_tenants']");
        assertThat(recognised()).containsExactly("django-tenants", "django");
    }

    @Test
    void lookIntoFilesAndNotIntoOtherPeoples() throws IOException {
        file("package.json", "{\"dependencies\": {\"node-pg-migrate\": \"7\"}}");
        file("node_modules/x/prisma/schema.prisma", "");
        file("prisma/schema.prisma", "");
        file("drizzle.config.ts", "");
        assertThat(recognised()).containsExactly("prisma", "drizzle", "node-pg-migrate");
        Files.delete(folder.resolve("prisma/schema.prisma"));
        assertThat(recognised()).doesNotContain("prisma");
    }
}
