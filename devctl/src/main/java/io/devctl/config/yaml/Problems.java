package io.devctl.config.yaml;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.model.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects everything that is wrong, so that the user hears of it in one run. Not for use by several threads. */
public final class Problems {
    private record Found(Place place, Problem problem) {}

    private final List<Found> found = new ArrayList<>();

    /**
     * Records a problem.
     *
     * @param what without the value: {@code unknown key}
     * @param value as it was written; cut when it is long
     * @param hint one command or one edit, or null
     */
    public void add(String what, String value, Place place, @Nullable String hint) {
        Problem problem = new Problem(what + ": '" + shorten(value) + "'", place.toString(), hint);
        Found next = new Found(place, problem);
        // an alias brings the same text to several keys: once is enough
        if (!found.contains(next)) {
            found.add(next);
        }
    }

    /** Whether nothing is wrong so far. */
    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** What is wrong, by file in the order of first mention, then by line and column. */
    public List<Problem> list() {
        List<String> files = new ArrayList<>();
        for (Found one : found) {
            if (!files.contains(one.place().file())) {
                files.add(one.place().file());
            }
        }
        List<Found> sorted = new ArrayList<>(found);
        sorted.sort(
                Comparator.<Found>comparingInt(one -> files.indexOf(one.place().file()))
                        .thenComparingInt(one -> one.place().line())
                        .thenComparingInt(one -> one.place().column()));
        List<Problem> problems = new ArrayList<>();
        for (Found one : sorted) {
            problems.add(one.problem());
        }
        return problems;
    }

    /** Throws a CONFIG failure with all of them, if there are any. */
    public void throwIfAny() {
        if (!found.isEmpty()) {
            throw new DevctlException(ExitCode.CONFIG, list());
        }
    }

    /** A value on one line of at most 80 characters, without control characters. */
    private static String shorten(String value) {
        StringBuilder line = new StringBuilder();
        int[] points = value.strip().codePoints().limit(81).toArray();
        for (int i = 0; i < points.length && i < 80; i++) {
            line.appendCodePoint(Character.isISOControl(points[i]) ? ' ' : points[i]);
        }
        return points.length > 80 ? line + "..." : line.toString();
    }
}
