package io.devctl.cli.screen;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.devctl.console.screen.Action;
import io.devctl.console.screen.Input;
import io.devctl.console.screen.Key;
import io.devctl.console.screen.KeyReader;
import io.devctl.console.screen.Screen;
import io.devctl.console.style.TerminalFeatures;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import java.io.IOException;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jline.terminal.Size;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Screen} on this process's terminal, until it is closed; what happens afterwards goes to a plain printer. Draws
 * when something has changed, at most twenty times a second. Where the terminal cannot be had, everything is plain.
 */
public final class LiveScreen implements EventSink, AutoCloseable {
    private static final Duration BETWEEN_FRAMES = Duration.ofMillis(50);
    /** Rates and times go on without news. */
    private static final Duration WITHOUT_NEWS = Duration.ofMillis(250);

    private static final Duration OPENING_PATIENCE = Duration.ofSeconds(2);
    /** A key that sends an escape and more sends it at once. */
    private static final Duration INSIDE_A_KEY = Duration.ofMillis(50);

    private final EventSink plain;
    private final Consumer<Action> actions;
    private final Charset charset;
    private final Thread painter = new Thread(this::paint, "screen");

    @GuardedBy("this")
    private final Screen screen;

    /** What happened before there was a terminal, for the case that there will be none; then null. */
    @GuardedBy("this")
    private @Nullable List<Event> early = new ArrayList<>();

    @GuardedBy("this")
    private @Nullable TerminalDevice device;

    @GuardedBy("this")
    private boolean opening = true;

    @GuardedBy("this")
    private boolean changed = true;

    @GuardedBy("this")
    private boolean anew = true;

    @GuardedBy("this")
    private boolean closed;

    private LiveScreen(Screen screen, Charset charset, EventSink plain, Consumer<Action> actions) {
        this.screen = screen;
        this.charset = charset;
        this.plain = plain;
        this.actions = actions;
        painter.setDaemon(true);
    }

    /**
     * Opens a screen; the terminal is taken in a thread of its own, because that takes a while.
     *
     * @param services names in the order of services.yaml
     * @param plain takes what happens when there is no screen
     * @param actions told what the user wants, from the thread that reads keys; must return at once
     */
    public static LiveScreen open(
            String project,
            List<String> services,
            TerminalFeatures features,
            Charset charset,
            EventSink plain,
            Consumer<Action> actions) {
        Screen screen = new Screen(project, services, features, System.nanoTime());
        LiveScreen live = new LiveScreen(screen, charset, plain, actions);
        live.painter.start();
        return live;
    }

    @Override
    public void emit(Event event) {
        synchronized (this) {
            if (!closed) {
                if (early != null) {
                    early.add(event);
                }
                take(new Input.Happened(event));
                return;
            }
        }
        plain.emit(event);
    }

    /** Tells the screen something that is no event. */
    public synchronized void tell(Input input) {
        if (!closed) {
            take(input);
        }
    }

    @GuardedBy("this")
    private List<Action> take(Input input) {
        List<Action> asked = screen.take(input, System.nanoTime());
        changed = true;
        notifyAll();
        return asked;
    }

    private void paint() {
        TerminalDevice opened;
        try {
            opened = TerminalDevice.open(charset);
        } catch (IOException | RuntimeException | LinkageError e) {
            goOnWithout(String.valueOf(e.getMessage()));
            return;
        }
        synchronized (this) {
            early = null;
            device = opened;
            opening = false;
            notifyAll();
            if (closed) { // meanwhile
                opened.close();
                return;
            }
        }
        Signals.register("WINCH", this::redraw);
        Signals.register("CONT", this::redraw);
        Thread keys = new Thread(() -> readKeys(opened), "keys");
        keys.setDaemon(true);
        keys.start();
        draw(opened);
    }

    private void goOnWithout(String why) {
        List<Event> missed;
        synchronized (this) {
            missed = early == null ? List.of() : early;
            early = null;
            opening = false;
            closed = true;
            notifyAll();
        }
        plain.emit(new Event.Warning("no live screen: " + why, "dev up --plain"));
        missed.forEach(plain::emit);
    }

    private synchronized void redraw() {
        changed = true;
        anew = true;
        notifyAll();
    }

    private void draw(TerminalDevice on) {
        try {
            while (true) {
                List<String> lines;
                boolean all;
                synchronized (this) {
                    while (!changed && !closed) {
                        long patience = screen.isBusy() ? WITHOUT_NEWS.toMillis() : 0;
                        wait(patience);
                        if (patience > 0) {
                            take(new Input.Passed());
                        }
                    }
                    if (closed) {
                        return;
                    }
                    changed = false;
                    all = anew;
                    anew = false;
                    Size size = on.size();
                    lines = screen.render(size.getColumns(), size.getRows());
                }
                on.draw(lines, all);
                rest();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException terminalGone) {
            end();
        }
    }

    /** Between two frames, so that a flood of lines costs no more than a screenful of them now and then. */
    private synchronized void rest() throws InterruptedException {
        long end = System.nanoTime() + BETWEEN_FRAMES.toNanos();
        long left = BETWEEN_FRAMES.toMillis();
        while (!closed && left > 0) {
            wait(left);
            left = (end - System.nanoTime()) / 1_000_000;
        }
    }

    private void readKeys(TerminalDevice from) {
        KeyReader reader = new KeyReader();
        try {
            for (int c = from.read(); c != -1; c = from.read()) {
                reader.take((char) c).forEach(this::press);
                if (reader.isInside() && !from.hasMore()) {
                    LockSupport.parkNanos(INSIDE_A_KEY.toNanos());
                    if (!from.hasMore()) {
                        reader.pause().forEach(this::press);
                    }
                }
            }
        } catch (IOException ignored) {
            // the terminal is gone; a signal says so as well
        }
    }

    private void press(Key key) {
        List<Action> asked;
        synchronized (this) {
            if (closed) {
                return;
            }
            asked = take(new Input.Pressed(key));
        }
        asked.forEach(actions);
    }

    /** A terminal that is just being taken has to be given back as well. */
    @GuardedBy("this")
    private void awaitOpening() {
        long end = System.nanoTime() + OPENING_PATIENCE.toNanos();
        try {
            for (long left = 1; opening && left > 0; left = (end - System.nanoTime()) / 1_000_000) {
                wait(OPENING_PATIENCE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        end();
    }

    /** Gives the terminal back as it was; may be called again, and from any thread. */
    public void end() {
        TerminalDevice open;
        synchronized (this) {
            closed = true;
            notifyAll();
            awaitOpening();
            open = device;
        }
        if (open != null) {
            open.close();
        }
    }
}
