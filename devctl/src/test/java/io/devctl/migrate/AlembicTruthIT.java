package io.devctl.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.migrate.alembic.RevisionWriter;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import io.devctl.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done beside devctl to Alembic's own table, or to its files, no target is called current that is not. */
@Timeout(120)
final class AlembicTruthIT {
    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    @TempDir
    private Path root;

    /** A project whose tables Alembic has filled already, so that devctl has nothing to start Python for. */
    private static AlembicFolder migrated(Path root) throws IOException {
        AlembicFolder project = new AlembicFolder(root, POSTGRES.freshEndpoint());
        project.tenants = List.of("a", "b");
        for (String tenant : project.tenants) {
            String ledger = "app_" + tenant + ".alembic_version";
            project.database.sql(
                    "create schema app_" + tenant,
                    "create table " + ledger + " (version_num varchar(32) not null primary key)",
                    "insert into " + ledger + " values ('0002')");
        }
        project.database.sql("create table public.nothing(id int)");
        project.migrate();
        assertThat(project.states()).containsOnly(TargetState.CURRENT);
        assertThat(project.processes()).isZero();
        return project;
    }

    private static Map<String, List<String>> losses() {
        Map<String, List<String>> all =
                new LinkedHashMap<>(LedgerLosses.alembic("app_b").all());
        String ledger = "app_b.alembic_version";
        all.put("an older revision", List.of("update " + ledger + " set version_num = '0001'"));
        all.put("a revision of nobody's", List.of("update " + ledger + " set version_num = 'ffff'"));
        all.put("one more that is below", List.of("insert into " + ledger + " values ('0001')"));
        all.put(
                "an older one as a replica",
                List.of("set session_replication_role = replica", "update " + ledger + " set version_num = '0001'"));
        return all;
    }

    @TestFactory
    Stream<DynamicTest> aTableThatLostSomethingIsNeverCurrent() {
        return losses().entrySet().stream()
                .map(loss -> DynamicTest.dynamicTest(loss.getKey(), () -> {
                    AlembicFolder project = migrated(root);
                    project.database.sql(loss.getValue().toArray(String[]::new));
                    assertThat(project.check().get(1).state()).isNotEqualTo(TargetState.CURRENT);
                    assertThat(project.check().get(0).state())
                            .as("the neighbour")
                            .isEqualTo(TargetState.CURRENT);
                }));
    }

    @Test
    void filesThatChangeAreSeen() throws Exception {
        AlembicFolder project = migrated(root);
        Path second = project.file("0002");
        String text = Files.readString(second);

        Files.delete(second);
        assertThat(project.states()).containsOnly(TargetState.DRIFTED);
        Files.writeString(second, text.replace("'0002'", "'0009'"));
        assertThat(project.states()).containsOnly(TargetState.DRIFTED);
        Files.writeString(second, text);
        assertThat(project.states()).containsOnly(TargetState.CURRENT);

        project.revision("0000", null, "pass", "pass");
        assertThat(project.states()).doesNotContain(TargetState.CURRENT);
        project.revision("0001", "0000", "pass", "pass");
        assertThat(project.check()).extracting(TargetStatus::state).containsOnly(TargetState.CURRENT);
        project.revision("0003", "0001", "pass", "pass");
        assertThat(project.states()).containsOnly(TargetState.DRIFTED);
        project.upgrade = "heads";
        assertThat(project.states()).containsOnly(TargetState.PENDING);
    }

    @Test
    void whatAlembicWritesIsPendingForEverybody() throws Exception {
        AlembicFolder project = migrated(root);
        List<Path> written = new RevisionWriter(
                        Objects.requireNonNull(project.targets().get(0).set().alembic()), root)
                .revision(new RevisionWriter.Wish("add more", false, null), "app_a");
        assertThat(written).hasSize(1);
        assertThat(RevisionWriter.isEmpty(written.get(0))).isTrue();
        assertThat(project.check())
                .allSatisfy(status -> assertThat(status.pending())
                        .containsExactly(String.valueOf(written.get(0).getFileName())));
    }
}
