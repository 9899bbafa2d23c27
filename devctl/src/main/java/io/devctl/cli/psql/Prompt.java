package io.devctl.cli.psql;

import io.devctl.console.QueryText;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.model.QueryResult;
import io.devctl.postgres.query.QueryFailed;
import io.devctl.postgres.query.QuerySession;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import javax.sql.DataSource;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/** Reads SQL, runs it and prints what it gives; in a terminal with history and completion, else as a script. */
public final class Prompt {
    /** More rows than these nobody reads on a screen. */
    private static final int SCREENFUL = 1000;

    private static final String START = "dev up postgres -d";

    private final QuerySession session;
    private final QueryText text;
    private final PrintStream out;
    private final PrintStream err;
    private final StatementBuffer buffer = new StatementBuffer();
    private List<String> names = List.of();

    private Prompt(QuerySession session, QueryText text, PrintStream out, PrintStream err) {
        this.session = session;
        this.text = text;
        this.out = out;
        this.err = err;
    }

    /**
     * Runs the statements on standard input; ends at the first that fails.
     *
     * @return OK, or FAILED when one failed
     */
    public static ExitCode script(DataSource database, QueryText text, PrintStream out, PrintStream err) {
        try (QuerySession session = open(database)) {
            Prompt prompt = new Prompt(session, text, out, err);
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            boolean good = true;
            String line = in.readLine();
            while (good && line != null && !quits(line)) {
                good = prompt.take(line, 0);
                line = in.readLine();
            }
            if (good && !prompt.buffer.isEmpty()) {
                good = prompt.run(prompt.buffer.rest(), 0);
            }
            return good ? ExitCode.OK : ExitCode.FAILED;
        } catch (IOException e) {
            throw new DevctlException(ExitCode.FAILED, "cannot read standard input: " + e.getMessage(), null, e);
        }
    }

    /**
     * Talks to the user until he leaves.
     *
     * @param name what stands before each line
     * @param history the file that keeps the lines
     */
    public static void talk(
            DataSource database, QueryText text, PrintStream out, PrintStream err, String name, Path history) {
        try (QuerySession session = open(database);
                Terminal terminal = TerminalBuilder.builder().system(true).build()) {
            Prompt prompt = new Prompt(session, text, out, err);
            prompt.readNames();
            terminal.handle(Terminal.Signal.INT, signal -> session.cancel());
            LineReader reader = LineReaderBuilder.builder()
                    .terminal(terminal)
                    .parser(new DefaultParser().escapeChars(null).quoteChars(new char[0]))
                    .completer((line, parsed, candidates) -> prompt.complete(parsed.word(), candidates))
                    .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                    .variable(LineReader.HISTORY_FILE, history)
                    .build();
            out.println("no psql on PATH, so this is devctl's own prompt: \\? for help, \\q to leave");
            prompt.talk(reader, name);
        } catch (IOException e) {
            throw new DevctlException(ExitCode.UNAVAILABLE, "cannot use the terminal: " + e.getMessage(), null, e);
        }
    }

    private void talk(LineReader reader, String name) {
        while (true) {
            try {
                String line = reader.readLine(buffer.isEmpty() ? name + "=> " : name + "-> ");
                if (quits(line)) {
                    return;
                }
                take(line, SCREENFUL);
            } catch (UserInterruptException e) {
                buffer.clear();
            } catch (EndOfFileException e) {
                return;
            }
        }
    }

    private static QuerySession open(DataSource database) {
        try {
            return QuerySession.open(database);
        } catch (QueryFailed e) {
            throw new DevctlException(
                    ExitCode.UNAVAILABLE, "cannot connect to the database: " + e.getMessage(), START, e);
        }
    }

    private static boolean quits(String line) {
        return line.strip().equals("\\q");
    }

    /** Whether all that the line completes succeeds. */
    private boolean take(String line, int most) {
        if (buffer.isEmpty() && line.strip().startsWith("\\")) {
            return meta(line, most);
        }
        for (String statement : buffer.add(line)) {
            if (!run(statement, most)) {
                return false;
            }
        }
        return true;
    }

    private boolean meta(String line, int most) {
        if (line.strip().equals("\\?")) {
            out.println(Meta.HELP);
            return true;
        }
        String query = Meta.query(line);
        if (query == null) {
            err.print(text.error("unknown command: '" + line.strip() + "'", "", 0, Meta.HELP));
            return false;
        }
        return run(query, most);
    }

    private boolean run(String sql, int most) {
        try {
            QueryResult result = session.run(sql, most);
            out.print(text.result(sql, result));
            if (result.columns().isEmpty() && most > 0) {
                readNames();
            }
            return true;
        } catch (QueryFailed e) {
            out.flush();
            err.print(text.error(String.valueOf(e.getMessage()), sql, e.position(), e.hint()));
            if (e.connectionLost() && most > 0) {
                reconnect();
            }
            return false;
        }
    }

    private void reconnect() {
        try {
            session.reconnect();
            err.println("connected again; what was not committed is lost");
        } catch (QueryFailed e) {
            err.print(text.error(String.valueOf(e.getMessage()), "", 0, START));
        }
    }

    private void readNames() {
        try {
            names = session.run(Meta.NAMES, 0).rows().stream()
                    .map(row -> String.valueOf(row.get(0)))
                    .toList();
        } catch (QueryFailed inAFailedTransaction) {
            // those of before are as good
        }
    }

    private void complete(@Nullable String word, List<Candidate> candidates) {
        String begun = word == null ? "" : word;
        int from = Math.max(begun.lastIndexOf('('), begun.lastIndexOf(',')) + 1;
        names.forEach(name -> candidates.add(new Candidate(begun.substring(0, from) + name)));
    }
}
