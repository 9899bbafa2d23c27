package io.devctl.cli;

import io.devctl.app.ReadLogs;
import io.devctl.console.JsonReports;
import io.devctl.model.DevctlException;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.model.LogLine;
import io.devctl.supervise.logs.LogQuery;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(name = "logs", description = "what services have written, of this and earlier runs")
final class LogsCommand implements Command {
    private static final int LAST_LINES_BEFORE_FOLLOWING = 50;

    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    @CommandLine.Mixin
    Json json = new Json();

    @Parameters(paramLabel = "SERVICE", arity = "0..*", description = "of these (default: all)")
    List<String> services = List.of();

    @Option(
            names = {"-f", "--follow"},
            description = "go on with what is written from now")
    boolean follow;

    @Option(names = "-n", paramLabel = "N", description = "the last N lines")
    @Nullable
    Integer last;

    @Option(names = "--since", paramLabel = "T", description = "not older: 10m, 14:30 or 2026-01-31T14:30:00Z")
    @Nullable
    String since;

    @Option(names = "--until", paramLabel = "T", description = "not newer")
    @Nullable
    String until;

    @Option(names = "--grep", paramLabel = "RE", description = "lines in which this regular expression is found")
    @Nullable
    String grep;

    LogsCommand(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        Integer count = last == null && follow && since == null ? (Integer) LAST_LINES_BEFORE_FOLLOWING : last;
        LogQuery query = new LogQuery(
                Set.copyOf(services), count, PointInTime.parse(since), PointInTime.parse(until), pattern(grep));
        EventSink plain = session.report(common, services);
        Consumer<LogLine> print = json.wanted
                ? line -> session.out().println(JsonReports.logLine(line))
                : line -> plain.emit(new Event.Logged(line));
        ReadLogs.run(session.place(common), query, follow, print);
        return ExitCode.OK.number();
    }

    private static @Nullable Pattern pattern(@Nullable String expression) {
        try {
            return expression == null ? null : Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new DevctlException(
                    ExitCode.USAGE,
                    "not a regular expression: '" + expression + "': " + e.getDescription(),
                    "put \\Q in front to search for the text as it stands");
        }
    }
}
