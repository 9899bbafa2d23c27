package io.devctl.migrate.alembic;

import io.devctl.migrate.python.Line;
import io.devctl.migrate.python.NotPython;
import io.devctl.migrate.python.PythonText;
import io.devctl.migrate.python.Token;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks through a revision file for what hurts a table that is in use, and for what is missing. */
public final class OperationChecks {
    private final List<OperationFinding> findings = new ArrayList<>();
    private final Set<String> created = new HashSet<>();
    private final Functions functions;

    private OperationChecks(Functions functions) {
        this.functions = functions;
    }

    /**
     * What there is to say about a file, in the order of its lines; nothing about one that is not Python, which reading it
     * as a revision reports.
     *
     * @param merge whether it joins branches: then there need not be anything to do
     */
    public static List<OperationFinding> of(byte[] file, boolean merge) {
        List<Line> lines;
        try {
            lines = PythonText.read(file);
        } catch (NotPython e) {
            return List.of();
        }
        OperationChecks checks = new OperationChecks(Functions.of(lines));
        checks.functions(merge);
        checks.functions.operations("upgrade").forEach(checks::operation);
        return List.copyOf(checks.findings);
    }

    private void functions(boolean merge) {
        Token upgrade = functions.header("upgrade");
        boolean nothing = functions.isEmpty("upgrade");
        if (upgrade == null) {
            found(
                    "missing-upgrade",
                    1,
                    1,
                    "there is no `upgrade`: Alembic fails when it comes to this file",
                    "write one, or `def upgrade(): pass`");
        } else if (nothing && !merge) {
            found(
                    "empty-upgrade",
                    upgrade,
                    "`upgrade` does nothing",
                    "write what it should do, or delete the file before it is merged");
        }
        if (nothing) {
            return;
        }
        Token downgrade = functions.header("downgrade");
        if (downgrade == null || functions.isEmpty("downgrade") || functions.refuses("downgrade")) {
            found(
                    "missing-downgrade",
                    downgrade == null ? upgrade : downgrade,
                    "`upgrade` cannot be undone: `downgrade` " + (downgrade == null ? "is missing" : "does nothing"),
                    "write the opposite of `upgrade`");
        }
    }

    private void operation(Operation operation) {
        switch (operation.name()) {
            case "create_table" -> remember(operation.string("table_name", 0));
            case "drop_table" ->
                found(
                        "drop-table",
                        operation.at(),
                        "drops table " + quoted(operation.string("table_name", 0)) + ": its rows are gone",
                        "drop it one release after the last code that uses it, and say so: # devctl: allow drop-table"
                                + " because …");
            case "drop_column" ->
                found(
                        "drop-column",
                        operation.at(),
                        "drops column " + quoted(operation.string("column_name", 1)) + of(operation.tableName(0))
                                + ": code that still runs fails on it",
                        "drop it one release after the last code that uses it, and say so: # devctl: allow drop-column"
                                + " because …");
            case "rename_table" ->
                found(
                        "rename-table",
                        operation.at(),
                        "renames table " + quoted(operation.string("old_table_name", 0))
                                + ": code that still runs fails on it",
                        "add the new one, copy, and drop the old one a release later");
            case "add_column" -> operation.inner("Column").forEach(column -> addColumn(operation, column));
            case "alter_column" -> alterColumn(operation);
            case "create_index" -> createIndex(operation);
            default -> {}
        }
    }

    private void remember(@Nullable String table) {
        if (table != null) {
            created.add(table);
        }
    }

    private boolean isNew(@Nullable String table) {
        return table != null && created.contains(table);
    }

    private void addColumn(Operation operation, Operation column) {
        boolean filled = column.has("server_default")
                || !column.inner("Identity").isEmpty()
                || !column.inner("Computed").isEmpty();
        if (column.is("nullable", "False") && !filled && !isNew(operation.tableName(0))) {
            found(
                    "add-not-null",
                    operation.at(),
                    "adds column " + quoted(column.string("name", 0)) + of(operation.tableName(0))
                            + " that is NOT NULL without a default: it fails when there are rows",
                    "give it a server_default, or add it nullable, fill it, and set NOT NULL later");
        }
    }

    private void alterColumn(Operation operation) {
        String table = operation.tableName(0);
        if (isNew(table)) {
            return;
        }
        String column = quoted(operation.string("column_name", 1)) + of(table);
        if (operation.has("type_")) {
            found(
                    "change-type",
                    operation.at(),
                    "changes the type of " + column + ": mostly rewrites the table while nobody can use it",
                    "add a column of the new type, fill it in batches, and switch over");
        }
        if (operation.is("nullable", "False")) {
            found(
                    "set-not-null",
                    operation.at(),
                    "sets " + column
                            + " NOT NULL: it reads the whole table while nobody can use it, and fails on a null",
                    "fill it first; then add CHECK (… IS NOT NULL) NOT VALID, validate it, and set NOT NULL");
        }
        if (operation.has("new_column_name")) {
            found(
                    "rename-column",
                    operation.at(),
                    "renames " + column + ": code that still runs fails on it",
                    "add the new one, copy, and drop the old one a release later");
        }
    }

    private void createIndex(Operation operation) {
        String table = operation.tableName(1);
        if (!isNew(table) && !operation.is("postgresql_concurrently", "True")) {
            found(
                    "index-without-concurrently",
                    operation.at(),
                    "creates index " + quoted(operation.string("index_name", 0)) + of(table)
                            + ": nobody can write to the table meanwhile",
                    "`with op.get_context().autocommit_block():` and postgresql_concurrently=True");
        }
    }

    private static String quoted(@Nullable String name) {
        return name == null ? "" : "'" + name + "'";
    }

    private static String of(@Nullable String table) {
        return table == null || table.isEmpty() ? "" : " of '" + table + "'";
    }

    private void found(String rule, @Nullable Token at, String message, String hint) {
        found(rule, at == null ? 1 : at.line(), at == null ? 1 : at.column(), message, hint);
    }

    private void found(String rule, int line, int column, String message, String hint) {
        findings.add(new OperationFinding(rule, line, column, message.replace("  ", " "), hint));
    }
}
