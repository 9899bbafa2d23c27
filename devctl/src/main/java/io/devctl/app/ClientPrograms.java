package io.devctl.app;

import io.devctl.model.Activity;
import io.devctl.model.Amount;
import io.devctl.model.DevctlException;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.postgres.Endpoint;
import io.devctl.postgres.Measurement;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * {@code dev db psql}, {@code dump} and {@code load}: the client programs of Postgres that the user has installed. The
 * password reaches them in their environment, where only their user can read it, never on a command line.
 */
public final class ClientPrograms {
    private static final Pattern OTHER_VERSION = Pattern.compile("version mismatch|unsupported version");

    private final Environment environment;
    private final EventSink events;

    public ClientPrograms(Environment environment, EventSink events) {
        this.environment = environment;
        this.events = events;
    }

    /** Whether the user has psql. */
    public boolean hasPsql() {
        return search("psql").isPresent();
    }

    /** The database, for a prompt of devctl's own; Postgres is started where it does not run. */
    public DataSource database() {
        start();
        return environment.postgres().dataSource();
    }

    /** Its name. */
    public String databaseName() {
        return environment.config().postgres().database();
    }

    /** Where that prompt keeps what was typed. */
    public Path history() {
        return environment.stateDirectory().resolve("psql_history");
    }

    /**
     * psql on the caller's terminal.
     *
     * @param arguments handed to psql
     * @return its exit code
     */
    public int psql(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(find("psql")));
        command.addAll(arguments);
        try {
            return prepare(command, start()).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw notRun("psql", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERRUPTED.number();
        }
    }

    /**
     * Writes the database to a file in pg_dump's custom format; a file that is there is replaced when the dump is complete.
     *
     * @param file absolute
     */
    public void dump(Path file) {
        String program = find("pg_dump");
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Endpoint endpoint = start();
        try (Measurement measured = Measurement.begin(
                Activity.begin(events, "dev", "dumping the database " + endpoint.database(), Amount.bytes(0, 0)),
                () -> Amount.bytes(Files.size(part), 0))) {
            run(List.of(program, "--format=custom", "--file=" + part), endpoint);
            measured.done();
            Files.move(part, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new DevctlException(
                    ExitCode.UNAVAILABLE, "cannot write the dump: '" + file + "': " + e.getMessage(), null, e);
        } finally {
            delete(part);
        }
    }

    /**
     * Checks what {@link #load} needs, before the user is asked.
     *
     * @throws DevctlException USAGE without the file, UNAVAILABLE without pg_restore
     */
    public void requireLoadable(Path file) {
        find("pg_restore");
        DatabaseCopies.requireOwn(environment);
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new DevctlException(ExitCode.USAGE, "no such dump: '" + file + "'", DatabaseCopies.TO_A_FILE);
        }
    }

    /**
     * Loads a dump into a new database and, when all of it is there, puts that in the place of the database. Services are
     * stopped for it and started again.
     *
     * @return empty when nothing was running
     */
    public Optional<Up.Result> load(Path file) {
        String program = find("pg_restore");
        Endpoint endpoint = start();
        environment.postgres().checkWipe();
        StoppedUnits stopped = StoppedUnits.stop(environment, events);
        try (Activity activity = Activity.begin(events, "dev", "loading " + file.getFileName())) {
            DatabaseCopies.of(environment, events)
                    .replace(next -> run(
                            List.of(program, "--exit-on-error", "--no-owner", "--dbname=" + next, file.toString()),
                            endpoint.withDatabase(next)));
            activity.done();
        }
        environment.postgres().start(events);
        if (stopped.running().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(stopped.startAgain(environment, Set.of(), Up.Scope.OF_SERVICES, events));
    }

    private Endpoint start() {
        StateDirectory.create(environment.config().root());
        return environment.postgres().start(events);
    }

    private void run(List<String> command, Endpoint endpoint) {
        String name = String.valueOf(Path.of(command.get(0)).getFileName());
        try {
            Process process = prepare(command, endpoint)
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw failed(name, said);
            }
        } catch (IOException e) {
            throw notRun(name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DevctlException(ExitCode.INTERRUPTED, "interrupted", null, e);
        }
    }

    private DevctlException failed(String name, String said) {
        if (OTHER_VERSION.matcher(said).find()) {
            String server = String.valueOf(environment.postgres().status().version());
            String major = server.replaceAll("\\..*", "");
            return new DevctlException(
                    ExitCode.UNAVAILABLE,
                    name + " is of another version than the server, which is " + server + "; it says:\n" + said,
                    "install PostgreSQL " + major + "'s client programs and put them first on PATH");
        }
        return new DevctlException(ExitCode.FAILED, name + " failed; it says:\n" + said, null);
    }

    private ProcessBuilder prepare(List<String> command, Endpoint endpoint) {
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> variables = builder.environment();
        // none of the caller's may lead to another server
        boolean own = environment.ownsServer();
        variables
                .keySet()
                .removeIf(name -> name.startsWith("PG")
                        && !name.startsWith("PG_COLOR")
                        && (own || !(name.startsWith("PGSSL") || name.equals("PGPASSFILE"))));
        variables.putAll(variables(endpoint));
        if (endpoint.password().isEmpty()) {
            variables.remove("PGPASSWORD"); // libpq takes an empty one for one
        }
        return builder;
    }

    private static Map<String, String> variables(Endpoint endpoint) {
        return new TreeMap<>(Map.of(
                "PGHOST", endpoint.host(),
                "PGPORT", Integer.toString(endpoint.port()),
                "PGUSER", endpoint.user(),
                "PGPASSWORD", endpoint.password(),
                "PGDATABASE", endpoint.database()));
    }

    /** The program on the caller's path. */
    private String find(String name) {
        return search(name)
                .orElseThrow(() -> new DevctlException(
                        ExitCode.UNAVAILABLE,
                        "no such program on PATH: '" + name + "'",
                        "install PostgreSQL's client programs (Debian: postgresql-client, Homebrew: libpq)"));
    }

    private Optional<String> search(String name) {
        String path = environment.config().callerVariables().getOrDefault("PATH", "/usr/bin:/bin");
        for (String folder : path.split(":", -1)) {
            if (folder.startsWith("/") && Files.isExecutable(Path.of(folder, name))) {
                return Optional.of(Path.of(folder, name).toString());
            }
        }
        return Optional.empty();
    }

    private static DevctlException notRun(String name, IOException e) {
        return new DevctlException(ExitCode.UNAVAILABLE, "cannot run " + name + ": " + e.getMessage(), null, e);
    }

    private static void delete(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException ignored) {
            // the failure that left it is told
        }
    }
}
