package io.devctl.migrate.session;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A row of a result, its values as the server writes them. */
public final class Row {
    private final List<@Nullable String> values;
    private final int statement;

    Row(List<@Nullable String> values, int statement) {
        this.values = values;
        this.statement = statement;
    }

    /** Which of the message's statements gave it, from 0. */
    public int statement() {
        return statement;
    }

    /** A column that may be null, from 0. */
    public @Nullable String get(int column) {
        return values.get(column);
    }

    /** A column that is never null. */
    public String text(int column) {
        return Objects.requireNonNull(values.get(column), "a column that is never null");
    }

    /** A number; 0 for null. */
    public int number(int column) {
        String value = values.get(column);
        return value == null ? 0 : Integer.parseInt(value);
    }

    /** Whether it is true; false for null. */
    public boolean is(int column) {
        return "t".equals(values.get(column));
    }
}
