package io.devctl.console;

import io.devctl.console.style.Counts;
import io.devctl.console.style.Mark;
import io.devctl.console.style.SafeText;
import io.devctl.console.style.Theme;
import io.devctl.console.style.Tone;
import io.devctl.model.DriftedFile;
import io.devctl.model.Target;
import io.devctl.model.TargetIntent;
import io.devctl.model.TargetResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the commands around {@code dev migrate} say of what they will do and have done; targets that are alike in one line. */
public final class WorkText {
    private static final int TENANTS_SHOWN = 5;

    private final Theme theme;

    /** A renderer for one place. */
    public WorkText(Theme theme) {
        this.theme = theme;
    }

    /**
     * What would be done.
     *
     * <pre>
     * · auth_api   default, toshiba: roll back 20250101000013_x.sql, 20250101000012_y.sql
     * ! intake     its schema does not exist
     * </pre>
     */
    public String plan(List<TargetIntent> plan, String verb) {
        Map<List<Object>, List<Target>> alike = new LinkedHashMap<>();
        for (TargetIntent one : plan) {
            String what = one.refusal() != null
                    ? one.refusal()
                    : one.files().isEmpty() ? "nothing to " + verb : verb + " " + String.join(", ", one.files());
            Mark mark = one.refusal() != null ? Mark.FAILED : one.files().isEmpty() ? Mark.DONE : Mark.ATTENTION;
            alike.computeIfAbsent(Arrays.asList(one.target().service(), mark, what), key -> new ArrayList<>())
                    .add(one.target());
        }
        return entries(alike);
    }

    private String entries(Map<List<Object>, List<Target>> alike) {
        Entries entries = new Entries(theme);
        alike.forEach((key, targets) ->
                entries.add((Mark) key.get(1), String.valueOf(key.get(0)), who(targets) + key.get(2)));
        return entries.text();
    }

    private static String who(List<Target> targets) {
        List<String> names = targets.stream()
                .filter(target -> target.tenant() != null)
                .map(TargetGroups::name)
                .distinct()
                .toList();
        return names.isEmpty() ? "" : Counts.names(names, TENANTS_SHOWN) + ": ";
    }

    /** {@code 12 migrations of 3 targets}. */
    public static String count(List<TargetIntent> plan) {
        List<TargetIntent> some = plan.stream()
                .filter(one -> one.refusal() == null && !one.files().isEmpty())
                .toList();
        int files = some.stream().mapToInt(one -> one.files().size()).sum();
        return Counts.of(files, "migration") + " of " + Counts.of(some.size(), "target");
    }

    /** What was done: {@code auth_api   default, toshiba: stamped 20250101000013_x.sql}. Failures are told elsewhere. */
    public String results(List<TargetResult> results, String done) {
        Map<List<Object>, List<Target>> alike = new LinkedHashMap<>();
        for (TargetResult result : results) {
            String files = String.join(", ", result.applied());
            String what = switch (result.outcome()) {
                case APPLIED -> done + " " + files;
                case CURRENT -> "nothing was to do";
                case FAILED -> "failed" + (files.isEmpty() ? "" : " after it was " + done + ": " + files);
                case SKIPPED -> "skipped" + (result.reason() == null ? "" : ": " + MigrateText.reason(result.reason()));
            };
            Mark mark = switch (result.outcome()) {
                case APPLIED, CURRENT -> Mark.DONE;
                case FAILED -> Mark.FAILED;
                case SKIPPED -> Mark.ATTENTION;
            };
            alike.computeIfAbsent(Arrays.asList(result.target().service(), mark, what), key -> new ArrayList<>())
                    .add(result.target());
        }
        return results.isEmpty() ? "nothing was done\n" : entries(alike);
    }

    /**
     * Files that are not what was applied.
     *
     * <pre>
     * auth_api/migrations/20250101000013_x.sql was edited after it was applied to default, toshiba
     *   @@ -1,2 +1,2 @@
     *   -create table users (id int);
     *   +create table users (id bigint);
     * </pre>
     */
    public String drift(List<DriftedFile> files) {
        StringBuilder text = new StringBuilder();
        for (DriftedFile file : files) {
            String who = Counts.names(
                    file.targets().stream().map(Target::label).distinct().toList(), TENANTS_SHOWN);
            text.append(SafeText.line(file.shown()
                            + (file.missing()
                                    ? " was applied, and there is no such file any more: "
                                    : " was edited after it was applied: ")
                            + who))
                    .append('\n');
            if (!file.known()) {
                text.append("  what was applied is not known: an older devctl did not keep it\n");
            }
            file.diff()
                    .forEach(line -> text.append("  ")
                            .append(paint(SafeText.source(line)))
                            .append('\n'));
        }
        return text.toString();
    }

    private String paint(String line) {
        if (line.startsWith("+")) {
            return theme.paint(Tone.GOOD, line);
        }
        return line.startsWith("-") ? theme.paint(Tone.BAD, line) : line;
    }

    /** A history that ends in several places, as a picture. */
    public static String heads(String service, List<String> picture) {
        StringBuilder text = new StringBuilder(SafeText.line(service + " ends in several places:") + "\n");
        picture.forEach(line -> text.append("  ").append(SafeText.line(line)).append('\n'));
        return text.toString();
    }

    /** Files by where they are, one per line. */
    public static String list(List<String> paths) {
        return paths.stream().map(path -> SafeText.line(path) + "\n").collect(Collectors.joining());
    }
}
