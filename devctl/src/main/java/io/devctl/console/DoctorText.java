package io.devctl.console;

import io.devctl.console.style.Counts;
import io.devctl.console.style.DisplayWidth;
import io.devctl.console.style.Mark;
import io.devctl.console.style.SafeText;
import io.devctl.console.style.Theme;
import io.devctl.console.style.Tone;
import io.devctl.model.Check;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code dev doctor} as text:
 *
 * <pre>
 * ✓ java      Java 17.0.15 in '/usr/lib/jvm/17', from PATH
 * ✗ postgres  problem: the data is of Postgres 15 and services.yaml asks for 18
 *               fix: set postgres.version: "15" in services.yaml
 *
 * 1 problem
 * </pre>
 *
 * <p>Nothing is cut, whatever the width: a fix is there to be copied.
 */
public final class DoctorText {
    private static final int GAP = 2;

    private final Theme theme;

    /** A renderer for one place. */
    public DoctorText(Theme theme) {
        this.theme = theme;
    }

    /** All checks and, in the last line, how many of them are bad. */
    public String report(List<Check> checks) {
        int names = 0;
        for (Check check : checks) {
            names = Math.max(names, DisplayWidth.of(SafeText.line(check.name())));
        }
        StringBuilder text = new StringBuilder();
        for (Check check : checks) {
            add(text, check, names);
        }
        return text.append('\n').append(summary(checks)).append('\n').toString();
    }

    private void add(StringBuilder text, Check check, int names) {
        Mark mark = mark(check.state());
        String word =
                check.state() == Check.State.OK ? "" : theme.paint(mark.tone(), StateNames.of(check.state())) + ": ";
        String indent = " ".repeat(theme.markWidth() + 1 + names + GAP);
        text.append(theme.mark(mark)).append(' ');
        text.append(DisplayWidth.pad(SafeText.line(check.name()), names))
                .append(" ".repeat(GAP))
                .append(word);
        String before = "";
        for (String line : check.message().lines().toList()) {
            text.append(before).append(SafeText.line(line)).append('\n');
            before = indent;
        }
        if (check.fix() != null) {
            text.append(indent)
                    .append("  ")
                    .append(theme.paint(Tone.STRONG, "fix:"))
                    .append(' ');
            text.append(SafeText.line(check.fix())).append('\n');
        }
    }

    private static String summary(List<Check> checks) {
        List<String> counts = new ArrayList<>();
        for (Check.State state : List.of(Check.State.PROBLEM, Check.State.WARNING)) {
            long count = checks.stream().filter(check -> check.state() == state).count();
            if (count > 0) {
                counts.add(Counts.of(count, StateNames.of(state)));
            }
        }
        return counts.isEmpty() ? "all is well" : String.join(", ", counts);
    }

    private static Mark mark(Check.State state) {
        return switch (state) {
            case OK -> Mark.DONE;
            case WARNING -> Mark.ATTENTION;
            case PROBLEM -> Mark.FAILED;
        };
    }
}
