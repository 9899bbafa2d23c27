package io.devctl.supervise.machine;

import io.devctl.model.ServiceState;
import io.devctl.supervise.unit.Condition;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who waits for whom: units and facts, and what is known of them. */
final class Dependencies {
    /** What is known of something that is no unit. */
    private record Knowledge(boolean holds, @Nullable String failure) {}

    private final Map<String, Unit> units;
    private final Map<String, Knowledge> facts = new HashMap<>();

    Dependencies(Map<String, Unit> units) {
        this.units = units;
    }

    void fact(String name, boolean holds, @Nullable String failure) {
        facts.put(name, new Knowledge(holds, failure));
    }

    /** What keeps the unit from starting: null when nothing does; words that begin with "blocked: " when it is hopeless. */
    @Nullable
    String obstacle(Unit unit) {
        String first = null;
        for (Map.Entry<String, Condition> dependency : unit.spec.dependsOn().entrySet()) {
            String obstacle = obstacle(dependency.getKey(), dependency.getValue());
            if (obstacle != null && obstacle.startsWith("blocked: ")) {
                return obstacle;
            }
            first = first == null ? obstacle : first;
        }
        return first;
    }

    private @Nullable String obstacle(String name, Condition condition) {
        Unit unit = units.get(name);
        if (unit != null) {
            return obstacle(unit, condition);
        }
        Knowledge known = facts.get(name);
        if (known != null && known.holds()) {
            return null;
        }
        return known != null && known.failure() != null
                ? "blocked: " + name + " failed: " + known.failure()
                : "waiting for " + name;
    }

    private static @Nullable String obstacle(Unit on, Condition condition) {
        if (holds(on, condition)) {
            return null;
        }
        String name = on.spec.name();
        String why = on.reason;
        ServiceState state = on.state();
        if (state == ServiceState.FAILED) {
            return "blocked: " + name + " failed" + (why == null ? "" : ": " + why);
        }
        if (state == ServiceState.PENDING && why != null && why.startsWith("blocked: ")) {
            // the first cause, not the chain of those that wait for it
            return why;
        }
        if (state == ServiceState.STOPPED) {
            return "blocked: " + name + " is stopped";
        }
        if (state == ServiceState.COMPLETED) {
            return "blocked: " + name + " has completed without it";
        }
        return "waiting for " + name;
    }

    private static boolean holds(Unit on, Condition condition) {
        ServiceState state = on.state();
        boolean completed = state == ServiceState.COMPLETED;
        if (condition instanceof Condition.Completed) {
            return completed;
        }
        if (condition instanceof Condition.Ready) {
            return completed || state == ServiceState.READY;
        }
        if (condition instanceof Condition.Log log) {
            return on.matched.contains(log.regex());
        }
        return completed || (on.begun() && !on.restartAfterStop);
    }

    /** Whether everything that is to stop as well and depends on this unit, directly or not, is gone. */
    boolean mayStop(Unit unit) {
        return dependants(unit.spec.name(), new HashSet<>()).stream()
                .map(units::get)
                .noneMatch(d -> d != null && d != unit && d.phase.hasProcess() && !d.wantsToRun());
    }

    private Set<String> dependants(String name, Set<String> found) {
        for (Unit unit : units.values()) {
            String candidate = unit.spec.name();
            if (unit.spec.dependsOn().containsKey(name) && found.add(candidate)) {
                dependants(candidate, found);
            }
        }
        return found;
    }

    /** The regular expressions that other units wait for in this unit's log. */
    Set<String> awaitedLines(String name) {
        Set<String> lines = new HashSet<>();
        for (Unit unit : units.values()) {
            if (unit.spec.dependsOn().get(name) instanceof Condition.Log log) {
                lines.add(log.regex());
            }
        }
        return lines;
    }
}
