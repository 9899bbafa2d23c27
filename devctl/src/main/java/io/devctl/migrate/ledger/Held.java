package io.devctl.migrate.ledger;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a ledger says, in devctl's words.
 *
 * @param keys the applied migrations, see {@link LedgerForm#key}; not in order
 * @param matches where the ledger itself has checksums: by key, whether the file is what was applied
 * @param problem why nothing may be applied on top of it, null when something may
 */
public record Held(
        Set<String> keys,
        Map<String, Boolean> matches,
        @Nullable Problem problem) {
    /** A ledger without rows. */
    public static final Held NOTHING = of(List.of());

    public Held {
        keys = Set.copyOf(keys);
        matches = Map.copyOf(matches);
    }

    /** Applied migrations, and all is well. */
    public static Held of(Collection<String> keys) {
        return new Held(Set.copyOf(keys), Map.of(), null);
    }

    /**
     * A state in which the tool itself would refuse to go on.
     *
     * @param reason what is wrong, in words that are the same for every target
     * @param remedy one command or one edit
     */
    public record Problem(String reason, String remedy) {}
}
