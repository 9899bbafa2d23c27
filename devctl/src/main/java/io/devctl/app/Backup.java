package io.devctl.app;

import io.devctl.model.Activity;
import io.devctl.model.Amount;
import io.devctl.model.DevctlException;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.postgres.Endpoint;
import io.devctl.postgres.Measurement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A dump of the database by the user's own pg_dump, which is whole or not there. */
final class Backup {
    private final Endpoint endpoint;

    Backup(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    /**
     * Writes the dump: plain SQL under a name that ends in {@code .sql}, else pg_dump's custom format.
     *
     * @throws DevctlException USAGE when the file is there already, UNAVAILABLE when there is no pg_dump, FAILED when it
     *     fails; then there is no file of this name
     */
    void write(Path file, EventSink events) {
        Path target = file.toAbsolutePath().normalize();
        if (Files.exists(target)) {
            throw new DevctlException(
                    ExitCode.USAGE,
                    "there is a file of this name already: '" + target + "'",
                    "name another one for --backup");
        }
        Path folder = target.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new DevctlException(
                    ExitCode.USAGE, "no such folder: '" + folder + "'", "make it, or name another one for --backup");
        }
        Path part = target.resolveSibling(
                target.getFileName() + ".part-" + ProcessHandle.current().pid());
        long start = System.nanoTime();
        try (Measurement measured = Measurement.begin(
                Activity.begin(events, "dev", "dumping the database " + endpoint.database(), Amount.bytes(0, 0)),
                () -> Amount.bytes(Files.size(part), 0))) {
            dump(part, target.toString().endsWith(".sql") ? "plain" : "custom");
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            measured.done();
            long millis = (System.nanoTime() - start) / 1_000_000;
            events.emit(new Event.PostgresProgress(
                    "dumped to " + target + " (" + Files.size(target) / 1024 + " kB, " + millis + " ms)"));
        } catch (IOException e) {
            throw new DevctlException(
                    ExitCode.FAILED, "cannot write the backup: '" + target + "' (" + e.getMessage() + ")", null, e);
        } finally {
            delete(part);
        }
    }

    private void dump(Path part, String format) {
        ProcessBuilder builder =
                new ProcessBuilder(List.of("pg_dump", "--no-password", "--format=" + format, "--file=" + part));
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("PG") && !name.equals("PGPASSFILE"));
        environment.put("PGHOST", endpoint.host());
        environment.put("PGPORT", Integer.toString(endpoint.port()));
        environment.put("PGDATABASE", endpoint.database());
        environment.put("PGUSER", endpoint.user());
        if (!endpoint.password().isEmpty()) {
            environment.put("PGPASSWORD", endpoint.password());
        }
        String sslmode = endpoint.parameters().get("sslmode");
        if (sslmode != null) {
            environment.put("PGSSLMODE", sslmode);
        }
        Process process = start(builder);
        Thread end = new Thread(() -> {
            process.destroyForcibly();
            delete(part);
        });
        Runtime.getRuntime().addShutdownHook(end);
        try {
            CompletableFuture<String> said = CompletableFuture.supplyAsync(() -> text(process));
            int code = process.waitFor();
            if (code != 0) {
                throw new DevctlException(
                        ExitCode.FAILED,
                        "the backup failed, and nothing was migrated: "
                                + said.join().strip().replaceAll("\\s*\n\\s*", "; "),
                        said.join().contains("version mismatch")
                                ? "put a pg_dump of the server's version, or a newer one, first in PATH"
                                : "mend that, or leave --backup out");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DevctlException(ExitCode.INTERRUPTED, "the backup was broken off", null);
        } finally {
            process.destroyForcibly();
            Runtime.getRuntime().removeShutdownHook(end);
        }
    }

    private static Process start(ProcessBuilder builder) {
        try {
            return builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException e) {
            throw new DevctlException(
                    ExitCode.UNAVAILABLE,
                    "no backup without pg_dump, and there is none in PATH",
                    "install Postgres's client programs (postgresql-client), or migrate without --backup",
                    e);
        }
    }

    private static String text(Process process) {
        try {
            return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    private static void delete(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
