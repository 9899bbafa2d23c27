package io.devctl.migrate.tool;

import io.devctl.migrate.files.FileCache;
import io.devctl.migrate.files.Format;
import io.devctl.migrate.files.MigrationFile;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A tool with its files as they are now. Whether there is something to do is told by items: one for each migration, and one for
 * the command with everything else that decides what it does.
 */
public final class Tool {
    private final ToolProject project;
    private final List<MigrationFile> migrations;
    private final MigrationFile command;

    private Tool(ToolProject project, List<MigrationFile> migrations, MigrationFile command) {
        this.project = project;
        this.migrations = List.copyOf(migrations);
        this.command = command;
    }

    /**
     * Reads the files that have changed.
     *
     * @param base what paths in messages are relative to
     * @throws DevctlException BAD_MIGRATION when there is none, or one cannot be read
     */
    public static Tool load(ToolProject project, Path base, FileCache cache) {
        ToolFiles files = new ToolFiles(project.folder(), base, cache);
        List<MigrationFile> migrations = new ArrayList<>();
        files.matching(project.inputs().files())
                .forEach((name, digest) -> migrations.add(migration(project, base, name, digest)));
        if (migrations.isEmpty()) {
            // where nothing is looked at, nothing would ever seem to have changed
            throw new DevctlException(
                    ExitCode.BAD_MIGRATION,
                    "no migrations of " + project.title() + ": nothing matches '"
                            + String.join("', '", project.inputs().files()) + "'",
                    "say where they are under `files:`");
        }
        NavigableMap<String, String> settings =
                new TreeMap<>(files.matchingUpwards(project.inputs().settings()));
        files.addPrograms(project.command(), settings);
        StringBuilder all = new StringBuilder(project.description());
        settings.forEach(
                (name, digest) -> all.append('\n').append(name).append('\t').append(digest));
        String checksum = ToolFiles.sha256(all.toString().getBytes(StandardCharsets.UTF_8));
        return new Tool(project, migrations, item(project.name(), "", true, "", project.folder(), checksum));
    }

    private static MigrationFile migration(ToolProject project, Path base, String name, String digest) {
        Path path = project.folder().resolve(name).normalize();
        String last = String.valueOf(path.getFileName());
        int dot = last.lastIndexOf('.');
        String shown = path.startsWith(base) ? base.relativize(path).toString() : path.toString();
        return item(name, dot > 0 ? last.substring(0, dot) : last, false, shown, path, digest);
    }

    private static MigrationFile item(
            String name, String version, boolean repeatable, String shown, Path path, String checksum) {
        return new MigrationFile(Format.DEVCTL, name, version, "", repeatable, shown, path, checksum, null, null, true);
    }

    /** How it is run. */
    public ToolProject project() {
        return project;
    }

    /** The migrations, in the order of their paths. */
    public List<MigrationFile> migrations() {
        return migrations;
    }

    /** Stands for the command, its settings and its lock files. */
    public MigrationFile command() {
        return command;
    }

    /** All items: what is recorded after a success. */
    public List<MigrationFile> items() {
        List<MigrationFile> items = new ArrayList<>(migrations);
        items.add(command);
        return items;
    }

    /** What the tool wrote down. */
    public ToolLedger ledger() {
        return new ToolLedger(project.ledger());
    }
}
