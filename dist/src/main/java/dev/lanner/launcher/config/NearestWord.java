package dev.lanner.launcher.config;

import org.jspecify.annotations.Nullable;

/// Finds what was probably meant by a word that is not known.
public final class NearestWord {

    private static final int LONGEST = 200;

    private NearestWord() {
    }

    /// The known word with the fewest letters to change, or null when more than a third of the letters would have to
    /// change.
    public static @Nullable String to(String word, Iterable<String> known) {
        String nearest = null;
        if (word.length() > LONGEST) {
            return null;
        }
        int least = Math.max(1, word.length() / 3) + 1;
        for (String candidate : known) {
            if (Math.abs(candidate.length() - word.length()) < least) {
                int distance = distance(word, candidate);
                if (distance < least) {
                    least = distance;
                    nearest = candidate;
                }
            }
        }
        return nearest;
    }

    /// Letters to insert, delete, replace, or swap with their neighbour.
    private static int distance(String a, String b) {
        int[][] rows = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                rows[i][j] = i == 0 || j == 0 ? i + j : least(rows, i, j, a, b);
            }
        }
        return rows[a.length()][b.length()];
    }

    private static int least(int[][] rows, int i, int j, String a, String b) {
        int replaced = rows[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int least = Math.min(replaced, Math.min(rows[i - 1][j], rows[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, rows[i - 2][j - 2] + 1) : least;
    }
}
