package io.devctl.migrate;

import io.devctl.migrate.files.MigrationFile;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How much of what is pending a run applies to each target.
 *
 * @param to the last one to apply, by its file's name or version; null for all
 * @param most how many at most; 0 for all
 */
public record Bounds(@Nullable String to, int most) {
    /** Everything that is pending. */
    public static final Bounds NONE = new Bounds(null, 0);

    /** The part of what is pending that lies within, in order. */
    List<MigrationFile> within(LoadedSet set, List<MigrationFile> pending) {
        List<MigrationFile> some = pending;
        if (to != null) {
            Set<String> names = new HashSet<>(Bound.upTo(set, to));
            boolean known = isKnownTo(set) || set.engine() != null;
            some = pending.stream()
                    .filter(file -> known ? names.contains(file.name()) : isNotBehind(file))
                    .toList();
        }
        boolean tooMany = most > 0 && some.size() > most;
        return tooMany ? some.subList(0, most) : some;
    }

    /** Whether a set has the migration that {@link #to} names. */
    boolean isKnownTo(LoadedSet set) {
        return to == null || Bound.isKnown(set, to);
    }

    /** For a set that has no such migration: versions are numbers. */
    private boolean isNotBehind(MigrationFile file) {
        // a name or a version begins with the number in either case
        String limit = leadingDigits(String.valueOf(to));
        String version = leadingDigits(file.version());
        int order = isNumber(limit) && isNumber(version)
                ? new BigInteger(version).compareTo(new BigInteger(limit))
                : version.compareTo(limit);
        return order <= 0;
    }

    private static String leadingDigits(String name) {
        int end = 0;
        while (end < name.length() && Character.isDigit(name.charAt(end))) {
            end++;
        }
        return end == 0 ? name : name.substring(0, end);
    }

    private static boolean isNumber(String version) {
        return !version.isEmpty() && version.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
