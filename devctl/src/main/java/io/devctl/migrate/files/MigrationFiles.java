package io.devctl.migrate.files;

import io.devctl.migrate.script.SourceText;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.model.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads folders of migrations, merged by name. */
public final class MigrationFiles {
    /** The ledger's column holds no more. */
    private static final int LONGEST_NAME = 255;

    private final Path base;
    private final FileCache cache;

    /** @param base what paths in messages are relative to */
    public MigrationFiles(Path base, FileCache cache) {
        this.base = base.toAbsolutePath().normalize();
        this.cache = cache;
    }

    /** Migrations in the order in which they run, and whose convention they follow. */
    public record Loaded(Format format, List<MigrationFile> files) {
        public Loaded {
            files = List.copyOf(files);
        }
    }

    /**
     * The migrations of all folders.
     *
     * @param named their format, null to recognise it
     * @throws DevctlException BAD_MIGRATION when a name does not match, a file cannot be read as SQL, two files of one
     *     name differ, or the files follow several conventions
     */
    public Loaded load(List<Path> folders, @Nullable Format named) {
        return load(folders, named, new Refusing());
    }

    /** For who cannot use a set with flaws. */
    private static final class Refusing implements Consumer<Flaw> {
        @Override
        public void accept(Flaw flaw) {
            throw flaw.failure();
        }
    }

    /** Loads as {@link #load(List, Format)} does, but hands out what is wrong, and leaves the files out that it is about. */
    public Loaded load(List<Path> folders, @Nullable Format named, Consumer<Flaw> flaws) {
        List<NavigableMap<String, Path>> listed = new ArrayList<>();
        NavigableMap<String, Path> all = new TreeMap<>();
        Map<Path, String> shown = new HashMap<>();
        for (Path folder : folders) {
            NavigableMap<String, Path> files = list(folder, flaws);
            files.values().forEach(path -> shown.put(path, shown(path)));
            files.forEach(all::putIfAbsent);
            listed.add(files);
        }
        Format format = named == null ? recognise(folders, all, shown, flaws) : named;
        Map<String, MigrationFile> merged = new LinkedHashMap<>();
        Map<String, MigrationFile> identities = new HashMap<>();
        for (NavigableMap<String, Path> files : listed) {
            for (MigrationFile file : read(format, files, flaws)) {
                MigrationFile other = merged.putIfAbsent(file.name(), file);
                if (other != null) {
                    requireSame(other, file, flaws);
                } else {
                    requireUnique(identities.putIfAbsent(Naming.identity(format, file), file), file, flaws);
                }
            }
        }
        return new Loaded(
                format, merged.values().stream().sorted(Naming.order(format)).toList());
    }

    /** The files of a folder that may be migrations, or belong to one, by their name in it: {@code x.sql}, {@code x/up.sql}. */
    public NavigableMap<String, Path> list(Path folder) {
        return Folder.list(folder, shown(folder));
    }

    private NavigableMap<String, Path> list(Path folder, Consumer<Flaw> flaws) {
        try {
            return Folder.list(folder, shown(folder));
        } catch (DevctlException e) {
            flaws.accept(new Flaw(Flaw.Kind.FOLDER, shown(folder), e));
            return new TreeMap<>();
        }
    }

    private Format recognise(
            List<Path> folders, NavigableMap<String, Path> all, Map<Path, String> shown, Consumer<Flaw> flaws) {
        try {
            return Recognition.of(all, shown);
        } catch (DevctlException e) {
            flaws.accept(new Flaw(Flaw.Kind.FOLDER, shown(folders.get(0)), e));
            all.clear();
            return Format.DEVCTL;
        }
    }

    private List<MigrationFile> read(Format format, NavigableMap<String, Path> files, Consumer<Flaw> flaws) {
        List<MigrationFile> found = new ArrayList<>();
        Map<String, Path> downs = new HashMap<>();
        files.forEach((name, path) -> {
            Naming naming = isMigration(format, name, path) ? Naming.read(format, plain(format, name)) : null;
            if (naming != null && naming.role() == Naming.Role.DOWN) {
                downs.put(downKey(format, name, naming), path);
            }
        });
        files.forEach((name, path) -> {
            if (!isMigration(format, name, path)) {
                return;
            }
            Naming naming = Naming.read(format, plain(format, name));
            if (naming == null) {
                badName(path, "migration's name does not match: '" + name + "'", Naming.hint(format), flaws);
            } else if (name.length() > LONGEST_NAME) {
                String what = "migration's name is longer than " + LONGEST_NAME + " characters: '" + name + "'";
                badName(path, what, "shorten it", flaws);
            } else if (naming.role() != Naming.Role.DOWN) {
                try {
                    found.add(file(format, name, naming, path, downs.get(downKey(format, name, naming))));
                } catch (DevctlException e) {
                    flaws.accept(new Flaw(Flaw.Kind.SCRIPT, shown(path), e));
                }
            }
        });
        return found;
    }

    private void badName(Path path, String what, @Nullable String hint, Consumer<Flaw> flaws) {
        Problem problem = new Problem(what, shown(path), hint);
        flaws.accept(
                new Flaw(Flaw.Kind.NAME, shown(path), new DevctlException(ExitCode.BAD_MIGRATION, List.of(problem))));
    }

    /** What a migration and the file with its down part have in common. */
    private static String downKey(Format format, String name, Naming naming) {
        if (format == Format.FLYWAY) {
            return naming.role() == Naming.Role.REPEATABLE ? "" : FlywayVersion.normal(naming.version());
        }
        String plain = name.substring(0, name.length() - ".sql".length());
        for (String ending : List.of(".down", ".up", "/down", "/up")) {
            plain = plain.endsWith(ending) ? plain.substring(0, plain.length() - ending.length()) : plain;
        }
        return plain;
    }

    /** Only Flyway looks into folders for more of the same; for diesel each folder is a migration. */
    private static String plain(Format format, String name) {
        return format == Format.FLYWAY ? name.substring(name.lastIndexOf('/') + 1) : name;
    }

    private boolean isMigration(Format format, String name, Path path) {
        int folder = name.lastIndexOf('/');
        if (format == Format.DIESEL) {
            return folder > 0 && (name.endsWith("/up.sql") || name.endsWith("/down.sql"));
        }
        if (folder >= 0 && format != Format.FLYWAY) {
            return false;
        }
        refusePrograms(format, plain(format, name), path);
        return name.toLowerCase(Locale.ROOT).endsWith(".sql");
    }

    private void refusePrograms(Format format, String name, Path path) {
        boolean go = format == Format.GOOSE && name.matches("[0-9]+_.*(?<!_test)\\.go");
        boolean java = format == Format.FLYWAY && name.matches("[VRU][0-9._]*__.*\\.(java|class|kt)");
        if (go || java) {
            throw new DevctlException(
                    ExitCode.BAD_MIGRATION,
                    "a migration written in " + (go ? "Go" : "Java") + ", which only " + format.key() + " can run: '"
                            + name + "' (" + shown(path) + ")",
                    "say it in SQL, or let " + format.key() + " migrate this service: `engine: command`");
        }
    }

    private MigrationFile file(Format format, String name, Naming naming, Path path, @Nullable Path down) {
        String shown = shown(path);
        try {
            Path real = path.toAbsolutePath();
            String[] checksums = cache.remembered(format.key(), real, () -> {
                        SourceText source = MigrationFile.source(real, shown);
                        String ours = Parts.up(format, source).checksum();
                        return format == Format.FLYWAY ? ours + " " + FlywayChecksum.of(source.text()) : ours;
                    })
                    .split(" ", 2);
            return new MigrationFile(
                    format,
                    name,
                    naming.version(),
                    naming.description(),
                    naming.role() == Naming.Role.REPEATABLE,
                    shown,
                    real,
                    checksums[0],
                    down,
                    checksums.length > 1 ? checksums[1] : null,
                    Parts.mayUseTransaction(format, real, shown));
        } catch (IOException e) {
            throw new DevctlException(
                    ExitCode.BAD_MIGRATION, "cannot read migration: '" + shown + "' (" + e + ")", null, e);
        }
    }

    private String shown(Path path) {
        Path full = path.toAbsolutePath().normalize();
        return full.startsWith(base) ? base.relativize(full).toString() : full.toString();
    }

    private static void requireUnique(@Nullable MigrationFile other, MigrationFile file, Consumer<Flaw> flaws) {
        if (other != null) {
            DevctlException failure = new DevctlException(
                    ExitCode.BAD_MIGRATION,
                    "two migrations have one version: '" + (file.repeatable() ? file.description() : file.version())
                            + "' (" + other.shown() + ", " + file.shown() + ")",
                    "give one of them a version of its own");
            flaws.accept(new Flaw(Flaw.Kind.VERSION, file.shown(), failure));
        }
    }

    private static void requireSame(MigrationFile one, MigrationFile two, Consumer<Flaw> flaws) {
        if (one.checksum().equals(two.checksum())) {
            return;
        }
        LineDiff diff = LineDiff.of(text(one), text(two));
        DevctlException failure = new DevctlException(
                ExitCode.BAD_MIGRATION,
                "two migrations have one name and differ: '" + one.name() + "' (" + one.shown() + ":"
                        + diff.firstLeft() + ", " + two.shown() + ":" + diff.firstRight() + ")\n"
                        + diff.text(one.shown(), two.shown()),
                "keep one of them, or rename one");
        flaws.accept(new Flaw(Flaw.Kind.TWICE, two.shown(), failure));
    }

    private static String text(MigrationFile file) {
        return MigrationFile.source(file.path(), file.shown()).text();
    }
}
