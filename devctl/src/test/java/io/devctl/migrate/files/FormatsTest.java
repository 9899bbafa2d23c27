package io.devctl.migrate.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devctl.migrate.script.Script;
import io.devctl.model.DevctlException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FormatsTest {
    @TempDir
    private Path root;

    private FormatsTest write(String name, String text) {
        try {
            Path file = root.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return this;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private MigrationFiles.Loaded load(@Nullable Format format) {
        return new MigrationFiles(root, FileCache.open(null)).load(List.of(root), format);
    }

    private static List<String> sql(Script script) {
        return script.statements().stream().map(script::sql).toList();
    }

    @Test
    void namesTellWhoseTheMigrationsAre() {
        write("V1__one.sql", "select 1;").write("V1.10__ten.sql", "select 10;").write("V1_2__two.sql", "select 2;");
        write("R__b.sql", "select 'b';").write("R__a.sql", "select 'a';").write("U1.2__two.sql", "select -2;");
        write("more/V2__below.sql", "select 3;");
        MigrationFiles.Loaded loaded = load(null);
        assertThat(loaded.format()).isEqualTo(Format.FLYWAY);
        assertThat(loaded.files())
                .extracting(MigrationFile::name)
                .containsExactly(
                        "V1__one.sql", "V1_2__two.sql", "V1.10__ten.sql", "more/V2__below.sql", "R__a.sql", "R__b.sql");
        MigrationFile two = loaded.files().get(1);
        assertThat(sql(two.down().orElseThrow())).containsExactly("select -2");
        assertThat(loaded.files().get(0).hasDown()).isFalse();
    }

    @Test
    void golangMigrateAndItsDownFiles() {
        write("2_b.up.sql", "select 2;").write("10_c.up.sql", "select 10;").write("2_b.down.sql", "select -2;");
        MigrationFiles.Loaded loaded = load(null);
        assertThat(loaded.format()).isEqualTo(Format.GOLANG_MIGRATE);
        assertThat(loaded.files()).extracting(MigrationFile::name).containsExactly("2_b.up.sql", "10_c.up.sql");
        assertThat(loaded.files().get(0).hasDown()).isTrue();
        assertThat(loaded.files().get(1).down()).isEmpty();
        write("002_other.up.sql", "select 3;");
        assertThatThrownBy(() -> load(null)).hasMessageStartingWith("two migrations have one version: '");
    }

    @Test
    void whatIsInTheFirstFileTellsPlainNamesApart() {
        write("20250101000001_a.sql", "select 1;\n-- migrate:down\nselect -1;");
        write("archive/V1__old.sql", "select 1;");
        assertThat(load(null).format()).isEqualTo(Format.DEVCTL);
        assertThat(load(null).files()).hasSize(1);
        write("20250101000001_a.sql", "-- a comment\n-- migrate:up\nselect 1;\n-- migrate:down\nselect -1;");
        assertThat(load(null).format()).isEqualTo(Format.DBMATE);
        write("20250101000001_a.sql", "-- +goose Up\nselect 1;\n-- +goose Down\nselect -1;");
        assertThat(load(null).format()).isEqualTo(Format.GOOSE);
        assertThatThrownBy(() -> load(Format.DEVCTL))
                .hasMessage("a goose file among migrations that are read as devctl's: '-- +goose Up'"
                        + " (20250101000001_a.sql:1:1)");
    }

    @Test
    void severalConventionsInOneFolderAreAnError() {
        write("V1__one.sql", "select 1;").write("000001_one.up.sql", "select 1;");
        assertThatThrownBy(() -> load(null))
                .hasMessage("migrations follow several conventions: 'flyway, golang-migrate'"
                        + " (V1__one.sql, 000001_one.up.sql)")
                .isInstanceOfSatisfying(
                        DevctlException.class,
                        e -> assertThat(e.hint())
                                .contains("keep one, or say whose the migrations are: `format: flyway` or"
                                        + " `format: golang-migrate`"));
        assertThatThrownBy(() -> load(Format.FLYWAY))
                .hasMessageStartingWith("migration's name does not match: '000001_one.up.sql'");
    }

    @Test
    void dbmatesPartsAndOptions() {
        write("1_a.sql", "-- migrate:up transaction:false\nselect 1;\n-- migrate:down transaction:false\nselect -1;\n");
        MigrationFile file = load(null).files().get(0);
        assertThat(sql(file.up())).containsExactly("select 1");
        assertThat(file.up().transactional()).isFalse();
        Script down = file.down().orElseThrow();
        assertThat(sql(down)).containsExactly("select -1");
        assertThat(down.transactional()).isFalse();
        assertThat(down.source().place(down.statements().get(0).start()).line()).isEqualTo(4);
        write("2_b.sql", "-- migrate:up\nselect 1;\n");
        assertThatThrownBy(() -> load(null))
                .hasMessage("dbmate wants a line that this file lacks: '-- migrate:down' (2_b.sql:1:1)");
    }

    @Test
    void goosesStatementsAndParts() {
        write("00001_a.sql", """
                -- +goose NO TRANSACTION
                -- +goose Up
                -- +goose StatementBegin
                create function f() returns int language sql as $$ select 1; $$
                -- +goose StatementEnd
                select 2;
                -- +goose Down
                drop function f();
                """);
        MigrationFile file = load(null).files().get(0);
        assertThat(sql(file.up()))
                .containsExactly("create function f() returns int language sql as $$ select 1; $$", "select 2");
        assertThat(file.up().transactional()).isFalse();
        assertThat(sql(file.down().orElseThrow())).containsExactly("drop function f()");
        write("00002_b.go", "package x");
        assertThatThrownBy(() -> load(null))
                .hasMessage("a migration written in Go, which only goose can run: '00002_b.go' (00002_b.go)");
    }

    @Test
    void dieselsFolders() {
        write("2025-01-01-000001_one/up.sql", "select 1;").write("2025-01-01-000001_one/down.sql", "select -1;");
        write("2025-01-01-000001_one/metadata.toml", "run_in_transaction = false\n");
        write("2024-01-01-000001_zero/up.sql", "select 0;");
        MigrationFiles.Loaded loaded = load(null);
        assertThat(loaded.format()).isEqualTo(Format.DIESEL);
        assertThat(loaded.files())
                .extracting(MigrationFile::version)
                .containsExactly("20240101000001", "20250101000001");
        assertThat(loaded.files().get(1).up().transactional()).isFalse();
        assertThat(loaded.files().get(1).hasDown()).isTrue();
        assertThat(loaded.files().get(0).up().transactional()).isTrue();
    }

    @Test
    void ourOwnDownPartMayBeAFileOfItsOwn() {
        write("20250101000001_a.sql", "select 1;").write("20250101000001_a.down.sql", "select -1;");
        write("20250101000002_b.sql", "select 2;\n-- migrate:down\n");
        List<MigrationFile> files = load(null).files();
        assertThat(sql(files.get(0).down().orElseThrow())).containsExactly("select -1");
        assertThat(files.get(1).down())
                .hasValueSatisfying(down -> assertThat(down.statements()).isEmpty());
    }

    @Test
    void anEditedDownPartIsNotAnEditedMigration() {
        for (String[] part : new String[][] {
            {"-- migrate:up\nselect 1;\n-- migrate:down\n", "dbmate"},
            {"-- +goose Up\nselect 1;\n-- +goose Down\n", "goose"},
            {"select 1;\n-- migrate:down\n", "devctl"}
        }) {
            write("20250101000001_a.sql", part[0] + "select -1;");
            String before = load(null).files().get(0).checksum();
            write("20250101000001_a.sql", part[0] + "select -2;");
            assertThat(load(null).files().get(0).checksum()).as(part[1]).isEqualTo(before);
        }
    }

    /** The numbers are what Flyway 11.20.3 wrote for these texts. */
    @Test
    void flywaysChecksumDoesNotCountLineEnds() {
        String unix = FlywayChecksum.of("create table t(id int);\n-- ümlaut\n");
        assertThat(unix).isEqualTo(FlywayChecksum.of("create table t(id int);\r\n-- ümlaut"));
        assertThat(unix).isNotEqualTo(FlywayChecksum.of("create table t(id int); \n-- ümlaut\n"));
    }

    @Test
    void otherEncodingsAreNamed() throws IOException {
        Path file = root.resolve("20250101000001_a.sql");
        Files.write(file, "select 'é';\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> load(null))
                .hasMessageContaining("is not UTF-8")
                .hasMessageContaining("20250101000001_a.sql:1:9");
        Files.write(file, "\uFEFFselect 1;\n".getBytes(StandardCharsets.UTF_16LE));
        assertThatThrownBy(() -> load(null)).hasMessageContaining("is UTF-16").hasMessageContaining(":1:1)");
        Files.write(file, "select 1;\n".getBytes(StandardCharsets.UTF_16BE));
        assertThatThrownBy(() -> load(null)).hasMessageContaining("is UTF-16").hasMessageContaining(":1:1)");
        Files.write(file, "\uFEFFselect 1;\r\nselect 2;\r\n".getBytes(StandardCharsets.UTF_8));
        assertThat(sql(load(null).files().get(0).up())).containsExactly("select 1", "select 2");
    }
}
