package io.devctl.console;

import io.devctl.console.style.Durations;
import io.devctl.console.style.SafeText;
import io.devctl.console.style.Theme;
import io.devctl.console.style.Tone;
import io.devctl.model.Event;
import io.devctl.model.ServiceState;
import io.devctl.model.ServiceStatus;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which changes of services are worth a line, and the line. Passing states are not: that something waits for what is
 * being started anyway, that a process has begun to stop, that a stopped one is stopped still.
 */
final class ServiceLines {
    private final Theme theme;
    private final Map<String, ServiceStatus> last = new HashMap<>();

    ServiceLines(Theme theme) {
        this.theme = theme;
    }

    List<NamedLine> changed(Event.ServiceChanged change) {
        ServiceStatus status = change.status();
        ServiceStatus before = last.put(status.name(), status);
        boolean same = before != null
                && before.state() == status.state()
                && before.restarts() == status.restarts()
                && Objects.equals(before.reason(), status.reason());
        String text = same ? null : text(status, change.took(), before);
        return text == null ? List.of() : List.of(new NamedLine(status.name(), text));
    }

    private @Nullable String text(ServiceStatus status, @Nullable Duration took, @Nullable ServiceStatus before) {
        return switch (status.state()) {
            case PENDING -> blocked(status);
            case STARTING -> status.task() ? "running" : "starting";
            case RUNNING -> isUnderWay(before) ? null : (status.task() ? "running" : "starting");
            case READY -> theme.paint(Tone.GOOD, before == null ? "ready" : again(before)) + at(status) + in(took);
            case UNREADY -> theme.paint(Tone.ATTENTION, "not ready") + because(status);
            case RESTARTING -> theme.paint(Tone.ATTENTION, "restarting") + failure(status);
            // that a stop takes long is reported by an event of its own
            case STOPPING -> isToBeRestarted(status) ? theme.paint(Tone.ATTENTION, "stopping") + because(status) : null;
            // a task that is done has nothing to stop
            case STOPPED -> before == null || status.task() ? null : "stopped" + in(took) + because(status);
            case COMPLETED -> completed(status, took);
            case FAILED -> theme.paint(Tone.BAD, "failed") + failure(status);
        };
    }

    private static boolean isToBeRestarted(ServiceStatus status) {
        String reason = status.reason();
        return reason != null && reason.startsWith("to be restarted: ");
    }

    private static boolean isUnderWay(@Nullable ServiceStatus before) {
        return before != null
                && (before.state() == ServiceState.STARTING
                        || before.state() == ServiceState.RUNNING
                        || before.state() == ServiceState.READY
                        || before.state() == ServiceState.UNREADY);
    }

    private static String again(ServiceStatus before) {
        return before.state() == ServiceState.UNREADY ? "ready again" : "ready";
    }

    /** A reason that begins with these words passes by itself; any other is news. */
    private @Nullable String blocked(ServiceStatus status) {
        String reason = status.reason();
        return reason == null || reason.startsWith("waiting for ")
                ? null
                : theme.paint(Tone.ATTENTION, "not started") + because(status);
    }

    /** {@code completed (3.1 s)}, or {@code skipped: inputs unchanged}. */
    private String completed(ServiceStatus status, @Nullable Duration took) {
        return status.reason() == null
                ? theme.paint(Tone.GOOD, "completed") + in(took)
                : theme.paint(Tone.GOOD, "skipped") + because(status);
    }

    private static String failure(ServiceStatus status) {
        String cause = cause(status);
        return cause == null ? "" : ": " + SafeText.line(cause);
    }

    /** Why a service is not up: its reason, or how its process ended; null when neither is known. */
    static @Nullable String cause(ServiceStatus status) {
        if (status.reason() != null) {
            return status.reason();
        }
        boolean ended = status.state() == ServiceState.FAILED || status.state() == ServiceState.RESTARTING;
        return ended && status.exitCode() != null ? "exited with " + status.exitCode() : null;
    }

    private static String because(ServiceStatus status) {
        String reason = status.reason();
        return reason == null ? "" : ": " + SafeText.line(reason);
    }

    private static String at(ServiceStatus status) {
        String url = status.url();
        if (url != null) {
            return " at " + SafeText.line(url);
        }
        return status.port() == null ? "" : " at port " + status.port();
    }

    private static String in(@Nullable Duration took) {
        return took == null ? "" : " (" + Durations.text(took) + ")";
    }
}
