package io.devctl.console;

import io.devctl.console.style.Counts;
import io.devctl.console.style.Durations;
import io.devctl.console.style.Mark;
import io.devctl.console.style.Theme;
import io.devctl.model.ServiceState;
import io.devctl.model.ServiceStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The end of {@code dev up}: what is ready, in how long, what to open in a browser, and what is not ready and why. */
public final class UpText {
    private final Theme theme;

    /** A renderer for one place. */
    public UpText(Theme theme) {
        this.theme = theme;
    }

    /**
     * The summary:
     *
     * <pre>
     * ✓ 2 services ready, 1 task completed (4.2 s)
     * ✓ auth_api           http://127.0.0.1:8001
     * ✓ workflow_engine    http://127.0.0.1:8002
     * </pre>
     *
     * @param migrated whether every migration that was to be applied is
     * @param services what was to be brought up
     * @param took the time that it took
     */
    public String summary(boolean migrated, List<ServiceStatus> services, Duration took) {
        Entries entries = new Entries(theme);
        boolean good = migrated;
        for (ServiceStatus service : services) {
            if (!isUp(service)) {
                good = false;
                entries.add(ServiceColumns.mark(service.state()), service.name(), why(service));
            }
        }
        for (ServiceStatus service : services) {
            String url = service.url();
            if (isUp(service) && url != null) {
                entries.add(Mark.DONE, service.name(), url);
            }
        }
        String words = counts(migrated, services) + " (" + Durations.text(took) + ")";
        int room = theme.width() - theme.markWidth() - 1;
        return theme.mark(good ? Mark.DONE : Mark.FAILED) + " " + theme.cut(words, room) + "\n" + entries.text();
    }

    /** Whether it is what it was started for. */
    public static boolean isUp(ServiceStatus status) {
        return status.state() == ServiceState.READY || status.state() == ServiceState.COMPLETED;
    }

    /** {@code 3 services ready, 1 of 2 tasks completed}. */
    public static String counts(boolean migrated, List<ServiceStatus> services) {
        List<String> parts = new ArrayList<>();
        if (!migrated) {
            parts.add("migrations failed");
        }
        count(parts, services, false, "service", "ready");
        count(parts, services, true, "task", "completed");
        return parts.isEmpty() ? "ready" : String.join(", ", parts);
    }

    /** {@code 3 services ready}, {@code 1 of 3 services ready}, or nothing when there is no such thing. */
    private static void count(
            List<String> parts, List<ServiceStatus> services, boolean tasks, String noun, String state) {
        int some = 0;
        int up = 0;
        for (ServiceStatus service : services) {
            if (service.task() == tasks) {
                some++;
                up += isUp(service) ? 1 : 0;
            }
        }
        if (some > 0) {
            parts.add((up == some ? "" : Counts.text(up) + " of ") + Counts.of(some, noun) + " " + state);
        }
    }

    private static String why(ServiceStatus status) {
        String state = StateNames.of(status.state());
        String cause = ServiceLines.cause(status);
        return cause == null ? state : state + ": " + cause;
    }
}
