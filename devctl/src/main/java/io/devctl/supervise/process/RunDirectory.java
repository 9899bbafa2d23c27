package io.devctl.supervise.process;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.supervise.unit.FileNames;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code .devctl/run}: what the supervisor and the helpers tell each other and their successors. */
public final class RunDirectory {
    private static final int ID_BYTES = 8;
    private static final String HELPER = "helper.sh";

    /** In the command line of a helper, before the folder of its attempt. */
    static final String HELPER_RUNS = "/" + HELPER + " run ";

    private static final Pattern PIPE =
            Pattern.compile("(/.+)/run/units/([^/]+)/[0-9]+/(?:out|err)(?: \\(deleted\\))?");

    private final Path root;
    private @Nullable String id;

    private RunDirectory(Path root) {
        this.root = root;
    }

    /** The folder below this state directory; nothing is made. */
    public static RunDirectory of(Path stateDirectory) {
        Path real = real(stateDirectory);
        return new RunDirectory(real.resolve("run"));
    }

    private static Path real(Path stateDirectory) {
        try {
            return stateDirectory.toRealPath();
        } catch (IOException notThere) {
            return stateDirectory.toAbsolutePath().normalize();
        }
    }

    /**
     * From the path, so that it is still the same when the folder was deleted under running units. Not before it is asked for:
     * the first digest of a JVM takes 10 ms, and most commands meet no unit.
     */
    private String id() {
        String known = id;
        if (known == null) {
            known = digest(state());
            id = known;
        }
        return known;
    }

    private static String digest(Path real) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(real.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes what is missing: the state directory with its .gitignore, and this folder. */
    public void prepare() {
        try {
            Path state = root.resolveSibling(".");
            Files.createDirectories(state);
            Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwx------"));
            Path ignore = root.resolveSibling(".gitignore");
            if (!Files.exists(ignore)) {
                Files.writeString(ignore, "*\n");
            }
            Files.createDirectories(units());
        } catch (IOException e) {
            throw new DevctlException(
                    ExitCode.UNAVAILABLE, "cannot write the state directory: '" + root + "': " + e, null, e);
        }
    }

    /** Puts this version's helper into the folder; for the one supervisor of the environment. */
    public void writeHelper() throws IOException {
        Path fresh = root.resolve(HELPER + ".new");
        try (InputStream script = RunDirectory.class.getResourceAsStream(HELPER)) {
            if (script == null) {
                throw new IOException(HELPER + " is missing in the program");
            }
            Files.copy(script, fresh, StandardCopyOption.REPLACE_EXISTING);
        }
        // a shell reads its script while it runs it, so the old file must stay as it is
        Files.move(fresh, helper(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** This folder. */
    public Path root() {
        return root;
    }

    /** {@code .devctl}. */
    public Path state() {
        return java.util.Objects.requireNonNull(root.getParent());
    }

    Path helper() {
        return root.resolve(HELPER);
    }

    /** The pipe that a supervisor holds open as long as it lives. */
    Path life() {
        return root.resolve("life");
    }

    /** The pipe into which helpers write what happens. */
    Path events() {
        return root.resolve("events");
    }

    /** The pipe into which the launcher writes that it has a question. */
    public Path bell() {
        return root.resolve("bell");
    }

    Path units() {
        return root.resolve("units");
    }

    /** What the environment of every process of this unit carries as DEVCTL_UNIT. */
    public String mark(String unit) {
        return id() + "/" + unit;
    }

    /** The mark of the unit whose output goes into this pipe, empty for every other file. */
    static String markOfPipe(String path) {
        return originOfPipe(path)
                .map(origin -> digest(origin.stateDirectory()) + "/" + origin.unit())
                .orElse("");
    }

    /** The unit whose output goes into this pipe; empty for every other file. */
    static Optional<ProcessTable.Origin> originOfPipe(String path) {
        Matcher parts = PIPE.matcher(path);
        return parts.matches()
                ? Optional.of(new ProcessTable.Origin(Path.of(parts.group(1)), FileNames.decode(parts.group(2))))
                : Optional.empty();
    }

    /** Whether this is a command line of a helper, which is no part of the unit that it serves. */
    static boolean isHelper(String command) {
        return command.contains(HELPER_RUNS);
    }

    /** What all marks of this environment begin with. */
    public String markPrefix() {
        return id() + "/";
    }

    /** One life of a unit, whether it has left anything or not. */
    public Attempt attempt(String unit, long number) {
        return new Attempt(unit, number, units().resolve(FileNames.encode(unit)).resolve(Long.toString(number)));
    }

    /** As {@link #attempt}, for a unit as helpers write its name. */
    public Attempt attemptOf(String encodedUnit, long number) {
        return attempt(FileNames.decode(encodedUnit), number);
    }

    /** All attempts that have left something, the units in any order, the attempts of each from old to new. */
    public List<Attempt> attempts() {
        List<Attempt> found = new ArrayList<>();
        for (Path unit : children(units())) {
            String name = FileNames.decode(String.valueOf(unit.getFileName()));
            for (Path attempt : children(unit)) {
                String number = String.valueOf(attempt.getFileName());
                if (number.matches("[0-9]{1,18}")) {
                    found.add(new Attempt(name, Long.parseLong(number), attempt));
                }
            }
        }
        found.sort(Comparator.comparing(Attempt::unit).thenComparing(Attempt::number));
        return found;
    }

    private static List<Path> children(Path folder) {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
                entries.forEach(found::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return found;
    }

    static void delete(Path folder) {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(
                        Path dir, java.io.@org.jspecify.annotations.Nullable IOException e) throws IOException {
                    Files.deleteIfExists(dir);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException ignored) {
            // whoever still writes into it has won; the next supervisor tries again
        }
    }
}
