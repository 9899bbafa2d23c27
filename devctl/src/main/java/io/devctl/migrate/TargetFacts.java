package io.devctl.migrate;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the database says of a target now.
 *
 * @param id its row in devctl's records, null when there is none
 * @param schemaExists whether there is the schema
 * @param ledgerExists whether there is the ledger
 * @param nameColumn the ledger's column with the names; null when it cannot be told
 * @param vouched whether the records are known to say what the ledger holds
 * @param digest of what the ledger holds, when vouched
 * @param applied how many migrations it holds, when vouched
 * @param lastName the last of them, when vouched
 * @param failure the last failure on record
 * @param unwatchable whether the ledger was tried and cannot have triggers: it is read each time
 * @param lostTables names of tables that migrations made and somebody else dropped or renamed; null when there are none
 */
record TargetFacts(
        @Nullable String id,
        boolean schemaExists,
        boolean ledgerExists,
        @Nullable String nameColumn,
        boolean vouched,
        @Nullable String digest,
        int applied,
        @Nullable String lastName,
        @Nullable Failure failure,
        boolean unwatchable,
        @Nullable String lostTables) {

    /** A failure on record. */
    record Failure(String file, int line, String message) {}

    /**
     * The content of a ledger.
     *
     * @param names as they stand in it
     * @param checksums of those that devctl knows, by name
     */
    record Content(List<String> names, Map<String, String> checksums) {
        static final Content EMPTY = new Content(List.of(), Map.of());

        Content {
            names = List.copyOf(names);
            checksums = Map.copyOf(checksums);
        }
    }
}
