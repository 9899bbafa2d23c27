package io.devctl.console;

import io.devctl.console.style.Counts;
import io.devctl.console.style.SafeText;
import io.devctl.console.style.Theme;
import io.devctl.console.style.Tone;
import io.devctl.model.DevctlException;
import io.devctl.model.Leftover;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Collectors;

/** Failures of a command, as they are printed to standard error. */
public final class ErrorText {
    static final String REPORT = "this is a bug in devctl; please report it with the output of --debug";

    private ErrorText() {}

    /**
     * A failure that the user can do something about. Each line of the message is a problem of its own:
     *
     * <pre>
     * error: unknown key: 'prot' (services.yaml:3:5)
     *        wrong type: 'yes' (services.yaml:7:9)
     * hint: did you mean 'port'?
     * </pre>
     *
     * @param debug whether to add the stack trace
     */
    public static String failure(DevctlException failure, Theme theme, boolean debug) {
        String text = labelled("error", Tone.BAD, String.valueOf(failure.getMessage()), theme)
                + failure.hint().map(hint -> hint(hint, theme)).orElse("");
        return debug ? text + trace(failure) : text;
    }

    /** A bug: one line on what, one on what to do, and the stack trace only for who wants it. */
    public static String bug(Throwable bug, Theme theme, boolean debug) {
        String text = labelled("error", Tone.BAD, SafeText.line(describe(bug)), theme) + hint(REPORT, theme);
        return debug ? text + trace(bug) : text;
    }

    /** Something to know that stops nothing. */
    public static String warning(String message, Theme theme) {
        return labelled("warning", Tone.ATTENTION, message, theme);
    }

    /** What to do next. */
    public static String hint(String hint, Theme theme) {
        return labelled("hint", Tone.STRONG, hint, theme);
    }

    /**
     * What {@code dev down} could not stop:
     *
     * <pre>
     * error: 1 process is still running
     *        pid 42  java -jar auth.jar  (auth_api, port 8001)
     * hint: kill -9 42
     * </pre>
     */
    public static String leftovers(List<Leftover> leftovers, Theme theme) {
        if (leftovers.isEmpty()) {
            return "";
        }
        int count = leftovers.size();
        StringBuilder message = new StringBuilder(count == 1 ? "1 process is" : Counts.text(count) + " processes are")
                .append(" still running");
        String pids = leftovers.stream().map(left -> Long.toString(left.pid())).collect(Collectors.joining(" "));
        for (Leftover left : leftovers) {
            message.append("\npid ").append(left.pid()).append("  ").append(SafeText.line(left.command()));
            message.append(owner(left));
        }
        return labelled("error", Tone.BAD, message.toString(), theme) + hint("kill -9 " + pids, theme);
    }

    private static String owner(Leftover left) {
        String service = left.service();
        if (left.port() == null) {
            return service == null ? "" : "  (" + service + ")";
        }
        return "  (" + (service == null ? "" : service + ", ") + "port " + left.port() + ")";
    }

    /** {@code label: first line}, further lines below the first. */
    static String labelled(String label, Tone tone, String message, Theme theme) {
        StringBuilder text = new StringBuilder(theme.paint(tone, label + ":"));
        if (message.isBlank()) {
            return text.append('\n').toString();
        }
        String indent = " ";
        for (String line : message.strip().lines().toList()) {
            text.append(indent).append(SafeText.line(line).stripTrailing()).append('\n');
            indent = " ".repeat(label.length() + 2);
        }
        return text.toString();
    }

    static String describe(Throwable bug) {
        String message = bug.getMessage();
        String name = bug.getClass().getSimpleName();
        return "internal error: " + (message == null ? name : name + ": " + message);
    }

    private static String trace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString().replace(System.lineSeparator(), "\n");
    }
}
