package io.devctl.console.screen;

import io.devctl.console.style.DisplayWidth;
import io.devctl.console.style.Theme;
import java.util.ArrayList;
import java.util.List;

/** All keys on one screen, side by side where there are few rows. */
final class Help {
    /** A key and what it does, then the same in fewer words. */
    private static final String[][] KEYS = {
        {"Up Down", "choose a service", "Up Dn", "choose"},
        {"Enter", "its logs alone, or all", "Enter", "its logs"},
        {"r", "restart it", "r", "restart"},
        {"s", "stop it, or start it", "s", "stop, start"},
        {"m", "migrate it", "m", "migrate"},
        {"PgUp PgDn", "earlier and later lines", "PgUp", "earlier"},
        {"Home End", "first line, and follow", "End", "follow"},
        {"f", "follow, or hold still", "f", "hold still"},
        {"w", "wrap long lines, or cut", "w", "wrap"},
        {"/", "search", "/", "search"},
        {"n N", "next one up, or down", "n N", "next"},
        {"Esc", "one step back", "Esc", "back"},
        {"q", "leave, or stop all", "q", "quit"},
        {"Ctrl-C", "stop all, at once", "^C", "stop all"},
    };

    private static final int KEY_WIDTH = 9;
    private static final int SHORT_KEY_WIDTH = 5;
    private static final int NEEDED = 34;

    private Help() {}

    static List<String> lines(Theme theme, int rows) {
        int room = Math.max(1, rows - 2);
        int across = (KEYS.length + room - 1) / room;
        int down = (KEYS.length + across - 1) / across;
        int width = Math.max(1, (theme.width() - 2 * (across - 1)) / across);
        boolean brief = width < NEEDED;
        int keyWidth = brief ? SHORT_KEY_WIDTH : KEY_WIDTH;
        List<String> lines = new ArrayList<>();
        lines.add(theme.strong("keys") + "  any key goes back");
        for (int row = 0; row < down; row++) {
            StringBuilder line = new StringBuilder();
            for (int i = row; i < KEYS.length; i += down) {
                String key = theme.cut(KEYS[i][brief ? 2 : 0], keyWidth);
                String words = theme.cut(KEYS[i][brief ? 3 : 1], Math.max(1, width - keyWidth - 1));
                String cell = theme.strong(DisplayWidth.pad(key, keyWidth)) + " " + words;
                boolean last = i + down >= KEYS.length;
                line.append(cell)
                        .append(last ? "" : " ".repeat(2 + Math.max(0, width - keyWidth - 1 - words.length())));
            }
            lines.add(line.toString());
        }
        return lines;
    }
}
