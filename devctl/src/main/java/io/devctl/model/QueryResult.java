package io.devctl.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a statement gave.
 *
 * @param columns their names; empty for a statement that has no rows to give
 * @param numeric for each column whether its values are numbers
 * @param rows values as the server writes them, null for null
 * @param more whether there were more rows than were asked for
 * @param changed how many rows a statement without rows of its own has changed, -1 when it does not say
 */
public record QueryResult(
        List<String> columns, List<Boolean> numeric, List<List<@Nullable String>> rows, boolean more, int changed) {
    public QueryResult {
        columns = List.copyOf(columns);
        numeric = List.copyOf(numeric);
        rows = List.copyOf(rows);
    }
}
