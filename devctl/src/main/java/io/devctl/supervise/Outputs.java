package io.devctl.supervise;

import io.devctl.model.LogLine;
import io.devctl.supervise.logs.LineWatch;
import io.devctl.supervise.logs.LogQuery;
import io.devctl.supervise.logs.LogStore;
import io.devctl.supervise.logs.Logs;
import io.devctl.supervise.logs.Secrets;
import io.devctl.supervise.machine.Input;
import io.devctl.supervise.process.Attempt;
import io.devctl.supervise.process.OutputReader;
import io.devctl.supervise.process.RunDirectory;
import io.devctl.supervise.unit.Surroundings;
import io.devctl.supervise.unit.UnitSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.PatternSyntaxException;

/** The output of all units on its way into their logs. */
final class Outputs implements AutoCloseable {
    private final LogStore store;
    private final Logs logs;
    private final Consumer<Input> post;
    private final Map<Long, LineWatch> watches = new ConcurrentHashMap<>();
    private final Map<Long, List<OutputReader>> readers = new ConcurrentHashMap<>();

    Outputs(RunDirectory run, Consumer<Input> post) {
        this.store = new LogStore(run.state(), Clock.systemUTC());
        this.logs = new Logs(run.state());
        this.post = post;
    }

    void note(String unit, String text) {
        store.log(unit).note(text);
    }

    /** Masks the secrets of a unit in all that is written about it from now on. */
    void mask(UnitSpec spec, Surroundings surroundings) {
        store.log(spec.name()).mask(Secrets.of(surroundings.around(spec), spec.secrets()));
    }

    /** A text about the unit as it may be shown. */
    String masked(String unit, String text) {
        return store.log(unit).masked(text);
    }

    /** Begins to read the output of an attempt; once. */
    void read(Attempt attempt) {
        LineWatch watch = lines(attempt);
        readers.computeIfAbsent(
                attempt.number(),
                number -> List.of(
                        OutputReader.start(attempt, LogLine.Stream.OUT, store.log(attempt.unit()), watch),
                        OutputReader.start(attempt, LogLine.Stream.ERR, store.log(attempt.unit()), watch)));
    }

    /** The helper of this attempt has kept output and reads no more. */
    void relieved(long attempt) {
        readers.getOrDefault(attempt, List.of()).forEach(OutputReader::takeKept);
    }

    /** Waits until all output of this attempt is in the log, or the time is up because something still holds the pipe. */
    void await(long attempt, Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        for (OutputReader reader : readers.getOrDefault(attempt, List.of())) {
            reader.await(Duration.ofNanos(Math.max(1_000_000, end - System.nanoTime())));
        }
    }

    /** From now on waits for a line; {@link #search} looks at those that are written already. */
    void watch(Attempt attempt, String regex) {
        try {
            lines(attempt).await(regex);
        } catch (PatternSyntaxException e) {
            note(attempt.unit(), "no regular expression: " + regex);
        }
    }

    /** Looks for a line that is {@link #watch}ed for among those that were written before. */
    void search(Attempt attempt, String regex) {
        LineWatch watch = lines(attempt);
        if (attempt.matched().contains(regex)) {
            watch.forget(regex);
            post.accept(new Input.LogMatched(attempt.unit(), attempt.number(), regex));
            return;
        }
        store.log(attempt.unit()).awaitWritten();
        LogQuery query =
                new LogQuery(Set.of(attempt.unit()), null, attempt.since().truncatedTo(ChronoUnit.MILLIS), null, null);
        logs.read(query, line -> {
            if (line.stream() != LogLine.Stream.NOTE) {
                watch.line(line.text());
            }
        });
    }

    private LineWatch lines(Attempt attempt) {
        return watches.computeIfAbsent(
                attempt.number(),
                number -> new LineWatch(regex -> {
                    attempt.addMatched(regex);
                    post.accept(new Input.LogMatched(attempt.unit(), number, regex));
                }));
    }

    void forget(long attempt) {
        watches.remove(attempt);
        readers.remove(attempt);
    }

    @Override
    public void close() {
        store.close();
    }
}
