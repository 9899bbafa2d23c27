package io.devctl.console;

import io.devctl.console.style.Counts;
import io.devctl.console.style.Table;
import io.devctl.console.style.Theme;
import io.devctl.console.style.Tone;
import io.devctl.model.QueryResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a statement gave, for a person. */
public final class QueryText {
    private final Theme theme;

    public QueryText(Theme theme) {
        this.theme = theme;
    }

    /**
     * A table, or what the statement did; null values are written as {@code null} and empty ones as {@code ""}.
     *
     * @param sql the statement
     */
    public String result(String sql, QueryResult result) {
        if (result.columns().isEmpty()) {
            String verb = sql.strip().split("\\s+", 2)[0].toUpperCase(Locale.ROOT);
            return theme.paint(Tone.FAINT, verb + (result.changed() > 0 ? " " + result.changed() : "")) + "\n";
        }
        List<Table.Column> columns = new ArrayList<>();
        for (int i = 0; i < result.columns().size(); i++) {
            columns.add(new Table.Column(
                    result.columns().get(i), Table.ESSENTIAL, result.numeric().get(i)));
        }
        Table table = new Table(theme, columns);
        for (List<@Nullable String> row : result.rows()) {
            table.add(row.stream().map(QueryText::cell).toList());
        }
        String head = result.rows().isEmpty() ? String.join("  ", result.columns()) : String.join("\n", table.lines(0));
        String count = Counts.of(result.rows().size(), "row");
        String more = result.more() ? "the first " + count + "; limit says how many: select … limit 5000" : count;
        return head + "\n" + theme.paint(Tone.FAINT, "(" + more + ")") + "\n";
    }

    private static Table.Cell cell(@Nullable String value) {
        if (value == null) {
            return new Table.Cell("null", Tone.FAINT);
        }
        return value.isEmpty() ? new Table.Cell("\"\"", Tone.FAINT) : Table.Cell.of(value);
    }

    /**
     * An error with the line it is in and a mark under the place.
     *
     * @param position in characters from 1, 0 when it is not known
     */
    public String error(String message, String sql, int position, @Nullable String hint) {
        StringBuilder text = new StringBuilder();
        if (position < 1 || position > sql.codePointCount(0, sql.length())) {
            text.append(theme.paint(Tone.BAD, "error:"))
                    .append(' ')
                    .append(message)
                    .append('\n');
        } else {
            int offset = sql.offsetByCodePoints(0, position - 1);
            int from = sql.lastIndexOf('\n', offset - 1) + 1;
            int end = sql.indexOf('\n', offset);
            String line = sql.substring(from, end < 0 ? sql.length() : end);
            int number =
                    (int) sql.substring(0, from).chars().filter(c -> c == '\n').count() + 1;
            int column = sql.codePointCount(from, offset) + 1;
            text.append(theme.paint(Tone.BAD, "error:")).append(' ').append(message);
            text.append(" (line ")
                    .append(number)
                    .append(", column ")
                    .append(column)
                    .append(")\n");
            text.append("  ").append(line).append('\n');
            text.append("  ")
                    .append(line.substring(0, offset - from).replaceAll("[^\t]", " "))
                    .append("^\n");
        }
        if (hint != null) {
            text.append(theme.paint(Tone.FAINT, "hint:"))
                    .append(' ')
                    .append(hint)
                    .append('\n');
        }
        return text.toString();
    }
}
