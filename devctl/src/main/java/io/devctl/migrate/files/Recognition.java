package io.devctl.migrate.files;

import io.devctl.migrate.script.SourceText;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells whose convention files follow: by their names, and where those are the same for several, by what is in the first. */
final class Recognition {
    private static final Pattern NUMBERED = Pattern.compile("[0-9]+_?[^/]*\\.sql");
    private static final Pattern GO = Pattern.compile("[0-9]+_[^/]*\\.go");

    private Recognition() {}

    /**
     * The format of some files. BAD_MIGRATION when they are of several.
     *
     * @param files paths by name
     * @param shown how the user would type a path
     */
    static Format of(Map<String, Path> files, Map<Path, String> shown) {
        Map<Format, Path> examples = new EnumMap<>(Format.class);
        Map<Format, Path> below = new EnumMap<>(Format.class);
        files.forEach((name, path) -> {
            Format format = byName(name);
            if (format != null) {
                (name.indexOf('/') < 0 ? examples : below).putIfAbsent(format, path);
            }
        });
        if (examples.isEmpty()) {
            // folders count where there is nothing beside them: an archive is not a convention
            examples.putAll(below);
        }
        Path plain = examples.remove(Format.DEVCTL);
        if (plain != null) {
            examples.putIfAbsent(byContent(MigrationFile.source(plain, String.valueOf(shown.get(plain)))), plain);
        }
        if (examples.size() > 1) {
            throw several(examples, shown);
        }
        return examples.isEmpty() ? Format.DEVCTL : examples.keySet().iterator().next();
    }

    /** The format that a name belongs to, DEVCTL for any that is a number and a description; null for none. */
    private static @Nullable Format byName(String name) {
        int folder = name.lastIndexOf('/');
        if (Naming.read(Format.FLYWAY, name.substring(folder + 1)) != null) {
            return Format.FLYWAY;
        }
        if (folder >= 0) {
            return Naming.read(Format.DIESEL, name) == null ? null : Format.DIESEL;
        }
        if (name.endsWith(".up.sql")) {
            return Naming.read(Format.GOLANG_MIGRATE, name) == null ? null : Format.GOLANG_MIGRATE;
        }
        if (GO.matcher(name).matches()) {
            return Format.GOOSE;
        }
        return NUMBERED.matcher(name).matches() && !name.endsWith(".down.sql") ? Format.DEVCTL : null;
    }

    private static Format byContent(SourceText source) {
        if (Parts.isGoose(source)) {
            return Format.GOOSE;
        }
        return Parts.isDbmate(source) ? Format.DBMATE : Format.DEVCTL;
    }

    private static DevctlException several(Map<Format, Path> examples, Map<Path, String> shown) {
        String formats = examples.keySet().stream().map(Format::key).collect(Collectors.joining(", "));
        String where = examples.values().stream().map(shown::get).collect(Collectors.joining(", "));
        String keys = examples.keySet().stream()
                .map(format -> "`format: " + format.key() + "`")
                .collect(Collectors.joining(" or "));
        return new DevctlException(
                ExitCode.BAD_MIGRATION,
                "migrations follow several conventions: '" + formats + "' (" + where + ")",
                "keep one, or say whose the migrations are: " + keys);
    }
}
