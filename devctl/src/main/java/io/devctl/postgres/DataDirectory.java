package io.devctl.postgres;

import io.devctl.model.DevctlException;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The data of one environment: whether it is there, and whether a server can start on it. */
final class DataDirectory {
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");

    private static final String NAME = "data";

    private final Path folder;
    private final Path path;

    /** The one in this folder, where copies and remains of it are put too. */
    DataDirectory(Path folder) {
        this.folder = folder;
        this.path = folder.resolve(NAME);
    }

    Path path() {
        return path;
    }

    /** The path as the system reports it for a server that works in it. */
    Path realPath() {
        try {
            return path.toRealPath();
        } catch (IOException gone) {
            try {
                return folder.toRealPath().resolve(NAME);
            } catch (IOException e) {
                return path.toAbsolutePath();
            }
        }
    }

    /** Whether there is a whole one. Copies arrive under another name, so that half of one never counts. */
    boolean exists() {
        return Files.isRegularFile(path.resolve("PG_VERSION"));
    }

    /** The database's own folder, which disappears with {@code drop database}. */
    boolean hasDatabase(long oid) {
        return Files.isDirectory(path.resolve("base/" + oid));
    }

    Optional<String> major() {
        try {
            return Optional.of(Files.readString(path.resolve("PG_VERSION"), StandardCharsets.US_ASCII)
                    .strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The server that works here: alive, and the one that wrote postmaster.pid rather than a later owner of its pid. */
    Optional<ServerProcess> server() {
        return PostmasterPid.read(path)
                .flatMap(file -> ServerProcess.of(file.pid()).filter(process -> process.serves(realPath(), file)));
    }

    /** Whether the server's settings file has this text. */
    boolean configIs(String text) {
        try {
            return Files.readString(path.resolve(ServerConfig.NAME), StandardCharsets.UTF_8)
                    .equals(text);
        } catch (IOException e) {
            return false;
        }
    }

    void writeConfig(String text) {
        Path file = path.resolve(ServerConfig.NAME);
        try {
            boolean made = !Files.exists(file);
            Files.writeString(file, text, StandardCharsets.UTF_8);
            if (made) {
                // a server that runs as another user reads it too
                Files.setAttribute(file, "unix:uid", Files.getAttribute(path, "unix:uid"));
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            }
        } catch (IOException e) {
            throw StateDirectory.unusable(file, e);
        }
    }

    /**
     * Makes sure that it is there, belongs to whom it must, and is of the wanted version. No server works in it now.
     *
     * @return whether it was made just now
     */
    boolean prepare(ClusterTemplate template, Binaries binaries, RunAs runAs, EventSink events) {
        try {
            boolean fresh = !exists();
            if (fresh) {
                if (Files.exists(path)) {
                    putAside(events);
                }
                if (!runAs.explanation().isEmpty()) {
                    events.emit(new Event.PostgresProgress(runAs.explanation()));
                }
                template.copyTo(folder, NAME, events);
            }
            Trees.deleteLeftovers(folder, "data.old-*");
            checkVersion(binaries);
            heal(runAs, events);
            return fresh;
        } catch (IOException e) {
            throw StateDirectory.unusable(path, e);
        }
    }

    /** Something of this name without PG_VERSION: not ours to delete. */
    private void putAside(EventSink events) throws IOException {
        Path aside = Files.createTempDirectory(folder, "data.broken-");
        Files.delete(aside);
        Files.move(path, aside);
        events.emit(new Event.Warning(
                "the data directory was not one of Postgres (no PG_VERSION); the database starts empty",
                "what was there is in " + aside));
    }

    /** Throws when these binaries cannot use the data. */
    void checkVersion(Binaries binaries) {
        String found = major().orElse("?");
        if (!found.equals(binaries.major())) {
            throw new DevctlException(
                    ExitCode.UNAVAILABLE,
                    "the data in '" + path + "' is of Postgres " + found + " and cannot be used by "
                            + binaries.version(),
                    "set postgres.version: \"" + found
                            + "\" in services.yaml, or start anew (all data is lost): dev reset");
        }
    }

    private void heal(RunAs runAs, EventSink events) throws IOException {
        if (runAs.owner() >= 0 && !Integer.valueOf(runAs.owner()).equals(Files.getAttribute(path, "unix:uid"))) {
            String owner = runAs.owner() + ":" + runAs.owner();
            Program.Result chown = Program.run(List.of("chown", "-R", owner, path.toString()));
            if (chown.exitCode() != 0) {
                throw new IOException(chown.output().strip());
            }
        }
        if (!Files.getPosixFilePermissions(path).equals(PRIVATE)) {
            Files.setPosixFilePermissions(path, PRIVATE);
            events.emit(new Event.Warning("the data directory was open to other users; its mode is 0700 again", null));
        }
        if (PostmasterPid.read(path).isPresent()) {
            // its pid may belong to another program, or to a corpse that nobody has buried yet: Postgres takes either
            // for a server
            PostmasterPid.disown(path);
        }
    }

    /** Deletes the data; what is half deleted never counts. */
    void delete() {
        try {
            if (Files.isDirectory(folder)) {
                if (Files.exists(path)) {
                    Path old = Files.createTempDirectory(folder, NAME + ".old-");
                    Files.move(path, old.resolve(NAME));
                    Trees.delete(old);
                }
                Trees.deleteLeftovers(folder, NAME + ".{old-*,new*}");
            }
        } catch (NoSuchFileException alreadyGone) {
            // by someone else's hand
        } catch (IOException e) {
            throw StateDirectory.unusable(path, e);
        }
    }
}
