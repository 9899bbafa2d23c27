package io.devctl.api;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Folders of migrations, with the jars open that they are in. */
final class Folders implements AutoCloseable {
    private final List<Path> paths = new ArrayList<>();
    private final Deque<FileSystem> opened = new ArrayDeque<>();

    private Folders() {}

    static Folders of(List<Path> paths) {
        Folders folders = new Folders();
        paths.forEach(path -> folders.paths.add(path.toAbsolutePath().normalize()));
        return folders;
    }

    /** Every folder of this name on the class path. */
    static Folders onClassPath(String name) {
        Folders folders = new Folders();
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ClassLoader loader = context == null ? Objects.requireNonNull(Folders.class.getClassLoader()) : context;
        try {
            for (URL url : Collections.list(loader.getResources(name))) {
                folders.add(url.toURI());
            }
        } catch (IOException | URISyntaxException e) {
            folders.close();
            throw new DevctlException(
                    ExitCode.BAD_MIGRATION,
                    "cannot read folder of migrations: '" + name + "' on the class path: " + e.getMessage(),
                    null,
                    e);
        }
        if (folders.paths.isEmpty()) {
            throw new DevctlException(
                    ExitCode.BAD_MIGRATION,
                    "no such folder of migrations: '" + name + "' on the class path",
                    "put it among the resources; a jar needs an entry for the folder itself");
        }
        return folders;
    }

    private void add(URI uri) throws IOException {
        if (uri.getScheme().equals("jar")) {
            try {
                opened.push(FileSystems.newFileSystem(uri, Map.of()));
            } catch (FileSystemAlreadyExistsException ofTheCaller) {
                // it is open, and whoever opened it closes it
            }
        }
        paths.add(Path.of(uri).toAbsolutePath().normalize());
    }

    List<Path> paths() {
        return paths;
    }

    @Override
    public void close() {
        for (FileSystem jar : opened) {
            try {
                jar.close();
            } catch (IOException ignored) {
                // it was only read
            }
        }
    }
}
