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
     * @param services what was to be brought up
     * @param took the time that it took
     */
    public String summary(List<ServiceStatus> services, Duration took) {
        boolean good = services.stream().allMatch(UpText::isUp);
        String head = theme.mark(good ? Mark.DONE : Mark.FAILED) + " ";
        String words = counts(services) + " (" + Durations.text(took) + ")";
        Entries entries = new Entries(theme);
        services.stream().filter(s -> !isUp(s)).forEach(s -> entries.add(StatusText.mark(s.state()), s.name(), why(s)));
        services.stream().filter(s -> s.url() != null && isUp(s)).forEach(s -> open(entries, s));
        int room = Math.max(1, theme.width() - theme.markWidth() - 1);
        return head + theme.cut(words, room) + "\n" + entries.text();
    }

    private static void open(Entries entries, ServiceStatus service) {
        String url = service.url();
        entries.add(Mark.DONE, service.name(), url == null ? "" : url);
    }

    private static boolean isUp(ServiceStatus status) {
        return status.state() == ServiceState.READY || status.state() == ServiceState.COMPLETED;
    }

    private static String counts(List<ServiceStatus> services) {
        List<String> parts = new ArrayList<>();
        count(parts, services.stream().filter(s -> !s.task()).toList(), "service", "ready");
        count(parts, services.stream().filter(ServiceStatus::task).toList(), "task", "completed");
        return parts.isEmpty() ? "ready" : String.join(", ", parts);
    }

    private static void count(List<String> parts, List<ServiceStatus> some, String noun, String state) {
        long up = some.stream().filter(UpText::isUp).count();
        if (!some.isEmpty()) {
            String of = up == some.size() ? "" : Counts.text(up) + " of ";
            parts.add(of + Counts.of(some.size(), noun) + " " + state);
        }
    }

    private static String why(ServiceStatus status) {
        String state = StateNames.of(status.state());
        String cause = ServiceLines.cause(status);
        return cause == null ? state : state + ": " + cause;
    }
}
