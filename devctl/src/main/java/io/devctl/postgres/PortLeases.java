package io.devctl.postgres;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.system.PortOwner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/**
 * Ports that this checkout has chosen and keeps, in {@code .devctl/ports.json} by name. A lease is a promise between
 * checkouts of one user, not a hold on the port: a file per port in the user's cache names the checkout, so that the
 * automatic ports of two checkouts differ even while neither of them runs.
 */
public final class PortLeases {
    /** Below the ports that Linux and macOS hand out to outgoing connections, above those of well-known servers. */
    static final int LOWEST = 20_000;

    static final int HIGHEST = 32_000;
    private static final int ATTEMPTS = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private PortLeases() {}

    /** The port leased under this name; a free one the first time, the same one ever after. */
    public static int lease(Path stateDirectory, String name) {
        OptionalInt known = leased(stateDirectory, name);
        if (known.isPresent()) {
            return known.getAsInt();
        }
        return update(stateDirectory, name, known);
    }

    /** Another free port instead of the one that was leased under this name, for when that was taken by someone else. */
    public static int renew(Path stateDirectory, String name) {
        return update(stateDirectory, name, leased(stateDirectory, name));
    }

    /** Notes a port that the user has fixed, so that no other checkout leases it. */
    public static void hold(Path stateDirectory, String name, int port) {
        OptionalInt known = leased(stateDirectory, name);
        if (known.isPresent() && known.getAsInt() == port) {
            return;
        }
        Path state = StateDirectory.make(stateDirectory);
        locked(state, leases -> {
            leases.put(name, port);
            claim(UserCache.ofThisUser(), port, state, true);
            return port;
        });
    }

    /** The port leased under this name, if any; leases nothing. */
    public static OptionalInt leased(Path stateDirectory, String name) {
        Integer port = read(stateDirectory).get(name);
        return port == null ? OptionalInt.empty() : OptionalInt.of(port);
    }

    /** Another checkout of this user that leased the port: its state directory. */
    public static Optional<Path> otherHolder(Path stateDirectory, int port) {
        Path self = stateDirectory.toAbsolutePath().normalize();
        return UserCache.ofThisUser()
                .ports()
                .flatMap(ports -> holder(ports.resolve(Integer.toString(port))))
                .filter(holder -> !holder.equals(self) && read(holder).containsValue(port));
    }

    /** Leases a fresh port unless another process has done so since {@code seen} was read. */
    private static int update(Path stateDirectory, String name, OptionalInt seen) {
        Path state = StateDirectory.make(stateDirectory);
        return locked(state, leases -> {
            Integer now = leases.get(name);
            if (now != null && (seen.isEmpty() || seen.getAsInt() != now)) {
                return now;
            }
            int port = choose(state, leases);
            leases.put(name, port);
            return port;
        });
    }

    private static int locked(Path state, ToIntFunction<Map<String, Integer>> change) {
        return ExclusiveLock.holding(state.resolve("ports.lock"), "leasing a port", PATIENCE, () -> {
            Map<String, Integer> leases = read(state);
            int port = change.applyAsInt(leases);
            write(state, leases);
            return port;
        });
    }

    private static int choose(Path state, Map<String, Integer> leases) {
        SplittableRandom random = new SplittableRandom();
        UserCache cache = UserCache.ofThisUser();
        cache.ports().ifPresent(PortLeases::forgetDeadCheckouts);
        for (int i = 0; i < ATTEMPTS; i++) {
            int port = random.nextInt(LOWEST, HIGHEST);
            if (!leases.containsValue(port) && PortOwner.isFree(port) && claim(cache, port, state, false)) {
                return port;
            }
        }
        throw new DevctlException(
                ExitCode.UNAVAILABLE,
                "no free port found between " + LOWEST + " and " + HIGHEST,
                "set port: in services.yaml");
    }

    /** Writes the checkout's name for the port; false when another checkout that still has it did so before. */
    private static boolean claim(UserCache cache, int port, Path state, boolean evenIfTaken) {
        if (!evenIfTaken && otherHolder(state, port).isPresent()) {
            return false;
        }
        cache.ports().ifPresent(ports -> {
            try {
                StateDirectory.write(
                        ports.resolve(Integer.toString(port)),
                        state.toAbsolutePath().normalize() + "\n");
            } catch (IOException ignored) {
                // without the note two checkouts may choose one port; the second to start then says so
            }
        });
        return true;
    }

    /** Ports of checkouts that were deleted are free again. */
    private static void forgetDeadCheckouts(Path ports) {
        try (DirectoryStream<Path> notes = Files.newDirectoryStream(ports, "[0-9]*")) {
            for (Path note : notes) {
                if (holder(note).filter(Files::isDirectory).isEmpty()) {
                    Files.deleteIfExists(note);
                }
            }
        } catch (IOException | DirectoryIteratorException ignored) {
            // they only take up room
        }
    }

    /** The state directory in a note; empty when there is no note, or one that says nothing. */
    private static Optional<Path> holder(Path note) {
        try {
            return Optional.of(
                    Path.of(Files.readString(note, StandardCharsets.UTF_8).strip()));
        } catch (IOException | InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Map<String, Integer> read(Path stateDirectory) {
        Map<String, Integer> leases = new TreeMap<>();
        try {
            String text = Files.readString(stateDirectory.resolve("ports.json"), StandardCharsets.UTF_8);
            if (JsonParser.parseString(text) instanceof JsonObject object) {
                for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
                    leases.put(entry.getKey(), entry.getValue().getAsInt());
                }
            }
        } catch (IOException
                | JsonParseException
                | IllegalStateException
                | UnsupportedOperationException
                | NumberFormatException ignored) {
            // no leases yet, or a file that someone broke: new leases heal it
        }
        leases.values().removeIf(port -> port < 1 || port > 65_535);
        return leases;
    }

    private static void write(Path state, Map<String, Integer> leases) {
        Path file = state.resolve("ports.json");
        try {
            StateDirectory.write(file, new Gson().toJson(leases) + "\n");
        } catch (IOException e) {
            throw StateDirectory.unusable(file, e);
        }
    }
}
