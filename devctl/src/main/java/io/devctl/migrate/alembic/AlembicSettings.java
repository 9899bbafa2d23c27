package io.devctl.migrate.alembic;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where alembic.ini, or {@code [tool.alembic]} of pyproject.toml, says that the revision files are.
 *
 * @param base the folder that Alembic runs in: relative paths of the configuration are relative to it
 * @param config alembic.ini, whether it is there or not
 * @param scripts the folder with env.py
 * @param versions the folders with revision files, in order
 * @param recursive whether their subfolders count too
 * @param sourceless whether compiled files without a source count too
 */
public record AlembicSettings(
        Path base, Path config, Path scripts, List<Path> versions, boolean recursive, boolean sourceless) {
    private static final String SECTION = "alembic";
    private static final Pattern SPACES_AND_COMMAS = Pattern.compile(", *|(?: +)");
    private static final Pattern SPACES_COMMAS_COLONS = Pattern.compile(", *|(?: +)|:");

    public AlembicSettings {
        versions = List.copyOf(versions);
    }

    /** Options by name from one place; lists may come as text to be split or as a list. */
    private interface Source {
        @Nullable
        String text(String name);

        @Nullable
        List<String> list(String name);
    }

    /**
     * Reads the configuration.
     *
     * @param base the folder that Alembic runs in
     * @param config the ini file, relative to base; it may be missing when pyproject.toml beside it has the section
     * @throws DevctlException CONFIG when there is none, it cannot be understood or a folder that it names is not there
     */
    public static AlembicSettings read(Path base, Path config) {
        Path ini = base.resolve(config).toAbsolutePath().normalize();
        Path toml = base.resolve("pyproject.toml");
        Source source = source(ini, toml);
        String location = source.text("script_location");
        if (location == null) {
            throw new DevctlException(
                    ExitCode.CONFIG,
                    "no script_location: '" + ini + "'",
                    "set `script_location = %(here)s/migrations` under [alembic]");
        }
        List<Path> importable = importable(base, source);
        Path scripts = folder(base, location, importable, ini);
        if (!Files.exists(scripts)) {
            throw new DevctlException(
                    ExitCode.CONFIG,
                    "no such folder: '" + scripts + "' (script_location in " + ini + ")",
                    "correct script_location, or write %(here)s/… when it is relative to the file");
        }
        List<String> listed = source.list("version_locations");
        List<Path> versions = new ArrayList<>();
        if (listed == null || listed.isEmpty()) {
            versions.add(scripts.resolve("versions"));
        } else {
            listed.forEach(each -> versions.add(folder(base, each, importable, ini)));
        }
        return new AlembicSettings(
                base,
                ini,
                scripts,
                versions,
                "true".equals(source.text("recursive_version_locations")),
                "true".equals(source.text("sourceless")));
    }

    private static Source source(Path ini, Path toml) {
        boolean hasIni = Files.isRegularFile(ini);
        TomlSection section = Files.isRegularFile(toml) ? TomlSection.read(toml, text(toml)) : TomlSection.none();
        if (!hasIni && section.isEmpty()) {
            throw new DevctlException(
                    ExitCode.CONFIG,
                    "no such file: '" + ini + "'",
                    "name Alembic's configuration with `config:`, or create one with `alembic init`");
        }
        IniFile file =
                IniFile.parse(ini.toString(), hasIni ? text(ini) : "", Map.of("here", String.valueOf(ini.getParent())));
        if (hasIni && !file.hasSection(SECTION) && section.isEmpty()) {
            throw new DevctlException(ExitCode.CONFIG, "no section [alembic]: '" + ini + "'", "add a line [alembic]");
        }
        return new Both(file, section);
    }

    /** The ini file's options first, as Alembic has it, then those of pyproject.toml. */
    private record Both(IniFile ini, TomlSection toml) implements Source {
        @Override
        public @Nullable String text(String name) {
            String value = ini.get(SECTION, name);
            return value != null ? value : toml.text(name);
        }

        @Override
        public @Nullable List<String> list(String name) {
            String value = ini.get(SECTION, name);
            if (value == null || value.isEmpty()) {
                return toml.list(name);
            }
            String separator = ini.get(SECTION, "path_separator");
            boolean versions = name.equals("version_locations");
            if (separator == null && versions) {
                separator = ini.get(SECTION, "version_path_separator");
            }
            if (separator == null) {
                return List.of((versions ? SPACES_AND_COMMAS : SPACES_COMMAS_COLONS).split(value));
            }
            return parts(value, separatorText(separator));
        }
    }

    private static List<String> parts(String value, String separator) {
        List<String> parts = new ArrayList<>();
        for (String part : value.split(Pattern.quote(separator), -1)) {
            if (!part.isEmpty()) {
                parts.add(part.strip());
            }
        }
        return parts;
    }

    private static String separatorText(String name) {
        return switch (name) {
            case "space" -> " ";
            case "newline" -> "\n";
            case "os", ":" -> ":";
            case ";" -> ";";
            default ->
                throw new DevctlException(
                        ExitCode.CONFIG,
                        "unknown separator in Alembic's configuration: '" + name + "'",
                        "path_separator is one of os, space, newline, : and ;");
        };
    }

    /** Where Python finds packages that the configuration names: prepend_sys_path, then the folder itself. */
    private static List<Path> importable(Path base, Source source) {
        List<Path> folders = new ArrayList<>();
        List<String> first = source.list("prepend_sys_path");
        if (first != null) {
            first.forEach(each -> folders.add(base.resolve(each)));
        }
        folders.add(base);
        return folders;
    }

    /** A path, or {@code package:folder}. */
    private static Path folder(Path base, String location, List<Path> importable, Path ini) {
        if (!location.contains(":") || Path.of(location).isAbsolute()) {
            return base.resolve(location).toAbsolutePath().normalize();
        }
        String[] parts = location.split(":");
        for (Path root : importable) {
            Path found = root.resolve(parts[0].replace('.', '/'));
            for (int i = 1; i < parts.length; i++) {
                found = found.resolve(parts[i]);
            }
            if (Files.isDirectory(found)) {
                return found.toAbsolutePath().normalize();
            }
        }
        throw new DevctlException(
                ExitCode.CONFIG,
                "no folder for package: '" + location + "' (" + ini + ")",
                "name it by its path, for example %(here)s/" + parts[0].replace('.', '/'));
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new DevctlException(
                    ExitCode.CONFIG, "cannot read Alembic's configuration: '" + file + "' (" + e + ")", null, e);
        }
    }
}
