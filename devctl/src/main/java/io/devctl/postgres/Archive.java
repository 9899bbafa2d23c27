package io.devctl.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** Unpacks a {@code .txz}: files, folders, links and modes; nothing lands outside the folder it is given. */
final class Archive {
    private static final int BUFFER = 1 << 16;

    private final Path target;

    private Archive(Path target) {
        this.target = target;
    }

    /**
     * Unpacks into a folder that exists and is empty.
     *
     * @throws IOException when the archive is damaged or an entry would leave the folder
     */
    static void unpack(InputStream packed, Path target) throws IOException {
        Archive archive = new Archive(target.toRealPath());
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed, BUFFER)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                archive.unpack(entry, tar);
            }
        }
    }

    private void unpack(TarArchiveEntry entry, InputStream content) throws IOException {
        Path path = inside(target, entry.getName(), entry);
        if (path.equals(target)) {
            return;
        }
        Path parent = Objects.requireNonNull(path.getParent(), "below the target");
        Files.createDirectories(parent);
        if (!parent.toRealPath().startsWith(target)) {
            throw escaping(entry); // through a link that an earlier entry made
        }
        if (entry.isDirectory()) {
            Files.createDirectories(path);
        } else if (entry.isSymbolicLink()) {
            inside(parent, entry.getLinkName(), entry);
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            Files.createLink(path, inside(target, entry.getLinkName(), entry));
        } else if (entry.isFile()) {
            Files.copy(content, path);
            Files.setPosixFilePermissions(path, permissions(entry.getMode()));
        } else {
            throw new IOException("the archive has an entry that is neither file, folder nor link: " + entry.getName());
        }
    }

    private Path inside(Path base, String name, TarArchiveEntry entry) throws IOException {
        Path path = base.resolve(name).normalize();
        if (!path.startsWith(target)) {
            throw escaping(entry);
        }
        return path;
    }

    private static IOException escaping(TarArchiveEntry entry) {
        return new IOException("the archive has an entry that leaves its folder: " + entry.getName());
    }

    /** The nine bits of a mode; nobody but the owner may write. */
    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] fromHighest = PosixFilePermission.values(); // OWNER_READ … OTHERS_EXECUTE
        for (int i = 0; i < fromHighest.length; i++) {
            if ((mode & (0400 >> i)) != 0) {
                permissions.add(fromHighest[i]);
            }
        }
        permissions.remove(PosixFilePermission.GROUP_WRITE);
        permissions.remove(PosixFilePermission.OTHERS_WRITE);
        return permissions;
    }
}
