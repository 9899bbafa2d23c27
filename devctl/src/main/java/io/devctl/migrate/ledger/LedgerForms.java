package io.devctl.migrate.ledger;

import io.devctl.migrate.files.Format;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Tells which form a table has: by its columns, never by its name, because one name is in use by many tools. */
public final class LedgerForms {
    private static final String VERSION = "version";

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
     * What a table turned out to be: a form, or the reason why it is none that these migrations can be recorded in.
     *
     * @param refusal to be said after the table's name
     */
    public record Found(@Nullable LedgerForm form, @Nullable String refusal) {}

    /**
     * The form in which the ledger of a format is made.
     *
     * @param table its name, null for the format's own
     * @param name the column with the names; unless null, the form is that of a table of names, whatever the format
     * @param appliedAt the column with the time, null for the format's own
     */
    public static LedgerForm usual(
            Format format, @Nullable String table, @Nullable String name, @Nullable String appliedAt) {
        if (name != null) {
            return new NameLedger(Objects.requireNonNullElse(table, NameLedger.TABLE), name, appliedAt);
        }
        return switch (format) {
            case DBMATE -> version(VersionLedger.Tool.DBMATE, table);
            case DIESEL -> version(VersionLedger.Tool.DIESEL, table);
            case FLYWAY -> new FlywayLedger(Objects.requireNonNullElse(table, FlywayLedger.TABLE));
            case GOLANG_MIGRATE ->
                new GolangMigrateLedger(Objects.requireNonNullElse(table, GolangMigrateLedger.TABLE));
            case GOOSE -> new GooseLedger(Objects.requireNonNullElse(table, GooseLedger.TABLE));
            case DEVCTL, SUPABASE ->
                new NameLedger(Objects.requireNonNullElse(table, NameLedger.TABLE), "migration_name", appliedAt);
        };
    }

    private static LedgerForm version(VersionLedger.Tool tool, @Nullable String table) {
        return new VersionLedger(tool, table == null ? tool.usualTable() : table);
    }

    /**
     * The form of a table that is there.
     *
     * @param usual what would be made if there were no table
     * @param format of the files that are to be recorded in it
     * @param name the column with the names, as services.yaml says; null to recognise it
     */
    public static Found recognise(
            LedgerForm usual, Format format, String table, @Nullable String name, List<Column> columns) {
        if (name != null) {
            return columns.stream().anyMatch(c -> c.name().equals(name))
                    ? new Found(new NameLedger(table, name, null), null)
                    : new Found(null, "has no column '" + name + "': correct `ledger:`");
        }
        LedgerForm tools = ofTool(table, columns);
        if (tools != null) {
            return accepted(usual, format, tools);
        }
        LedgerForm names = names(usual, table, columns);
        return names != null
                ? new Found(names, null)
                : new Found(
                        null,
                        "has no column that is known to hold the migrations' names: name it, or another table, under"
                                + " `ledger:`");
    }

    /** The form of a table that is known to have it, unless the format's migrations cannot be recorded in it. */
    public static Found accepted(LedgerForm usual, Format format, LedgerForm form) {
        boolean fits = form instanceof NameLedger
                || form.id().equals(usual.id())
                || (isOurs(format) && form.id().equals(VersionLedger.Tool.DBMATE.id()));
        return fits
                ? new Found(form, null)
                : new Found(
                        null,
                        "is a table of " + form.id() + ", and the files are " + whose(format)
                                + ": say whose they are under `format:`, or name another table under `ledger:`");
    }

    private static boolean isOurs(Format format) {
        return format == Format.DEVCTL || format == Format.SUPABASE;
    }

    private static String whose(Format format) {
        return isOurs(format) ? "plain SQL" : format.key() + "'s";
    }

    private static @Nullable LedgerForm names(LedgerForm usual, String table, List<Column> columns) {
        if (usual instanceof NameLedger ours
                && columns.stream().anyMatch(c -> c.name().equals(ours.name()))) {
            return new NameLedger(table, ours.name(), null);
        }
        List<Column> texts = columns.stream().filter(Column::isText).toList();
        return texts.size() == 1 && !texts.get(0).name().equals(VERSION)
                ? new NameLedger(table, texts.get(0).name(), null)
                : null;
    }

    private static @Nullable LedgerForm ofTool(String table, List<Column> columns) {
        Map<String, String> types = new HashMap<>();
        columns.forEach(c -> types.put(c.name(), c.isText() ? "text" : c.type()));
        if (types.keySet().containsAll(List.of("installed_rank", VERSION, "script", "checksum", "success"))) {
            return new FlywayLedger(table);
        }
        if (types.containsKey("version_id") && "boolean".equals(types.get("is_applied"))) {
            return new GooseLedger(table);
        }
        String version = types.get(VERSION);
        if (types.size() == 2 && "bigint".equals(version) && "boolean".equals(types.get("dirty"))) {
            return new GolangMigrateLedger(table);
        }
        if ("text".equals(version) && types.size() == 1) {
            return new VersionLedger(VersionLedger.Tool.DBMATE, table);
        }
        return "text".equals(version) && types.size() == 2 && types.containsKey("run_on")
                ? new VersionLedger(VersionLedger.Tool.DIESEL, table)
                : null;
    }

    /** The form that devctl's records remember of a table; null when this devctl knows no such form. */
    public static @Nullable LedgerForm remembered(String id, String table, String watched) {
        return switch (id) {
            case NameLedger.ID -> new NameLedger(table, watched, null);
            case FlywayLedger.ID -> new FlywayLedger(table);
            case GolangMigrateLedger.ID -> new GolangMigrateLedger(table);
            case GooseLedger.ID -> new GooseLedger(table);
            case "dbmate" -> new VersionLedger(VersionLedger.Tool.DBMATE, table);
            case "diesel" -> new VersionLedger(VersionLedger.Tool.DIESEL, table);
            default -> null;
        };
    }
}
