package io.devctl.console;

import io.devctl.console.style.DisplayWidth;
import io.devctl.console.style.SafeText;
import io.devctl.console.style.Theme;
import java.util.Collection;
import java.util.List;

/** The first column of what is printed while things happen: the name of what a line is about. */
final class NameColumn {
    private final Theme theme;
    private final List<String> names;
    private final int width;

    /** A column for these services; others may come, and take the room that they need. */
    NameColumn(Theme theme, Collection<String> services) {
        this.theme = theme;
        this.names = List.copyOf(services);
        int widest = "postgres".length();
        for (String name : names) {
            widest = Math.max(widest, DisplayWidth.of(SafeText.line(name)));
        }
        this.width = widest;
    }

    /** {@code auth_api           ready at …} */
    String event(String name, String painted) {
        return padded(name) + "  " + painted;
    }

    /** {@code auth_api         | GET /health 200} */
    String log(String name, String painted) {
        return padded(name) + " |" + (painted.isEmpty() ? "" : " " + painted);
    }

    /** A service keeps its colour as long as the file lists the services in the same order. */
    private String padded(String name) {
        String safe = SafeText.line(name);
        int known = names.indexOf(name);
        String space = " ".repeat(Math.max(0, width - DisplayWidth.of(safe)));
        return theme.paintName(known >= 0 ? known : name.hashCode(), safe) + space;
    }
}
