package io.devctl.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.model.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SourcesTest {
    @TempDir
    private Path folder;

    /** They are asked for at each of thousands of targets: to list them anew each time took longer than to migrate them. */
    @Test
    void theReadableTargetsAreListedOnce() throws IOException {
        List<MigrationTarget> targets =
                List.of(target("good", "create table t(id int);"), target("bad", "select 'never closed;"));
        Sources sources = Sources.load(targets, null);
        assertThat(sources.readable()).containsExactly(targets.get(0)).isSameAs(sources.readable());
    }

    private MigrationTarget target(String service, String sql) throws IOException {
        Path files = Files.createDirectories(folder.resolve(service));
        Files.writeString(files.resolve("20250101000001_t.sql"), sql + "\n");
        MigrationSet set = new MigrationSet(
                service,
                "sql",
                List.of(files),
                folder,
                null,
                Ledger.DEFAULT,
                Map.of(),
                Limits.DEFAULT,
                MigrationSet.Rules.STANDARD);
        return new MigrationTarget(new Target(service, null, service, "sql"), set);
    }
}
