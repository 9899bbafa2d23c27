package io.devctl.migrate.tool;

import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.process.ProgramRun;
import io.devctl.model.MigrationError;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes an error of what a tool printed: the line that says what went wrong first, then the rest. */
public final class ToolFailure {
    private static final int LINES_SHOWN = 40;

    /** Ends of stack traces, of objects and of boxes, and what is said after the matter. */
    private static final Pattern NOISE = Pattern.compile(
            "\\s*(at |\\.\\.\\. \\d+ more|File \"|[a-zA-Z_]+: .*,$|[-=~^\\s|+]+$|[\\[\\](){},;]+$|For more information|"
                    + "exit status|Position: |npm (error|ERR!|notice)|See https?:|https?://|Node\\.js v|Need more|Caused by: \\S+$).*");

    private static final Pattern TELLING =
            Pattern.compile("(?i).*(error|exception|fatal|failed|cannot|could not|not found|denied|refused).*");

    private ToolFailure() {}

    /**
     * What went wrong.
     *
     * @param pending what it was to apply
     */
    public static MigrationError of(Tool tool, List<MigrationFile> pending, ProgramRun.Result run) {
        ToolProject project = tool.project();
        List<String> output = run.output().stream().map(String::stripTrailing).toList();
        String said = said(project, run, output);
        List<String> shown = output.subList(Math.max(0, output.size() - LINES_SHOWN), output.size());
        MigrationFile file = named(pending, output);
        String rest = run.end() == ProgramRun.End.EXITED && shown.size() <= 1 ? "" : "\n" + String.join("\n", shown);
        return new MigrationError(
                file == null ? project.name() : file.shown(), 0, 0, null, said + rest, null, hint(project, run, said));
    }

    private static String said(ToolProject project, ProgramRun.Result run, List<String> output) {
        if (run.end() == ProgramRun.End.TIMEOUT) {
            return project.title() + " took longer than " + project.timeout().toSeconds() + " s and was stopped";
        }
        String any = null;
        for (int i = output.size() - 1; i >= 0; i--) {
            String line = output.get(i);
            if (line.isBlank() || NOISE.matcher(line).matches()) {
                continue;
            }
            if (TELLING.matcher(line).matches()) {
                return line.strip();
            }
            any = any == null ? line.strip() : any;
        }
        String code = project.title() + " ended with exit code " + run.exitCode();
        return any == null ? code : code + ": " + any;
    }

    /** The migration that was named last. */
    private static @Nullable MigrationFile named(List<MigrationFile> pending, List<String> output) {
        List<String> backwards = new ArrayList<>(output);
        Collections.reverse(backwards);
        for (String line : backwards) {
            for (MigrationFile file : pending) {
                if (!file.version().isEmpty() && line.contains(file.version())) {
                    return file;
                }
            }
        }
        return null;
    }

    private static @Nullable String hint(ToolProject project, ProgramRun.Result run, String said) {
        if (run.end() == ProgramRun.End.TIMEOUT) {
            return "raise `timeout:` of this service's migrations if it is meant to take this long";
        }
        if (run.exitCode() == ProgramRun.NOT_FOUND
                || said.contains("ModuleNotFoundError")
                || said.contains("Cannot find module")) {
            return "install " + project.title() + ", or say how it is started under `command:`";
        }
        if (said.contains("onnection refused") || said.contains("ECONNREFUSED")) {
            return "its configuration has to take the database's address from DATABASE_URL or PGHOST and its like";
        }
        return null;
    }
}
