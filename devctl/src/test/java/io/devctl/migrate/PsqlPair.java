package io.devctl.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.migrate.script.Script;
import io.devctl.migrate.script.SourceText;
import io.devctl.migrate.script.Statement;
import io.devctl.migrate.script.StatementKind;
import io.devctl.migrate.session.Session;
import io.devctl.migrate.session.SqlFailure;
import io.devctl.model.MigrateReport;
import io.devctl.model.TargetResult;
import io.devctl.postgres.Connections;
import io.devctl.postgres.Endpoint;
import io.devctl.testing.ClientPrograms;
import io.devctl.testing.LoggingPostgres;
import io.devctl.testing.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Three databases that get the same scripts: from psql; from devctl's script reader, a statement at a time; and from
 * devctl's engine. The server's log says what each of them sent.
 */
final class PsqlPair {
    private static final String READER = "devctl's reader";
    private static final String ENGINE = "devctl's engine";

    private final LoggingPostgres server;
    private final Endpoint psql;
    private final Endpoint reader;
    private final Endpoint engine;
    private final Project project;
    private final List<Project> all;
    private int scripts;

    PsqlPair(LoggingPostgres server, Path folder) {
        this.server = server;
        this.psql = server.freshEndpoint();
        this.reader = server.freshEndpoint();
        this.engine = server.freshEndpoint();
        this.project = new Project(folder, source(engine, ENGINE));
        project.tenants = List.of("a");
        this.all = List.of(psql, reader, engine).stream()
                .map(at -> new Project(folder, source(at, "test")))
                .toList();
    }

    private static PGSimpleDataSource source(Endpoint at, String application) {
        PGSimpleDataSource source = Connections.source(at);
        source.setApplicationName(application);
        source.setAssumeMinServerVersion("9.0"); // the name comes with the start-up message: RESET ALL leaves it
        source.setOptions("-c search_path=app_a,public");
        return source;
    }

    /** Runs a script all three ways in a schema of its own, and fails where devctl sends something else than psql does. */
    void run(byte[] bytes) throws IOException, SQLException {
        all.forEach(project -> project.sql("drop schema if exists app_a cascade", "create schema app_a"));
        String name = String.format(Locale.ROOT, "20250101%06d_script.sql", ++scripts);
        Trees.delete(project.folder()); // of one that failed
        Path file = Files.write(Files.createDirectories(project.folder()).resolve(name), bytes);
        server.sent();

        ClientPrograms.run(
                psql,
                Map.of("PGOPTIONS", "-c search_path=app_a,public", "PSQLRC", "/dev/null"),
                "psql",
                "-X",
                "-q",
                "-v",
                "ON_ERROR_STOP=1",
                "-f",
                file.toString());
        List<String> theirs = sentBy("psql");

        Script script = Script.read(SourceText.decode(name, bytes));
        one(script);
        List<String> ours = sentBy(READER);
        compare(theirs, ours);

        if (script.statements().isEmpty()) {
            Files.writeString(file, "\n-- devctl: allow empty-migration\n", StandardOpenOption.APPEND);
        }
        MigrateReport report = project.migrate();
        assertThat(report.targets().get(0).outcome())
                .as(String.valueOf(report.targets().get(0).error()))
                .isEqualTo(TargetResult.Outcome.APPLIED);
        engineSentNothingElse(script, sentBy(ENGINE));
        Files.delete(file);
        project.sql("drop table app_a.schema_migrations");
        all.forEach(project -> project.sql("alter schema app_a rename to script_" + scripts));
    }

    /** Sends what the reader found, each statement by itself. */
    private void one(Script script) throws IOException, SQLException {
        try (Session session = Session.open(source(reader, READER))) {
            server.sent();
            for (Statement statement : script.statements()) {
                if (statement.kind() == StatementKind.COPY_IN) {
                    session.copyIn(
                            script.sql(statement), script.source().text(), statement.dataStart(), statement.dataEnd());
                } else {
                    session.send(script.sql(statement));
                }
            }
        } catch (SqlFailure e) {
            throw new AssertionError("the server refused what psql got through: " + e.words(), e);
        }
    }

    private List<String> sentBy(String application) throws IOException {
        return server.sent().stream()
                .filter(sent -> sent.application().equals(application))
                .map(LoggingPostgres.Sent::sql)
                // psql sends empty statements too, and its \\encoding; neither does anything
                .filter(sql -> !isBlank(sql) && !sql.equals("set client_encoding to 'UTF8'"))
                .toList();
    }

    private static void compare(List<String> theirs, List<String> ours) {
        for (int i = 0; i < Math.min(theirs.size(), ours.size()); i++) {
            String their = theirs.get(i);
            boolean same =
                    holds(their, ours.get(i)) || squeezed(ours.get(i) + ";").equals(squeezed(their));
            assertThat(same)
                    .as("statement %d: psql sent\n%s\nand devctl\n%s", i + 1, their, ours.get(i))
                    .isTrue();
        }
        assertThat(ours).as("statements").hasSameSizeAs(theirs);
    }

    /** Whether a text is a statement with nothing but comments around it. */
    private static boolean holds(String text, String statement) {
        for (int at = text.indexOf(statement); at >= 0; at = text.indexOf(statement, at + 1)) {
            if (isBlank(text.substring(0, at)) && isBlank(text.substring(at + statement.length()))) {
                return true;
            }
        }
        return false;
    }

    /** Where a psql command stands in a statement, devctl leaves spaces in its place. */
    private static String squeezed(String sql) {
        return sql.replaceAll("[ \r]+\n", "\n");
    }

    /** Between two statements of the file there is nothing of ours, except where one message ends and another begins. */
    private static void engineSentNothingElse(Script script, List<String> messages) {
        int message = 0;
        int from = 0;
        for (Statement statement : script.statements()) {
            if (statement.kind() == StatementKind.BEGIN || statement.kind() == StatementKind.COMMIT) {
                continue; // the engine has a transaction of its own
            }
            String sql = script.sql(statement);
            int at = next(messages.get(message), sql, from);
            while (at < 0) {
                message++;
                assertThat(message).as("nowhere sent: %s", sql).isLessThan(messages.size());
                at = next(messages.get(message), sql, 0);
            }
            from = at + sql.length();
        }
    }

    /** Where a statement is in a message: behind the one before it, or, when it is the message's first, anywhere. */
    private static int next(String message, String sql, int from) {
        int at = message.indexOf(sql, from);
        while (from > 0 && at >= 0 && !isOurs(message.substring(from, at))) {
            at = message.indexOf(sql, at + 1);
        }
        return at;
    }

    private static boolean isOurs(String gap) {
        return isBlank(gap.replaceFirst("set transaction [a-z ]+;", ""));
    }

    /** The dumps of the three databases are the same, once ledger and records are gone. */
    void databasesAreEqual() {
        project.sql("drop schema devctl cascade");
        String expected = dump(psql);
        assertThat(dump(reader)).as("after the reader").isEqualTo(expected);
        assertThat(dump(engine)).as("after the engine").isEqualTo(expected);
    }

    private static String dump(Endpoint at) {
        String text = ClientPrograms.run(at, Map.of(), "pg_dump");
        // the key of these is made anew by each dump
        return text.lines()
                .filter(line -> !line.startsWith("\\restrict") && !line.startsWith("\\unrestrict"))
                .collect(Collectors.joining("\n"));
    }

    /** Whether a text is only white space, semicolons and comments: what psql sends along or leaves out as it likes. */
    static boolean isBlank(String text) {
        int i = 0;
        int depth = 0;
        while (i < text.length()) {
            if (text.startsWith("/*", i)) {
                depth++;
                i += 2;
            } else if (depth > 0) {
                if (text.startsWith("*/", i)) {
                    depth--;
                    i++;
                }
                i++;
            } else if (text.startsWith("--", i)) {
                int end = text.indexOf('\n', i);
                i = end < 0 ? text.length() : end;
            } else if (" \t\n\r\f\u000b;".indexOf(text.charAt(i)) >= 0) {
                i++;
            } else {
                return false;
            }
        }
        return true;
    }
}
