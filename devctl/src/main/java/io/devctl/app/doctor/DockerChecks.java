package io.devctl.app.doctor;

import io.devctl.config.DevctlConfig;
import io.devctl.config.PostgresConfig;
import io.devctl.docker.DockerEngine;
import io.devctl.model.Check;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The Docker engine, for those environments that need one. */
final class DockerChecks {
    private static final String NAME = "docker";

    private final Patient patient;
    private final boolean needed;

    private DockerChecks(Patient patient) {
        this.patient = patient;
        this.needed = needed(patient.config());
    }

    static List<Check> all(Patient patient) {
        return List.of(new DockerChecks(patient).engine());
    }

    private static boolean needed(@Nullable DevctlConfig config) {
        return config != null
                && (providesPostgres(config)
                        || config.services().values().stream()
                                .anyMatch(service -> service.image() != null && service.command() == null));
    }

    private static boolean providesPostgres(@Nullable DevctlConfig config) {
        return config != null && config.postgres().provider() == PostgresConfig.Provider.DOCKER;
    }

    private Check engine() {
        String host = patient.variables().getOrDefault("DOCKER_HOST", "");
        List<Path> sockets = DockerEngine.places(patient.variables());
        if (sockets.isEmpty()) {
            return needed
                    ? bad(
                            "containers need an engine on this machine, and DOCKER_HOST names another: '" + host + "'",
                            "unset DOCKER_HOST")
                    : Check.ok(NAME, "DOCKER_HOST names a remote engine, which is not asked: '" + host + "'");
        }
        for (Path socket : sockets) {
            if (Files.exists(socket)) {
                return ask(socket);
            }
        }
        return needed || !host.isEmpty()
                ? bad("there is no engine: no socket '" + sockets.get(0) + "'", fix("start Docker"))
                : Check.ok(NAME, "there is no engine, and this environment needs none");
    }

    private Check ask(Path socket) {
        try {
            DockerEngine.Version version = new DockerEngine(socket).version();
            return Check.ok(NAME, "engine " + version.engine() + ", API " + version.api() + ", at '" + socket + "'");
        } catch (AccessDeniedException e) {
            return bad(
                    "no rights to use '" + socket + "'", fix("sudo usermod -aG docker \"$USER\", then log in again"));
        } catch (IOException e) {
            return bad("the engine at '" + socket + "' does not answer: " + e.getMessage(), fix("start Docker"));
        }
    }

    private String fix(String first) {
        return providesPostgres(patient.config()) ? first + "; or use postgres.provider: embedded" : first;
    }

    private Check bad(String message, String fix) {
        return needed ? Check.problem(NAME, message, fix) : Check.warning(NAME, message, fix);
    }
}
