package io.devctl.docker;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.devctl.model.DevctlException;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The process that has Testcontainers: how it is started, and what is said to it. */
public final class ContainerProcess {
    static final String MAKE = "make";
    static final String RUN = "run";

    private ContainerProcess() {}

    /**
     * Makes and starts a container that outlives every process of devctl; its image is pulled when it is missing.
     *
     * @param log what the library says goes there
     * @param events told how far a pull is
     * @throws PortTaken when its port is not free
     * @throws DevctlException UNAVAILABLE with the engine's own words
     */
    public static void make(DockerEngine engine, ContainerSpec spec, Path log, EventSink events) throws PortTaken {
        JsonObject answer = ask(engine, spec, log, events);
        if (answer == null) {
            throw new DevctlException(
                    ExitCode.UNAVAILABLE,
                    "the process that talks to Docker ended without an answer",
                    "less '" + log + "'");
        }
        if (answer.has("taken")) {
            throw new PortTaken();
        }
        if (answer.has("error")) {
            throw new DevctlException(
                    ExitCode.UNAVAILABLE,
                    answer.get("error").getAsString(),
                    answer.has("hint") ? answer.get("hint").getAsString() : null);
        }
    }

    /**
     * A command that makes a container, shows what it writes, ends with its exit code, and removes it. On SIGTERM it stops
     * the container first. It needs {@link #environment} and the values of the spec's variables around it.
     *
     * @param graceSeconds how long the container may take to end
     */
    public static List<String> foreground(ContainerSpec spec, long graceSeconds) {
        return command(RUN, Long.toString(graceSeconds), new Gson().toJson(spec));
    }

    /** The variables that the process needs beside those it hands on. */
    public static Map<String, String> environment(DockerEngine engine) {
        return Map.of(
                "DOCKER_HOST", "unix://" + engine.socket(),
                "TESTCONTAINERS_DOCKER_CLIENT_STRATEGY",
                        "org.testcontainers.dockerclient.EnvironmentAndSystemPropertyClientProviderStrategy",
                // reuse is what keeps Testcontainers from ending the container together with this process
                "TESTCONTAINERS_REUSE_ENABLE", "true",
                // its cleaner is one more image and one more container; devctl's own labels and records do that
                "TESTCONTAINERS_RYUK_DISABLED", "true",
                "TESTCONTAINERS_CHECKS_DISABLE", "true",
                // ports are published on this machine's loopback interface; inside a container it would guess a gateway
                "TESTCONTAINERS_HOST_OVERRIDE", "127.0.0.1");
    }

    private static @Nullable JsonObject ask(DockerEngine engine, ContainerSpec spec, Path log, EventSink events) {
        Process process = null;
        try {
            ProcessBuilder builder = new ProcessBuilder(command(MAKE)).redirectError(log.toFile());
            builder.environment().putAll(environment(engine));
            builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
            process = builder.start();
            // through the pipe: a command line and an environment can be read by others. It stays open until the answer
            // is
            // there, because its end tells the process that nobody waits any more
            try (Writer writer = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
                    BufferedReader lines = new BufferedReader(
                            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                writer.write(new Gson().toJson(spec) + "\n");
                writer.flush();
                try (Pull pull = new Pull(events)) {
                    return answer(lines, pull);
                }
            }
        } catch (JsonParseException | IllegalStateException e) {
            return null;
        } catch (IOException e) {
            throw new DevctlException(
                    ExitCode.UNAVAILABLE,
                    "cannot talk to the process that makes containers: " + e.getMessage(),
                    "less '" + log + "'",
                    e);
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
        }
    }

    private static @Nullable JsonObject answer(BufferedReader lines, Pull pull) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            JsonObject said = JsonParser.parseString(line).getAsJsonObject();
            if (!said.has("progress")) {
                pull.done();
                return said;
            }
            pull.take(said);
        }
        return null;
    }

    private static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-Dfile.encoding=UTF-8",
                "-Dslf4j.internal.verbosity=ERROR", // nobody has to know that nothing logs
                "-cp",
                System.getProperty("java.class.path") + File.pathSeparator + libraries() + "/*",
                ContainerProgram.NAME));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Beside the program: Testcontainers and what it needs, which is on nobody else's class path. */
    private static Path libraries() {
        try {
            Path program = Path.of(ContainerProcess.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Path libraries = program.resolveSibling("docker");
            if (Files.isDirectory(libraries)) {
                return libraries;
            }
            throw new DevctlException(
                    ExitCode.UNAVAILABLE,
                    "Testcontainers is not where it was built: no folder '" + libraries + "'",
                    "build devctl anew: mvn package");
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
