package io.devctl.cli.screen;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.devctl.console.style.Painted;
import io.devctl.console.style.Theme;
import io.devctl.console.style.Tone;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.io.IOException;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jline.terminal.Size;
import org.jline.utils.Signals;

/** A report on the whole screen of this process's terminal, made anew every so often until a key ends it. */
public final class RefreshedScreen implements AutoCloseable {
    private final TerminalDevice device;
    private final Theme theme;

    @GuardedBy("this")
    private boolean anew = true;

    @GuardedBy("this")
    private boolean over;

    private RefreshedScreen(TerminalDevice device, Theme theme) {
        this.device = device;
        this.theme = theme;
    }

    /** Takes the terminal. */
    public static RefreshedScreen open(Theme theme, Charset charset) {
        try {
            return new RefreshedScreen(TerminalDevice.open(charset), theme);
        } catch (IOException | RuntimeException | LinkageError e) {
            throw new DevctlException(
                    ExitCode.UNAVAILABLE, "cannot use the terminal: '" + e.getMessage() + "'", "dev status", e);
        }
    }

    /**
     * Shows the report until the user presses q.
     *
     * @param report its text for the width of a theme
     */
    public void show(Duration every, Function<Theme, String> report) {
        Signals.register("WINCH", this::redraw);
        Signals.register("CONT", this::redraw);
        Thread keys = new Thread(this::readKeys, "keys");
        keys.setDaemon(true);
        keys.start();
        try {
            while (!isOver()) {
                Size size = device.size();
                List<String> lines = report.apply(new Theme(theme.features().withWidth(size.getColumns())))
                        .lines()
                        .toList();
                device.draw(fitted(lines, size), takeAnew());
                await(every);
            }
        } catch (IOException terminalGone) {
            end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> fitted(List<String> lines, Size size) {
        int rows = size.getRows();
        int most = Math.max(0, rows - 1);
        List<String> fitted = new ArrayList<>(lines.subList(0, Math.min(most, lines.size())));
        while (fitted.size() < most) {
            fitted.add("");
        }
        int more = Math.max(0, lines.size() - most);
        fitted.add(theme.paint(Tone.FAINT, (more > 0 ? more + " more lines; " : "") + "q ends"));
        fitted.replaceAll(line -> Painted.cut(line, size.getColumns(), theme.ellipsis()));
        return fitted;
    }

    private void readKeys() {
        try {
            for (int c = device.read(); c != -1 && c != 'q'; c = device.read()) {
                redraw();
            }
        } catch (IOException ignored) {
            // the terminal is gone
        }
        synchronized (this) {
            over = true;
            notifyAll();
        }
    }

    private synchronized boolean isOver() {
        return over;
    }

    private synchronized boolean takeAnew() {
        boolean was = anew;
        anew = false;
        return was;
    }

    private synchronized void redraw() {
        anew = true;
        notifyAll();
    }

    private synchronized void await(Duration every) throws InterruptedException {
        long end = System.nanoTime() + every.toNanos();
        long left = every.toMillis();
        while (!over && !anew && left > 0) {
            wait(left);
            left = (end - System.nanoTime()) / 1_000_000;
        }
    }

    /** Gives the terminal back as it was; from any thread. */
    public void end() {
        device.close();
    }

    @Override
    public void close() {
        end();
    }
}
