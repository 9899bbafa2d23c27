package io.devctl.postgres;

import io.devctl.model.Amount;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The user's Maven, with the user's own settings: mirrors, proxies and credentials are its business. */
final class Maven {
    private static final Pattern PROGRESS =
            Pattern.compile("^Progress \\(\\d+\\): .*?([0-9.]+)(?: ([kMG]?B))?/([0-9.]+) ([kMG]?B)");
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
     * @param progress told how much of it has arrived
     * @return what Maven complained of; empty when all went well
     */
    Optional<String> copy(Release release, Path folder, Consumer<Amount> progress) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        "mvn",
                        "-N",
                        COPY,
                        "-Dstyle.color=never",
                        "-Dartifact=" + release.coordinates(),
                        "-DoutputDirectory=" + folder)
                // not the folder of a project whose pom.xml would take part
                .directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true);
        Process process = builder.start();
        try {
            String output = output(process.getInputStream(), release.fileName(), progress);
            return process.waitFor() == 0 ? Optional.empty() : Optional.of(complaint(output));
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    /**
     * What Maven says, a line at a time; how far it is stands on one line, each time behind a carriage return: {@code
     * Progress (1): 4.2/15 MB}. Jars that it needs for itself come the same way, so that only what follows the announcement
     * of the file counts.
     */
    static String output(InputStream from, String file, Consumer<Amount> progress) throws IOException {
        StringBuilder all = new StringBuilder();
        boolean announced = false;
        BufferedReader lines = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            announced |= line.startsWith("Downloading ") && line.endsWith("/" + file);
            Matcher far = PROGRESS.matcher(line);
            if (!far.find()) {
                all.append(line).append('\n');
            } else if (announced) {
                progress.accept(Amount.bytes(
                        bytes(far.group(1), far.group(2) == null ? far.group(4) : far.group(2)),
                        bytes(far.group(3), far.group(4))));
            }
        }
        return all.toString();
    }

    private static long bytes(String number, String unit) {
        long size = switch (unit) {
            case "kB" -> 1L << 10;
            case "MB" -> 1L << 20;
            case "GB" -> 1L << 30;
            default -> 1;
        };
        return Math.round(Double.parseDouble(number) * size);
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
