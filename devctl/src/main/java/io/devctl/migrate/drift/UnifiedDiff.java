package io.devctl.migrate.drift;

import java.util.ArrayList;
import java.util.List;

/**
 * The difference of two texts, line by line, as {@code diff -u} shows it. By the longest common subsequence of what is left
 * between a common start and a common end: migrations are short, and a library would be larger than this.
 */
public final class UnifiedDiff {
    private static final int CONTEXT = 2;

    /** Beyond this many pairs of lines the middle is told as replaced. */
    private static final long MOST_PAIRS = 4_000_000;

    private final List<String> before;
    private final List<String> after;
    private final List<Edit> edits = new ArrayList<>();

    /** A line with its sign: a blank, - or +. */
    private record Edit(char sign, String text, int before, int after) {}

    private UnifiedDiff(List<String> before, List<String> after) {
        this.before = before;
        this.after = after;
    }

    /**
     * The lines of the difference; empty when there is none but in line ends.
     *
     * @param most lines at most, the last of them saying how many more there are
     */
    public static List<String> of(String before, String after, int most) {
        List<String> lines =
                new UnifiedDiff(before.lines().toList(), after.lines().toList()).hunks();
        if (lines.size() <= most) {
            return lines;
        }
        List<String> cut = new ArrayList<>(lines.subList(0, most - 1));
        cut.add("… " + (lines.size() - cut.size()) + " more lines");
        return cut;
    }

    private List<String> hunks() {
        int start = 0;
        while (start < Math.min(before.size(), after.size())
                && before.get(start).equals(after.get(start))) {
            add(' ', start, start);
            start++;
        }
        int end = 0;
        while (end < Math.min(before.size(), after.size()) - start
                && before.get(before.size() - 1 - end).equals(after.get(after.size() - 1 - end))) {
            end++;
        }
        middle(start, before.size() - end, after.size() - end);
        for (int i = end; i > 0; i--) {
            add(' ', before.size() - i, after.size() - i);
        }
        return print();
    }

    private void add(char sign, int left, int right) {
        edits.add(new Edit(sign, sign == '+' ? after.get(right) : before.get(left), left, right));
    }

    private void middle(int start, int endBefore, int endAfter) {
        int rows = endBefore - start;
        int columns = endAfter - start;
        int[][] common = (long) rows * columns > MOST_PAIRS ? null : lengths(start, rows, columns);
        int left = 0;
        int right = 0;
        while (left < rows || right < columns) {
            boolean both = common != null && left < rows && right < columns;
            if (both && before.get(start + left).equals(after.get(start + right))) {
                add(' ', start + left++, start + right++);
            } else if (left < rows
                    && (right == columns || common == null || common[left + 1][right] >= common[left][right + 1])) {
                add('-', start + left++, start + right);
            } else {
                add('+', start + left, start + right++);
            }
        }
    }

    /** For each pair of lines, how long the common subsequence from there on is. */
    private int[][] lengths(int start, int rows, int columns) {
        int[][] common = new int[rows + 1][columns + 1];
        for (int i = rows - 1; i >= 0; i--) {
            for (int j = columns - 1; j >= 0; j--) {
                common[i][j] = before.get(start + i).equals(after.get(start + j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }

    private List<String> print() {
        List<String> lines = new ArrayList<>();
        int i = 0;
        while (i < edits.size()) {
            if (edits.get(i).sign == ' ') {
                i++;
                continue;
            }
            int first = Math.max(0, i - CONTEXT);
            int last = i;
            for (int next = i; next < edits.size() && next <= last + 2 * CONTEXT; next++) {
                last = edits.get(next).sign == ' ' ? last : next;
            }
            int end = Math.min(edits.size(), last + 1 + CONTEXT);
            hunk(lines, edits.subList(first, end));
            i = end;
        }
        return lines;
    }

    private static void hunk(List<String> lines, List<Edit> hunk) {
        long left = hunk.stream().filter(e -> e.sign != '+').count();
        long right = hunk.stream().filter(e -> e.sign != '-').count();
        Edit first = hunk.get(0);
        lines.add("@@ -" + range(first.before, left) + " +" + range(first.after, right) + " @@");
        hunk.forEach(edit -> lines.add(edit.sign + edit.text));
    }

    private static String range(int start, long count) {
        return (count == 0 ? start : start + 1) + (count == 1 ? "" : "," + count);
    }
}
