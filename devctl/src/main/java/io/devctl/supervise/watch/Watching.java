package io.devctl.supervise.watch;

import io.devctl.supervise.files.Glob;
import io.devctl.supervise.unit.UnitSpec;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Watches the files of some units until it is closed. All but closing is done by the thread that runs it. */
final class Watching implements Runnable, AutoCloseable {
    /** An editor, a formatter behind it and a compiler write in bursts; a person does not notice this pause. */
    private static final long QUIET_MILLIS = 150;

    /** Whoever writes without end does not hold a change back for longer. */
    private static final long LONGEST_HOLD_MILLIS = 2_000;

    private final List<Subject> subjects;
    private final FileWatcher.Listener listener;
    private final WatchService service;
    private final Map<WatchKey, Path> folders = new HashMap<>();
    private final Contents contents = new Contents();
    private final TreeSet<Path> pending = new TreeSet<>();
    private boolean told;
    private volatile boolean closed;
    private volatile @Nullable Thread thread;

    Watching(List<UnitSpec> units, FileWatcher.Listener listener) throws IOException {
        this.subjects = units.stream().map(Subject::new).toList();
        this.listener = listener;
        this.service = FileSystems.getDefault().newWatchService();
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        try {
            for (Subject subject : subjects) {
                subject.roots().forEach(root -> register(subject, root, false));
            }
            while (!closed) {
                collect();
                deliver();
            }
        } catch (ClosedWatchServiceException | InterruptedException end) {
            // nobody wants to know any more
        }
    }

    /** Waits for a change, and then until there are no more for a moment. */
    private void collect() throws InterruptedException {
        take(service.take());
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LONGEST_HOLD_MILLIS);
        WatchKey next = service.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS);
        while (next != null) {
            take(next);
            next = System.nanoTime() < end ? service.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS) : null;
        }
    }

    private void take(WatchKey key) {
        Path folder = folders.get(key);
        for (WatchEvent<?> event : key.pollEvents()) {
            if (folder == null) {
                continue;
            }
            if (event.kind() == StandardWatchEventKinds.OVERFLOW) {
                // too much at once to be told one by one: whatever lies there may have changed
                files(folder).forEach(pending::add);
            } else if (event.context() instanceof Path name) {
                changed(folder.resolve(name), event.kind() == StandardWatchEventKinds.ENTRY_CREATE);
            }
        }
        if (!key.reset()) {
            folders.remove(key);
        }
    }

    private void changed(Path path, boolean created) {
        if (created && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            for (Subject subject : subjects) {
                register(subject, path, true);
            }
        } else {
            pending.add(path);
        }
    }

    /**
     * Watches a folder and those in it as far as a file of the subject may lie there.
     *
     * @param fresh whether it has just appeared: then its files may have done so before it was watched
     */
    private void register(Subject subject, Path root, boolean fresh) {
        try (GitIgnore ignore = new GitIgnore(subject.dir())) {
            List<Path> open = new ArrayList<>(List.of(root));
            while (!open.isEmpty() && !closed) {
                Path folder = open.remove(open.size() - 1);
                if (!subject.reaches(folder) || subject.ignores(folder, ignore) || !register(folder)) {
                    continue;
                }
                try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
                    for (Path entry : entries) {
                        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                            open.add(entry);
                        } else if (fresh) {
                            pending.add(entry);
                        }
                    }
                } catch (IOException | java.nio.file.DirectoryIteratorException gone) {
                    // deleted while it was looked at
                }
            }
        }
    }

    private boolean register(Path folder) {
        try {
            folders.put(
                    folder.register(
                            service,
                            new WatchEvent.Kind<?>[] {
                                StandardWatchEventKinds.ENTRY_CREATE,
                                StandardWatchEventKinds.ENTRY_MODIFY,
                                StandardWatchEventKinds.ENTRY_DELETE
                            },
                            Sensitivity.modifiers()),
                    folder);
            return true;
        } catch (java.nio.file.NoSuchFileException | java.nio.file.NotDirectoryException gone) {
            return false;
        } catch (IOException e) {
            if (!told) {
                told = true;
                listener.blind("'" + folder + "': " + e.getMessage());
            }
            return false;
        }
    }

    private static List<Path> files(Path folder) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            entries.forEach(files::add);
        } catch (IOException | java.nio.file.DirectoryIteratorException gone) {
            // then nothing lies there
        }
        return files;
    }

    private void deliver() {
        List<Path> changed = pending.stream().filter(contents::differ).toList();
        pending.clear();
        for (Subject subject : subjects) {
            if (closed) {
                return;
            }
            List<Path> files = subject.files(changed);
            List<Path> migrations = subject.migrations(changed);
            if (!files.isEmpty() || !migrations.isEmpty()) {
                listener.changed(subject.unit(), files, migrations);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            service.close();
        } catch (IOException ignored) {
            // its descriptor is gone either way
        }
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    /** What one unit wants to know of. */
    private static final class Subject {
        private final UnitSpec unit;
        private final List<Glob> globs;

        /** What services.yaml names although git ignores it, {@code target/classes}: there git is not asked. */
        private final Set<Path> named = new HashSet<>();

        Subject(UnitSpec unit) {
            this.unit = unit;
            this.globs = unit.watch().files().stream()
                    .map(entry -> Glob.of(unit.dir(), entry))
                    .toList();
        }

        UnitSpec unit() {
            return unit;
        }

        Path dir() {
            return unit.dir();
        }

        /** The folders at which to begin; of one that is not there, the nearest above it. */
        List<Path> roots() {
            Set<Path> bases = new LinkedHashSet<>(unit.watch().migrations());
            globs.forEach(glob -> bases.add(glob.base()));
            try (GitIgnore ignore = new GitIgnore(unit.dir())) {
                bases.stream().filter(ignore::ignores).forEach(named::add);
            }
            return bases.stream().map(Subject::existing).toList();
        }

        boolean ignores(Path path, GitIgnore ignore) {
            boolean asked = named.stream().anyMatch(name -> path.startsWith(name) || name.startsWith(path));
            return asked ? GitIgnore.isNoise(path) : ignore.ignores(path);
        }

        private static Path existing(Path path) {
            Path at = path;
            while (!Files.isDirectory(at) && at.getParent() != null) {
                at = at.getParent();
            }
            return at;
        }

        boolean reaches(Path folder) {
            return !Glob.never(folder)
                    && (globs.stream().anyMatch(glob -> glob.reaches(folder))
                            || unit.watch().migrations().stream()
                                    .anyMatch(migrations ->
                                            folder.startsWith(migrations) || migrations.startsWith(folder)));
        }

        List<Path> files(List<Path> changed) {
            return wanted(changed.stream()
                    .filter(file -> globs.stream().anyMatch(glob -> glob.matches(file)))
                    .toList());
        }

        List<Path> migrations(List<Path> changed) {
            return wanted(changed.stream()
                    .filter(file -> unit.watch().migrations().stream().anyMatch(file::startsWith))
                    .toList());
        }

        private List<Path> wanted(List<Path> files) {
            if (files.isEmpty()) {
                return files;
            }
            try (GitIgnore ignore = new GitIgnore(unit.dir())) {
                return files.stream().filter(file -> !ignores(file, ignore)).toList();
            }
        }
    }
}
