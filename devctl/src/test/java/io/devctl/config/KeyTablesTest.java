package io.devctl.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.config.keys.Key;
import io.devctl.config.keys.Section;
import io.devctl.config.keys.Shape;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The tables say enough for whoever describes the file instead of reading it. */
class KeyTablesTest {
    private final Set<String> paths = new LinkedHashSet<>();
    private final List<Key<?>> keys = new ArrayList<>();

    private void walk(String path, Section section) {
        for (Key<?> key : section.keys()) {
            keys.add(key);
            paths.add(path + key.name());
            walk(path + key.name(), key.kind().shape());
        }
    }

    private void walk(String path, Shape shape) {
        if (shape instanceof Shape.Keys nested) {
            walk(path + ".", nested.section());
        } else if (shape instanceof Shape.ListOf list) {
            walk(path, list.item());
        } else if (shape instanceof Shape.MapOf map) {
            walk(path + ".*", map.value());
        } else if (shape instanceof Shape.Either either) {
            either.shapes().forEach(each -> walk(path, each));
        }
    }

    @Test
    void reachEveryKeyFromTheTop() {
        walk("", FileReader.SECTION);

        assertThat(paths)
                .contains(
                        "project",
                        "on_supervisor_exit",
                        "tenants.query",
                        "postgres.allow_reset",
                        "services.*.migrations.ledger.applied_at",
                        "services.*.migrations.auto",
                        "services.*.migrations.schema_variable",
                        "services.*.depends_on.*.log",
                        "services.*.live.failure_threshold",
                        "services.*.startup.log",
                        "services.*.secrets",
                        "services.*.restart.max_restarts",
                        "services.*.stop.command",
                        "services.*.database")
                .hasSize(108);
        assertThat(keys).allSatisfy(key -> {
            assertThat(key.description()).isNotBlank().doesNotEndWith(".");
            assertThat(key.kind().expected()).isNotBlank();
            assertThat(key.kind().example()).isNotBlank();
        });
    }
}
