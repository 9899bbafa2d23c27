package io.devctl.cli;

import io.devctl.app.Environment;
import io.devctl.app.Place;
import io.devctl.app.Timings;
import io.devctl.app.Up;
import io.devctl.console.JsonReports;
import io.devctl.console.MigrationErrorText;
import io.devctl.console.PlainPrinter;
import io.devctl.console.TimingsText;
import io.devctl.console.UpText;
import io.devctl.console.style.Durations;
import io.devctl.console.style.TerminalFeatures;
import io.devctl.console.style.Theme;
import io.devctl.model.EventSink;
import io.devctl.model.MigrateReport;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * What one run of the program has around it.
 *
 * @param environment the caller's variables
 * @param workingDirectory absolute
 * @param charset what the caller's terminal understands, as the launcher found it
 * @param terminals which of standard input, output and error are terminals: a subset of {@code "012"}
 * @param columns of the terminal, 0 when it does not say
 * @param progress how to tell of what takes long, as far as a stream allows it
 * @param printers those that may have lines in a terminal which change
 * @param ahead the environment, when it is being opened while the command is still being made of its annotations, which
 *     takes as long
 */
record Session(
        Map<String, String> environment,
        Path workingDirectory,
        PrintStream out,
        PrintStream err,
        Charset charset,
        String terminals,
        int columns,
        PlainPrinter.Progress progress,
        List<PlainPrinter> printers,
        @Nullable Future<Environment> ahead) {

    Session(
            Map<String, String> environment,
            Path workingDirectory,
            PrintStream out,
            PrintStream err,
            Charset charset,
            String terminals,
            int columns,
            PlainPrinter.Progress progress) {
        this(
                environment,
                workingDirectory,
                out,
                err,
                charset,
                terminals,
                columns,
                progress,
                new CopyOnWriteArrayList<>(),
                null);
    }

    static Session ofThisProcess(String[] arguments) {
        Charset charset = "US-ASCII".equals(System.getProperty("devctl.charset"))
                ? StandardCharsets.US_ASCII
                : StandardCharsets.UTF_8;
        return new Session(
                System.getenv(),
                Path.of("").toAbsolutePath(),
                stream(FileDescriptor.out, charset),
                stream(FileDescriptor.err, charset),
                charset,
                System.getProperty("devctl.terminals", ""),
                Integer.getInteger("devctl.columns", 0),
                progress(System.getenv(), List.of(arguments)));
    }

    /** What the user's words and variables allow. */
    static PlainPrinter.Progress progress(Map<String, String> environment, List<String> words) {
        if (words.contains("--json") || words.contains("--json-lines")) {
            return PlainPrinter.Progress.NONE;
        }
        String term = environment.getOrDefault("TERM", "");
        boolean still = words.contains("--plain") || term.isEmpty() || term.equals("dumb");
        return still || "true".equals(environment.get("CI"))
                ? PlainPrinter.Progress.LINES
                : PlainPrinter.Progress.CHANGING;
    }

    /** The same, with services.yaml being read from now on if this command is one that needs it. */
    Session readingAhead(String[] arguments) {
        List<String> words = List.of(arguments);
        boolean wanted = !words.isEmpty()
                && switch (words.get(0)) {
                    case "up", "migrate", "status", "plan", "reset", "start", "restart", "run", "db" -> true;
                    default -> false;
                };
        if (!wanted || words.contains("--file")) {
            return this;
        }
        FutureTask<Environment> task = new FutureTask<>(() -> Environment.open(workingDirectory, null, environment));
        Runnable reads = words.get(0).equals("up") ? () -> readAndLook(task) : task;
        Thread reader = new Thread(reads, "services.yaml");
        reader.setDaemon(true);
        reader.start();
        return new Session(
                environment, workingDirectory, out, err, charset, terminals, columns, progress, printers, task);
    }

    private static void readAndLook(FutureTask<Environment> task) {
        task.run();
        Interrupts.prepare();
        try {
            task.get().lookAhead();
        } catch (ExecutionException | RuntimeException said) {
            // whoever needs it now says it
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The environment that a command is about. */
    Environment environment(Common common) {
        Environment opened = opened(common);
        return opened != null ? opened : Environment.open(workingDirectory, common.file, environment);
    }

    /** What was read ahead, if it is what is asked for and there was nothing wrong with it. */
    private @Nullable Environment opened(Common common) {
        Future<Environment> task = ahead;
        if (task == null || common.file != null) {
            return null;
        }
        try {
            return task.get();
        } catch (ExecutionException said) {
            return null; // whoever opens it now says it again
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** The same for a command about migrations, which works where there is no services.yaml as well. */
    Environment migrationEnvironment(Common common) {
        return Environment.openForMigrations(workingDirectory, common.file, environment, () -> environment(common));
    }

    /** Where to look for {@code .devctl}, for commands that work without services.yaml. */
    Path folder(Common common) {
        Path file = common.file == null
                ? null
                : workingDirectory.resolve(common.file).normalize();
        Path parent = file == null ? null : file.getParent();
        return parent == null ? workingDirectory : parent;
    }

    /** The same for commands that check names where they can. */
    Place place(Common common) {
        return new Place(folder(common), common.file, environment);
    }

    /** How standard output looks. */
    Theme theme(Common common) {
        return theme(1, common.noColor);
    }

    /** How standard error looks. */
    Theme errorTheme(boolean noColour) {
        return theme(2, noColour);
    }

    /** Shows events on standard error, where they are out of the way of a result. */
    PlainPrinter progress(Common common, Environment of) {
        return progress(common, of.serviceNames());
    }

    PlainPrinter progress(Common common, Collection<String> services) {
        return printer(2, err, errorTheme(common.noColor), services);
    }

    /** Shows events on standard output, of a command whose events are the result. */
    EventSink report(Common common, Environment of) {
        return report(common, of.serviceNames());
    }

    EventSink report(Common common, Collection<String> services) {
        return printer(1, out, theme(common), services);
    }

    private PlainPrinter printer(int descriptor, PrintStream to, Theme theme, Collection<String> services) {
        boolean lines = progress == PlainPrinter.Progress.CHANGING && !isTerminal(descriptor);
        PlainPrinter printer = new PlainPrinter(to, theme, services, lines ? PlainPrinter.Progress.LINES : progress);
        printers.add(printer);
        return printer;
    }

    /** Takes away the lines that change, before a last word is said. */
    void endProgress() {
        printers.forEach(PlainPrinter::close);
    }

    /** Says why migrations failed, where some did. */
    void tellFailures(MigrateReport report, Common common) {
        err.print(new MigrationErrorText(errorTheme(common.noColor)).failures(report.targets()));
    }

    /** Says what has become of services that were started. */
    void tellServices(Up.Result result, Common common, Json json) {
        MigrateReport migrations = result.migrations();
        if (migrations != null) {
            tellFailures(migrations, common);
        }
        out.print(
                json.wanted
                        ? JsonReports.services(result.services()) + "\n"
                        : new UpText(theme(common)).summary(result.migrated(), result.services(), result.took()));
    }

    /** Says what took how long, where that was asked for. */
    void tellTimings(@Nullable Timings timings, Common common, boolean aside) {
        if (timings != null) {
            (aside ? err : out).print(new TimingsText(theme(common)).report(timings.steps()));
        }
    }

    /** Whether a user sits at a terminal that can show a whole screen: not in a pipeline, whose log keeps every line. */
    boolean canShowScreen() {
        String term = variable("TERM");
        return isTerminal(0) && isTerminal(1) && term != null && !term.equals("dumb") && !"true".equals(variable("CI"));
    }

    /** {@code 1.2 s}: how long something took that began then, of {@link System#nanoTime}. */
    static String since(long start) {
        return Durations.text(Duration.ofNanos(System.nanoTime() - start));
    }

    boolean isTerminal(int descriptor) {
        return terminals.indexOf('0' + descriptor) >= 0;
    }

    /** A variable of the caller's, null when it is unset or empty. */
    @Nullable
    String variable(String name) {
        String value = environment.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    private Theme theme(int descriptor, boolean noColour) {
        TerminalFeatures features = TerminalFeatures.of(environment, isTerminal(descriptor), noColour, charset);
        return new Theme(isTerminal(descriptor) && columns > 0 ? features.withWidth(columns) : features);
    }

    private static PrintStream stream(FileDescriptor descriptor, Charset charset) {
        return new PrintStream(new FileOutputStream(descriptor), true, charset);
    }
}
