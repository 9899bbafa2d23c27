package io.devctl.console.screen;

import io.devctl.console.EventText;
import io.devctl.console.LogText;
import io.devctl.console.NamedLine;
import io.devctl.console.UpText;
import io.devctl.console.style.Durations;
import io.devctl.console.style.Mark;
import io.devctl.console.style.Painted;
import io.devctl.console.style.SafeText;
import io.devctl.console.style.TerminalFeatures;
import io.devctl.console.style.Theme;
import io.devctl.model.Event;
import io.devctl.model.LogLine;
import io.devctl.model.ServiceStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The screen of {@code dev up}, from the top: how things are in one line, Postgres, migrations while they run, the services,
 * what they write, and the keys.
 *
 * <pre>
 * ✓ acme  3 services ready, 2 tasks completed (4.2 s)
 * ✓ postgres  127.0.0.1:54321, embedded 18.6, database acme
 * ✓ migrations  7 targets current (12 ms)
 *     SERVICE   STATE  URL                    CPU    MEMORY
 * › ✓ auth_api  ready  http://127.0.0.1:8001  0.3 %  48 MB
 * ── logs of all services ──────────────────────────────────
 * auth_api | GET /health 200
 * ↑↓ choose  Enter its logs  r restart  …  ? help  q quit
 * </pre>
 *
 * <p>Takes what happens and gives what is to be done; has neither a clock nor a terminal. Belongs to one thread at a time.
 */
public final class Screen {
    private static final int MOST_ACTIVITIES = 2;

    private final String project;
    private final TerminalFeatures features;
    private final long began;
    private final ServiceBoard services = new ServiceBoard();
    private final MigrationBoard migrations = new MigrationBoard();
    private final PostgresLine postgres = new PostgresLine();
    private final LogPane logs;
    private final EventText text;
    private final Keys keys;
    private long now;
    private Input.@Nullable Settled settled;

    /**
     * A screen on which nothing has happened yet.
     *
     * @param services names in the order of services.yaml, which gives each its colour
     * @param features of the terminal; its width is told with each {@link #render}
     * @param now in ns, of the clock by which everything is told from now on
     */
    public Screen(String project, List<String> services, TerminalFeatures features, long now) {
        this.project = SafeText.line(project);
        this.features = features;
        this.began = now;
        this.now = now;
        this.logs = new LogPane(services);
        this.text = new EventText(new Theme(features), () -> this.now);
        this.keys = new Keys(this.services, logs);
    }

    /** Takes one input; what is to be done about it. */
    public List<Action> take(Input input, long nanos) {
        now = nanos;
        if (input instanceof Input.Pressed pressed) {
            return keys.press(pressed.key(), now);
        }
        keys.passed(now);
        if (input instanceof Input.Happened happened) {
            happened(happened.event());
        } else if (input instanceof Input.Used used) {
            services.take(used.usage());
        } else if (input instanceof Input.Settled all) {
            settled = all;
            keys.settled();
        }
        return List.of();
    }

    /** Whether the screen changes by the time alone. */
    public boolean isBusy() {
        return settled == null || migrations.isBusy() || !text.activities().isEmpty() || keys.tells();
    }

    private void happened(Event event) {
        if (event instanceof Event.Logged logged) {
            LogLine line = logged.line();
            logs.add(line.service(), true, () -> LogText.painted(line, new Theme(features)));
            return;
        }
        for (NamedLine line : text.lines(event)) {
            logs.add(line.name(), false, line::text);
        }
        if (event instanceof Event.ServiceChanged changed) {
            services.take(changed.status());
        } else if (!postgres.take(event)) {
            migrations.take(event, now);
        }
    }

    /** The lines of the screen, from the top: so many rows of at most so many columns, harmless, their colours ended. */
    public List<String> render(int columns, int rows) {
        Theme theme = new Theme(features.withWidth(columns));
        List<String> lines = keys.mode() == Keys.Mode.HELP ? Help.lines(theme, rows) : main(theme, rows);
        List<String> fitting = new ArrayList<>(rows);
        for (int i = 0; i < rows; i++) {
            fitting.add(i < lines.size() ? Painted.cut(lines.get(i), columns, theme.ellipsis()) : "");
        }
        return fitting;
    }

    private List<String> main(Theme theme, int rows) {
        boolean footer = rows >= 3;
        boolean rule = rows >= 5;
        int body = rows - 1 - (footer ? 1 : 0) - (rule ? 1 : 0);
        int most = body - Math.max(rule ? 2 : 0, body / 3);
        List<String> lines = new ArrayList<>();
        lines.add(title(theme));
        lines.addAll(panel(theme, most));
        if (rule) {
            lines.add(logs.rule(theme));
        }
        int room = rows - lines.size() - (footer ? 1 : 0);
        keys.page(room);
        List<String> written = rule ? logs.rows(theme, theme.width(), room) : List.of();
        lines.addAll(written);
        for (int i = written.size(); i < room; i++) {
            lines.add("");
        }
        if (footer) {
            lines.add(keys.footer(theme));
        }
        return lines;
    }

    /** {@code ✓ acme  3 services ready, 2 tasks completed (4.2 s)}. */
    private String title(Theme theme) {
        List<ServiceStatus> all = services.all();
        Input.Settled end = settled;
        boolean migrated = end == null || end.migrated();
        boolean good = migrated && all.stream().allMatch(UpText::isUp);
        Mark mark = end == null ? Mark.BUSY : good ? Mark.DONE : Mark.ATTENTION;
        Duration took = end == null ? Duration.ofNanos(now - began) : end.took();
        String words = end == null && all.isEmpty() ? "starting" : UpText.counts(migrated, all);
        String time = end == null ? theme.separator() + Durations.text(took) : " (" + Durations.text(took) + ")";
        return theme.mark(mark) + " " + theme.strong(project) + "  " + words + time;
    }

    /** What takes long, but for waiting for services: how those are is on the screen anyway. */
    private List<String> activities(Theme theme, int most) {
        String start = theme.mark(Mark.BUSY) + " ";
        int indent = theme.markWidth() + 1;
        return text
                .activities()
                .lines(theme, theme.width() - indent, Math.min(most, MOST_ACTIVITIES), Event.Progress.SERVICES, now)
                .stream()
                .map(line -> start + line)
                .toList();
    }

    /** Postgres, migrations and services in so many lines at most; the services have the last word on what there is. */
    private List<String> panel(Theme theme, int most) {
        List<String> migrating = migrations.lines(theme, now, Integer.MAX_VALUE);
        boolean fits = 1 + migrating.size() + services.rows() <= most;
        List<String> lines = new ArrayList<>();
        List<String> going = activities(theme, most);
        boolean starting = !postgres.isReady() && !going.isEmpty(); // which says more of it
        if (most > 0 && !starting && (fits || !postgres.isReady() || most >= 8)) {
            lines.add(postgres.line(theme));
        }
        lines.addAll(going.subList(0, Math.max(0, Math.min(going.size(), most - lines.size()))));
        int room = most - lines.size();
        boolean news = migrations.isBusy() || migrations.hasFailed();
        int share = fits ? migrating.size() : news ? Math.max(1, room / 3) : room >= 6 ? 1 : 0;
        lines.addAll(migrations.lines(theme, now, Math.min(share, room)));
        lines.addAll(services.lines(theme, most - lines.size()));
        return lines;
    }
}
