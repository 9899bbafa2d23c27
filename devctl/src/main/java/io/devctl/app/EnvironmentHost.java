package io.devctl.app;

import io.devctl.migrate.TaskRecords;
import io.devctl.model.DevctlException;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.postgres.PostgresServer;
import io.devctl.postgres.RememberedKeys;
import io.devctl.postgres.provider.PostgresServers;
import io.devctl.supervise.Host;
import io.devctl.supervise.control.Answer;
import io.devctl.supervise.control.Question;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the supervisor process asks of the rest of devctl. Works from the state directory alone: a supervisor must be able
 * to stop everything when services.yaml is broken.
 */
final class EnvironmentHost implements Host {
    private final Path stateDirectory;
    private final Function<Question, @Nullable Answer> answers;

    EnvironmentHost(Path stateDirectory) {
        this(stateDirectory, question -> null);
    }

    EnvironmentHost(Path stateDirectory, Function<Question, @Nullable Answer> answers) {
        this.stateDirectory = stateDirectory;
        this.answers = answers;
    }

    @Override
    public @Nullable Answer answer(Question question) {
        RememberedKeys.install(); // it logs in for every answer
        return answers.apply(question);
    }

    @Override
    public boolean taskDone(String task, String fingerprint, boolean database) {
        if (database) {
            return new TaskRecords(postgres().dataSource()).succeeded(task, fingerprint);
        }
        try {
            return Files.readString(record(task)).equals(fingerprint);
        } catch (NoSuchFileException never) {
            return false;
        } catch (IOException e) {
            throw unusable(task, e);
        }
    }

    @Override
    public void taskSucceeded(String task, String fingerprint, boolean database) {
        if (database) {
            new TaskRecords(postgres().dataSource()).record(task, fingerprint);
            return;
        }
        try {
            Path record = record(task);
            Files.createDirectories(record.resolveSibling("."));
            Path next = record.resolveSibling(task + ".next");
            Files.writeString(next, fingerprint);
            Files.move(next, record, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw unusable(task, e);
        }
    }

    @Override
    public boolean sqlHolds(String query) {
        try (Connection connection = postgres().dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() && row.getBoolean(1);
        } catch (SQLException e) {
            throw new DevctlException(ExitCode.FAILED, "'" + query + "' says: " + e.getMessage(), null, e);
        }
    }

    @Override
    public @Nullable String run(List<String> command) {
        return ChildCommand.run(stateDirectory, command);
    }

    @Override
    public void removeContainer(String unit) {
        ServiceContainers.remove(stateDirectory, List.of(unit));
    }

    @Override
    public void stopPostgres(EventSink events) {
        GoldenKeeper.end(stateDirectory);
        PostgresServers.recorded(stateDirectory)
                .ifPresentOrElse(server -> server.stop(events), () -> PostgresServers.endStray(stateDirectory, events));
        ServiceContainers.removeAll(stateDirectory);
    }

    private PostgresServer postgres() {
        RememberedKeys.install(); // for probes and tasks that log in
        return PostgresServers.recorded(stateDirectory)
                .orElseThrow(() -> new DevctlException(
                        ExitCode.UNAVAILABLE, "Postgres has not been started", "dev up postgres -d"));
    }

    private Path record(String task) {
        return stateDirectory.resolve("tasks").resolve(task);
    }

    private DevctlException unusable(String task, IOException e) {
        return new DevctlException(
                ExitCode.UNAVAILABLE,
                "cannot keep the result of task '" + task + "' in '" + record(task) + "': " + e.getMessage(),
                "check that the folder can be written",
                e);
    }
}
