package io.devctl.migrate;

import io.devctl.migrate.files.MigrationFile;
import io.devctl.model.TargetResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something failed that may succeed a moment later. */
final class Passing extends Exception {
    private final transient TargetResult result;
    private final @Nullable String file;
    private final transient OpenTarget target;
    private final transient List<MigrationFile> uncertain;

    /** @param uncertain files of which nobody knows whether they were committed: the connection broke */
    Passing(
            TargetResult result,
            @Nullable String file,
            OpenTarget target,
            List<MigrationFile> uncertain,
            Throwable cause) {
        super(cause);
        this.result = result;
        this.file = file;
        this.target = target;
        this.uncertain = List.copyOf(uncertain);
    }

    TargetResult result() {
        return result;
    }

    @Nullable
    String file() {
        return file;
    }

    OpenTarget target() {
        return target;
    }

    List<MigrationFile> uncertain() {
        return uncertain;
    }
}
