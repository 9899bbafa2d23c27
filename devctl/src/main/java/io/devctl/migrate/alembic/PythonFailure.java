package io.devctl.migrate.alembic;

import io.devctl.model.MigrationError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes an error of what Python printed: the line that says what went wrong first, then the rest. */
final class PythonFailure {
    /** An exception's line: {@code sqlalchemy.exc.ProgrammingError: (psycopg2.errors.DuplicateColumn) …}. */
    private static final Pattern EXCEPTION = Pattern.compile("([A-Za-z_][\\w.]*)(?:: .*)?");

    private static final Pattern FRAME = Pattern.compile("\\s*File \"([^\"]+)\", line (\\d+).*");
    private static final Pattern LOST = Pattern.compile("Can't locate revision (?:identified by )?'([^']+)'");
    /** What Alembic's command puts in front of its last word. */
    private static final String REFUSAL = "FAILED: ";

    private static final int LINES_SHOWN = 40;

    private PythonFailure() {}

    static MigrationError of(AlembicHistory history, List<String> output) {
        String said = last(output);
        Matcher place = null;
        Revision at = null;
        for (String line : output) {
            Matcher frame = FRAME.matcher(line);
            if (frame.matches()) {
                Revision revision = revision(history, Path.of(frame.group(1)));
                if (revision != null) {
                    at = revision;
                    place = frame;
                }
            }
        }
        List<String> own = withoutPackages(history.project().folder(), output);
        List<String> shown = own.subList(Math.max(0, own.size() - LINES_SHOWN), own.size());
        return new MigrationError(
                at == null ? history.project().config().toString() : at.shown(),
                place == null ? 0 : Integer.parseInt(place.group(2)),
                0,
                null,
                said + (shown.isEmpty() ? "" : "\n" + String.join("\n", shown)),
                null,
                hint(history, at, said));
    }

    /** The output without the frames of a traceback that are none of the project's. */
    private static List<String> withoutPackages(Path project, List<String> output) {
        List<String> own = new ArrayList<>();
        boolean skipping = false;
        for (String line : output) {
            Matcher frame = FRAME.matcher(line);
            if (frame.matches()) {
                Path file = project.resolve(frame.group(1)).normalize();
                skipping = !file.startsWith(project) || frame.group(1).contains("-packages") || line.contains("\"<");
            } else {
                skipping &= line.startsWith("    ");
            }
            if (!skipping) {
                own.add(line);
            }
        }
        return own;
    }

    private static @Nullable Revision revision(AlembicHistory history, Path file) {
        String name = String.valueOf(file.getFileName());
        return history.graph().revisions().stream()
                .filter(revision ->
                        Path.of(revision.shown()).getFileName().toString().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** The last exception's own line; SQLAlchemy prints the statement and a link after it. */
    private static String last(List<String> output) {
        String found = null;
        String any = "Alembic said nothing";
        boolean afterFrame = false;
        for (String line : output) {
            if (line.isBlank()) {
                continue;
            }
            any = line;
            boolean indented = Character.isWhitespace(line.charAt(0));
            if (!indented && afterFrame && EXCEPTION.matcher(line).matches()) {
                found = line;
            }
            afterFrame = indented;
        }
        String last = found == null ? any : found;
        return last.startsWith(REFUSAL) ? last.substring(REFUSAL.length()) : last;
    }

    /** What a shell says of a program that is not there. */
    static boolean isNoProgram(String said) {
        return said.contains("exec: ") && said.endsWith("not found");
    }

    private static @Nullable String hint(AlembicHistory history, @Nullable Revision at, String said) {
        if (isNoProgram(said)) {
            return "say how it is started under `command:`";
        }
        if (at != null && said.contains("already exists")) {
            return "it is there already: drop it if it was made by hand, or record the migration as applied: dev migrate"
                    + " stamp --to " + at.id();
        }
        Matcher lost = LOST.matcher(said);
        if (lost.find()) {
            return history.remedy(lost.group(1));
        }
        if (said.contains("Multiple head") || said.contains("multiple heads")) {
            return HeadsPicture.WAYS_OUT;
        }
        if (said.contains("not up to date")) {
            return "dev migrate";
        }
        if (said.contains("alembic_version") && said.contains("does not exist")) {
            return history.project().elsewhere();
        }
        if (said.startsWith("ModuleNotFoundError") || said.startsWith("ImportError")) {
            return "install the service's packages, or say which Alembic under `command:`, `uv run alembic` say";
        }
        if (said.contains("onnection refused") || said.contains("could not translate host name")) {
            return "env.py has to take the database's address from DATABASE_URL";
        }
        return null;
    }
}
