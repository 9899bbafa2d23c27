package io.devctl.console;

import io.devctl.console.style.SafeText;
import io.devctl.console.style.Theme;
import io.devctl.console.style.Tone;
import io.devctl.model.LocksReport;
import java.util.stream.Collectors;

/**
 * What {@code dev migrate locks} says:
 *
 * <pre>
 * migrating
 *   auth_api (toshiba)  pid 4711, devctl on build-7, pid 12, active since 2026-01-02 03:04:05+00: alter table …
 * waiting
 *   pid 4711 for AccessExclusiveLock on auth_toshiba.users, blocked by 4712
 * blocking
 *   pid 4712, psql from 10.0.0.7, idle in transaction since …: select * from users
 * hint: dev migrate locks --cancel PID, or --terminate PID
 * </pre>
 */
public final class MigrateLocksText {
    private final Theme theme;

    /** A renderer for one place. */
    public MigrateLocksText(Theme theme) {
        this.theme = theme;
    }

    /** The whole report. */
    public String report(LocksReport report) {
        StringBuilder text = new StringBuilder();
        if (report.holders().isEmpty() && report.waiting().isEmpty()) {
            line(text, "nobody migrates, and nobody waits for a lock");
            return text.toString();
        }
        head(text, "migrating", report.holders().isEmpty());
        for (LocksReport.Holder holder : report.holders()) {
            line(text, "  " + SafeText.line(holder.target().label() + "  " + words(holder.session())));
        }
        head(text, "waiting", report.waiting().isEmpty());
        for (LocksReport.Waiting waiting : report.waiting()) {
            String blockers = waiting.blockers().stream().map(String::valueOf).collect(Collectors.joining(", "));
            line(
                    text,
                    "  "
                            + SafeText.line("blocked by " + blockers + ", for " + waiting.lock() + ": "
                                    + words(waiting.session())));
        }
        head(text, "blocking", report.blocking().isEmpty());
        for (LocksReport.Session session : report.blocking()) {
            line(text, "  " + SafeText.line(words(session)));
        }
        if (!report.blocking().isEmpty()) {
            text.append(ErrorText.hint("dev migrate locks --cancel PID, or --terminate PID", theme));
        }
        return text.toString();
    }

    /** {@code pid 4712, psql from 10.0.0.7, idle in transaction since 2026-01-02 03:04:05+00: select …}. */
    public static String words(LocksReport.Session session) {
        String name = session.application().isEmpty() ? String.valueOf(session.user()) : session.application();
        String from = session.client() == null ? "" : " from " + session.client();
        String state = session.state() == null ? "" : ", " + session.state() + " since " + session.since();
        String begun =
                session.transactionSince() == null || session.transactionSince().equals(session.since())
                        ? ""
                        : ", transaction since " + session.transactionSince();
        String query = session.query().isEmpty() ? "" : ": " + session.query().replaceAll("\\s+", " ");
        return "pid " + session.pid() + ", " + name + from + state + begun + query;
    }

    private void head(StringBuilder text, String title, boolean empty) {
        if (!empty) {
            line(text, theme.paint(Tone.STRONG, title));
        }
    }

    private void line(StringBuilder text, String line) {
        text.append(theme.cut(line, theme.width())).append('\n');
    }
}
