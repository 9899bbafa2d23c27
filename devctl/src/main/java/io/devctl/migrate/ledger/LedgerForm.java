package io.devctl.migrate.ledger;

import io.devctl.migrate.files.MigrationFile;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One tool's table of applied migrations. A form knows no database: it gives SQL and understands what comes back. Schema
 * names are given as they are and quoted by the form.
 */
public interface LedgerForm {
    /** By which devctl's records remember the form: {@code names}, {@code dbmate} … */
    String id();

    /** The table's name, without its schema. */
    String table();

    /** A column without which the table is not what it was. */
    String watched();

    /**
     * By what the ledger and devctl's records identify a migration: the file's name, or its version. Two files of one set
     * never share a key.
     */
    String key(MigrationFile file);

    /** The statements that make the table where there is none. */
    List<String> create(String schema);

    /** A scalar SQL expression: the whole content as text, a line for each row, oldest first; null for no rows. */
    String content(String schema);

    /**
     * What the content means.
     *
     * @param rows the lines of {@link #content}
     * @param files the set's files, in order
     * @param known checksums that devctl recorded, by key; empty for a ledger that it has never seen
     * @param checksums the tool's own checksums of the files as they are now
     */
    Held read(List<String> rows, List<MigrationFile> files, Map<String, String> known, Checksums checksums);

    /** The tool's own checksums of files. */
    interface Checksums {
        /** The checksum; null for a tool that has none. */
        @Nullable
        String of(MigrationFile file);
    }

    /**
     * The statements that record an applied file, for the transaction that applied it. Together they change one row; where
     * they change another number of rows, devctl reads the ledger again before it trusts its records.
     */
    List<String> add(String schema, Entry entry);

    /** Whether {@link #add} is one INSERT of one row, to which a RETURNING can be added. */
    default boolean addsByInsert() {
        return true;
    }

    /**
     * The statements that take a migration out again, for the transaction that undid it; as many rows as {@link #add}.
     *
     * @param left what stays applied, in order
     */
    List<String> remove(String schema, String key, List<MigrationFile> left);

    /**
     * What is recorded.
     *
     * @param applied what was applied before, in order
     * @param checksum the tool's own checksum of it, null for a tool that has none
     * @param milliseconds an SQL expression for how long it took, {@code null} where that is not known
     */
    record Entry(
            MigrationFile file,
            List<MigrationFile> applied,
            @Nullable String checksum,
            String milliseconds) {
        public Entry {
            applied = List.copyOf(applied);
        }
    }
}
