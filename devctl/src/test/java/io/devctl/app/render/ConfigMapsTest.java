package io.devctl.app.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devctl.app.render.Bundle.BundledFile;
import io.devctl.model.DevctlException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ConfigMapsTest {
    @Test
    void filesAreSplitBeforeAMapPassesAMebibyte() {
        List<BundledFile> files = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            files.add(new BundledFile(
                    "api", "api/" + i + ".sql", "x".repeat(100_000).getBytes(StandardCharsets.UTF_8)));
        }

        ConfigMaps maps = new ConfigMaps(files);

        assertThat(maps.values())
                .hasSize(4)
                .extracting(map -> map.get("name"))
                .containsExactly("db-migrations", "db-migrations-2", "db-migrations-3", "db-migrations-4");
        assertThat(maps.values()).allSatisfy(map -> assertThat(texts(map)).hasSizeLessThan(10));
        assertThat(maps.sources(service -> true))
                .flatExtracting(source -> (List<?>) source.get("items"))
                .hasSize(30);
    }

    @Test
    void everyKeyIsLegalAndItsOwn() {
        ConfigMaps maps = new ConfigMaps(List.of(
                file("api/a b.sql"),
                file("api/a_b.sql"),
                file("api/A_B.sql"),
                file("api/ä/up.sql"),
                file("api/" + "l".repeat(250) + ".sql")));

        List<String> keys = texts(maps.values().get(0)).stream()
                .map(text -> String.valueOf(text.get("key")))
                .toList();
        assertThat(new TreeSet<>(keys)).hasSize(5);
        assertThat(keys).allSatisfy(key -> assertThat(key).matches("[-._a-zA-Z0-9]{1,253}"));
    }

    @Test
    void whatIsNoTextIsKeptByteForByte() {
        byte[] latin = {'-', '-', ' ', (byte) 0xe9, '\n'};

        Map<String, Object> map = new ConfigMaps(List.of(new BundledFile("api", "api/x.sql", latin)))
                .values()
                .get(0);

        assertThat(texts(map)).isEmpty();
        assertThat(String.valueOf(map.get("binaries"))).contains("LS0g6Qo=");
    }

    @Test
    void aLetterThatYamlMayTakeForALineEndIsKeptAsBytes() {
        byte[] odd = "-- \u0085 \u2028\n".getBytes(StandardCharsets.UTF_8);

        assertThat(texts(new ConfigMaps(List.of(new BundledFile("api", "api/x.sql", odd)))
                        .values()
                        .get(0)))
                .isEmpty();
    }

    @Test
    void aFileThatNoMapCanHoldIsRefused() {
        assertThatThrownBy(() -> new ConfigMaps(List.of(new BundledFile("api", "api/big.sql", new byte[1_000_000]))))
                .isInstanceOf(DevctlException.class)
                .hasMessageContaining("'api/big.sql'");
    }

    private static BundledFile file(String path) {
        return new BundledFile("api", path, "select 1;\n".getBytes(StandardCharsets.UTF_8));
    }

    private static List<Map<?, ?>> texts(Map<String, Object> map) {
        List<Map<?, ?>> texts = new ArrayList<>();
        for (Object text : (List<?>) Objects.requireNonNull(map.get("texts"))) {
            texts.add((Map<?, ?>) text);
        }
        return texts;
    }
}
