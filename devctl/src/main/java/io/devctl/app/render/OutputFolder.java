package io.devctl.app.render;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.model.RenderReport.Change;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A folder of rendered files, and among them one that says what each was when it was rendered: {@code .rendered-k8s}, as
 * {@code sha256sum -c} reads it. What a file is now, what it was then and what would be rendered tell whose change is whose.
 */
public final class OutputFolder {
    private final Path folder;
    private final Path manifest;
    private final Map<String, RenderedText> rendered = new TreeMap<>();
    private final Map<String, String> recorded;

    /** @param files as they are rendered now */
    public OutputFolder(Path folder, Artefact artefact, List<RenderedText> files) {
        this.folder = folder;
        this.manifest = folder.resolve(".rendered-" + artefact.key());
        files.forEach(file -> rendered.put(file.path(), file));
        this.recorded = recorded();
    }

    /** What becomes of each file, by path. */
    public Map<String, Change> changes() {
        Map<String, Change> changes = new TreeMap<>();
        rendered.forEach((path, file) -> changes.put(path, change(path, file)));
        recorded.forEach((path, checksum) -> {
            byte[] now = rendered.containsKey(path) ? null : current(path);
            if (now != null) {
                changes.put(path, checksum(now).equals(checksum) ? Change.REMOVED : Change.KEPT);
            }
        });
        return changes;
    }

    private Change change(String path, RenderedText file) {
        byte[] now = current(path);
        if (now == null) {
            return Change.NEW;
        }
        if (Arrays.equals(now, file.content())) {
            return Change.UNCHANGED;
        }
        String then = recorded.get(path);
        if (checksum(now).equals(then)) {
            return Change.CHANGED;
        }
        return checksum(file.content()).equals(then) ? Change.KEPT : Change.EDITED;
    }

    /** What a file has in it, and what it will have; empty where there is none. */
    public String before(String path) {
        byte[] now = current(path);
        return now == null ? "" : new String(now, StandardCharsets.UTF_8);
    }

    /** See {@link #before}. */
    public String after(String path) {
        RenderedText file = rendered.get(path);
        return file == null ? "" : new String(file.content(), StandardCharsets.UTF_8);
    }

    /** Makes it so; files that were edited are overwritten. */
    public void write() {
        try {
            Files.createDirectories(folder);
            for (Map.Entry<String, Change> each : changes().entrySet()) {
                Path file = folder.resolve(each.getKey());
                RenderedText text = rendered.get(each.getKey());
                switch (each.getValue()) {
                    case NEW, CHANGED, EDITED -> write(file, text);
                    case REMOVED -> remove(file);
                    case UNCHANGED, KEPT -> {}
                }
            }
            StringBuilder lines = new StringBuilder();
            rendered.forEach((path, file) -> lines.append(checksum(file.content()))
                    .append("  ")
                    .append(path)
                    .append('\n'));
            Files.writeString(manifest, lines);
        } catch (IOException e) {
            throw unusable("write", folder, e);
        }
    }

    private static void write(Path file, @Nullable RenderedText text) throws IOException {
        if (text == null) {
            return;
        }
        Path parent = file.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.write(file, text.content());
        if (text.executable()) {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            permissions.addAll(Set.of(
                    PosixFilePermission.OWNER_EXECUTE,
                    PosixFilePermission.GROUP_EXECUTE,
                    PosixFilePermission.OTHERS_EXECUTE));
            Files.setPosixFilePermissions(file, permissions);
        }
    }

    /** Removes a file and the folders that are empty without it. */
    private void remove(Path file) throws IOException {
        Files.delete(file);
        for (Path at = file.getParent(); at != null && !at.equals(folder); at = at.getParent()) {
            try (var left = Files.list(at)) {
                if (left.findAny().isPresent()) {
                    return;
                }
            }
            Files.delete(at);
        }
    }

    private byte @Nullable [] current(String path) {
        Path file = folder.resolve(path);
        try {
            return Files.exists(file) ? Files.readAllBytes(file) : null;
        } catch (IOException e) {
            throw unusable("read", file, e);
        }
    }

    private Map<String, String> recorded() {
        Map<String, String> checksums = new TreeMap<>();
        if (!Files.exists(manifest)) {
            return checksums;
        }
        try {
            for (String line : Files.readAllLines(manifest)) {
                int gap = line.indexOf("  ");
                String path = gap < 0 ? "" : line.substring(gap + 2);
                // whoever wrote the line, nothing outside of the folder is ours
                if (!path.isEmpty() && folder.resolve(path).normalize().startsWith(folder.normalize())) {
                    checksums.put(path, line.substring(0, gap));
                }
            }
            return checksums;
        } catch (IOException e) {
            throw unusable("read", manifest, e);
        }
    }

    private static DevctlException unusable(String verb, Path path, IOException e) {
        return new DevctlException(
                ExitCode.FAILED,
                "cannot " + verb + ": '" + path + "' (" + e + ")",
                "move '" + path + "' away, or name another folder with -o",
                e);
    }

    private static String checksum(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
