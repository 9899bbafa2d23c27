package io.devctl.console;

import io.devctl.console.style.Counts;
import io.devctl.console.style.SafeText;
import io.devctl.console.style.Theme;
import io.devctl.console.style.Tone;
import io.devctl.model.CheckReport;
import io.devctl.model.Finding;
import io.devctl.model.Finding.Severity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code dev migrate check} as text:
 *
 * <pre>
 * warning: auth_api: drops column 'name' of 'users': its values are gone (migrations/20250101000013_x.sql:3:19) [drop-column]
 *   3 | alter table users drop column name;
 *     |                   ^
 * hint: drop it one release after the last code that reads it
 *
 * 12 migrations: 1 warning
 * </pre>
 */
public final class CheckText {
    /** From so many warnings on it is likely that they are about files that nobody can change any more. */
    private static final int MANY = 10;

    private final Theme theme;

    /** A renderer for one place. */
    public CheckText(Theme theme) {
        this.theme = theme;
    }

    /**
     * All findings and, in the last line, how many there are.
     *
     * @param base what was compared with, or null
     */
    public String report(CheckReport report, @Nullable String base) {
        StringBuilder text = new StringBuilder();
        for (Finding finding : report.findings()) {
            finding(text, finding);
            text.append('\n');
        }
        text.append(summary(report, base)).append('\n');
        if (base == null && report.count(Severity.WARNING) >= MANY) {
            text.append(ErrorText.hint("dev migrate check --base origin/main looks at new migrations only", theme));
        }
        return text.toString();
    }

    /**
     * The findings as annotations for GitHub's pull requests, a line each.
     *
     * @param report whose files are relative to the repository's root
     */
    public static String github(CheckReport report) {
        StringBuilder text = new StringBuilder();
        for (Finding finding : report.findings()) {
            text.append(finding.severity() == Severity.ERROR ? "::error" : "::warning");
            text.append(" file=").append(property(finding.file()));
            if (finding.line() > 0) {
                text.append(",line=").append(finding.line()).append(",col=").append(Math.max(1, finding.column()));
            }
            text.append(",title=").append(property(finding.rule()));
            String hint = finding.hint() == null ? "" : "\nhint: " + finding.hint();
            text.append("::").append(data(finding.service() + ": " + finding.message() + hint));
            text.append('\n');
        }
        return text.toString();
    }

    /** GitHub reads commands line by line, and undoes these. */
    private static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }

    private void finding(StringBuilder text, Finding finding) {
        boolean error = finding.severity() == Severity.ERROR;
        List<String> lines = finding.message().strip().lines().toList();
        String headline =
                finding.service() + ": " + lines.get(0) + " (" + place(finding) + ") [" + finding.rule() + "]";
        text.append(ErrorText.labelled(
                error ? "error" : "warning", error ? Tone.BAD : Tone.ATTENTION, SafeText.line(headline), theme));
        lines.stream()
                .skip(1)
                .forEach(line ->
                        text.append("  ").append(SafeText.line(line.strip())).append('\n'));
        MigrationErrorText.snippet(text, finding.sourceLine(), finding.line(), finding.column(), theme);
        String hint = finding.hint();
        text.append(hint == null ? "" : ErrorText.hint(hint, theme));
    }

    private static String place(Finding finding) {
        return finding.file()
                + (finding.line() == 0 ? "" : ":" + finding.line())
                + (finding.column() == 0 ? "" : ":" + finding.column());
    }

    private static String summary(CheckReport report, @Nullable String base) {
        List<String> counts = new ArrayList<>();
        for (Severity severity : Severity.values()) {
            if (report.count(severity) > 0) {
                counts.add(Counts.of(report.count(severity), StateNames.of(severity)));
            }
        }
        String files = Counts.of(report.files(), base == null ? "migration" : "new migration");
        String older = base == null ? "" : ", " + Counts.text(report.older()) + " as on " + SafeText.line(base);
        return files + older + ": " + (counts.isEmpty() ? "nothing found" : String.join(", ", counts));
    }
}
