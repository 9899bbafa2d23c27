package io.devctl.model;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Guesses what a misspelt name was meant to be. */
public final class Suggestion {
    private Suggestion() {}

    /** {@code did you mean 'port'?}, or null when nothing is near. */
    public static @Nullable String hint(String written, Collection<String> known) {
        String best = nearest(written, known);
        return best == null ? null : "did you mean '" + best + "'?";
    }

    /** The known name with the fewest edits, at most one for every three letters and at least one; or null. */
    static @Nullable String nearest(String written, Collection<String> known) {
        String wanted = plain(written);
        @Nullable String best = null;
        int fewest = Math.max(1, Math.min(wanted.length(), 30) / 3) + 1;
        for (String name : known) {
            int edits = wanted.length() > 60 ? fewest : distance(wanted, plain(name));
            if (edits < fewest) {
                fewest = edits;
                best = name;
            }
        }
        return best;
    }

    /** Without the differences that people overlook. */
    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace('-', '_');
    }

    /** Insertions, deletions, replacements and swaps of neighbours that lead from one word to the other. */
    static int distance(String a, String b) {
        int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    edits[i][j] = i + j;
                    continue;
                }
                int replaced = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                edits[i][j] = Math.min(replaced, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
                }
            }
        }
        return edits[a.length()][b.length()];
    }
}
