package io.devctl.migrate.files;

import java.util.ArrayList;
import java.util.List;

/** What two texts differ in, line by line, as people are used to see it. */
public final class LineDiff {
    /** More lines than this say no more to anybody. */
    private static final int LINES = 20;

    /** A line of either text or both. */
    private record Edit(char mark, int left, int right, String line) {}

    private final List<Edit> edits;

    private LineDiff(List<Edit> edits) {
        this.edits = edits;
    }

    /** Compares two texts; line ends and white space at line ends do not count. */
    public static LineDiff of(String left, String right) {
        List<String> one = lines(left);
        List<String> two = lines(right);
        int same = 0;
        while (same < Math.min(one.size(), two.size()) && one.get(same).equals(two.get(same))) {
            same++;
        }
        int tail = 0;
        while (tail < Math.min(one.size(), two.size()) - same
                && one.get(one.size() - 1 - tail).equals(two.get(two.size() - 1 - tail))) {
            tail++;
        }
        return new LineDiff(edits(one.subList(same, one.size() - tail), two.subList(same, two.size() - tail), same));
    }

    private static List<String> lines(String text) {
        return text.lines().map(String::stripTrailing).toList();
    }

    /** The longest common subsequence, where the middle is small enough for it; else all out and all in. */
    private static List<Edit> edits(List<String> left, List<String> right, int before) {
        boolean small = (long) left.size() * right.size() <= 4_000_000L;
        int[][] common = new int[small ? left.size() + 1 : 1][small ? right.size() + 1 : 1];
        for (int i = left.size() - 1; small && i >= 0; i--) {
            for (int j = right.size() - 1; j >= 0; j--) {
                common[i][j] = left.get(i).equals(right.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<Edit> edits = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < left.size() || j < right.size()) {
            if (small && i < left.size() && j < right.size() && left.get(i).equals(right.get(j))) {
                edits.add(new Edit(' ', before + i, before + j, left.get(i)));
                i++;
                j++;
            } else if (i < left.size() && (!small || j == right.size() || common[i + 1][j] >= common[i][j + 1])) {
                edits.add(new Edit('-', before + i, before + j, left.get(i)));
                i++;
            } else {
                edits.add(new Edit('+', before + i, before + j, right.get(j)));
                j++;
            }
        }
        return edits;
    }

    /** The first line of the left text that differs, from 1. */
    public int firstLeft() {
        return edits.isEmpty() ? 1 : edits.get(0).left() + 1;
    }

    /** The first line of the right text that differs, from 1. */
    public int firstRight() {
        return edits.isEmpty() ? 1 : edits.get(0).right() + 1;
    }

    /** The difference with a heading, each line indented by two, the first ones only when there are many. */
    public String text(String leftName, String rightName) {
        StringBuilder text = new StringBuilder("  --- " + leftName + "\n  +++ " + rightName);
        int shown = Math.min(edits.size(), LINES);
        for (Edit edit : edits.subList(0, shown)) {
            text.append("\n  ").append(edit.mark()).append(' ').append(edit.line());
        }
        if (edits.size() > shown) {
            text.append("\n  … and ").append(edits.size() - shown).append(" lines more");
        }
        return text.toString();
    }
}
