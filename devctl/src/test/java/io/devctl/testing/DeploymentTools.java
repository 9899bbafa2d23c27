package io.devctl.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Those who read rendered files: helm, actionlint, shellcheck and published schemas; {@code .ci/deployment} installs them. */
public final class DeploymentTools {
    private DeploymentTools() {}

    /** A tool's program, or its absence. */
    public static Path program(String name) {
        return installed("bin/" + name);
    }

    /** Fails unless every document of the files follows Kubernetes's schemas, without a field that they do not have. */
    public static void kubernetes(List<Path> files) {
        List<String> arguments = new ArrayList<>(List.of("--strict", "--quiet"));
        files.forEach(file -> arguments.add(file.toString()));
        run(installed("schemas/bin/kubernetes-validate"), arguments.toArray(String[]::new));
    }

    /** What the same says of a file that it refuses. */
    public static String refusedByKubernetes(Path file) {
        Run run = end(installed("schemas/bin/kubernetes-validate"), "--strict", file.toString());
        if (run.exitCode() == 0) {
            throw new AssertionError("accepted: " + file);
        }
        return run.out() + run.err();
    }

    /** Fails unless a file follows one of the schemas that check-jsonschema carries. */
    public static void schema(String name, Path file) {
        run(installed("schemas/bin/check-jsonschema"), "--builtin-schema", name, file.toString());
    }

    /** Fails when a shell would stumble over a script, or a reader would. */
    public static void shellcheck(List<Path> scripts) {
        Path program = Path.of("/usr/bin/shellcheck");
        Needs.that(Files.isExecutable(program), "no " + program, ".ci/deployment");
        for (Path script : scripts) {
            run(Path.of("/bin/sh"), "-n", script.toString());
            run(program, "-s", "sh", script.toString());
        }
    }

    /** Runs a program and gives its standard output; fails when it does not end with 0. */
    public static String run(Path program, String... arguments) {
        Run run = end(program, arguments);
        if (run.exitCode() != 0) {
            throw new AssertionError(program.getFileName() + " " + String.join(" ", arguments) + ": " + run);
        }
        return run.out();
    }

    private static Run end(Path program, String... arguments) {
        List<String> command = Stream.concat(Stream.of(program.toString()), Stream.of(arguments))
                .toList();
        try {
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().put("LC_ALL", "C.UTF-8");
            Path out = Files.createTempFile("devctl-tool", ".out");
            Path err = Files.createTempFile("devctl-tool", ".err");
            try {
                Process process = builder.redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
                process.getOutputStream().close();
                int status = process.waitFor();
                return new Run(status, text(out), text(err));
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    private static Path installed(String path) {
        String cache = Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .orElseGet(() -> System.getProperty("user.home") + "/.cache");
        Path program = Path.of(cache, "devctl-test/deployment", path);
        if (!Files.isExecutable(program)) {
            throw Needs.missing(program.getFileName() + " is not installed", ".ci/deployment");
        }
        return program;
    }
}
