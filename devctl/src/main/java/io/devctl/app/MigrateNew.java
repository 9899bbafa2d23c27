package io.devctl.app;

import io.devctl.config.DevctlConfig;
import io.devctl.migrate.MigrationTarget;
import io.devctl.migrate.NewMigration;
import io.devctl.migrate.NewMigration.NewFile;
import io.devctl.migrate.ToolCommands;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
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

/** {@code dev migrate new}: a new migration from templates/. Needs no database. */
public final class MigrateNew {
    private MigrateNew() {}

    /**
     * Writes it.
     *
     * @return the files, relative to services.yaml where they are below it
     * @throws DevctlException USAGE for a service without migrations or a description that makes no name
     */
    public static List<Path> write(Environment environment, String service, String description, Clock clock) {
        DevctlConfig config = environment.config();
        Selection.named(config, List.of(service));
        // any tenant will do: the files are the same for all
        List<MigrationTarget> targets = new Targets(environment).all(service::equals, List.of("t"));
        if (targets.isEmpty()) {
            throw new DevctlException(
                    ExitCode.USAGE,
                    "the service has no migrations: '" + service + "'",
                    "add migrations: {paths: [migrations]} to it in services.yaml");
        }
        ToolCommands.refuse(targets, "new");
        MigrateWork.requireSql(targets, "new", "alembic revision");
        List<NewFile> files = NewMigration.plan(targets.get(0).set(), description, clock.instant());
        List<Path> written = new ArrayList<>();
        for (NewFile file : files) {
            write(file.path(), Templates.render(file.template(), Map.of("description", description.strip())));
            Path path = file.path();
            written.add(path.startsWith(config.root()) ? config.root().relativize(path) : path);
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
