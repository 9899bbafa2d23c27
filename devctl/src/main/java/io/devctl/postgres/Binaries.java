package io.devctl.postgres;

import io.devctl.model.DevctlException;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Postgres's programs, packed: on the class path, for this machine's platform.
 *
 * @param version {@code 18.6}
 * @param archive where the {@code .txz} is
 */
record Binaries(String version, String platform, URL archive) {
    private static final Pattern JAR = Pattern.compile("-([0-9]+)\\.([0-9]+)(?:\\.[0-9]+)?\\.jar!");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** The binaries that come with devctl; empty when there are none for this platform. */
    static Optional<Binaries> bundled(Platform platform) {
        URL archive = Binaries.class.getClassLoader().getResource(platform.archive());
        if (archive == null) {
            return Optional.empty();
        }
        return versionIn(archive.toString()).map(version -> new Binaries(version, platform.label(), archive));
    }

    /** The version in the name of the jar: {@code …-18.6.0.jar!/…} is 18.6. */
    static Optional<String> versionIn(String url) {
        Matcher jar = JAR.matcher(url);
        return jar.find() ? Optional.of(jar.group(1) + "." + jar.group(2)) : Optional.empty();
    }

    /** The binaries of a major version; the error names what there is instead. */
    static Binaries of(String major) {
        Platform platform = Platform.ofThisMachine();
        Binaries bundled = bundled(platform)
                .orElseThrow(() -> new DevctlException(
                        ExitCode.UNAVAILABLE,
                        "devctl has no Postgres for this platform: '" + platform.label() + "'",
                        "use postgres.provider: docker or external"));
        if (!bundled.major().equals(major)) {
            throw new DevctlException(
                    ExitCode.UNAVAILABLE,
                    "embedded Postgres is not available in this version: '" + major + "'",
                    "in services.yaml: postgres: {version: \"" + bundled.major() + "\"}");
        }
        return bundled;
    }

    String major() {
        return version.substring(0, version.indexOf('.'));
    }

    /** The name of this version's folders: {@code 18.6-linux-amd64}. */
    String label() {
        return version + "-" + platform;
    }

    /**
     * Where the programs and their libraries are; unpacked when it is not there yet. A folder under its
     * final name is always complete.
     *
     * @param shared where the unpacked versions are
     */
    Path unpacked(Path shared, EventSink events) {
        Path home = shared.resolve(label());
        if (complete(home)) {
            return home;
        }
        return ExclusiveLock.holding(shared.resolve("lock"), "unpacking Postgres", PATIENCE, () -> {
            if (!complete(home)) {
                events.emit(new Event.PostgresProgress("unpacking Postgres " + version + " (once per user)"));
                Workshop.make(shared, label(), this::unpack);
            }
            return home;
        });
    }

    private Path unpack(Path work) throws IOException {
        Path home = Files.createDirectory(work.resolve("home"));
        try (InputStream packed = archive.openStream()) {
            Archive.unpack(packed, home);
        }
        return home;
    }

    private static boolean complete(Path home) {
        return Files.isExecutable(home.resolve("bin/postgres")) && Files.isExecutable(home.resolve("bin/initdb"));
    }
}
