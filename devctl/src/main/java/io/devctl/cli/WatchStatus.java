package io.devctl.cli;

import io.devctl.app.Status;
import io.devctl.cli.screen.RefreshedScreen;
import io.devctl.console.ErrorText;
import io.devctl.console.JsonReports;
import io.devctl.console.StatusText;
import io.devctl.console.style.Theme;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.model.StatusReport;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** {@code dev status --watch}: on the whole screen of a terminal, else one report after another. */
final class WatchStatus {
    private static final Duration EVERY = Duration.ofSeconds(2);

    private final Session session;
    private final Common common;
    private final boolean json;

    WatchStatus(Session session, Common common, boolean json) {
        this.session = session;
        this.common = common;
        this.json = json;
    }

    int run() {
        if (!json && session.canShowScreen()) {
            try (RefreshedScreen screen = RefreshedScreen.open(session.theme(common), session.charset())) {
                Interrupts interrupts = Interrupts.handle(code -> screen.end());
                screen.show(EVERY, this::text);
                return interrupts.happened() ? interrupts.awaitEnd() : ExitCode.OK.number();
            }
        }
        for (boolean first = true; !session.out().checkError(); first = false) {
            if (json) {
                session.out().println(JsonReports.status(report()));
            } else {
                session.out().print((first ? "" : "\n") + text(session.theme(common)));
            }
            session.out().flush();
            LockSupport.parkNanos(EVERY.toNanos());
        }
        return ExitCode.OK.number();
    }

    /** services.yaml is read anew each time; while it is being edited, what is wrong with it is the report. */
    private String text(Theme theme) {
        try {
            return new StatusText(theme).report(report());
        } catch (DevctlException e) {
            return ErrorText.failure(e, theme, false);
        }
    }

    private StatusReport report() {
        return new Status(session.environment(common)).report();
    }
}
