package io.devctl.console;

import io.devctl.console.style.DisplayWidth;
import io.devctl.console.style.Durations;
import io.devctl.console.style.SafeText;
import io.devctl.console.style.Table;
import io.devctl.console.style.Table.Cell;
import io.devctl.console.style.Table.Column;
import io.devctl.console.style.Theme;
import io.devctl.console.style.Tone;
import io.devctl.model.TimedStep;
import java.time.Duration;
import java.util.List;

/**
 * {@code --timings} as text: the steps that the end had to wait for, then those that ran beside them:
 *
 * <pre>
 * critical path: 4.2 s
 *   FROM   TOOK   STEP
 *   0 ms   0.3 s  devctl    started
 *   0.3 s  0.9 s  postgres  started
 * beside it
 *   …
 * </pre>
 */
public final class TimingsText {
    private static final int INDENT = 2;

    private final Theme theme;

    /** A renderer for one place. */
    public TimingsText(Theme theme) {
        this.theme = theme;
    }

    /** All steps. */
    public String report(List<TimedStep> steps) {
        Duration end = steps.stream()
                .filter(TimedStep::critical)
                .map(TimedStep::to)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        Table table = new Table(
                theme,
                List.of(
                        new Column("FROM", Table.ESSENTIAL, true),
                        new Column("TOOK", Table.ESSENTIAL, true),
                        new Column("STEP", Table.ESSENTIAL, false),
                        new Column("", Table.ESSENTIAL, false)));
        steps.forEach(step -> table.add(List.of(
                Cell.of(Durations.text(step.from())),
                Cell.of(Durations.text(step.took())),
                Cell.of(step.name()),
                new Cell(SafeText.line(step.what()), step.what().equals("failed") ? Tone.BAD : Tone.PLAIN))));
        List<String> lines = table.lines(INDENT);
        StringBuilder text = new StringBuilder();
        text.append(heading("critical path: " + Durations.text(end)));
        text.append(line(lines.get(0)));
        append(text, steps, lines, true);
        if (steps.stream().anyMatch(step -> !step.critical())) {
            text.append(heading("beside it"));
            append(text, steps, lines, false);
        }
        return text.toString();
    }

    private static void append(StringBuilder text, List<TimedStep> steps, List<String> lines, boolean critical) {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).critical() == critical) {
                text.append(line(lines.get(i + 1)));
            }
        }
    }

    private String heading(String words) {
        return theme.strong(DisplayWidth.cut(words, theme.width(), theme.ellipsis())) + "\n";
    }

    private static String line(String text) {
        return (" ".repeat(INDENT) + text).stripTrailing() + "\n";
    }
}
