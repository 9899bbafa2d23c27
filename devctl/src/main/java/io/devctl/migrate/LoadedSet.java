package io.devctl.migrate;

import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.script.Script;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A set with its files, in order. A file is read as a script once, however many targets run it. */
final class LoadedSet {
    private final MigrationSet set;
    private final List<MigrationFile> files;
    private final String digest;
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final Map<String, Steps.Lessons> lessons = new ConcurrentHashMap<>();

    LoadedSet(MigrationSet set, List<MigrationFile> files) {
        this.set = set;
        this.files = List.copyOf(files);
        SortedMap<String, String> all = new TreeMap<>();
        files.forEach(f -> all.put(f.name(), f.checksum()));
        this.digest = digest(all);
    }

    MigrationSet set() {
        return set;
    }

    List<MigrationFile> files() {
        return files;
    }

    /** What a ledger's digest is when it holds these files and nothing else. */
    String digest() {
        return digest;
    }

    @Nullable
    String head() {
        return files.isEmpty()
                ? null
                : MigrationFile.version(files.get(files.size() - 1).name());
    }

    Script script(MigrationFile file) {
        return scripts.computeIfAbsent(file.name(), name -> file.read());
    }

    /** What running the file on one target taught for the others. */
    Steps.Lessons lessons(MigrationFile file) {
        return lessons.computeIfAbsent(file.name(), name -> new Steps.Lessons());
    }

    /** A digest of names and checksums. */
    static String digest(SortedMap<String, String> checksums) {
        StringBuilder text = new StringBuilder();
        checksums.forEach((name, checksum) ->
                text.append(name).append('\t').append(checksum).append('\n'));
        try {
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
