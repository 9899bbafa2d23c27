package io.devctl.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class ArchiveTest {
    @TempDir
    Path temp = Path.of("/");

    private Path target = Path.of("/");

    @BeforeEach
    void makeTarget() throws IOException {
        target = Files.createDirectory(temp.resolve("target"));
    }

    /** A small archive, made entry by entry. */
    private static final class Packer {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final TarArchiveOutputStream tar;

        Packer() throws IOException {
            tar = new TarArchiveOutputStream(new XZOutputStream(bytes, new LZMA2Options(0)));
        }

        Packer file(String name, int mode, String content) throws IOException {
            byte[] data = content.getBytes(StandardCharsets.UTF_8);
            TarArchiveEntry entry = new TarArchiveEntry(name, true);
            entry.setMode(mode);
            entry.setSize(data.length);
            tar.putArchiveEntry(entry);
            tar.write(data);
            tar.closeArchiveEntry();
            return this;
        }

        Packer link(String name, byte type, String to) throws IOException {
            TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
            entry.setLinkName(to);
            tar.putArchiveEntry(entry);
            tar.closeArchiveEntry();
            return this;
        }

        InputStream packed() throws IOException {
            tar.close();
            return new ByteArrayInputStream(bytes.toByteArray());
        }
    }

    @Test
    void keepsFoldersModesAndLinks() throws IOException {
        Archive.unpack(
                new Packer()
                        .file("bin/run", 0775, "#!")
                        .file("lib/a.so.1", 0644, "elf")
                        .link("lib/a.so", TarConstants.LF_SYMLINK, "a.so.1")
                        .link("lib/b.so", TarConstants.LF_LINK, "lib/a.so.1")
                        .packed(),
                target);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target.resolve("bin/run"))))
                .isEqualTo("rwxr-xr-x");
        assertThat(target.resolve("lib/a.so")).isSymbolicLink().hasContent("elf");
        assertThat(target.resolve("lib/b.so")).hasContent("elf");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../out", "a/../../out", "a/../../target-2/out"})
    void refusesAnEntryOutsideTheFolder(String name) {
        assertThatThrownBy(
                        () -> Archive.unpack(new Packer().file(name, 0644, "x").packed(), target))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("leaves its folder");
        assertThat(temp.toFile().list()).containsExactly("target");
    }

    @Test
    void refusesAnAbsoluteName() {
        String name = temp.resolve("out").toString();
        assertThatThrownBy(
                        () -> Archive.unpack(new Packer().file(name, 0644, "x").packed(), target))
                .isInstanceOf(IOException.class);
        assertThat(temp.resolve("out")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../out", "/etc/passwd"})
    void refusesALinkThatLeadsOutside(String to) {
        assertThatThrownBy(() -> Archive.unpack(
                        new Packer().link("a/link", TarConstants.LF_SYMLINK, to).packed(), target))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Archive.unpack(
                        new Packer().link("b/link", TarConstants.LF_LINK, to).packed(), target))
                .isInstanceOf(IOException.class);
    }

    @Test
    void refusesToWriteThroughALinkThatIsThere() throws IOException {
        Path outside = Files.createDirectory(temp.resolve("outside"));
        Files.createSymbolicLink(target.resolve("sub"), outside);
        assertThatThrownBy(() ->
                        Archive.unpack(new Packer().file("sub/file", 0644, "x").packed(), target))
                .isInstanceOf(IOException.class);
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void aTornArchiveIsAnError() throws IOException {
        byte[] whole = new Packer().file("a", 0644, "x".repeat(10_000)).packed().readAllBytes();
        InputStream torn = new ByteArrayInputStream(whole, 0, whole.length / 2);
        assertThatThrownBy(() -> Archive.unpack(torn, target)).isInstanceOf(IOException.class);
    }
}
