package io.devctl.migrate;

import io.devctl.migrate.ledger.Held;
import io.devctl.migrate.ledger.LedgerForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the database says of a target now.
 *
 * @param id its row in devctl's records, null when there is none
 * @param schemaExists whether there is the schema
 * @param ledgerExists whether there is the ledger
 * @param form the ledger's form, or the one in which it will be made; null when the table that is there has none
 * @param vouched whether the records are known to say what the ledger holds
 * @param digest of what the ledger holds, when vouched
 * @param applied how many migrations it holds, when vouched
 * @param failure the last failure on record
 * @param unwatchable whether the ledger was tried and cannot have triggers: it is read each time
 * @param unreadable why the ledger has no form, null when it has one
 * @param lostTables tables that migrations made and somebody else dropped or renamed: a line for each, with its name and
 *     the key of the migration; null when there are none
 */
record TargetFacts(
        @Nullable String id,
        boolean schemaExists,
        boolean ledgerExists,
        @Nullable LedgerForm form,
        boolean vouched,
        @Nullable String digest,
        int applied,
        @Nullable Failure failure,
        boolean unwatchable,
        @Nullable String lostTables,
        @Nullable String unreadable) {

    /** The same with a ledger that goes by another name. */
    TargetFacts with(LedgerForm found) {
        return new TargetFacts(id, schemaExists, true, found, false, null, 0, failure, unwatchable, lostTables, null);
    }

    /** The same with a ledger that cannot be told. */
    TargetFacts unreadable(String why) {
        return new TargetFacts(id, schemaExists, true, null, false, null, 0, failure, unwatchable, lostTables, why);
    }

    /** The names of the tables that are gone although the migration that made them is applied; null when there are none. */
    @Nullable
    String missed(Set<String> applied) {
        List<String> names = new ArrayList<>();
        for (String line : Check.lines(lostTables)) {
            int tab = line.lastIndexOf('\t');
            String migration = line.substring(tab + 1);
            if (migration.isEmpty() || applied.contains(migration)) {
                names.add(line.substring(0, tab));
            }
        }
        return names.isEmpty() ? null : String.join(", ", names);
    }

    /** A failure on record. */
    record Failure(String file, int line, String message) {}

    /**
     * The content of a ledger.
     *
     * @param held what it says
     * @param checksums of those that devctl knows, by key
     */
    record Content(Held held, Map<String, String> checksums) {
        static final Content EMPTY = new Content(Held.NOTHING, Map.of());

        Content {
            checksums = Map.copyOf(checksums);
        }
    }
}
