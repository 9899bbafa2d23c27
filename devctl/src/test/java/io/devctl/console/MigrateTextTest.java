package io.devctl.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.model.MigrateReport;
import io.devctl.model.Share;
import io.devctl.model.TargetResult;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MigrateTextTest {
    private static final MigrateText TEXT = new MigrateText(Samples.unicode(100));

    @Test
    void groupsTargetsByOutcome() {
        List<TargetResult> results = new ArrayList<>();
        IntStream.range(0, 1203).forEach(i -> results.add(Samples.current("auth_api", "c" + i)));
        IntStream.range(0, 12).forEach(i -> results.add(Samples.applied("auth_api", "a" + i, Samples.FILE)));
        results.add(Samples.failed("auth_api", "toshiba", Samples.ERROR));
        results.add(Samples.failed("auth_api", "iopex", Samples.ERROR));
        results.add(Samples.current("workflow_engine", "default"));

        assertThat(TEXT.result(new MigrateReport(results, Samples.ms(9), Samples.ms(1250))))
                .isEqualTo("""
                        ✗ auth_api         1,203 current · 12 applied 20250101000013_x.sql · 2 failed: toshiba, iopex
                        ✓ workflow_engine  1 current
                        1,218 targets: 1,204 current · 12 applied · 2 failed (check 9 ms, total 1.2 s)
                        """);
    }

    @Test
    void saysWhySomeWereSkipped() {
        List<TargetResult> results = List.of(
                Samples.failed("auth_api", "default", Samples.ERROR),
                Samples.skipped("auth_api", "toshiba"),
                Samples.skipped("auth_api", "iopex"),
                Samples.failed("ingestion_service", null, Samples.ERROR));

        assertThat(new MigrateText(Samples.ascii(80)).result(new MigrateReport(results, Samples.ms(9), Samples.ms(40))))
                .isEqualTo("""
                        x  auth_api           1 failed: default, 2 skipped: the first tenant failed
                        x  ingestion_service  1 failed
                        4 targets: 2 failed, 2 skipped (check 9 ms, total 40 ms)
                        """);
    }

    @Test
    void saysHowManyMigrationsWhereTargetsGotDifferentOnes() {
        List<TargetResult> results = List.of(
                Samples.applied("auth_api", "a", "1.sql", "2.sql", "3.sql"), Samples.applied("auth_api", "b", "3.sql"));

        assertThat(TEXT.result(new MigrateReport(results, Samples.ms(9), Samples.ms(40))))
                .isEqualTo("""
                        ✓ auth_api  2 applied up to 3 migrations
                        2 targets: 2 applied (check 9 ms, total 40 ms)
                        """);
    }

    @Test
    void saysInAWordThatAllIsUpToDate() {
        List<TargetResult> results = Samples.TENANTS.stream()
                .map(t -> Samples.current("auth_api", t))
                .toList();

        assertThat(TEXT.result(new MigrateReport(results, Samples.ms(9), Samples.ms(9))))
                .isEqualTo("""
                        ✓ auth_api  3 current
                        up to date: 3 targets (9 ms)
                        """);
    }

    @Test
    void saysWhichPartOfTheTargetsItWasAbout() {
        MigrateReport report = new MigrateReport(List.of(), Samples.ms(9), Samples.ms(9)).as(new Share(2, 8, 0, 3000));

        assertThat(TEXT.result(report)).isEqualTo("nothing to migrate, shard 2 of 8 (3,000 targets in all)\n");
        assertThat(JsonReports.migrate(report))
                .endsWith(",\"shard\":{\"index\":2,\"count\":8,\"targets\":0,\"of\":3000}}");
    }

    @Test
    void saysThatThereIsNothing() {
        assertThat(TEXT.result(new MigrateReport(List.of(), Samples.ms(0), Samples.ms(0))))
                .isEqualTo("nothing to migrate\n");
        assertThat(TEXT.status(List.of(), List.of())).isEqualTo("no migrations in services.yaml\n");
    }

    @Test
    void showsPendingAndAppliedWithATotal() {
        assertThat(TEXT.status(
                        Samples.troubled().migrations(), Samples.troubled().orphans()))
                .isEqualTo("""
                        ✓ auth_api           1 of 3 targets current at 20250101000012
                        !                    toshiba pending: 20250101000013_x.sql
                        !                    iopex drifted: 20250101000003_c.sql was edited after it was applied
                        ! workflow_engine    3 targets pending: 3 migrations, 20250101000001_a.sql to 20250101000013_x.sql
                        ✗ ingestion_service  failed: 20250101000004_d.sql: division by zero
                        7 targets: 1 current · 4 pending · 1 drifted · 1 failed

                          ORPHANS: schemas of no tenant in services.yaml
                        · auth_api         auth_acme
                        · workflow_engine  workflow_acme
                        """);
    }
}
