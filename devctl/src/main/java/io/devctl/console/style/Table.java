package io.devctl.console.style;

import java.util.ArrayList;
import java.util.List;

/**
 * A table with two spaces between its columns, never wider than its theme: columns without content are left out, then the
 * optional ones go, the least important first, then the widest of the others are cut.
 */
public final class Table {
    /** The importance from which on a column is there as long as anything of it fits. */
    public static final int ESSENTIAL = 10;

    private static final String GAP = "  ";
    private static final int SHORTEST = 8;

    private final Theme theme;
    private final List<Column> columns;
    private final List<List<Cell>> rows = new ArrayList<>();

    /** A table of these columns, without rows. */
    public Table(Theme theme, List<Column> columns) {
        this.theme = theme;
        this.columns = List.copyOf(columns);
    }

    /**
     * One column.
     *
     * @param title its heading
     * @param importance columns with the lowest go first where there is not room for all; one of at least {@link
     *     #ESSENTIAL} is cut rather than left out, as long as a few characters of it can be shown
     * @param right whether its values are flush right
     */
    public record Column(String title, int importance, boolean right) {}

    /** One value, made harmless, and its colour. */
    public record Cell(String text, Tone tone) {
        public Cell {
            text = SafeText.line(text);
        }

        /** A value without a colour. */
        public static Cell of(String text) {
            return new Cell(text, Tone.PLAIN);
        }
    }

    /** Adds a row, with a value for each column. */
    public void add(List<Cell> row) {
        rows.add(List.copyOf(row));
    }

    /** Whether all of it is shown; see {@link #lines}. */
    public boolean fits(int indent) {
        return total(columnsWithContent(), naturalWidths()) <= theme.width() - indent;
    }

    /**
     * The table's lines: the headings, then one line per row; without line ends.
     *
     * @param indent columns that the caller writes before each line, and that the table has to leave free
     */
    public List<String> lines(int indent) {
        int room = Math.max(1, theme.width() - indent);
        List<Integer> shown = columnsWithContent();
        int[] widths = naturalWidths();
        while (shown.size() > 1 && needed(shown, widths) > room) {
            shown.remove(leastImportant(shown));
        }
        shrink(shown, widths, room);
        List<String> lines = new ArrayList<>();
        List<Cell> titles = new ArrayList<>();
        for (Column column : columns) {
            titles.add(new Cell(column.title(), Tone.FAINT));
        }
        lines.add(line(shown, widths, titles));
        for (List<Cell> row : rows) {
            lines.add(line(shown, widths, row));
        }
        return lines;
    }

    private List<Integer> columnsWithContent() {
        List<Integer> shown = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            for (List<Cell> row : rows) {
                if (!row.get(i).text().isEmpty()) {
                    shown.add(i);
                    break;
                }
            }
        }
        return shown;
    }

    private int[] naturalWidths() {
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = DisplayWidth.of(columns.get(i).title());
            for (List<Cell> row : rows) {
                widths[i] = Math.max(widths[i], DisplayWidth.of(row.get(i).text()));
            }
        }
        return widths;
    }

    /** The room that these columns cannot do without: all of an optional one, the beginning of an essential one. */
    private int needed(List<Integer> shown, int[] widths) {
        boolean optional = false;
        int beginnings = 0;
        for (int i : shown) {
            optional |= columns.get(i).importance() < ESSENTIAL;
            beginnings += Math.min(widths[i], SHORTEST);
        }
        return optional ? total(shown, widths) : beginnings + GAP.length() * (shown.size() - 1);
    }

    private static int total(List<Integer> shown, int[] widths) {
        int total = GAP.length() * Math.max(0, shown.size() - 1);
        for (int i : shown) {
            total += widths[i];
        }
        return total;
    }

    private Integer leastImportant(List<Integer> shown) {
        Integer least = shown.get(0);
        for (Integer i : shown) {
            if (columns.get(i).importance() < columns.get(least).importance()) {
                least = i;
            }
        }
        return least;
    }

    /** Takes columns from the widest until the line fits. */
    private static void shrink(List<Integer> shown, int[] widths, int room) {
        for (int over = total(shown, widths) - room; over > 0; over--) {
            int widest = shown.get(0);
            for (int i : shown) {
                widest = widths[i] > widths[widest] ? i : widest;
            }
            widths[widest]--;
        }
    }

    private String line(List<Integer> shown, int[] widths, List<Cell> cells) {
        StringBuilder line = new StringBuilder();
        for (int n = 0; n < shown.size(); n++) {
            int i = shown.get(n);
            String text = theme.cut(cells.get(i).text(), widths[i]);
            String space = " ".repeat(widths[i] - DisplayWidth.of(text));
            String painted = theme.paint(cells.get(i).tone(), text);
            boolean last = n == shown.size() - 1;
            line.append(columns.get(i).right() ? space + painted : last ? painted : painted + space);
            line.append(last ? "" : GAP);
        }
        return line.toString().stripTrailing();
    }
}
