package io.devctl.migrate.alembic;

import io.devctl.migrate.drift.GitHistory;
import java.nio.file.Path;

/** Finds in git what has become of a revision that a database has and no file. */
final class LostRevision {
    private final Path folder;

    LostRevision(Path folder) {
        this.folder = folder;
    }

    /** One command or one edit. */
    String remedy(String revision) {
        return new GitHistory(folder)
                .containing(revision)
                .map(found -> "it is in commit " + found.commit()
                        + (found.branch().isEmpty() ? "" : " on " + found.branch())
                        + ": merge that, or dev migrate down from there")
                .orElse("bring its file back; when it is lost for good, dev migrate stamp --to REVISION says where the"
                        + " database is");
    }
}
