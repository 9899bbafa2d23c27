package io.devctl.config;

import java.nio.file.Path;

/** Commands for hints that can be pasted into a shell. */
final class ShellWord {
    private ShellWord() {}

    /** {@code cp FROM TO}. */
    static String copy(Path from, Path to) {
        return "cp " + quote(from.toString()) + " " + quote(to.toString());
    }

    /** A word as it is where that is safe, else in single quotes. */
    static String quote(String word) {
        boolean plain = !word.isEmpty();
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            plain &= Character.isLetterOrDigit(c) || "/._-+:@%".indexOf(c) >= 0;
        }
        return plain ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
