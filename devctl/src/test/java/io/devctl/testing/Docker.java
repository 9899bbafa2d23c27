package io.devctl.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The engine as its own command line sees it, for tests: the program itself never uses that. */
public final class Docker {
    private static final String REMEDY = "start Docker, or as root on Debian: .ci/docker-engine";

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private Docker() {}

    /** Skips the test, or fails it in CI, where no engine answers or the image is missing and cannot be pulled. */
    public static void needs(String image) {
        try {
            docker("version");
            docker("image", "inspect", image);
        } catch (IllegalStateException e) {
            throw Needs.missing("no Docker engine with the image " + image, REMEDY);
        }
    }

    /** Names of the containers of a checkout, running or not. */
    public static List<String> containers(Path checkout) {
        return lines(docker("ps", "-a", "--format", "{{.Names}}", "--filter", label(checkout)));
    }

    /** Names of the volumes of a checkout. */
    public static List<String> volumes(Path checkout) {
        return lines(docker("volume", "ls", "--format", "{{.Name}}", "--filter", label(checkout)));
    }

    /** Removes what a test has left of a checkout. */
    public static void clean(Path checkout) {
        containers(checkout).forEach(name -> docker("rm", "-fv", name));
        volumes(checkout).forEach(name -> docker("volume", "rm", name));
    }

    /** What the command prints; an error when it fails. */
    public static String docker(String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(Arrays.asList(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + ": " + said);
            }
            return said;
        } catch (IOException e) {
            throw new IllegalStateException(command + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What psql prints in a container of Postgres, without headers. */
    public static String psql(String container, String database, String sql) {
        return docker("exec", container, "psql", "-U", "postgres", "-d", database, "-Atc", sql)
                .strip();
    }

    /** Waits until a container with that name runs. */
    public static void awaitRunning(String container) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!lines(docker("ps", "--format", "{{.Names}}")).contains(container)) {
            if (System.nanoTime() > end) {
                throw new AssertionError(container + " does not run: " + docker("ps", "-a"));
            }
        }
    }

    /** Removes a network of a test, and with it all containers that are in it. */
    public static void removeNetwork(String network) {
        lines(docker("ps", "-aq", "--filter", "network=" + network)).forEach(id -> docker("rm", "-fv", id));
        docker("network", "rm", network);
    }

    private static String label(Path checkout) {
        return "label=io.devctl.checkout=" + checkout;
    }

    private static List<String> lines(String text) {
        return text.lines().filter(line -> !line.isBlank()).toList();
    }
}
