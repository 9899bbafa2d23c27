package io.devctl.supervise.unit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** In what two wishes for one unit differ. */
public final class SpecChange {
    private SpecChange() {}

    /**
     * What makes another process of it: {@code command changed}, {@code env LOG_LEVEL changed}; empty when both are one
     * process, which differ at most in how devctl watches, orders and stops it. Values are not told: they may be secret.
     */
    public static List<String> ofProcess(UnitSpec before, UnitSpec after) {
        List<String> changes = new ArrayList<>();
        if (before.task() != after.task()) {
            changes.add(after.task() ? "is a task now" : "is a service now");
        }
        if (!before.argv().equals(after.argv())) {
            changes.add("command changed");
        }
        if (!before.dir().equals(after.dir())) {
            changes.add("dir changed");
        }
        if (!Objects.equals(before.port(), after.port())) {
            changes.add("port changed from " + word(before.port()) + " to " + word(after.port()));
        }
        changes.addAll(ofVariables(before.env(), after.env()));
        return changes;
    }

    private static List<String> ofVariables(Map<String, String> before, Map<String, String> after) {
        List<String> changes = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        for (String name : names) {
            if (!Objects.equals(before.get(name), after.get(name))) {
                String how = !before.containsKey(name) ? "added" : after.containsKey(name) ? "changed" : "removed";
                changes.add("env " + name + " " + how);
            }
        }
        return changes;
    }

    private static String word(@org.jspecify.annotations.Nullable Integer port) {
        return port == null ? "none" : port.toString();
    }
}
