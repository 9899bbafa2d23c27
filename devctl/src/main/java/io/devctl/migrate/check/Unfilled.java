package io.devctl.migrate.check;

import io.devctl.migrate.files.Format;
import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.script.Script;
import io.devctl.migrate.script.Token;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Migrations that nobody has filled in yet. Applied as it is, such a file would be one that was edited after it was applied
 * as soon as somebody writes into it. It has no statement, no comment allows that, and it is the newest of its set, or still
 * says what {@code dev migrate new} wrote. Other empty files are taken for what they are: old ones, which a new database must
 * not stumble over, and those of other tools, which apply them.
 */
public final class Unfilled {
    /** In every template of an up part. */
    static final String TEMPLATE = "-- What: one sentence on what changes, and why.";

    private Unfilled() {}

    /**
     * The unfilled ones of a set.
     *
     * @param files of the set, in order
     * @param fresh whether a file has yet to be applied; others are not read
     */
    public static List<MigrationFile> among(
            List<MigrationFile> files, Predicate<MigrationFile> fresh, Function<MigrationFile, Script> scripts) {
        List<MigrationFile> found = new ArrayList<>();
        boolean newest = true;
        for (int i = files.size() - 1; i >= 0; i--) {
            MigrationFile file = files.get(i);
            if (!fresh.test(file)) {
                newest &= file.repeatable();
                continue;
            }
            Script script = scripts.apply(file);
            boolean empty = isEmpty(script);
            newest &= empty || file.repeatable();
            boolean own = newest && file.format() == Format.DEVCTL;
            if (empty && (own || script.source().text().contains(TEMPLATE))) {
                found.add(file);
            }
        }
        Collections.reverse(found);
        return found;
    }

    private static boolean isEmpty(Script script) {
        return script.statements().isEmpty()
                && !Allowances.in(script, Token.in(script)).allowFile(Rule.EMPTY_MIGRATION);
    }
}
