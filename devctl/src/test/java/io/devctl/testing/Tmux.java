package io.devctl.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.supervise.process.Poll;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** A real terminal on a tmux server of its own, in which a shell runs; gone with {@link #close}. */
public final class Tmux implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Path folder;
    private final Path socket;

    private Tmux(Path folder) {
        this.folder = folder;
        this.socket = folder.resolve("s");
    }

    /** A terminal of this size, in a folder, with these variables besides the usual ones. */
    public static Tmux start(Path folder, Map<String, String> variables, int columns, int rows) throws Exception {
        Needs.that(onPath("tmux"), "no tmux on PATH", "apt-get install tmux, or brew install tmux");
        // the folder of a socket must not be long
        Tmux tmux = new Tmux(Files.createTempDirectory("tmux"));
        List<String> command =
                new ArrayList<>(List.of("-f", "/dev/null", "new-session", "-d", "-x", "" + columns, "-y", "" + rows));
        variables.forEach((name, value) -> command.addAll(List.of("-e", name + "=" + value)));
        command.addAll(List.of("-c", folder.toString(), "exec env -u TMUX PS1='$ ' sh"));
        tmux.run(command.toArray(String[]::new));
        tmux.await("$");
        return tmux;
    }

    private static boolean onPath(String program) {
        return Arrays.stream(System.getenv("PATH").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** Types text, as it is. */
    public Tmux type(String text) throws Exception {
        run("send-keys", "-l", text);
        return this;
    }

    /** Presses a key by its name: {@code Enter}, {@code Down}, {@code C-c}. */
    public Tmux press(String key) throws Exception {
        run("send-keys", key);
        return this;
    }

    /** Makes the window another size. */
    public Tmux resize(int columns, int rows) throws Exception {
        run("resize-window", "-x", "" + columns, "-y", "" + rows);
        return this;
    }

    /** The screen, as it is seen now. */
    public String screen() {
        return run("capture-pane", "-p");
    }

    /** The screen, as soon as this is on it. */
    public String await(String text) throws Exception {
        // nobody tells when a screen has changed
        AtomicReference<String> screen = new AtomicReference<>("");
        boolean came = Poll.until(
                () -> {
                    String now = screen();
                    screen.set(now);
                    return now.contains(text);
                },
                PATIENCE,
                PAUSE);
        assertThat(came).as("'" + text + "' never came on:\n" + screen).isTrue();
        return Objects.requireNonNull(screen.get());
    }

    /** What a shell command prints, with the shell's own prompt on the screen. */
    public Tmux enter(String command) throws Exception {
        return type(command).press("Enter");
    }

    private String run(String... arguments) {
        List<String> command = new ArrayList<>(List.of("tmux", "-u", "-S", socket.toString()));
        command.addAll(List.of(arguments));
        try {
            Run run = Run.await(new ProcessBuilder(command).start(), PATIENCE);
            assertThat(run.exitCode()).as(command + " said " + run).isZero();
            return run.out();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        Process end = new ProcessBuilder("tmux", "-S", socket.toString(), "kill-server").start();
        Run.await(end, Duration.ofSeconds(20));
        Trees.delete(folder);
    }
}
