package io.devctl.postgres;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The user's Maven, with the user's own settings: mirrors, proxies and credentials are its business. */
final class Maven {
    private static final Pattern REPOSITORY = Pattern.compile("-Dmaven\\.repo\\.local=(\\S+)");
    /** The version that the build of devctl uses too, so that nothing more than the jar has to be fetched. */
    private static final String COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy";

    private final Map<String, String> environment;
    private final Path userHome;

    Maven(Map<String, String> environment, Path userHome) {
        this.environment = environment;
        this.userHome = userHome;
    }

    static Maven ofThisUser() {
        return new Maven(System.getenv(), Path.of(System.getProperty("user.home", "/")));
    }

    boolean isThere() {
        return Program.isThere("mvn");
    }

    /** The file in Maven's local repository, where an earlier run of Maven has put it; asks no network. */
    Optional<Path> local(Release release) {
        Path repository = userHome.resolve(".m2/repository");
        for (String variable : List.of("MAVEN_OPTS", "MAVEN_ARGS")) {
            Matcher set = REPOSITORY.matcher(environment.getOrDefault(variable, ""));
            if (set.find()) {
                repository = Path.of(set.group(1));
            }
        }
        return Optional.of(repository.resolve(release.path())).filter(Files::isRegularFile);
    }

    /**
     * Has Maven fetch a file.
     *
     * @param folder where it is put under its own name
     * @return what Maven complained of; empty when all went well
     */
    Optional<String> copy(Release release, Path folder) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        "mvn", "-B", "-N", COPY, "-Dartifact=" + release.coordinates(), "-DoutputDirectory=" + folder)
                // not the folder of a project whose pom.xml would take part
                .directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true);
        Process process = builder.start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? Optional.empty() : Optional.of(complaint(output));
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    /** The first line of the output that tells something. */
    private static String complaint(String output) {
        return output.lines()
                .map(line -> line.replaceAll("\u001b\\[[0-9;]*m", ""))
                .filter(line -> line.startsWith("[ERROR]") || line.contains("JAVA_HOME"))
                .map(line -> line.replaceFirst("^\\[ERROR]\\s*", "").strip())
                .map(line -> line.replaceFirst(" -> \\[Help \\d+]$", "")
                        .replaceFirst("^Failed to execute goal \\S+ (\\(\\S+\\) on project \\S+: )?", ""))
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("Maven failed");
    }
}
