package io.devctl.migrate.alembic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devctl.model.DevctlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AlembicSettingsTest {
    @TempDir
    private Path root;

    @BeforeEach
    void folders() throws IOException {
        for (String each : List.of("migrations", "conf/migrations", "pkg/sub/migrations", "src/lib/db")) {
            Files.createDirectories(root.resolve(each));
        }
    }

    private AlembicSettings read(String ini) throws IOException {
        Files.writeString(root.resolve("conf/alembic.ini"), ini);
        return AlembicSettings.read(root, Path.of("conf/alembic.ini"));
    }

    private List<String> versions(String ini) throws IOException {
        return read(ini).versions().stream()
                .map(path -> root.relativize(path).toString())
                .toList();
    }

    @Test
    void countsRelativePathsFromWhereAlembicRunsAndHereFromTheFile() throws Exception {
        assertThat(versions("[alembic]\nscript_location = migrations\n")).containsExactly("migrations/versions");
        assertThat(versions("[alembic]\nscript_location = %(here)s/migrations\n"))
                .containsExactly("conf/migrations/versions");
        assertThat(versions("[alembic]\nSCRIPT_LOCATION: ./migrations\n")).containsExactly("migrations/versions");
    }

    @Test
    void findsAPackageWhereItIsImportedFrom() throws Exception {
        assertThat(versions("[alembic]\nscript_location = pkg.sub:migrations\n"))
                .containsExactly("pkg/sub/migrations/versions");
        assertThat(versions("[alembic]\nscript_location = lib:db\nprepend_sys_path = src\n"))
                .containsExactly("src/lib/db/versions");
        assertThatThrownBy(() -> versions("[alembic]\nscript_location = nowhere:db\n"))
                .isInstanceOf(DevctlException.class)
                .hasMessageContaining("no folder for package: 'nowhere:db'");
    }

    @Test
    void splitsLocationsAsEachVersionOfAlembicDoes() throws Exception {
        String start = "[alembic]\nscript_location = migrations\nversion_locations = ";
        assertThat(versions(start + "a, b c\n")).containsExactly("a", "b", "c");
        assertThat(versions(start + "a:b\nversion_path_separator = :\n")).containsExactly("a", "b");
        assertThat(versions(start + "a b\nversion_path_separator = space\n")).containsExactly("a", "b");
        assertThat(versions(start + "%(here)s/a:b\npath_separator = os\nversion_path_separator = ;\n"))
                .containsExactly("conf/a", "b");
        assertThat(versions(start + "a;b\npath_separator = ;\n")).containsExactly("a", "b");
        assertThat(versions(start + "\n    a\n    # not c\n    b\npath_separator = newline\n"))
                .containsExactly("a", "b");
        assertThatThrownBy(() -> versions(start + "a\npath_separator = os  # the default\n"))
                .hasMessageContaining("unknown separator");
    }

    @Test
    void readsOptionsThatReferToOthers() throws Exception {
        assertThat(versions("""
                        [DEFAULT]
                        root = conf
                        [alembic]
                        script_location = %(root)s/migrations
                        file_template = %%(rev)s
                        ; comment
                        [loggers]
                        keys = root
                        """)).containsExactly("conf/migrations/versions");
        assertThatThrownBy(() -> versions("[alembic]\nscript_location = %(nothing)s/x\n"))
                .hasMessageContaining("reference to nothing: '%(nothing)s'");
        assertThatThrownBy(() -> versions("[alembic]\na = %(b)s\nb = %(a)s\nscript_location = %(a)s\n"))
                .hasMessageContaining("circle");
    }

    @Test
    void readsPyprojectWhereTheFileSaysNothing() throws Exception {
        Files.writeString(root.resolve("pyproject.toml"), """
                [project]
                name = "x"
                [tool.alembic]
                script_location = "%(here)s/migrations"
                version_locations = [
                    "%(here)s/a",  # first
                    'b',
                ]
                recursive_version_locations = true
                [[tool.alembic.post_write_hooks]]
                name = "ruff"
                [tool.other]
                script_location = "no"
                """);
        AlembicSettings settings = AlembicSettings.read(root, Path.of("alembic.ini"));

        assertThat(settings.scripts()).isEqualTo(root.resolve("migrations"));
        assertThat(settings.versions()).containsExactly(root.resolve("a"), root.resolve("b"));
        assertThat(settings.recursive()).isTrue();
        assertThat(versions("[alembic]\nscript_location = conf/migrations\nversion_locations = c\n"))
                .containsExactly("c");
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> AlembicSettings.read(root, Path.of("alembic.ini")))
                .hasMessageContaining("no such file: '" + root.resolve("alembic.ini"));
        assertThatThrownBy(() -> read("[loggers]\nkeys = root\n")).hasMessageContaining("no section [alembic]");
        assertThatThrownBy(() -> read("[alembic]\nx = 1\n")).hasMessageContaining("no script_location");
        assertThatThrownBy(() -> read("[alembic]\nscript_location = gone\n"))
                .hasMessageContaining("no such folder: '" + root.resolve("gone"));
    }
}
