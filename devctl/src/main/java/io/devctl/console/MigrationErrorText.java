package io.devctl.console;

import io.devctl.console.style.Counts;
import io.devctl.console.style.DisplayWidth;
import io.devctl.console.style.SafeText;
import io.devctl.console.style.Theme;
import io.devctl.console.style.Tone;
import io.devctl.model.MigrationError;
import io.devctl.model.TargetResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Why migrations failed, with the place:
 *
 * <pre>
 * error: auth_api failed for toshiba, iopex: relation "usrs" does not exist (migrations/20250101000013_x.sql:3:13)
 *   3 | insert into usrs values (1);
 *     |             ^
 *   SQLSTATE 42P01
 * hint: fix the file and run: dev migrate
 * </pre>
 */
public final class MigrationErrorText {
    private static final int TENANTS_SHOWN = 5;

    private final Theme theme;

    /** A renderer for one place. */
    public MigrationErrorText(Theme theme) {
        this.theme = theme;
    }

    /** Every failure among the results; what failed in the same way for several tenants is told once. Empty if none. */
    public String failures(List<TargetResult> results) {
        Map<Failure, List<TargetResult>> alike = results.stream()
                .filter(result -> result.error() != null)
                .collect(Collectors.groupingBy(Failure::of, LinkedHashMap::new, Collectors.toList()));
        return alike.entrySet().stream()
                .map(e ->
                        text(e.getKey().service(), who(e.getValue()), e.getKey().error()))
                .collect(Collectors.joining("\n"));
    }

    private record Failure(String service, MigrationError error) {
        static Failure of(TargetResult result) {
            return new Failure(result.target().service(), Objects.requireNonNull(result.error()));
        }
    }

    private static String who(List<TargetResult> results) {
        List<String> tenants = results.stream()
                .map(r -> r.target().tenant() == null ? "" : TargetGroups.name(r.target()))
                .filter(name -> !name.isEmpty())
                .toList();
        return tenants.isEmpty() ? "" : " for " + Counts.names(tenants, TENANTS_SHOWN);
    }

    private String text(String service, String who, MigrationError error) {
        String words = error.message().strip();
        int firstEnd = words.indexOf('\n') < 0 ? words.length() : words.indexOf('\n');
        String headline =
                service + " failed" + who + ": " + words.substring(0, firstEnd).strip() + " (" + place(error) + ")";
        StringBuilder text = new StringBuilder(ErrorText.labelled("error", Tone.BAD, SafeText.line(headline), theme));
        words.substring(firstEnd).lines().filter(line -> !line.isBlank()).forEach(line -> detail(text, line));
        snippet(text, error.sourceLine(), error.line(), error.column(), theme);
        String sqlstate = error.sqlstate();
        if (sqlstate != null) {
            detail(text, "SQLSTATE " + sqlstate);
        }
        String hint = error.hint();
        return text + (hint == null ? "" : ErrorText.hint(hint, theme));
    }

    /** {@code migrations/20250101000013_x.sql:3:13}, as far as it is known. */
    static String place(MigrationError error) {
        if (error.line() == 0) {
            return error.file();
        }
        return error.file() + ":" + error.line() + (error.column() == 0 ? "" : ":" + error.column());
    }

    private static void detail(StringBuilder text, String line) {
        text.append("  ").append(SafeText.line(line.stripTrailing())).append('\n');
    }

    /** A line of a file with a caret under the place; nothing when it is not known. */
    static void snippet(StringBuilder text, @Nullable String source, int line, int column, Theme theme) {
        if (source == null || line == 0) {
            return;
        }
        String number = String.valueOf(line);
        String gutter = "  " + " ".repeat(number.length()) + " |";
        int room = Math.max(1, theme.width() - gutter.length() - 1);
        Excerpt excerpt = Excerpt.of(source, column, room, theme);
        text.append(("  " + number + " | " + excerpt.text()).stripTrailing()).append('\n');
        if (column > 0) {
            String caret = " ".repeat(excerpt.caret()) + theme.paint(Tone.BAD, "^");
            text.append(gutter).append(' ').append(caret).append('\n');
        }
    }

    /** The part of a source line that fits into a line of the terminal, and the column, from 0, of the place in it. */
    record Excerpt(String text, int caret) {
        static Excerpt of(String source, int column, int room, Theme theme) {
            int length = source.codePointCount(0, source.length());
            int before = source.offsetByCodePoints(0, Math.max(0, Math.min(column - 1, length)));
            String whole = SafeText.source(source).stripTrailing();
            int caret = DisplayWidth.of(SafeText.source(source.substring(0, before)));
            if (DisplayWidth.of(whole) <= room && caret < room) {
                return new Excerpt(whole, caret);
            }
            int cut = Math.max(0, Math.min(caret - room / 2, DisplayWidth.of(whole) - room));
            if (cut == 0) {
                return new Excerpt(theme.cut(whole, room), caret);
            }
            String start = DisplayWidth.of(theme.ellipsis()) < room / 2 ? theme.ellipsis() : "";
            int skipped = DisplayWidth.fitting(whole, 0, cut + start.length());
            int gone = DisplayWidth.of(whole.substring(0, skipped));
            String rest = theme.cut(whole.substring(skipped), room - start.length());
            return new Excerpt(start + rest, caret - gone + start.length());
        }
    }
}
