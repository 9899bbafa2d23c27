package io.devctl.app;

import io.devctl.config.DevctlConfig;
import io.devctl.migrate.MigrationTarget;
import io.devctl.migrate.NewMigration;
import io.devctl.migrate.NewMigration.NewFile;
import io.devctl.migrate.ToolCommands;
import io.devctl.model.DevctlException;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.model.TargetStatus;
import io.devctl.template.Templates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code dev migrate new}: a new migration from templates/, or by the tool that applies it. */
public final class MigrateNew {
    private MigrateNew() {}

    /**
     * What is asked for.
     *
     * @param autogenerate whether the models are compared with the database, by a tool that can
     * @param head which revision the new one follows, where the history ends in several places; null for the last
     */
    public record Wish(
            String service,
            String description,
            boolean autogenerate,
            @Nullable String head) {}

    /**
     * Writes it. Needs no database, unless models are compared with it.
     *
     * @return the files, relative to services.yaml where they are below it
     * @throws DevctlException USAGE for a service without migrations or a description that makes no name
     */
    public static List<Path> write(Environment environment, Wish wish, Clock clock, EventSink events) {
        DevctlConfig config = environment.config();
        Selection.named(config, List.of(wish.service()));
        Revisions revisions = new Revisions(environment);
        List<MigrationTarget> ofTools = revisions.sets(wish.service()::equals);
        List<Path> written = ofTools.isEmpty()
                ? fromTemplate(environment, wish, clock)
                : revisions.write(ofTools.get(0), wish, events);
        return written.stream()
                .map(path -> path.startsWith(config.root()) ? config.root().relativize(path) : path)
                .toList();
    }

    /**
     * The state of the target that models would be compared with, when it must be migrated first; empty where nothing is
     * compared. Starts Postgres where it does not run.
     */
    public static Optional<TargetStatus> lagging(Environment environment, Wish wish, EventSink events) {
        Selection.named(environment.config(), List.of(wish.service()));
        Revisions revisions = new Revisions(environment);
        return wish.autogenerate() && !revisions.sets(wish.service()::equals).isEmpty()
                ? revisions.lagging(wish.service(), events)
                : Optional.empty();
    }

    private static List<Path> fromTemplate(Environment environment, Wish wish, Clock clock) {
        // any tenant will do: the files are the same for all
        List<MigrationTarget> targets = new Targets(environment).all(wish.service()::equals, List.of("t"));
        if (targets.isEmpty()) {
            throw new DevctlException(
                    ExitCode.USAGE,
                    "the service has no migrations: '" + wish.service() + "'",
                    "add migrations: {paths: [migrations]} to it in services.yaml");
        }
        ToolCommands.refuse(targets, "new");
        if (wish.autogenerate() || wish.head() != null) {
            throw new DevctlException(
                    ExitCode.USAGE,
                    "--autogenerate and --head are for Alembic, and the service has SQL files: '" + wish.service()
                            + "'",
                    "leave them out");
        }
        List<Path> written = new ArrayList<>();
        for (NewFile file : NewMigration.plan(targets.get(0).set(), wish.description(), clock.instant())) {
            String description = wish.description().strip();
            write(file.path(), Templates.render(file.template(), Map.of("description", description)));
            written.add(file.path());
        }
        return written;
    }

    private static void write(Path path, String text) {
        try {
            Files.createDirectories(Objects.requireNonNull(path.getParent()));
            Files.writeString(path, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
        } catch (IOException e) {
            throw new DevctlException(
                    ExitCode.FAILED, "cannot write: '" + path + "' (" + e + ")", "make the folder writable", e);
        }
    }
}
