package io.devctl.console;

import io.devctl.console.style.Counts;
import io.devctl.model.RenderReport;
import io.devctl.model.RenderReport.Change;
import io.devctl.model.RenderReport.RenderedFile;
import java.util.List;
import java.util.Locale;

/** What {@code dev render} says. */
public final class RenderText {
    private RenderText() {}

    /**
     * What was written.
     *
     * <pre>
     * new      deploy.sh
     * changed  services/auth-api.yaml
     * yours    services/web.yaml
     * deploy/k8s: 2 files written, 9 unchanged
     * </pre>
     */
    public static String written(RenderReport report) {
        StringBuilder text = new StringBuilder();
        int written = 0;
        int same = 0;
        for (RenderedFile file : report.files()) {
            if (file.change() == Change.UNCHANGED) {
                same++;
                continue;
            }
            written += file.change() == Change.KEPT ? 0 : 1;
            text.append(String.format(Locale.ROOT, "%-8s %s%n", word(file.change()), file.path()));
        }
        return text.append(report.folder())
                .append(": ")
                .append(Counts.of(written, "file"))
                .append(" written, ")
                .append(same)
                .append(" unchanged\n")
                .toString();
    }

    /** What could not be taken over, a line each. */
    public static String notes(RenderReport report) {
        StringBuilder text = new StringBuilder();
        report.notes().forEach(note -> text.append("note: ").append(note).append('\n'));
        return text.toString();
    }

    /** Differences as {@code diff -u} shows them. */
    public static String diff(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    /** The report as one JSON object. */
    public static String json(RenderReport report) {
        return Json.object(json -> {
            json.name("folder").value(report.folder().toString());
            json.name("files").beginArray();
            for (RenderedFile file : report.files()) {
                json.beginObject();
                json.name("path").value(file.path());
                json.name("change").value(file.change().name().toLowerCase(Locale.ROOT));
                json.endObject();
            }
            json.endArray();
            Json.strings(json.name("notes"), report.notes());
        });
    }

    private static String word(Change change) {
        return switch (change) {
            case NEW -> "new";
            case CHANGED, EDITED -> "changed";
            case UNCHANGED -> "same";
            case KEPT -> "yours";
            case REMOVED -> "removed";
        };
    }
}
