package io.devctl.migrate.alembic;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Revisions that only Python can tell, because a file computes them: asked of Alembic once, and remembered by the file's
 * content.
 */
public final class AskedRevisions {
    private static final String HEADER = "devctl asked revisions 1";
    private static final String MARK = "devctl:";

    private final @Nullable Path cacheFile;
    private final Map<String, String> known = new LinkedHashMap<>();

    /**
     * How Alembic is started.
     *
     * @param command for example {@code [uv, run, alembic]}
     * @param environment all of it
     * @param timeout after which it is stopped
     */
    public record Alembic(List<String> command, Map<String, String> environment, Duration timeout) {
        public Alembic {
            command = List.copyOf(command);
            environment = Map.copyOf(environment);
        }
    }

    private AskedRevisions(@Nullable Path cacheFile) {
        this.cacheFile = cacheFile;
    }

    /** The answers in a file; none when it is not there, not ours or null. */
    public static AskedRevisions open(@Nullable Path cacheFile) {
        AskedRevisions asked = new AskedRevisions(cacheFile);
        if (cacheFile != null && Files.exists(cacheFile)) {
            asked.load(cacheFile);
        }
        return asked;
    }

    private void load(Path from) {
        try {
            List<String> lines = Files.readAllLines(from, StandardCharsets.UTF_8);
            if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
                return;
            }
            for (String line : lines.subList(1, lines.size())) {
                int tab = line.indexOf('\t');
                if (tab > 0 && RevisionEntry.parse(line.substring(tab + 1), "") != null) {
                    known.put(line.substring(0, tab), line.substring(tab + 1));
                }
            }
        } catch (IOException broken) {
            // Alembic can be asked again
            known.clear();
        }
    }

    /**
     * All revisions in the order in which Alembic loads them, those that had to be asked among them.
     *
     * @throws DevctlException BAD_MIGRATION, with what Alembic said, when it cannot tell them either
     */
    public List<Revision> complete(RevisionFiles.Found found, AlembicSettings settings, Alembic alembic) {
        if (found.unreadable().isEmpty()) {
            return found.revisions();
        }
        if (found.unreadable().stream().anyMatch(file -> !known.containsKey(key(file)))) {
            ask(found.unreadable(), settings, alembic);
            save();
        }
        List<Revision> all = new ArrayList<>(found.revisions());
        for (RevisionFiles.Unreadable file : found.unreadable()) {
            String fields = Objects.requireNonNull(known.get(key(file)), "asked");
            all.add(file.position(), Objects.requireNonNull(RevisionEntry.parse(fields, file.shown())));
        }
        return all;
    }

    /** A file's name can be part of what it computes. */
    private static String key(RevisionFiles.Unreadable file) {
        return file.checksum() + " " + file.path().getFileName();
    }

    private void ask(List<RevisionFiles.Unreadable> files, AlembicSettings settings, Alembic alembic) {
        RevisionFiles.Unreadable first = files.get(0);
        List<String> python = PythonCommand.of(alembic.command(), settings.base(), alembic.environment())
                .orElseThrow(() -> refused(first, "its Python is not known", alembic));
        List<String> command = new ArrayList<>(python);
        command.addAll(List.of("-c", script(), settings.config().toString()));
        String output = run(command, first, settings, alembic);
        Map<Path, String> answers = new HashMap<>();
        for (String line : output.split("\n")) {
            int end = line.indexOf('\u001f');
            if (line.startsWith(MARK) && end > 0) {
                answers.put(
                        Path.of(RevisionEntry.unescape(line.substring(MARK.length(), end))), line.substring(end + 1));
            }
        }
        for (RevisionFiles.Unreadable file : files) {
            String answer = answers.getOrDefault(file.path(), answers.get(real(file.path())));
            if (answer == null || RevisionEntry.parse(answer, "") == null) {
                throw refused(file, lastLine(output), alembic);
            }
            known.put(key(file), answer);
        }
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path;
        }
    }

    private static String run(
            List<String> command, RevisionFiles.Unreadable first, AlembicSettings settings, Alembic alembic) {
        Path output = null;
        try {
            output = Files.createTempFile("devctl-alembic", ".out");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(settings.base().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().clear();
            builder.environment().putAll(alembic.environment());
            Process process = builder.start();
            process.getOutputStream().close();
            try {
                if (!process.waitFor(alembic.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                    throw refused(
                            first, "it took longer than " + alembic.timeout().toSeconds() + " s", alembic);
                }
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw refused(first, String.valueOf(e.getMessage()), alembic);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DevctlException(ExitCode.INTERRUPTED, "interrupted while asking Alembic", null, e);
        } finally {
            delete(output);
        }
    }

    private static void delete(@Nullable Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException ignored) {
            // a temporary file more
        }
    }

    private static DevctlException refused(RevisionFiles.Unreadable file, String why, Alembic alembic) {
        return new DevctlException(
                ExitCode.BAD_MIGRATION,
                "cannot read revision: '" + file.shown() + "' " + file.why() + " (" + file.place() + "), and `"
                        + String.join(" ", alembic.command()) + "` does not tell it either: " + why,
                "write `revision` and `down_revision` as plain strings");
    }

    /** Where Python puts what went wrong. */
    private static String lastLine(String output) {
        return output.lines()
                .filter(line -> !line.isBlank() && !line.startsWith(MARK))
                .reduce((first, second) -> second)
                .orElse("it said nothing");
    }

    private static String script() {
        try (InputStream in = Objects.requireNonNull(AskedRevisions.class.getResourceAsStream("ask.py"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void save() {
        if (cacheFile == null) {
            return;
        }
        StringBuilder text = new StringBuilder(HEADER);
        known.forEach((checksum, fields) ->
                text.append('\n').append(checksum).append('\t').append(fields));
        try {
            Path folder = cacheFile.toAbsolutePath().getParent();
            Files.createDirectories(folder);
            Path temporary = Files.createTempFile(folder, "asked", null);
            Files.writeString(temporary, text, StandardCharsets.UTF_8);
            Files.move(temporary, cacheFile, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException ignored) {
            // the next run asks again
        }
    }
}
