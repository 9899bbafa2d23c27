package io.devctl.migrate.ledger;

import io.devctl.migrate.files.Format;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells which form a table has. */
public final class LedgerForms {
    private LedgerForms() {}

    /**
     * A column of a table.
     *
     * @param type as Postgres names it: {@code character varying}, without a length
     */
    public record Column(String name, String type) {
        boolean isText() {
            return type.equals("text") || type.equals("character varying");
        }
    }

    /**
     * The form in which the ledger of a format is made.
     *
     * @param table its name, null for the format's own
     * @param name the column with the names, null for the format's own
     * @param appliedAt the column with the time, null for the format's own
     */
    public static LedgerForm usual(
            Format format, @Nullable String table, @Nullable String name, @Nullable String appliedAt) {
        return switch (format) {
            case DBMATE -> version(VersionLedger.Tool.DBMATE, table);
            case DIESEL -> version(VersionLedger.Tool.DIESEL, table);
            case DEVCTL, SUPABASE, FLYWAY, GOLANG_MIGRATE, GOOSE ->
                new NameLedger(
                        table == null ? NameLedger.TABLE : table, name == null ? "migration_name" : name, appliedAt);
        };
    }

    private static LedgerForm version(VersionLedger.Tool tool, @Nullable String table) {
        return new VersionLedger(tool, table == null ? tool.usualTable() : table);
    }

    /**
     * The form of a table that is there; null when it is none that the format's migrations could be recorded in.
     *
     * @param usual what would be made if there were no table
     * @param name the column with the names, as services.yaml says; null to recognise it
     */
    public static @Nullable LedgerForm recognise(
            LedgerForm usual, String table, @Nullable String name, List<Column> columns) {
        String wanted = name == null ? usual.watched() : name;
        if (columns.stream().anyMatch(c -> c.name().equals(wanted))) {
            return new NameLedger(table, wanted, null);
        }
        List<Column> texts = columns.stream().filter(Column::isText).toList();
        return texts.size() == 1 ? new NameLedger(table, texts.get(0).name(), null) : null;
    }

    /** The form that devctl's records remember of a table; null when this devctl knows no such form. */
    public static @Nullable LedgerForm remembered(String id, String table, String watched) {
        return id.equals(NameLedger.ID) ? new NameLedger(table, watched, null) : null;
    }
}
