package io.devctl.console.screen;

import io.devctl.console.style.Counts;
import io.devctl.console.style.DisplayWidth;
import io.devctl.console.style.SafeText;
import io.devctl.console.style.Theme;
import io.devctl.console.style.Tone;
import io.devctl.model.ServiceStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What each key means just now, and the line at the bottom that says so. */
final class Keys {
    private static final int LONGEST_SEARCH = 200;
    private static final Duration TOLD_FOR = Duration.ofSeconds(3);

    private final ServiceBoard services;
    private final LogPane logs;
    private Mode mode = Mode.LOOK;
    private String typed = "";
    private String message = "";
    private long messageSince;
    private int page = 1;
    private boolean settled;

    Keys(ServiceBoard services, LogPane logs) {
        this.services = services;
        this.logs = logs;
    }

    /** What the screen is doing with keys. */
    enum Mode {
        LOOK,
        SEARCH,
        HELP,
        QUIT
    }

    Mode mode() {
        return mode;
    }

    /** How many rows of logs are shown. */
    void page(int rows) {
        page = Math.max(1, rows);
    }

    /** From now on nothing is half done, so that everything can be left running. */
    void settled() {
        settled = true;
    }

    /** Whether something is told that goes by itself after a while. */
    boolean tells() {
        return !message.isEmpty();
    }

    void passed(long now) {
        if (now - messageSince >= TOLD_FOR.toNanos()) {
            message = "";
        }
    }

    List<Action> press(Key key, long now) {
        message = "";
        messageSince = now;
        return switch (mode) {
            case LOOK -> look(key);
            case SEARCH -> {
                type(key);
                yield List.of();
            }
            case HELP -> {
                mode = Mode.LOOK;
                yield List.of();
            }
            case QUIT -> quit(key);
        };
    }

    private List<Action> quit(Key key) {
        mode = Mode.LOOK;
        if (key.is('l') && settled) {
            return List.of(new Action.Leave());
        }
        if (key.is('s')) {
            return List.of(new Action.StopAll());
        }
        return List.of();
    }

    private List<Action> look(Key key) {
        switch (key.kind()) {
            case UP -> choose(-1);
            case DOWN -> choose(1);
            case ENTER -> toggleOnly();
            case PAGE_UP -> logs.scroll(Math.max(1, page - 1));
            case PAGE_DOWN -> logs.scroll(-Math.max(1, page - 1));
            case HOME -> logs.toFirst();
            case END -> logs.follow(true);
            case ESCAPE -> back();
            case CHARACTER -> {
                return letter(key.character());
            }
            case LEFT, RIGHT, BACKSPACE -> {}
        }
        return List.of();
    }

    private List<Action> letter(int letter) {
        ServiceStatus chosen = services.chosen();
        switch (letter) {
            case 'r', 's', 'm' -> {
                return chosen == null ? List.of() : List.of(act(letter, chosen));
            }
            case 'k' -> choose(-1);
            case 'j' -> choose(1);
            case 'f' -> logs.follow(!logs.follows());
            case 'w' -> logs.wrap(!logs.wraps());
            case 'n' -> find(true);
            case 'N' -> find(false);
            case '/' -> {
                mode = Mode.SEARCH;
                typed = "";
                logs.search("");
            }
            case '?' -> mode = Mode.HELP;
            case 'q' -> mode = Mode.QUIT;
            default -> {}
        }
        return List.of();
    }

    private Action act(int letter, ServiceStatus chosen) {
        String name = chosen.name();
        if (letter == 'm') {
            message = "migrating " + name;
            return new Action.Migrate(name);
        }
        if (letter == 'r') {
            message = "restarting " + name;
            return new Action.Restart(name);
        }
        boolean rests = rests(chosen);
        message = (rests ? "starting " : "stopping ") + name;
        return rests ? new Action.Start(name) : new Action.Stop(name);
    }

    private static boolean rests(ServiceStatus service) {
        return switch (service.state()) {
            case STOPPED, FAILED, COMPLETED -> true;
            case PENDING, STARTING, RUNNING, READY, UNREADY, RESTARTING, STOPPING -> false;
        };
    }

    /** Where one service's logs are shown, they are those of the chosen one. */
    private void choose(int distance) {
        services.choose(distance);
        ServiceStatus chosen = services.chosen();
        if (logs.only() != null && chosen != null) {
            logs.show(chosen.name());
        }
    }

    private void toggleOnly() {
        ServiceStatus chosen = services.chosen();
        logs.show(logs.only() == null && chosen != null ? chosen.name() : null);
    }

    private void back() {
        if (!logs.wanted().isEmpty()) {
            logs.search("");
        } else if (!logs.follows()) {
            logs.follow(true);
        } else {
            logs.show(null);
        }
    }

    private void type(Key key) {
        switch (key.kind()) {
            case CHARACTER -> {
                boolean shown = key.character() >= ' ' && typed.length() < LONGEST_SEARCH;
                typed += shown ? Character.toString(key.character()) : "";
            }
            case BACKSPACE ->
                typed = typed.isEmpty() ? "" : typed.substring(0, typed.offsetByCodePoints(typed.length(), -1));
            case ENTER -> {
                mode = Mode.LOOK;
                find(true);
            }
            case ESCAPE -> {
                mode = Mode.LOOK;
                typed = "";
            }
            case UP, DOWN, LEFT, RIGHT, PAGE_UP, PAGE_DOWN, HOME, END -> {}
        }
        logs.search(typed);
    }

    private void find(boolean earlier) {
        if (!logs.find(earlier)) {
            message = logs.wanted().isEmpty()
                    ? "nothing is searched for: press /"
                    : "no " + (earlier ? "earlier" : "later") + " line with it";
        }
    }

    /** What can be pressed, the most important first where there is not room for all. */
    String footer(Theme theme) {
        if (mode == Mode.SEARCH) {
            String found = typed.isEmpty() ? "" : "  " + Counts.of(logs.matches(), "line");
            return theme.strong("/" + theme.cut(SafeText.line(typed), theme.width() - 14) + "_") + found;
        }
        if (mode == Mode.QUIT) {
            return theme.strong(question(theme));
        }
        if (!message.isEmpty()) {
            return theme.strong(SafeText.line(message));
        }
        return theme.paint(Tone.FAINT, hints(theme));
    }

    private String question(Theme theme) {
        boolean wide = theme.width() >= 70;
        String stop = wide ? "  s stop everything" : "  s stop";
        String stay = wide ? "  Esc back to the screen" : "  Esc stay";
        if (!settled) {
            return "still starting:" + stop + stay;
        }
        return "quit?" + (wide ? "  l leave everything running" : "  l leave running") + stop + stay;
    }

    private String hints(Theme theme) {
        boolean unicode = theme.features().unicode();
        ServiceStatus chosen = services.chosen();
        boolean stopped = chosen != null && rests(chosen);
        String last = "? help  q quit";
        List<String> hints = new ArrayList<>(List.of(
                (unicode ? "↑↓" : "j k") + " choose",
                "Enter " + (logs.only() == null ? "logs" : "all logs"),
                "r restart",
                stopped ? "s start" : "s stop",
                "m migrate",
                "/ search",
                logs.follows() ? "f hold" : "f follow"));
        String line = String.join("  ", hints) + "  " + last;
        while (!hints.isEmpty() && DisplayWidth.of(line) > theme.width()) {
            hints.remove(hints.size() - 1);
            line = String.join("  ", hints) + (hints.isEmpty() ? "" : "  ") + last;
        }
        return line;
    }
}
