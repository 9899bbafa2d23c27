package io.devctl.cli;

import io.devctl.app.ReadLogs;
import io.devctl.console.JsonReports;
import io.devctl.model.DevctlException;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.model.LogLevel;
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

    @Option(names = "--level", paramLabel = "L", description = "trace, debug, info, warn or error, and what is worse")
    @Nullable
    String level;

    @Option(
            names = "--attempt",
            paramLabel = "A",
            description = "one life of each service's process: last, last-crash, or 2 for the last but one")
    @Nullable
    String attempt;

    LogsCommand(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        Integer count = last == null && follow && since == null ? (Integer) LAST_LINES_BEFORE_FOLLOWING : last;
        LogQuery query = new LogQuery(
                Set.copyOf(services),
                count,
                PointInTime.parse(since),
                PointInTime.parse(until),
                pattern(grep),
                level(level),
                attempt(attempt));
        if (follow && query.attempt() != null) {
            throw new DevctlException(ExitCode.USAGE, "these do not go together: '-f --attempt'", "leave -f out");
        }
        EventSink plain = session.report(common, services);
        Consumer<LogLine> print = json.wanted
                ? line -> session.out().println(JsonReports.logLine(line))
                : line -> plain.emit(new Event.Logged(line));
        ReadLogs.run(session.place(common), query, follow, print);
        return ExitCode.OK.number();
    }

    private static @Nullable LogLevel level(@Nullable String name) {
        if (name == null) {
            return null;
        }
        for (LogLevel level : LogLevel.values()) {
            if (level.name().equalsIgnoreCase(name)) {
                return level;
            }
        }
        throw new DevctlException(ExitCode.USAGE, "not a level: '" + name + "'", "trace, debug, info, warn or error");
    }

    private static LogQuery.@Nullable Attempt attempt(@Nullable String which) {
        if (which == null) {
            return null;
        }
        if (which.equals("last-crash")) {
            return new LogQuery.Attempt.LastCrash();
        }
        if (which.equals("last")) {
            return new LogQuery.Attempt.Last(1);
        }
        if (which.matches("[1-9][0-9]{0,5}")) {
            return new LogQuery.Attempt.Last(Integer.parseInt(which));
        }
        throw new DevctlException(
                ExitCode.USAGE, "not an attempt: '" + which + "'", "last, last-crash, or a number from 1, the last");
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
