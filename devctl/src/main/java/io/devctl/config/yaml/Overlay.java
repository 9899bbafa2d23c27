package io.devctl.config.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lays one file over another. */
public final class Overlay {
    private Overlay() {}

    /** Mappings are merged key by key; of lists and text the upper one replaces the lower. */
    public static Yaml.Mapping merge(Yaml.Mapping lower, Yaml.Mapping upper) {
        Map<String, Yaml.Entry> merged = new LinkedHashMap<>();
        for (Yaml.Entry entry : lower.entries()) {
            merged.put(entry.key(), entry);
        }
        for (Yaml.Entry entry : upper.entries()) {
            Yaml.Entry below = merged.get(entry.key());
            merged.put(entry.key(), below == null ? entry : over(below, entry));
        }
        List<Yaml.Entry> entries = new ArrayList<>(merged.values());
        return new Yaml.Mapping(entries, lower.place());
    }

    private static Yaml.Entry over(Yaml.Entry below, Yaml.Entry above) {
        if (below.value() instanceof Yaml.Mapping lower && above.value() instanceof Yaml.Mapping upper) {
            return new Yaml.Entry(below.key(), below.place(), merge(lower, upper));
        }
        return above;
    }
}
