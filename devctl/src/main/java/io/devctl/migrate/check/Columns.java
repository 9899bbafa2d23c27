package io.devctl.migrate.check;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** ALTER TABLE: columns, constraints, names. */
final class Columns implements Inspection {
    private static final Set<String> SERIAL =
            Set.of("serial", "bigserial", "smallserial", "serial2", "serial4", "serial8");

    /** Functions that Postgres and its usual extensions declare volatile. Anybody's own are not known here. */
    private static final Set<String> VOLATILE = Set.of(
            "random",
            "random_normal",
            "gen_random_uuid",
            "uuidv4",
            "uuidv7",
            "uuid_generate_v1",
            "uuid_generate_v1mc",
            "uuid_generate_v4",
            "gen_random_bytes",
            "gen_salt",
            "clock_timestamp",
            "timeofday",
            "nextval",
            "setval");

    @Override
    public void look(Part part, Known known, Findings findings) {
        AlterTable alter = AlterTable.of(part.tokens());
        if (alter == null) {
            otherRename(part.tokens(), known, findings);
            return;
        }
        if (known.isNew(alter.table())) {
            return;
        }
        for (AlterTable.Action action : alter.actions()) {
            look(new Change(alter.table(), action, part.transaction()), known, findings);
        }
    }

    /** One action on a table that others use. */
    private record Change(Name table, AlterTable.Action action, int transaction) {
        String ofTable() {
            return " of '" + table.name() + "'";
        }

        Tokens tokens() {
            return action.tokens();
        }

        int offset() {
            return tokens().offset(0);
        }
    }

    private static void look(Change change, Known known, Findings findings) {
        Tokens tokens = change.tokens();
        AlterTable.Action action = change.action();
        String column = action.column();
        if (action.isAddColumn()) {
            added(change, String.valueOf(column), findings);
        } else if (action.isDropColumn()) {
            findings.add(
                    Rule.DROP_COLUMN,
                    change.offset(),
                    "drops column '" + column + "'" + change.ofTable() + ": its values are gone");
        } else if (tokens.words(0, "rename")) {
            renamed(change, column, findings);
        } else if (tokens.words(0, "set", "schema")) {
            findings.add(
                    Rule.RENAME_TABLE,
                    change.offset(),
                    "moves '" + change.table().name() + "' to another schema: running code does not find it");
        } else if (tokens.words(0, "set") && tokens.oneOf(1, "logged", "unlogged", "tablespace", "access")) {
            findings.add(
                    Rule.REWRITE_TABLE,
                    change.offset(),
                    "writes '" + change.table().name() + "' anew: nobody reads or writes it meanwhile");
        } else if (action.alteration() > 0 && column != null) {
            altered(change, column, known, findings);
        } else if (tokens.words(0, "validate", "constraint")) {
            String name = action.constraintName();
            if (known.isAddedIn(change.transaction(), change.table(), name)) {
                findings.add(
                        Rule.CONSTRAINT_WITHOUT_NOT_VALID,
                        change.offset(),
                        "validates constraint '" + name + "' in the transaction that adds it: the lock of adding it is"
                                + " held while all rows are read",
                        "put VALIDATE CONSTRAINT into a later migration");
            }
        } else if (action.constraint() > 0) {
            constraint(change, findings);
        }
    }

    private static void added(Change change, String column, Findings findings) {
        Tokens tokens = change.tokens();
        int type = change.action().columnAt() + 1;
        int at = change.offset();
        String words = "column '" + column + "'" + change.ofTable();
        boolean serial = SERIAL.contains(tokens.word(type));
        boolean generated = tokens.has("generated");
        boolean identity = generated && tokens.has("identity");
        boolean hasDefault = tokens.has("default") || serial || generated;
        if (tokens.has("not", "null") && !hasDefault) {
            findings.add(
                    Rule.ADD_NOT_NULL,
                    at,
                    "adds " + words + " as NOT NULL without a default: fails where there is a row");
        }
        String volatileDefault = serial ? tokens.word(type) : identity ? "identity" : volatileFunction(tokens);
        if (volatileDefault != null) {
            findings.add(
                    Rule.VOLATILE_DEFAULT,
                    at,
                    "adds " + words + " with another value for each row ('" + volatileDefault
                            + "'): the table is written anew");
        } else if (generated && tokens.has("stored")) {
            findings.add(
                    Rule.VOLATILE_DEFAULT,
                    at,
                    "adds " + words + " as GENERATED … STORED: the table is written anew",
                    "Postgres 18: VIRTUAL costs nothing; else a plain column that the application or a trigger fills");
        }
        if (tokens.has("unique") || tokens.has("primary", "key")) {
            findings.add(
                    Rule.UNIQUE_IN_PLACE, at, "adds " + words + " with an index: built while nobody reads or writes");
        }
        boolean check = tokens.find(type, "check") > 0;
        if (check && !tokens.has("not", "enforced")) {
            findings.add(
                    Rule.CONSTRAINT_WITHOUT_NOT_VALID,
                    at,
                    "adds " + words + " with a check: all rows are read while nobody reads or writes",
                    "add the column first, the check by itself and NOT VALID");
        }
        if (tokens.has("references") && hasDefault && !tokens.has("default", "null")) {
            findings.add(
                    Rule.CONSTRAINT_WITHOUT_NOT_VALID,
                    at,
                    "adds " + words + " with a default and a foreign key: all rows are looked up while writers wait",
                    "add the column first, the foreign key by itself and NOT VALID");
        }
    }

    private static @Nullable String volatileFunction(Tokens tokens) {
        int start = tokens.find(0, "default");
        for (int i = start; start > 0 && i < tokens.size(); i++) {
            if (VOLATILE.contains(tokens.word(i)) && tokens.symbol(i + 1, '(')) {
                return tokens.word(i) + "()";
            }
        }
        return null;
    }

    private static void renamed(Change change, @Nullable String column, Findings findings) {
        Tokens tokens = change.tokens();
        if (tokens.words(1, "to")) {
            findings.add(
                    Rule.RENAME_TABLE,
                    change.offset(),
                    "renames table '" + change.table().name() + "': running code does not find it");
        } else if (column != null) {
            findings.add(
                    Rule.RENAME_COLUMN,
                    change.offset(),
                    "renames column '" + column + "'" + change.ofTable() + ": running code does not find it");
        }
    }

    private static void altered(Change change, String column, Known known, Findings findings) {
        Tokens tokens = change.tokens();
        if (tokens.words(change.action().alteration(), "set", "not", "null")) {
            if (!known.isProvedNotNull(change.table(), column)) {
                findings.add(Rule.SET_NOT_NULL, change.offset(), notNull(column, change));
            }
            return;
        }
        int at = change.action().newType();
        if (at < 0) {
            return;
        }
        ColumnType before = known.type(change.table(), column);
        ColumnType after = ColumnType.at(tokens, at);
        boolean free = before != null && after != null && before.becomesWithoutRewrite(after) && !tokens.has("using");
        if (!free) {
            findings.add(
                    Rule.CHANGE_TYPE,
                    change.offset(),
                    "changes the type of column '" + column + "'" + change.ofTable()
                            + ": the table may be written anew while nobody reads or writes it");
        }
    }

    private static String notNull(String column, Change change) {
        return "sets column '" + column + "'" + change.ofTable()
                + " NOT NULL: all rows are read while nobody reads or writes";
    }

    private static void constraint(Change change, Findings findings) {
        Tokens tokens = change.tokens();
        int at = change.action().constraint();
        boolean builds = tokens.oneOf(at, "unique", "exclude") || tokens.words(at, "primary", "key");
        boolean built = tokens.has("using", "index") && !tokens.has("using", "index", "tablespace");
        if (builds && !built) {
            findings.add(
                    Rule.UNIQUE_IN_PLACE,
                    change.offset(),
                    "builds an index on '" + change.table().name() + "' while nobody reads or writes it");
        }
        if (builds || change.action().spares()) {
            return;
        }
        if (tokens.words(at, "not", "null")) {
            findings.add(
                    Rule.SET_NOT_NULL, change.offset(), notNull(String.valueOf(tokens.identifier(at + 2)), change));
        } else if (tokens.words(at, "foreign", "key")) {
            findings.add(
                    Rule.CONSTRAINT_WITHOUT_NOT_VALID,
                    change.offset(),
                    "adds a foreign key to '" + change.table().name() + "': all rows are looked up while writers wait");
        } else if (tokens.words(at, "check")) {
            findings.add(
                    Rule.CONSTRAINT_WITHOUT_NOT_VALID,
                    change.offset(),
                    "adds a check to '" + change.table().name() + "': all rows are read while nobody reads or writes");
        }
    }

    /** Views are used like tables. */
    private static void otherRename(Tokens tokens, Known known, Findings findings) {
        if (!tokens.words(0, "alter")) {
            return;
        }
        int kind = tokens.skip(1, "materialized");
        if (!tokens.words(kind, "view") && !tokens.words(kind, "foreign", "table")) {
            return;
        }
        int i = tokens.skip(tokens.skip(kind, "foreign") + 1, "if", "exists");
        Name view = tokens.name(i);
        if (view == null || known.isNew(view)) {
            return;
        }
        int action = view.next();
        if (tokens.words(action, "rename", "to") || tokens.words(action, "set", "schema")) {
            findings.add(
                    Rule.RENAME_TABLE,
                    tokens.offset(action),
                    "renames or moves '" + view.name() + "': running code does not find it");
        } else if (tokens.words(action, "rename")) {
            findings.add(
                    Rule.RENAME_COLUMN,
                    tokens.offset(action),
                    "renames a column of '" + view.name() + "': running code does not find it");
        }
    }
}
