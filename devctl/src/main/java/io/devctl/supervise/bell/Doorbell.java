package io.devctl.supervise.bell;

import io.devctl.supervise.control.Answer;
import io.devctl.supervise.control.Question;
import io.devctl.supervise.process.Fifo;
import io.devctl.supervise.process.RunDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the launcher asks. It writes its process id into the pipe {@code bell}, having put into {@code ask.ID.question}
 *
 * <pre>
 * up -d                       the words
 * /home/me/shop               where it was typed, as the shell calls it
 * UTF-8                       what the terminal understands
 * 12                          which descriptors are terminals
 * 25 80                       its size, or nothing
 * /opt/devctl.jar|1|2|(3)     which devctl asks, see {@link io.devctl.supervise.control.Build}
 * export HOME='/home/me'      the caller's variables
 * </pre>
 *
 * and reads from the pipe {@code ask.ID} lines that say with their first character where they belong: 1 on standard output, 2 on
 * standard error, and at last 0, behind which is the exit code. A {@code -} in their place says that the launcher has to find out
 * itself, a {@code ?} that it is better asked at the control socket.
 *
 * <p>The questions are answered one after the other. Nothing here waits for a launcher: what does not fit into a pipe that nobody
 * reads is not written.
 */
public final class Doorbell implements AutoCloseable {
    /** What every system's pipes take at once, so that an answer is there as a whole, or not at all. */
    private static final int MOST = 16_384;

    private static final String FIRST = "ask.";
    private static final String QUESTION = ".question";
    private static final byte[] REFUSAL = {'-', '\n'};
    private static final byte[] BY_SOCKET = {'?', '\n'};

    /** As long as the launcher waits: then the next one is listened to, whatever this one waits for. */
    private static final int PATIENCE_SECONDS = 3;

    private static final int STACK = 256 * 1024;
    private static final int LINES = 6;

    private final RunDirectory run;
    private final BiConsumer<Question, Consumer<@Nullable Answer>> answers;
    private final Fifo bell;

    private Doorbell(RunDirectory run, BiConsumer<Question, Consumer<@Nullable Answer>> answers, Fifo bell) {
        this.run = run;
        this.answers = answers;
        this.bell = bell;
    }

    /**
     * Listens at the environment's bell, which has been made.
     *
     * @param answers answers a question, at once or on another thread: tells null when the caller has to find out himself
     */
    public static Doorbell listen(RunDirectory run, BiConsumer<Question, Consumer<@Nullable Answer>> answers)
            throws IOException {
        forgetAll(run);
        Doorbell doorbell = new Doorbell(run, answers, Fifo.open(run.bell()));
        Thread listener = new Thread(null, doorbell::listen, "bell", STACK);
        listener.setDaemon(true);
        listener.start();
        return doorbell;
    }

    private void listen() {
        try {
            while (true) {
                String id = bell.next();
                if (id.matches("[0-9]{1,18}")) {
                    answer(run.root().resolve(FIRST + id));
                }
            }
        } catch (IOException closed) {
            // the supervisor ends
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(Path pipe) throws InterruptedException {
        Path asked = pipe.resolveSibling(pipe.getFileName() + QUESTION);
        try {
            String text = Files.readString(asked, StandardCharsets.UTF_8);
            Files.delete(asked);
            if (Files.exists(pipe)) { // else the launcher did not wait so long
                Question question = question(text);
                write(pipe, question == null ? REFUSAL : lines(ask(question), Charset.forName(question.charset())));
            }
        } catch (IOException | RuntimeException gone) {
            // the launcher waits no longer than its own patience
        }
    }

    private @Nullable Answer ask(Question question) throws InterruptedException {
        CompletableFuture<@Nullable Answer> answer = new CompletableFuture<>();
        answers.accept(question, answer::complete);
        try {
            return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException never) {
            return null;
        }
    }

    /** Null when it is none, or one that only a JVM understands. */
    static @Nullable Question question(String text) {
        String[] parts = text.split("\n", LINES + 1);
        if (parts.length <= LINES) {
            return null;
        }
        Map<String, String> variables = Exports.parse(parts[LINES]);
        if (variables == null) {
            return null;
        }
        try {
            return new Question(
                    List.of(parts[0].split(" ", -1)),
                    // as the JVM says it
                    Path.of(parts[1]).toRealPath().toString(),
                    variables,
                    parts[2],
                    parts[3],
                    columns(parts[4]),
                    parts[5]);
        } catch (IOException | RuntimeException unusual) {
            return null;
        }
    }

    private static int columns(String size) {
        String columns = size.substring(size.indexOf(' ') + 1);
        return columns.matches("[0-9]{1,9}") ? Integer.parseInt(columns) : 0;
    }

    static byte[] lines(@Nullable Answer answer, Charset charset) {
        if (answer == null) {
            return REFUSAL;
        }
        StringBuilder lines = new StringBuilder();
        boolean whole = add(lines, '2', answer.err()) && add(lines, '1', answer.out());
        lines.append('0').append(answer.code()).append('\n');
        byte[] bytes = lines.toString().getBytes(charset);
        return whole && bytes.length <= MOST ? bytes : BY_SOCKET;
    }

    /** False when a shell cannot repeat it. */
    private static boolean add(StringBuilder lines, char where, String text) {
        if (text.isEmpty()) {
            return true;
        }
        for (String line : text.split("\n", -1)) {
            lines.append(where).append(line).append('\n');
        }
        // behind the last end of a line there is nothing
        lines.setLength(lines.length() - 2);
        return text.endsWith("\n") && text.indexOf('\0') < 0;
    }

    private static void write(Path pipe, byte[] lines) throws IOException {
        // for reading, too: else it would wait for somebody to read
        try (FileChannel channel = FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            Files.deleteIfExists(pipe);
            ByteBuffer bytes = ByteBuffer.wrap(lines);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }

    private static void forgetAll(RunDirectory run) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(run.root(), FIRST + "*")) {
            for (Path path : left) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** Nobody is to ring any more. */
    @Override
    public void close() {
        bell.close();
        try {
            Files.deleteIfExists(run.bell());
            forgetAll(run);
        } catch (IOException ignored) {
            // the next one does it
        }
    }
}
