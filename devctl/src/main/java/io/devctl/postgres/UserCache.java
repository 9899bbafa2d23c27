package io.devctl.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The folder in which devctl keeps what all checkouts of a user share. Everything in it can be made again. */
public final class UserCache {
    private final @Nullable Path directory;

    private UserCache(@Nullable Path directory) {
        this.directory = directory;
    }

    /** {@code $XDG_CACHE_HOME/devctl}, else {@code ~/.cache/devctl}; on macOS {@code ~/Library/Caches/devctl}. */
    public static UserCache ofThisUser() {
        return of(
                System.getenv(),
                System.getProperty("user.home", ""),
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac"));
    }

    /** A cache in this folder, wherever it is. */
    public static UserCache at(Path directory) {
        return new UserCache(directory);
    }

    static UserCache of(Map<String, String> environment, String userHome, boolean mac) {
        Path configured = absolute(environment.get("XDG_CACHE_HOME"));
        if (configured != null) {
            return new UserCache(configured.resolve("devctl"));
        }
        // HOME before Java's idea of it: who changes HOME means it
        Path home = absolute(environment.get("HOME"));
        if (home == null) {
            home = absolute(userHome);
        }
        if (home == null) {
            return new UserCache(null);
        }
        return new UserCache(home.resolve(mac ? "Library/Caches/devctl" : ".cache/devctl"));
    }

    /** Relative paths do not count, as the XDG rules have it; neither does Java's "?" for a user without a home. */
    private static @Nullable Path absolute(@Nullable String text) {
        try {
            return text == null || !text.startsWith("/") ? null : Path.of(text);
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /** The folder of this name in the cache, made when it is missing; empty when it cannot be written. */
    public Optional<Path> folder(String name) {
        if (directory == null) {
            return Optional.empty();
        }
        Path folder = directory.resolve(name);
        try {
            if (!Files.isDirectory(folder)) {
                StateDirectory.makePrivate(folder);
            }
            return Files.isWritable(folder) ? Optional.of(folder) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Where it is or would be; nothing is made. Empty for a user without a home folder. */
    public Optional<Path> directory() {
        return Optional.ofNullable(directory);
    }

    /** What the cache would be, for messages. */
    public String place() {
        return directory == null ? "~/.cache/devctl (there is no home folder)" : directory.toString();
    }

    Optional<Path> ports() {
        return folder("ports");
    }
}
