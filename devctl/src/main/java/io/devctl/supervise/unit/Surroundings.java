package io.devctl.supervise.unit;

import java.util.HashMap;
import java.util.Map;

/**
 * The variables that every unit has beside its own: those of whoever asked for units last. They are no part of a unit's
 * wishes, so that another terminal with other variables is no reason to start anything again.
 */
public final class Surroundings {
    private volatile Map<String, String> variables;

    /** Surroundings with these variables. */
    public Surroundings(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    /** From now on these. */
    public void replace(Map<String, String> now) {
        variables = Map.copyOf(now);
    }

    /** The whole environment of a unit's process: the surroundings and, over them, its own. */
    public Map<String, String> around(UnitSpec spec) {
        Map<String, String> whole = new HashMap<>(variables);
        whole.putAll(spec.env());
        return whole;
    }
}
