package io.devctl.cli.screen;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/**
 * A terminal that shows a whole screen: the second buffer, without a cursor, without echo, without breaking lines that it
 * thinks too long. {@link #close} gives it back as it was, however often and from whichever thread it is called.
 */
final class TerminalDevice implements AutoCloseable {
    private static final String ENTER = "\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J";
    private static final String LEAVE = "\u001b[0m\u001b[?7h\u001b[?25h\u001b[?1049l";

    /** A terminal whose program is stopped takes no more, and must not keep whoever wants to end. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** Of a size that a terminal does not tell. */
    private static final Size USUAL = Size.of(80, 24);

    /**
     * The terminal's keys. Not JLine's own reader: that one either asks ten times a second or holds a lock, while it waits,
     * that the end of the process needs.
     */
    private final Reader keys = new InputStreamReader(new FileInputStream(FileDescriptor.in), StandardCharsets.UTF_8);

    private final Terminal terminal;
    private final Attributes before;
    private final Charset charset;
    private final ReentrantLock drawing = new ReentrantLock();

    @GuardedBy("drawing")
    private List<String> shown = List.of();

    private volatile boolean closed;

    private TerminalDevice(Terminal terminal, Charset charset) {
        this.terminal = terminal;
        this.before = terminal.getAttributes();
        this.charset = charset;
    }

    /**
     * Takes the terminal that this process was started in.
     *
     * @throws IOException when there is none
     */
    static TerminalDevice open(Charset charset) throws IOException {
        // signals are this program's own; nothing is asked of the terminal that it would have to answer
        Terminal terminal = TerminalBuilder.builder()
                .system(true)
                .dumb(false)
                .nativeSignals(false)
                .graphemeCluster(false)
                .build();
        TerminalDevice device = new TerminalDevice(terminal, charset);
        try {
            device.enter();
            return device;
        } catch (IOException | RuntimeException e) {
            device.close();
            throw e;
        }
    }

    private void enter() throws IOException {
        Attributes raw = new Attributes(before);
        raw.setLocalFlag(Attributes.LocalFlag.ICANON, false);
        raw.setLocalFlag(Attributes.LocalFlag.ECHO, false);
        raw.setLocalFlag(Attributes.LocalFlag.IEXTEN, false);
        raw.setInputFlag(Attributes.InputFlag.IXON, false);
        raw.setInputFlag(Attributes.InputFlag.ICRNL, false);
        raw.setInputFlag(Attributes.InputFlag.INLCR, false);
        raw.setControlChar(Attributes.ControlChar.VMIN, 1);
        raw.setControlChar(Attributes.ControlChar.VTIME, 0);
        // Ctrl-C stays; a stopped program or a thread dump in the middle of the screen helps nobody
        raw.setControlChar(Attributes.ControlChar.VSUSP, 0);
        raw.setControlChar(Attributes.ControlChar.VQUIT, 0);
        terminal.setAttributes(raw);
        write(ENTER);
    }

    Size size() {
        Size size = terminal.getSize();
        return size.getColumns() > 0 && size.getRows() > 0 ? size : USUAL;
    }

    /** The next character, which is waited for; -1 at the end of all input. */
    int read() throws IOException {
        return keys.read();
    }

    /** Whether {@link #read} would return at once. */
    boolean hasMore() throws IOException {
        return keys.ready();
    }

    /** Draws these lines, of which only those that have changed are sent. */
    void draw(List<String> lines, boolean all) throws IOException {
        drawing.lock();
        try {
            if (closed) {
                return;
            }
            StringBuilder text = new StringBuilder(all ? "\u001b[2J" : "");
            for (int i = 0; i < lines.size(); i++) {
                if (all || i >= shown.size() || !shown.get(i).equals(lines.get(i))) {
                    text.append("\u001b[")
                            .append(i + 1)
                            .append(";1H")
                            .append(lines.get(i))
                            .append("\u001b[0m\u001b[K");
                }
            }
            shown = List.copyOf(lines);
            if (text.length() > 0) {
                write(text.toString());
            }
        } finally {
            drawing.unlock();
        }
    }

    private void write(String text) throws IOException {
        terminal.output().write(text.getBytes(charset));
        terminal.output().flush();
    }

    @Override
    public void close() {
        boolean mine = false;
        try {
            mine = drawing.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            if (!closed) {
                closed = true;
                restore();
            }
        } finally {
            if (mine) {
                drawing.unlock();
            }
        }
    }

    private void restore() {
        try {
            write(LEAVE);
        } catch (IOException ignored) {
            // whoever closed the terminal has no use for it any more
        }
        try {
            terminal.setAttributes(before);
        } catch (RuntimeException | java.io.IOError ignored) {
            // the same
        }
    }
}
