package io.devctl.console;

import io.devctl.console.style.SafeText;
import io.devctl.console.style.Theme;
import io.devctl.console.style.Tone;
import io.devctl.model.SetupReport;
import java.nio.file.Path;

/** What {@code dev init} says. */
public final class SetupText {
    private final Theme theme;

    public SetupText(Theme theme) {
        this.theme = theme;
    }

    /** What was found line by line, what was written, and what comes next. */
    public String report(SetupReport report) {
        StringBuilder text = new StringBuilder();
        // api/package.json: service api: npm run dev
        for (SetupReport.Found one : report.found()) {
            text.append(theme.paint(Tone.FAINT, SafeText.line(one.where()) + ":"))
                    .append(' ')
                    .append(SafeText.line(one.what()))
                    .append('\n');
        }
        if (report.found().isEmpty()) {
            text.append("found nothing that could be started or migrated\n");
        }
        for (String question : report.open()) {
            text.append("fill in: ").append(SafeText.line(question)).append('\n');
        }
        for (Path file : report.written()) {
            text.append("wrote ")
                    .append(SafeText.line(String.valueOf(file.getFileName())))
                    .append('\n');
        }
        return text.append(
                        report.open().isEmpty() && !report.found().isEmpty()
                                ? "next: dev up\n"
                                : "next: edit services.yaml, then dev up\n")
                .toString();
    }

    /** {@code {"schema":1,"file":…,"found":[{"where":…,"what":…}],"open":[…],"written":[…]}}. */
    public static String json(SetupReport report) {
        return Json.object(json -> {
            json.name("file").value(report.file().toString());
            json.name("found").beginArray();
            for (SetupReport.Found one : report.found()) {
                json.beginObject();
                json.name("where").value(one.where());
                json.name("what").value(one.what());
                json.endObject();
            }
            json.endArray();
            json.name("open");
            Json.strings(json, report.open());
            json.name("written");
            Json.strings(json, report.written().stream().map(Path::toString).toList());
        });
    }
}
