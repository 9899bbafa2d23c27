package io.devctl.postgres;

import io.devctl.model.DevctlException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an embedded server has left in a state directory, as a look at it shows; nothing is started, healed or written.
 *
 * @param major of the data directory, null when there is none
 * @param serverPid of the server that works there now, null when none does
 * @param stalePidFile whether there is a postmaster.pid that no server stands behind
 * @param stragglers processes of a server that has died
 */
public record PostgresTraces(
        @Nullable String major, @Nullable Long serverPid, boolean stalePidFile, List<Long> stragglers) {

    /** Those in this state directory. */
    public static PostgresTraces of(Path stateDirectory) {
        DataDirectory data = new DataDirectory(stateDirectory.toAbsolutePath().resolve("postgres"));
        Optional<ServerProcess> server = data.server();
        boolean pidFile = Files.exists(data.path().resolve("postmaster.pid"));
        List<Long> left = server.isPresent()
                ? List.of()
                : ServerProcess.workingIn(data.realPath()).stream()
                        .map(ServerProcess::pid)
                        .toList();
        return new PostgresTraces(
                data.major().orElse(null),
                server.map(ServerProcess::pid).orElse(null),
                pidFile && server.isEmpty(),
                left);
    }

    /** The versions that can be embedded on this machine, the newest first; empty when there is none for it. */
    public static List<String> majors() {
        return Binaries.majors(Platform.ofThisMachine());
    }

    /**
     * How Postgres is run for this user; empty for ordinary users, for whom nothing has to be done.
     *
     * @throws DevctlException when this user is root and there is no way
     */
    public static Optional<String> asRoot() {
        return Optional.of(RunAs.choose(RunAs.thisUser()).explanation()).filter(words -> !words.isEmpty());
    }
}
