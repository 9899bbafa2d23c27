package io.devctl.cli;

import io.devctl.app.Environment;
import io.devctl.app.Migrate;
import io.devctl.app.Services;
import io.devctl.app.Up;
import io.devctl.cli.screen.LiveScreen;
import io.devctl.console.screen.Action;
import io.devctl.console.screen.Input;
import io.devctl.model.DevctlException;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.Leftover;
import io.devctl.model.MigrateReport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the keys of the live screen do, as the commands of the same names do it, each in a thread of its own. */
final class Controls implements AutoCloseable {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);
    private static final int AT_A_TIME = 8;

    private final Session session;
    private final Common common;
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(AT_A_TIME, task -> {
        Thread thread = new Thread(task, "controls");
        thread.setDaemon(true);
        return thread;
    });
    private volatile @Nullable LiveScreen screen;

    Controls(Session session, Common common) {
        this.session = session;
        this.common = common;
    }

    /** Where to say what happens. */
    void tell(LiveScreen shown) {
        screen = shown;
    }

    /** From now on asks every two seconds what services use of the machine. */
    void watch(Up up) {
        var unused = threads.scheduleWithFixedDelay(() -> look(up), 0, BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look(Up up) {
        LiveScreen shown = screen;
        try {
            if (shown != null) {
                shown.tell(new Input.Used(up.usage()));
            }
        } catch (DevctlException ignored) {
            // it is ending, or of an earlier devctl that does not know the question
        }
    }

    /** Begins to do it and returns. */
    void act(Action action) {
        LiveScreen shown = screen;
        if (shown != null) {
            threads.execute(() -> {
                try {
                    carryOut(action, shown);
                } catch (DevctlException e) {
                    shown.emit(new Event.Warning(
                            String.valueOf(e.getMessage()), e.hint().orElse(null)));
                }
            });
        }
    }

    /** services.yaml is read anew: who restarts a service has often just edited it. */
    private void carryOut(Action action, EventSink events) {
        if (action instanceof Action.Start start) {
            start(start.service(), false, events);
        } else if (action instanceof Action.Restart restart) {
            start(restart.service(), true, events);
        } else if (action instanceof Action.Stop stop) {
            for (Leftover left : Services.stop(session.place(common), List.of(stop.service()), events)) {
                events.emit(new Event.Warning("cannot be stopped: pid " + left.pid() + " " + left.command(), null));
            }
        } else if (action instanceof Action.Migrate migrate) {
            migrate(migrate.service(), events);
        }
    }

    private void start(String service, boolean restart, EventSink events) {
        var unused = Services.start(session.environment(common), List.of(service), false, restart, events);
    }

    private void migrate(String service, EventSink events) {
        Environment environment = session.environment(common);
        MigrateReport report = new Migrate(environment).run(Migrate.Options.of(service), events);
        if (report.targets().isEmpty()) {
            events.emit(new Event.Warning(service + " has no migrations", null));
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
