package io.devctl.app.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.model.RenderReport.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFolderTest {
    @TempDir
    Path folder;

    @BeforeEach
    void renderOnce() {
        folder("deploy.sh", "one\n", "services/web.yaml", "a: 1\n").write();
    }

    @Test
    void nothingIsToBeDoneTwice() throws IOException {
        assertThat(folder("deploy.sh", "one\n", "services/web.yaml", "a: 1\n").changes())
                .isEqualTo(Map.of("deploy.sh", Change.UNCHANGED, "services/web.yaml", Change.UNCHANGED));
        assertThat(Files.isExecutable(folder.resolve("deploy.sh"))).isTrue();
        assertThat(Files.isExecutable(folder.resolve("services/web.yaml"))).isFalse();
    }

    @Test
    void whatNobodyTouchedIsRenderedAnew() throws IOException {
        OutputFolder next = folder("deploy.sh", "two\n", "services/web.yaml", "a: 1\n");

        assertThat(next.changes()).containsEntry("deploy.sh", Change.CHANGED);
        next.write();
        assertThat(folder.resolve("deploy.sh")).hasContent("two\n");
    }

    @Test
    void aUsersChangeStaysWhileWhatIsRenderedIsTheSame() throws IOException {
        Files.writeString(folder.resolve("deploy.sh"), "mine\n");
        OutputFolder next = folder("deploy.sh", "one\n", "services/web.yaml", "a: 2\n");

        assertThat(next.changes()).isEqualTo(Map.of("deploy.sh", Change.KEPT, "services/web.yaml", Change.CHANGED));
        next.write();
        assertThat(folder.resolve("deploy.sh")).hasContent("mine\n");
        assertThat(folder("deploy.sh", "two\n").changes()).containsEntry("deploy.sh", Change.EDITED);
    }

    @Test
    void aFileThatWasNeverRenderedIsSomebodys() throws IOException {
        Files.writeString(folder.resolve("wait-job.yaml"), "mine\n");

        assertThat(folder("wait-job.yaml", "ours\n").changes()).containsEntry("wait-job.yaml", Change.EDITED);
    }

    @Test
    void whatIsNotRenderedAnyMoreGoesUnlessItWasChanged() throws IOException {
        OutputFolder next = folder("deploy.sh", "one\n");
        assertThat(next.changes()).containsEntry("services/web.yaml", Change.REMOVED);
        next.write();
        assertThat(folder.resolve("services")).doesNotExist();

        Files.writeString(folder.resolve("deploy.sh"), "mine\n");
        folder().write();
        assertThat(folder.resolve("deploy.sh")).hasContent("mine\n");
    }

    @Test
    void whatTheRecordSaysOfOtherFoldersIsIgnored() throws IOException {
        Path outside = Files.writeString(folder.resolveSibling(folder.getFileName() + "-precious"), "");
        try {
            // the checksum of nothing
            String sum = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
            Files.writeString(folder.resolve(".rendered-k8s"), sum + "  ../" + outside.getFileName() + "\n");
            folder().write();
            assertThat(outside).exists();
        } finally {
            Files.delete(outside);
        }
    }

    private OutputFolder folder(String... pathsAndTexts) {
        List<RenderedText> files = IntStream.range(0, pathsAndTexts.length / 2)
                .mapToObj(i -> new RenderedText(
                        pathsAndTexts[2 * i], pathsAndTexts[2 * i + 1], pathsAndTexts[2 * i].endsWith(".sh")))
                .toList();
        return new OutputFolder(folder, Artefact.K8S, files);
    }
}
