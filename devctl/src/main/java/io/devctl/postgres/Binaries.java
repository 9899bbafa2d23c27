package io.devctl.postgres;

import io.devctl.model.Activity;
import io.devctl.model.Amount;
import io.devctl.model.DevctlException;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Postgres's programs, packed, for this machine's platform.
 *
 * @param version {@code 18.6}
 * @param archive where the {@code .txz} is
 */
record Binaries(String version, String platform, Archived archive) {
    /** Where the packed programs come from. */
    @FunctionalInterface
    interface Archived {
        /**
         * The {@code .txz}, which is read once.
         *
         * @param shared where the unpacked versions are
         * @param work an empty folder for what has to be fetched; the caller deletes it
         */
        Packed open(Path shared, Path work, EventSink events) throws IOException;
    }

    /**
     * An open archive.
     *
     * @param size in bytes, 0 or less when it is not known
     */
    record Packed(InputStream stream, long size) {}

    private static final Pattern JAR = Pattern.compile("-([0-9]+)\\.([0-9]+)(?:\\.[0-9]+)?\\.jar!");
    /** A download over a slow line takes that long. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** The binaries that come with devctl; empty when there are none for this platform. */
    static Optional<Binaries> bundled(Platform platform) {
        URL archive = Binaries.class.getClassLoader().getResource(platform.archive());
        if (archive == null) {
            return Optional.empty();
        }
        return versionIn(archive.toString())
                .map(version -> new Binaries(version, platform.label(), (shared, work, events) -> packed(archive)));
    }

    private static Packed packed(URL archive) throws IOException {
        URLConnection connection = archive.openConnection();
        return new Packed(connection.getInputStream(), connection.getContentLengthLong());
    }

    /** The version in the name of the jar: {@code …-18.6.0.jar!/…} is 18.6. */
    static Optional<String> versionIn(String url) {
        Matcher jar = JAR.matcher(url);
        return jar.find() ? Optional.of(jar.group(1) + "." + jar.group(2)) : Optional.empty();
    }

    /** The binaries of a major version: those that come with devctl, or those of a release that can be fetched. */
    static Optional<Binaries> find(String major, Platform platform, Maven maven) {
        Optional<Binaries> bundled = bundled(platform);
        if (bundled.filter(own -> own.major().equals(major)).isPresent()) {
            return bundled;
        }
        return Release.of(platform).stream()
                .filter(release -> release.major().equals(major))
                .map(release -> fetched(release, platform, maven))
                .findFirst();
    }

    private static Binaries fetched(Release release, Platform platform, Maven maven) {
        return new Binaries(
                release.version(),
                platform.label(),
                (shared, work, events) ->
                        new ReleaseJar(release, shared, maven).open(work, platform.archive(), events));
    }

    /** The binaries of a major version; the error names those that there are. */
    static Binaries of(String major) {
        Platform platform = Platform.ofThisMachine();
        return find(major, platform, Maven.ofThisUser()).orElseThrow(() -> unknown(major, platform));
    }

    private static DevctlException unknown(String major, Platform platform) {
        List<String> majors = majors(platform);
        if (majors.isEmpty()) {
            return new DevctlException(
                    ExitCode.UNAVAILABLE,
                    "devctl has no Postgres for this platform: '" + platform.label() + "'",
                    "use postgres.provider: docker or external");
        }
        return new DevctlException(
                ExitCode.UNAVAILABLE,
                "embedded Postgres is not available in this version: '" + major + "' (there are "
                        + String.join(", ", majors) + ")",
                "in services.yaml: postgres: {version: \"" + majors.get(0) + "\"}");
    }

    /** The major versions for a platform, the newest first. */
    static List<String> majors(Platform platform) {
        List<String> majors = new ArrayList<>();
        bundled(platform).map(Binaries::major).ifPresent(majors::add);
        Release.of(platform).stream()
                .map(Release::major)
                .filter(major -> !majors.contains(major))
                .forEach(majors::add);
        return majors;
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
                Workshop.make(shared, label(), work -> unpack(shared, work, events));
            }
            return home;
        });
    }

    private Path unpack(Path shared, Path work, EventSink events) throws IOException {
        Path home = Files.createDirectory(work.resolve("home"));
        Packed packed = archive.open(shared, Files.createDirectory(work.resolve("fetched")), events);
        try (InputStream stream = packed.stream();
                Activity activity = Activity.begin(
                        events,
                        "postgres",
                        "unpacking Postgres " + version,
                        Amount.bytes(0, Math.max(0, packed.size())))) {
            events.emit(new Event.PostgresProgress("unpacking Postgres " + version + " (once per user)"));
            Archive.unpack(new CountedStream(stream, activity), home);
            activity.done();
        }
        return home;
    }

    private static boolean complete(Path home) {
        return Files.isExecutable(home.resolve("bin/postgres")) && Files.isExecutable(home.resolve("bin/initdb"));
    }
}
