package io.devctl.console;

import io.devctl.console.style.Durations;
import io.devctl.console.style.Sizes;
import io.devctl.console.style.Table;
import io.devctl.console.style.Theme;
import io.devctl.console.style.Tone;
import io.devctl.model.DatabaseCopy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The copies of a database for a person. */
public final class CopiesText {
    private static final List<Table.Column> COLUMNS = List.of(
            new Table.Column("name", Table.ESSENTIAL, false),
            new Table.Column("kind", Table.ESSENTIAL, false),
            new Table.Column("size", 2, true),
            new Table.Column("age", 3, true),
            new Table.Column("database", 1, false));

    private final Theme theme;

    public CopiesText(Theme theme) {
        this.theme = theme;
    }

    /**
     * {@code dev db snapshots}.
     *
     * @param now what ages are counted to
     */
    public String list(List<DatabaseCopy> copies, Instant now) {
        if (copies.isEmpty()) {
            return "no snapshots and no clones\n";
        }
        Table table = new Table(theme, COLUMNS);
        for (DatabaseCopy copy : copies) {
            table.add(List.of(
                    Table.Cell.of(copy.name()),
                    Table.Cell.of(copy.kind().word()),
                    Table.Cell.of(Sizes.text(copy.bytes())),
                    Table.Cell.of(age(copy, now)),
                    new Table.Cell(copy.database(), Tone.FAINT)));
        }
        return String.join("\n", table.lines(0)) + "\n";
    }

    /** {@code snapshot 'monday' (9 MB, 3 min 2 s old)}. */
    public static String describe(DatabaseCopy copy, Instant now) {
        return copy.kind().word() + " '" + copy.name() + "' (" + Sizes.text(copy.bytes()) + ", " + age(copy, now)
                + " old)";
    }

    private static String age(DatabaseCopy copy, Instant now) {
        return Durations.text(Duration.between(copy.made(), now));
    }
}
