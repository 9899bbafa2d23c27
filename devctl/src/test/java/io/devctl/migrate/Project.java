package io.devctl.migrate;

import io.devctl.migrate.files.Format;
import io.devctl.model.Event;
import io.devctl.model.MigrateReport;
import io.devctl.model.Target;
import io.devctl.model.TargetResult;
import io.devctl.model.TargetStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A folder with one service's migrations and its tenants, for tests. */
final class Project {
    final Path root;
    final DataSource database;
    final List<Event> events = Collections.synchronizedList(new ArrayList<>());
    List<String> tenants = List.of("a", "b", "c");

    @Nullable
    Format format;

    Ledger ledger = Ledger.DEFAULT;
    Map<String, String> variables = Map.of();
    Duration statementTimeout = Duration.ofSeconds(60);

    Project(Path root, DataSource database) {
        this.root = root;
        this.database = database;
    }

    Path folder() {
        return root.resolve("migrations");
    }

    Project file(String name, String... lines) {
        try {
            Files.createDirectories(folder());
            Files.writeString(folder().resolve(name), String.join("\n", lines) + "\n");
            return this;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    Project remove(String name) {
        try {
            Files.delete(folder().resolve(name));
            return this;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    List<MigrationTarget> targets() {
        MigrationSet set =
                new MigrationSet("app", "sql", List.of(folder()), root, format, ledger, variables, statementTimeout);
        return tenants.stream()
                .map(t -> new MigrationTarget(new Target("app", t, "app_" + t, "sql"), set))
                .toList();
    }

    Migrator migrator() {
        return new Migrator(database);
    }

    List<TargetStatus> check() {
        return migrator().check(targets());
    }

    TargetStatus check(String tenant) {
        return check().stream()
                .filter(s -> tenant.equals(s.target().tenant()))
                .findFirst()
                .orElseThrow();
    }

    MigrateReport migrate() {
        return migrate(MigrateOptions.defaults());
    }

    MigrateReport migrate(MigrateOptions options) {
        return migrator().migrate(targets(), options, events::add);
    }

    static TargetResult result(MigrateReport report, String tenant) {
        return report.targets().stream()
                .filter(r -> tenant.equals(r.target().tenant()))
                .findFirst()
                .orElseThrow();
    }

    void sql(String... statements) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Nullable
    String value(String query) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getString(1) : null;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
