package io.devctl.app.render;

import io.devctl.config.DevctlConfig;
import io.devctl.config.MigrationConfig;
import io.devctl.config.ServiceConfig;
import io.devctl.migrate.files.FileCache;
import io.devctl.migrate.files.MigrationFiles;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The migration files that devctl itself applies, as a container has them: {@code migrations/SERVICE/FILE} below the folder of
 * a services.yaml that speaks of them alone.
 */
final class Bundle {
    /** The engine whose files need no program but devctl. */
    private static final String SQL = "sql";

    private final List<BundledFile> files = new ArrayList<>();
    private final List<ServiceConfig> services = new ArrayList<>();
    private final List<ServiceConfig> foreign = new ArrayList<>();

    /**
     * A file.
     *
     * @param service whose it is
     * @param path below the folder of migrations, with slashes: {@code auth_api/20260101_x.sql}
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares two
    record BundledFile(String service, String path, byte[] content) {}

    private Bundle() {}

    /**
     * Reads them.
     *
     * @throws DevctlException BAD_MIGRATION for files that devctl would not run
     */
    static Bundle of(DevctlConfig config) {
        Bundle bundle = new Bundle();
        MigrationFiles reader = new MigrationFiles(config.root(), FileCache.open(null));
        for (ServiceConfig service : config.services().values()) {
            boolean whole =
                    service.migrations().stream().allMatch(set -> set.engine().equals(SQL));
            if (!whole) {
                bundle.foreign.add(service);
            } else if (!service.migrations().isEmpty()) {
                bundle.services.add(service);
                service.migrations().forEach(set -> bundle.add(service, set, reader));
            }
        }
        return bundle;
    }

    /** The services whose files are in it. */
    List<ServiceConfig> services() {
        return services;
    }

    /** The services that another program migrates, which their own image has. */
    List<ServiceConfig> foreign() {
        return foreign;
    }

    List<BundledFile> files() {
        return files;
    }

    private void add(ServiceConfig service, MigrationConfig set, MigrationFiles reader) {
        reader.load(set.paths(), set.format() == null ? null : format(set.format()));
        Map<String, Path> merged = new TreeMap<>();
        for (Path folder : set.paths()) {
            reader.list(folder).forEach(merged::putIfAbsent);
        }
        merged.forEach((name, path) ->
                files.add(new BundledFile(service.name(), folder(service, set) + "/" + name, read(path))));
    }

    private static io.devctl.migrate.files.Format format(String key) {
        return io.devctl.migrate.files.Format.of(key).orElseThrow();
    }

    /** Where a set's files are below the folder of migrations: its service's name, and a number where there are several. */
    static String folder(ServiceConfig service, MigrationConfig set) {
        int number = service.migrations().indexOf(set) + 1;
        return service.migrations().size() == 1 ? service.name() : service.name() + "/" + number;
    }

    private static byte[] read(Path path) {
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new DevctlException(
                    ExitCode.BAD_MIGRATION, "cannot read migration: '" + path + "' (" + e + ")", null, e);
        }
    }
}
