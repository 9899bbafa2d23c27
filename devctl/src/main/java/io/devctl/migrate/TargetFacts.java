package io.devctl.migrate;

import io.devctl.migrate.ledger.Held;
import io.devctl.migrate.ledger.LedgerForm;
import java.util.Map;
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
 * @param lostTables names of tables that migrations made and somebody else dropped or renamed; null when there are none
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
        @Nullable String lostTables) {

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
