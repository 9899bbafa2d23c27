package io.devctl.migrate.engine;

import io.devctl.migrate.files.MigrationFile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How some applied migrations of a target are undone.
 *
 * @param files those that are, the newest first
 * @param order what the engine is told
 * @param refusal why they cannot be, null when they can
 */
public record Undoing(
        List<MigrationFile> files, Order order, @Nullable String refusal) {
    public Undoing {
        files = List.copyOf(files);
    }

    /** When it cannot be done. */
    public static Undoing refused(String why) {
        return new Undoing(List.of(), new Order(Order.Verb.DOWNGRADE, List.of()), why);
    }
}
