package io.devctl.migrate.alembic;

import io.devctl.migrate.engine.Order;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A Python that has Alembic work on one target after another. It is the leader of a process group and ends with it when devctl
 * does, however that happens. For use by one thread.
 */
final class Interpreter implements AutoCloseable {
    /** Of a very talkative migration the end is kept. */
    private static final int LINES_KEPT = 1000;

    private final Process process;
    private final String mark = "devctl-" + UUID.randomUUID();
    private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();
    private String group = "0";
    private boolean used;
    private boolean usable = true;

    /** What came of one target. */
    enum Outcome {
        OK,
        /** The database or Alembic refused. */
        FAILED,
        /** Something else in Python went wrong, or the process ended. */
        BROKEN,
        TIMEOUT,
        CANCELLED
    }

    /**
     * What Python said about one target.
     *
     * @param text what was asked for, where that is a text
     * @param reused whether it had another target before
     */
    record Answer(Outcome outcome, List<String> output, String text, boolean reused) {
        Answer {
            output = List.copyOf(output);
        }
    }

    Interpreter(AlembicProject project, List<String> python) throws IOException {
        List<String> command = new ArrayList<>(python);
        command.addAll(List.of("-c", script(), project.config().toString(), mark));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(project.folder().toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(project.environment().get());
        builder.environment().put("PYTHONUNBUFFERED", "1");
        process = builder.start();
        Thread reader = new Thread(this::read, "devctl-alembic-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(Optional.of(line));
            }
        } catch (IOException ended) {
            // as good as an end
        }
        lines.add(Optional.empty());
    }

    boolean isUsable() {
        return usable && process.isAlive();
    }

    /** Has it done to one target. */
    Answer run(AlembicProject project, Order order, Map<String, String> variables, BooleanSupplier cancelled)
            throws InterruptedException {
        boolean reused = used;
        used = true;
        List<String> output = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        if (!ask(order, variables)) {
            usable = false;
        }
        long deadline = System.nanoTime() + project.timeout().toNanos();
        while (true) {
            if (cancelled.getAsBoolean()) {
                return end(Outcome.CANCELLED, output, reused);
            }
            if (System.nanoTime() > deadline) {
                return end(Outcome.TIMEOUT, output, reused);
            }
            Optional<String> line = lines.poll(100, TimeUnit.MILLISECONDS);
            if (line == null) {
                continue;
            }
            if (line.isEmpty()) {
                return end(Outcome.BROKEN, output, reused);
            }
            int at = line.get().indexOf(mark);
            if (at < 0) {
                keep(output, line.get());
                continue;
            }
            // what was printed without a line end stands in front
            if (at > 0) {
                keep(output, line.get().substring(0, at));
            }
            String[] words = line.get().substring(at).split(" ");
            if (words[1].equals("group")) {
                group = words[2];
                continue;
            }
            if (words[1].equals("text")) {
                text.append(RevisionEntry.unescape(line.get().substring(at).split(" ", 3)[2]));
                continue;
            }
            return new Answer(outcome(words[2]), output, text.toString(), reused);
        }
    }

    private static Outcome outcome(String word) {
        return switch (word) {
            case "ok" -> Outcome.OK;
            case "failed" -> Outcome.FAILED;
            default -> Outcome.BROKEN;
        };
    }

    private static void keep(List<String> output, String line) {
        if (output.size() == LINES_KEPT) {
            output.remove(0);
        }
        output.add(line);
    }

    private Answer end(Outcome outcome, List<String> output, boolean reused) {
        close();
        return new Answer(outcome, output, "", reused);
    }

    private boolean ask(Order order, Map<String, String> variables) {
        StringBuilder line = new StringBuilder(order.verb().name().toLowerCase(Locale.ROOT));
        line.append('\u001f')
                .append(String.join(
                        "\u001e", order.to().stream().map(RevisionEntry::escape).toList()));
        variables.forEach((name, value) -> line.append('\u001f').append(RevisionEntry.escape(name + "=" + value)));
        try {
            OutputStream out = process.getOutputStream();
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Ends the process and everything that it started. */
    @Override
    public void close() {
        usable = false;
        List<ProcessHandle> family = process.descendants().toList();
        if (!group.equals("0") && process.isAlive()) {
            killGroup();
        }
        family.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void killGroup() {
        try {
            Process kill = new ProcessBuilder("kill", "-KILL", "--", "-" + group)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            kill.waitFor(5, TimeUnit.SECONDS);
        } catch (IOException e) {
            // its descendants are ended one by one
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String script() {
        try (InputStream in = Objects.requireNonNull(Interpreter.class.getResourceAsStream("work.py"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
