package io.devctl.migrate.check;

import io.devctl.migrate.files.Format;
import io.devctl.migrate.files.MigrationFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What has become of the base's files, and where new ones go. */
final class BaseComparison {
    /** Conventions whose files run in the order of their names. */
    private static final Set<Format> BY_NAME = Set.of(Format.DEVCTL, Format.DBMATE, Format.SUPABASE);

    private final BaseFiles before;
    private final Findings findings;

    BaseComparison(BaseFiles before, Findings findings) {
        this.before = before;
        this.findings = findings;
    }

    /**
     * Compares.
     *
     * @param migrations in the order in which they run
     * @param broken paths of files that are there but could not be read
     */
    void compare(List<MigrationFile> migrations, Set<String> broken, Map<String, SetCheck.Reading> readings) {
        Map<String, MigrationFile> byKey = new HashMap<>();
        List<MigrationFile> added = new ArrayList<>();
        for (MigrationFile file : migrations) {
            byKey.put(before.key(file), file);
            if (before.isNew(file)) {
                added.add(file);
            }
        }
        before.contents().forEach((key, content) -> {
            MigrationFile now = byKey.get(key);
            if (now == null && !broken.contains(key)) {
                gone(key, renamed(content, added));
            } else if (now != null && !before.isUnchanged(now)) {
                changed(now, Objects.requireNonNull(readings.get(now.name())));
            }
        });
        added.stream()
                .filter(file -> !file.repeatable())
                .forEach(file -> order(file, migrations, Objects.requireNonNull(readings.get(file.name()))));
    }

    private static @Nullable MigrationFile renamed(byte[] content, List<MigrationFile> added) {
        for (MigrationFile file : added) {
            if (file.checksum().equals(BaseFiles.checksum(file, content))) {
                return file;
            }
        }
        return null;
    }

    private void gone(String key, @Nullable MigrationFile renamed) {
        if (renamed == null) {
            findings.addFile(
                    Rule.DELETED_FILE,
                    key,
                    "migration is gone, and " + before.revision() + " has it: '" + key + "'",
                    "restore it, and undo what it did in a new migration");
        } else {
            findings.addFile(
                    Rule.RENAMED_FILE,
                    renamed.shown(),
                    "migration was renamed: " + before.revision() + " has it as '" + key
                            + "', and it would run again under its new name",
                    "git mv it back");
        }
    }

    private void changed(MigrationFile file, SetCheck.Reading reading) {
        if (!reading.allowances().allowFile(Rule.CHANGED_FILE)) {
            findings.beginFile(reading.script().source(), reading.allowances());
            findings.add(
                    Rule.CHANGED_FILE,
                    reading.firstStatement(),
                    "migration was changed, and " + before.revision() + " has it already: '" + file.name() + "'",
                    "git checkout " + before.revision() + " -- " + file.shown()
                            + ", and put the change into a new migration");
        }
    }

    private void order(MigrationFile file, List<MigrationFile> migrations, SetCheck.Reading reading) {
        String newest = null;
        for (MigrationFile other : migrations.subList(migrations.indexOf(file) + 1, migrations.size())) {
            newest = other.repeatable() || before.isNew(other) ? newest : other.name();
        }
        if (BY_NAME.contains(file.format())
                && !before.tip().isEmpty()
                && before.tip().last().compareTo(file.name()) > 0) {
            newest = before.tip().last();
        }
        if (newest != null && !reading.allowances().allowFile(Rule.OUT_OF_ORDER)) {
            findings.addFile(
                    Rule.OUT_OF_ORDER,
                    file.shown(),
                    "new migration sorts before '" + newest + "', which " + before.revision() + " has already",
                    Rule.OUT_OF_ORDER.instead());
        }
    }
}
