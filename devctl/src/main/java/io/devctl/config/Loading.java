package io.devctl.config;

import io.devctl.config.yaml.Place;
import io.devctl.config.yaml.Placed;
import io.devctl.config.yaml.Problems;
import io.devctl.model.Suggestion;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the readers of all sections share while a file is loaded.
 *
 * @param root the folder of services.yaml
 */
record Loading(Path root, Interpolation text, Problems problems) {

    /** A path against a folder, absolute and without dots; null, with a problem recorded, when it cannot be one. */
    @Nullable
    Path resolve(Path base, String path, Place place) {
        try {
            return base.resolve(path).normalize();
        } catch (InvalidPathException bad) {
            // the JVM takes the encoding of file names from the locale
            problems.add("not a path here", path, place, "export LC_ALL=C.UTF-8");
            return null;
        }
    }

    /** A folder that exists; null, with a problem recorded, when there is none. */
    @Nullable
    Path folder(Path base, String path, Place place) {
        Path folder = resolve(base, path, place);
        if (folder == null || Files.isDirectory(folder)) {
            return folder;
        }
        if (Files.exists(folder)) {
            problems.add("not a folder", path, place, "name a folder");
        } else {
            String create = "mkdir -p " + ShellWord.quote(folder.toString());
            problems.add("no such folder", path, place, nearbyHint(folder, create));
        }
        return null;
    }

    /** Folders that exist. */
    List<Path> folders(Path base, List<Placed<String>> paths) {
        List<Path> folders = new ArrayList<>();
        for (Placed<String> path : paths) {
            Path folder = folder(base, path.value(), path.place());
            if (folder != null) {
                folders.add(folder);
            }
        }
        return folders;
    }

    private static String nearbyHint(Path missing, String otherwise) {
        Path parent = missing.getParent();
        String[] names = parent == null ? null : parent.toFile().list();
        String hint = names == null ? null : Suggestion.hint(String.valueOf(missing.getFileName()), List.of(names));
        return hint == null ? otherwise : hint;
    }

    /** A path as messages name it: relative to the folder of services.yaml where it is below that. */
    String shown(Path path) {
        return path.startsWith(root) ? root.relativize(path).toString() : path.toString();
    }

    /** The values without their places. */
    static <T> List<T> values(@Nullable List<Placed<T>> placed) {
        List<T> values = new ArrayList<>();
        if (placed != null) {
            for (Placed<T> one : placed) {
                values.add(one.value());
            }
        }
        return values;
    }
}
