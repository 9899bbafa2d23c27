package io.devctl.migrate.alembic;

import io.devctl.migrate.python.NotPython;
import io.devctl.migrate.python.PythonText;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a revision file without running it. */
final class RevisionSource {
    /** What Alembic takes for the id of a file from its first days, which has none in it. */
    private static final Pattern OLD_NAME = Pattern.compile("([a-f0-9]+)\\.py");

    /** Why a file's revision cannot be read, as the end of a sentence about the file. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;

        private final int line;

        Unreadable(String why, int line) {
            super(why);
            this.line = line;
        }

        /** From 1; 0 when it is about the whole file. */
        int line() {
            return line;
        }
    }

    private RevisionSource() {}

    /** @param name the file's name */
    static Revision read(String name, String shown, byte[] bytes) throws Unreadable {
        ModuleNames names;
        try {
            names = ModuleNames.of(PythonText.read(bytes));
        } catch (NotPython e) {
            throw new Unreadable(String.valueOf(e.getMessage()), e.line());
        }
        for (String each : List.of("revision", "down_revision", "branch_labels", "depends_on")) {
            Integer line = names.computedAt(each);
            if (line != null) {
                throw new Unreadable("computes `" + each + "`", line);
            }
        }
        Value down = names.value("down_revision");
        if (down == null) {
            throw new Unreadable("has no `down_revision`", 0);
        }
        Value id = names.value("revision");
        return new Revision(
                id == null ? idOfOldName(name) : single(id),
                down.strings(),
                strings(names.value("depends_on")),
                strings(names.value("branch_labels")),
                strings(names.value("replaces")),
                names.doc(),
                id == null ? down.line() : id.line(),
                shown);
    }

    private static String idOfOldName(String name) throws Unreadable {
        Matcher old = OLD_NAME.matcher(name);
        if (!old.matches()) {
            throw new Unreadable("has no `revision`", 0);
        }
        return String.valueOf(old.group(1));
    }

    private static String single(Value id) throws Unreadable {
        if (id.sequence() || id.strings().size() != 1) {
            throw new Unreadable("has a `revision` that is not one string", id.line());
        }
        return id.strings().get(0);
    }

    private static List<String> strings(@Nullable Value value) {
        return value == null ? List.of() : value.strings();
    }
}
