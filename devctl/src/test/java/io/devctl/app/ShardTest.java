package io.devctl.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devctl.migrate.Ledger;
import io.devctl.migrate.Limits;
import io.devctl.migrate.MigrationSet;
import io.devctl.migrate.MigrationTarget;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.model.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardTest {
    private static MigrationTarget target(String service, @Nullable String tenant) {
        MigrationSet set = new MigrationSet(
                service,
                "sql",
                List.of(Path.of("/" + service)),
                Path.of("/"),
                null,
                Ledger.DEFAULT,
                Map.of(),
                Limits.DEFAULT,
                MigrationSet.Rules.STANDARD);
        return new MigrationTarget(new Target(service, tenant, service + tenant, "sql"), set);
    }

    private static List<MigrationTarget> targets(int tenants) {
        return IntStream.range(0, tenants)
                .mapToObj(i -> target("api", "tenant-" + i))
                .toList();
    }

    private static List<MigrationTarget> shard(int index, int count, List<MigrationTarget> all) {
        return new Shard(index, count).of(all, false);
    }

    @Test
    void coversEachTargetOnceAndSpreadsThemEvenly() {
        List<MigrationTarget> all = new ArrayList<>(targets(3000));
        all.add(target("search", null));
        List<MigrationTarget> covered = new ArrayList<>();
        for (int i = 1; i <= 8; i++) {
            List<MigrationTarget> part = shard(i, 8, all);
            assertThat(part).hasSizeBetween(300, 450).isSubsetOf(all);
            covered.addAll(part);
        }

        assertThat(covered).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void movesNoTargetWhenATenantIsAdded() {
        List<MigrationTarget> before = shard(3, 8, targets(100));

        assertThat(shard(3, 8, targets(101))).startsWith(before.toArray(MigrationTarget[]::new));
    }

    @Test
    void keepsAllSetsOfAServiceForOneTenantTogetherAndLetsNobodyRunAheadOfWhatIsShared() {
        List<MigrationTarget> all = List.of(target("api", null), target("api", "a"), target("api", "b"));

        for (int i = 1; i <= 8; i++) {
            assertThat(shard(i, 8, all)).startsWith(all.get(0));
        }
    }

    @Test
    void givesEveryShardWhatMayMakeTheTableOfTenants() {
        List<MigrationTarget> all = List.of(target("admin", null), target("api", "a"));

        assertThat(IntStream.rangeClosed(1, 8).mapToObj(i -> new Shard(i, 8).of(all, true)))
                .allMatch(part -> part.contains(all.get(0)));
        assertThat(IntStream.rangeClosed(1, 8)
                        .mapToObj(i -> shard(i, 8, all))
                        .filter(part -> part.contains(all.get(0))))
                .hasSize(1);
    }

    @Test
    void countsFromOneWhereKubernetesCountsFromZero() {
        assertThat(Shard.parse("2/8", Map.of(Shard.JOB_INDEX, "5"))).isEqualTo(new Shard(2, 8));
        assertThat(Shard.parse("auto/8", Map.of(Shard.JOB_INDEX, "0"))).isEqualTo(new Shard(1, 8));
        assertThat(Shard.parse("auto/8", Map.of(Shard.JOB_INDEX, "7"))).isEqualTo(new Shard(8, 8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2", "0/8", "9/8", "2/0", "-1/8", "2/8/1", "a/8", "1,5/8", "auto/8", "99999999999/8"})
    void refusesWhatIsNoShard(String text) {
        assertThatThrownBy(() -> Shard.parse(text, Map.of())).isInstanceOfSatisfying(DevctlException.class, e -> {
            assertThat(e.code()).isEqualTo(ExitCode.USAGE);
            assertThat(e).hasMessageContaining("'" + text);
            assertThat(e.hint()).get().asString().contains("--shard 2/8");
        });
    }

    @Test
    void saysWhichIndexIsNoneOfTheShards() {
        assertThatThrownBy(() -> Shard.parse("auto/8", Map.of(Shard.JOB_INDEX, "8")))
                .hasMessage("not a shard: 'auto/8 with JOB_COMPLETION_INDEX=8'");
    }
}
