package io.devctl.cli;

import io.devctl.app.Down;
import io.devctl.app.Environment;
import io.devctl.app.Timings;
import io.devctl.app.Up;
import io.devctl.cli.screen.LiveScreen;
import io.devctl.console.ErrorText;
import io.devctl.console.screen.Action;
import io.devctl.console.screen.Input;
import io.devctl.model.DevctlException;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.model.Leftover;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** {@code dev up} with a live screen, until the user leaves it or the environment ends. */
final class LiveUp {
    private final Session session;
    private final Common common;
    private final Environment environment;
    private final Up.Options options;
    private final Json noJson = new Json();
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();
    private final boolean timings;
    private volatile boolean settled;
    /** Null unless it was asked for. */
    private @Nullable Timings timed;

    LiveUp(Session session, Common common, Environment environment, Up.Options options, boolean timings) {
        this.session = session;
        this.common = common;
        this.environment = environment;
        this.options = options;
        this.timings = timings;
    }

    /** Why the screen is left. */
    private enum Ending {
        LEAVE,
        STOP,
        /** Somebody else has ended the environment. */
        GONE
    }

    int run() {
        EventSink plain = session.report(common, environment);
        List<String> names = List.copyOf(environment.serviceNames());
        try (Controls controls = new Controls(session, common);
                LiveScreen screen = LiveScreen.open(
                        environment.project(),
                        names,
                        session.theme(common).features(),
                        session.charset(),
                        plain,
                        action -> act(action, controls));
                Up up = new Up(environment, options, watched(screen))) {
            controls.tell(screen);
            Interrupts interrupts = Interrupts.handle(code -> {
                screen.end();
                up.leave();
                if (ending.getNow(Ending.GONE) == Ending.STOP) {
                    stop(); // also what another terminal has started
                }
            });
            try {
                int code = run(up, screen, controls).number();
                return interrupts.happened() ? interrupts.awaitEnd() : code;
            } catch (DevctlException e) {
                if (interrupts.happened()) {
                    return interrupts.awaitEnd();
                }
                throw e;
            }
        }
    }

    private EventSink watched(LiveScreen screen) {
        if (!timings) {
            return screen;
        }
        Timings watch = new Timings(environment, screen);
        timed = watch;
        return watch;
    }

    private void act(Action action, Controls controls) {
        if (action instanceof Action.Leave) {
            ending.complete(Ending.LEAVE);
        } else if (action instanceof Action.StopAll) {
            ending.complete(Ending.STOP);
            if (!settled) { // as with Ctrl-C, which ends what is half done
                Interrupts.raise();
            }
        } else {
            controls.act(action);
        }
    }

    private ExitCode run(Up up, LiveScreen screen, Controls controls) {
        up.followLogs();
        Up.Result result = up.run();
        settled = true;
        screen.tell(new Input.Settled(result.migrated(), result.took()));
        up.prepareReset(result);
        if (result.exitCode() != ExitCode.OK && !result.anythingRuns()) {
            screen.end();
            up.lastWords(result);
            session.tellServices(result, common, noJson);
            session.tellTimings(timed, common, false);
            up.leave();
            return result.exitCode();
        }
        up.onEnd(() -> ending.complete(Ending.GONE));
        controls.watch(up);
        Ending how = ending.join();
        screen.end();
        ExitCode code = switch (how) {
            case LEAVE -> leave(up, result);
            case STOP -> stop();
            case GONE -> {
                up.stay();
                yield result.exitCode();
            }
        };
        session.tellTimings(timed, common, false);
        return code;
    }

    /** The last lines are what the terminal keeps of it: what to open, and how to stop it. */
    private ExitCode leave(Up up, Up.Result before) {
        up.letGo();
        Up.Result now = new Up.Result(before.migrations(), up.services(), before.took(), before.timedOut());
        session.tellServices(now, common, noJson);
        session.out().println("left running; 'dev up' shows it again, 'dev down' stops it");
        return ExitCode.OK;
    }

    /** What is being stopped is told by this process's own connection. */
    private ExitCode stop() {
        long start = System.nanoTime();
        List<Leftover> left = Down.run(session.place(common), false, EventSink.none());
        if (!left.isEmpty()) {
            session.err().print(ErrorText.leftovers(left, session.errorTheme(common.noColor)));
            return ExitCode.FAILED;
        }
        session.out().println("stopped; nothing is left running (" + Session.since(start) + ")");
        return ExitCode.OK;
    }
}
