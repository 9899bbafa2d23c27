package io.devctl.migrate.engine;

import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.ledger.Held;
import io.devctl.migrate.ledger.LedgerForm;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Another program that applies the migrations of a set, undoes and records them. What there is to do is known without
 * starting it; what it says that it did is not believed.
 */
public interface Engine {
    /** The migrations in the order in which an empty database gets them. */
    List<MigrationFile> files();

    /** How a ledger of its is read. */
    LedgerForm ledger(@Nullable String table);

    /** Why nothing can be applied although something is pending; null when it can. */
    Held.@Nullable Problem refusal();

    /** Lines that explain the refusal to somebody who has to decide something; may start other programs. */
    List<String> explanation();

    /** What to do about something in a ledger that no file has. */
    String remedy(String key);

    /**
     * The keys of a migration that goes by a name, and of all that it needs.
     *
     * @throws io.devctl.model.DevctlException USAGE when nothing goes by it, or more than one
     */
    Set<String> upTo(String name);

    /**
     * How pending migrations are applied or recorded, and no others.
     *
     * @param applied keys of what the ledger holds, all of them known
     * @throws io.devctl.model.DevctlException USAGE when the engine has no way of doing just that
     */
    Order order(Order.Verb verb, Set<String> applied, List<MigrationFile> wanted);

    /**
     * How the newest applied migrations are undone.
     *
     * @param applied keys of what the ledger holds, all of them known
     * @param count how many, when {@code to} is null
     * @param to the migration that stays as the last one; {@code 0} for none at all
     */
    Undoing undo(Set<String> applied, int count, @Nullable String to);

    /** Something to give orders to; starts nothing yet. */
    EngineSession open();

    /** Notes that one process cannot work on one target after another. */
    void onlyOnePerTarget();
}
