package io.devctl.config.presets;

import io.devctl.config.yaml.Problems;
import io.devctl.config.yaml.Yaml;
import io.devctl.config.yaml.YamlFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads presets.yaml, when a services.yaml names a tool or somebody wants to know which tools there are. */
public final class Presets {
    /** Settings lie near the top of a project. */
    private static final int DEPTH = 4;

    /** Folders of other people's files. */
    private static final Set<String> FOREIGN =
            Set.of("node_modules", "venv", "target", "build", "dist", "vendor", "deps");

    private Presets() {}

    /** All of them, in the order of the file. */
    public static List<Preset> all() {
        return Loaded.ALL;
    }

    /** The one of a name. */
    public static Optional<Preset> of(String name) {
        return all().stream().filter(preset -> preset.name().equals(name)).findFirst();
    }

    /** The tools whose files are in a folder; the first of them is the likeliest. */
    public static List<Preset> recognise(Path folder) {
        List<Path> files = files(folder);
        return all().stream()
                .filter(preset -> preset.recognise().stream().allMatch(sign -> isThere(sign, folder, files)))
                .toList();
    }

    private static boolean isThere(String sign, Path folder, List<Path> files) {
        int contains = sign.indexOf(" contains ");
        String glob = contains < 0 ? sign : sign.substring(0, contains);
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
        // in a glob, `**/` wants a folder
        PathMatcher atTop = FileSystems.getDefault().getPathMatcher("glob:" + glob.replaceFirst("^\\*\\*/", ""));
        return files.stream()
                .filter(file -> matcher.matches(file) || atTop.matches(file))
                .anyMatch(file ->
                        contains < 0 || holds(folder.resolve(file), sign.substring(contains + " contains ".length())));
    }

    private static boolean holds(Path file, String text) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException unreadable) {
            return false;
        }
    }

    private static List<Path> files(Path folder) {
        List<Path> files = new ArrayList<>();
        try {
            Files.walkFileTree(folder, EnumSet.noneOf(FileVisitOption.class), DEPTH, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    String name = String.valueOf(directory.getFileName());
                    boolean skipped = !directory.equals(folder) && (name.startsWith(".") || FOREIGN.contains(name));
                    return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    files.add(folder.relativize(file));
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    /** Read once, when it is first asked for. */
    private static final class Loaded {
        static final List<Preset> ALL = load();

        private static List<Preset> load() {
            Problems problems = new Problems();
            Yaml.Mapping file = Objects.requireNonNull(YamlFile.parse(text(), "presets.yaml", problems));
            problems.throwIfAny();
            return file.entries().stream()
                    .map(entry -> preset(entry.key(), (Yaml.Mapping) entry.value()))
                    .toList();
        }

        private static Preset preset(String name, Yaml.Mapping preset) {
            Map<String, String> ledger = texts(value(preset, "ledger"));
            Yaml commandPublic = value(preset, "command_public");
            return new Preset(
                    name,
                    text(Objects.requireNonNull(value(preset, "title"))),
                    text(Objects.requireNonNull(value(preset, "tested"))).equals("true"),
                    list(value(preset, "recognise")),
                    list(value(preset, "command")),
                    commandPublic == null ? null : list(commandPublic),
                    list(value(preset, "files")),
                    list(value(preset, "settings")),
                    new Preset.Ledger(
                            Objects.requireNonNull(ledger.get("table")),
                            Objects.requireNonNull(ledger.get("name")),
                            ledger.get("group"),
                            ledger.get("applied_at")),
                    texts(value(preset, "variables")),
                    models(value(preset, "models")),
                    texts(value(preset, "own")));
        }

        private static Preset.@Nullable Models models(@Nullable Yaml models) {
            if (models == null) {
                return null;
            }
            Yaml.Mapping keys = (Yaml.Mapping) models;
            return new Preset.Models(
                    list(value(keys, "command")), text(Objects.requireNonNull(value(keys, "changed"))));
        }

        private static @Nullable Yaml value(Yaml.Mapping preset, String key) {
            Yaml.Entry entry = preset.entry(key);
            return entry == null ? null : entry.value();
        }

        private static String text(Yaml value) {
            return ((Yaml.Scalar) value).text();
        }

        private static List<String> list(@Nullable Yaml value) {
            return ((Yaml.Listing) Objects.requireNonNull(value))
                    .items().stream().map(Loaded::text).toList();
        }

        private static Map<String, String> texts(@Nullable Yaml value) {
            Map<String, String> texts = new LinkedHashMap<>();
            if (value != null) {
                ((Yaml.Mapping) value).entries().forEach(entry -> texts.put(entry.key(), text(entry.value())));
            }
            return texts;
        }

        private static String text() {
            try (InputStream in = Objects.requireNonNull(Presets.class.getResourceAsStream("presets.yaml"))) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
