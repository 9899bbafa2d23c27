package io.devctl.app.init;

import io.devctl.app.ServicesSchema;
import io.devctl.config.ConfigLoader;
import io.devctl.config.yaml.Problems;
import io.devctl.model.DevctlException;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.model.SetupReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code dev init}. */
public final class Init {
    private static final List<String> COMPOSE_FILES =
            List.of("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml");
    private static final List<String> PROCFILES = List.of("Procfile.dev", "Procfile");

    private final Path root;
    private final EventSink events;

    /** For the repository in a folder. */
    public Init(Path root, EventSink events) {
        this.root = root.toAbsolutePath().normalize();
        this.events = events;
    }

    /**
     * Writes services.yaml, its schema for editors, and the lines of .gitignore.
     *
     * @param from a file of Docker Compose, or a Procfile, that alone is converted; null to look at everything
     * @param caller the variables with which the result is read again
     * @throws DevctlException USAGE when there is a services.yaml, or no such file to convert; CONFIG when the result cannot be
     *     read as it stands, for what is wrong in the repository's own files
     */
    public SetupReport write(@Nullable Path from, Map<String, String> caller) {
        Path file = root.resolve(ConfigLoader.FILE_NAME);
        if (Files.exists(file)) {
            throw new DevctlException(
                    ExitCode.USAGE,
                    "there is one already, and it stays as it is: '" + file + "'",
                    "dev plan says what it does; move it away to have another written");
        }
        Draft draft = draft(from);
        List<Path> written = new ArrayList<>();
        try {
            Files.writeString(file, draft.text(ServicesSchema.FILE_NAME), StandardOpenOption.CREATE_NEW);
            written.add(file);
            Path schema = root.resolve(ServicesSchema.FILE_NAME);
            if (!Files.exists(schema)) {
                Files.writeString(schema, ServicesSchema.text());
                written.add(schema);
            }
            if (IgnoredFiles.add(root)) {
                written.add(root.resolve(".gitignore"));
            }
        } catch (IOException e) {
            throw new DevctlException(
                    ExitCode.UNAVAILABLE,
                    "cannot write to: '" + root + "' (" + e.getMessage() + ")",
                    "chmod u+w '" + root + "'",
                    e);
        }
        ConfigLoader.load(file, caller);
        return new SetupReport(file, draft.found(), draft.open(), written);
    }

    private Draft draft(@Nullable Path from) {
        Repository repository = Repository.at(root, events);
        Draft draft = new Draft(repository);
        if (from == null) {
            scan(draft);
        } else {
            convert(draft, from);
        }
        new MigrationSets(draft).look();
        EnvironmentFiles.look(draft);
        Settlement.settle(draft);
        return draft;
    }

    private static void scan(Draft draft) {
        Repository repository = draft.repository;
        String procfile = first(repository, PROCFILES);
        if (procfile == null) {
            repository.folders().stream()
                    .filter(dir -> !Repository.isOfTests(dir))
                    .forEach(dir -> Detectors.look(dir, draft));
        } else {
            Procfile.convert(procfile, draft);
        }
        String compose = first(repository, COMPOSE_FILES);
        if (compose != null) {
            Problems problems = new Problems();
            ComposeFile.convert(compose, draft, problems);
            if (!problems.isEmpty()) {
                draft.found(compose, "cannot be read: " + problems.list().get(0).line());
            }
        }
    }

    private DevctlException refused(String what, Path from) {
        return new DevctlException(
                ExitCode.USAGE,
                what + ": '" + from + "'",
                "name a docker-compose.yml or a Procfile in or below '" + root + "'");
    }

    private void convert(Draft draft, Path from) {
        Path file = root.resolve(from).normalize();
        if (!Files.isRegularFile(file) || !file.startsWith(root)) {
            throw refused("no such file in this folder", from);
        }
        String name = root.relativize(file).toString();
        if (String.valueOf(file.getFileName()).startsWith("Procfile")) {
            Procfile.convert(name, draft);
            return;
        }
        if (!name.endsWith(".yml") && !name.endsWith(".yaml")) {
            throw refused("neither a Procfile nor a YAML file", from);
        }
        Problems problems = new Problems();
        ComposeFile.convert(name, draft, problems);
        problems.throwIfAny();
    }

    private static @Nullable String first(Repository repository, List<String> names) {
        return names.stream()
                .filter(name -> repository.has("", name))
                .findFirst()
                .orElse(null);
    }
}
