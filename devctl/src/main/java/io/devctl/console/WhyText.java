package io.devctl.console;

import io.devctl.console.style.Mark;
import io.devctl.console.style.SafeText;
import io.devctl.console.style.Theme;
import io.devctl.console.style.Tone;
import io.devctl.model.LogLine;
import io.devctl.model.WhyReport;

/**
 * {@code dev why} as text:
 *
 * <pre>
 * ! web                  pending: waiting for auth_api
 * ! auth_api             pending: waiting for auth_api.migrations
 * ✗ auth_api.migrations  failed: target auth_api (toshiba): …
 * hint: dev migrate --service auth_api
 * </pre>
 */
public final class WhyText {
    private final Theme theme;

    /** A renderer for one place. */
    public WhyText(Theme theme) {
        this.theme = theme;
    }

    /** The chain, the last words of its end, and what to do. */
    public String report(WhyReport why) {
        Entries entries = new Entries(theme);
        int last = why.chain().size() - 1;
        for (int i = 0; i <= last; i++) {
            WhyReport.Link link = why.chain().get(i);
            Mark mark = link.good() ? Mark.DONE : i == last ? Mark.FAILED : Mark.ATTENTION;
            entries.add(mark, link.name(), link.state() + (link.reason() == null ? "" : ": " + link.reason()));
        }
        StringBuilder text = new StringBuilder(entries.text());
        for (LogLine line : why.lastWords()) {
            String words = "    " + SafeText.line(line.text());
            text.append(theme.paint(Tone.FAINT, theme.cut(words, theme.width())))
                    .append('\n');
        }
        if (why.hint() != null && !why.ready()) {
            text.append("hint: ").append(why.hint()).append('\n');
        }
        return text.toString();
    }
}
