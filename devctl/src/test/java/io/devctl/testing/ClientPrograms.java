package io.devctl.testing;

import io.devctl.postgres.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The machine's own psql, pg_dump and pg_restore. */
public final class ClientPrograms {
    private static final Pattern MAJOR = Pattern.compile("\\(PostgreSQL\\) (\\d+)");

    private ClientPrograms() {}

    /** Their major version, {@code 15}: pg_dump refuses a server that is newer than itself. */
    public static String major() {
        try {
            Run said = Run.await(new ProcessBuilder("pg_dump", "--version").start(), Duration.ofSeconds(10));
            Matcher major = MAJOR.matcher(said.out());
            if (major.find()) {
                return major.group(1);
            }
            throw new AssertionError("pg_dump --version said: " + said);
        } catch (IOException e) {
            throw Needs.missing("no psql and pg_dump", "apt-get install postgresql-client");
        }
    }

    /** Runs one of them against a database, in UTF-8, without anybody's own settings; fails unless it ends well. */
    public static String run(Endpoint at, Map<String, String> environment, String program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(Path.of(System.getProperty("java.io.tmpdir")).toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment()
                .putAll(Map.of(
                        "PGHOST", at.host(),
                        "PGPORT", Integer.toString(at.port()),
                        "PGUSER", at.user(),
                        "PGPASSWORD", at.password(),
                        "PGDATABASE", at.database(),
                        "PGCLIENTENCODING", "UTF8",
                        "LC_ALL", "C.UTF-8"));
        builder.environment().putAll(environment);
        try {
            Run run = Run.await(builder.start(), Duration.ofMinutes(1));
            if (run.exitCode() != 0) {
                throw new AssertionError(String.join(" ", command) + ": " + run);
            }
            return run.out();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
