package io.devctl.migrate.check;

import io.devctl.migrate.alembic.Revision;
import io.devctl.migrate.alembic.RevisionFiles;
import io.devctl.migrate.python.Line;
import io.devctl.migrate.python.NotPython;
import io.devctl.migrate.python.PythonText;
import io.devctl.migrate.python.Token;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** What has become of the base's revision files. An id counts, and not the name of its file. */
final class RevisionComparison {
    private final BaseFiles before;
    private final Findings findings;

    RevisionComparison(BaseFiles before, Findings findings) {
        this.before = before;
        this.findings = findings;
    }

    /** Whether the base has the file, and it does the same there: comments, texts and white space do not count. */
    boolean isUnchanged(Path path, byte[] now) {
        byte[] then = before.contents().get(before.key(path));
        return then != null && isSame(then, now);
    }

    /** Whether the base has a file there, of one that is not unchanged. */
    boolean isChanged(Path path) {
        return before.contents().containsKey(before.key(path));
    }

    private static boolean isSame(byte[] then, byte[] now) {
        try {
            return Arrays.equals(then, now) || code(then).equals(code(now));
        } catch (NotPython broken) {
            return false;
        }
    }

    /** What Python would run, as far as it can be told: strings by what they hold, so that quotes may be others. */
    private static List<List<String>> code(byte[] file) throws NotPython {
        return PythonText.read(file).stream()
                .filter(line -> !line.tokens().stream().allMatch(token -> token.kind() == Token.Kind.STRING))
                .map(RevisionComparison::code)
                .toList();
    }

    private static List<String> code(Line line) {
        return line.tokens().stream()
                .map(token -> token.value() == null ? token.text() : "'" + token.value())
                .toList();
    }

    /** Says that a file does something else than in the base. */
    void changed(Revision revision) {
        findings.add(
                Rule.CHANGED_FILE,
                revision.shown(),
                revision.line(),
                0,
                "revision was changed, and " + before.revision() + " has it already: '" + revision.id() + "'",
                null,
                "git checkout " + before.revision() + " -- " + revision.shown()
                        + ", and put the change into a new revision");
    }

    /** Says which of the base's revisions no file has any more. */
    void gone(Set<String> ids) {
        before.contents().forEach((key, content) -> {
            String name = key.substring(key.lastIndexOf('/') + 1);
            RevisionFiles.revision(name, content)
                    .filter(revision -> !ids.contains(revision.id()))
                    .ifPresent(revision -> findings.addFile(
                            Rule.DELETED_FILE,
                            key,
                            "revision is gone, and " + before.revision() + " has it: '" + revision.id() + "'",
                            "restore it: databases that have it can go neither up nor down"));
        });
    }
}
