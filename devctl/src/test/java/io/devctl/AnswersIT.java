package io.devctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.devctl.supervise.Inquiry;
import io.devctl.supervise.control.Answer;
import io.devctl.supervise.control.Build;
import io.devctl.supervise.control.Question;
import io.devctl.testing.Checkout;
import io.devctl.testing.Json;
import io.devctl.testing.LiveRun;
import io.devctl.testing.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the supervisor answers is what the command itself would find, whatever was done beside devctl in between. */
@Timeout(300)
class AnswersIT {
    private static final Path JAR = Path.of(System.getProperty("devctl.launcher", "../dev"))
            .toAbsolutePath()
            .normalize()
            .resolveSibling("devctl/target/devctl.jar");
    private static final String FILE = "migrations/20260101000001_users.sql";
    private static final String USERS = "create table users (id int);\n";
    private static final String YAML = """
            project: answers
            tenants: [one, two]
            services:
              tables: {migrations: {paths: [migrations], schema: "tables_{tenant}"}}
              seed: {type: task, command: "true", inputs: [seed.txt]}
              web: {command: [sleep, "1000"], depends_on: {seed: completed}}
            """;

    @RegisterExtension
    final Checkout checkout = new Checkout();

    @Test
    void everyChangeMadeBesideDevctlIsSeen() throws Exception {
        up();
        String url = checkout.dev("db", "url", "--json").json().get("jdbc_url").getAsString();

        assertThat(states()).containsExactly("current", "current");
        assertThat(standing()).as("migrate and up, with nothing to do").isEqualTo("answered");

        checkout.write(FILE, "create table users (id int, name text);\n");
        assertSeen("drifted", "drifted");
        checkout.write(FILE, USERS);

        Path later = checkout.write("migrations/20260101000002_more.sql", "create table more (id int);\n");
        assertSeen("pending", "pending");
        Files.delete(later);

        checkout.write("services.yaml", YAML.replace("[one, two]", "[one, two, three]"));
        assertSeen("current", "current", "pending");
        checkout.write("services.yaml", YAML.replace("users", "people").replace("\"1000\"", "\"1001\""));
        assertThat(ask("up", "-d")).as("another command of a service").isEmpty();
        checkout.write("services.yaml", YAML);

        execute(url, "delete from tables_two.schema_migrations");
        assertThat(states()).containsExactly("current", "pending").isEqualTo(found());
        assertThat(standing()).isEqualTo("not answered");
        execute(url, "insert into tables_two.schema_migrations (migration_name) values ('20260101000001_users.sql')");

        execute(url, "drop schema tables_one cascade");
        assertThat(states()).isEqualTo(found()).startsWith("pending");
        assertThat(standing()).isEqualTo("not answered");

        Run migrated = checkout.dev("migrate");
        assertThat(migrated.exitCode()).as("%s", migrated).isZero();
        assertThat(states()).containsExactly("current", "current");

        assertThat(ask(Map.of("TABLES_AUTO_MIGRATE", "no"), "up", "-d"))
                .as("up has to say that it does not migrate")
                .isEmpty();
        checkout.write("services.yaml", YAML + "postgres: {port: 1}\n");
        assertThat(ask("status", "--json")).as("another port").isEmpty();
        assertThat(standing()).isEqualTo("not answered");
        checkout.write("services.yaml", YAML);
        assertThat(standing()).isEqualTo("answered");

        // nobody is connected all the time, so that it can be dropped without force
        String maintenance = url.replace("/answers?", "/postgres?");
        execute(maintenance, "drop database answers");
        assertThat(ask("status", "--json")).as("a database that is gone").isEmpty();
        execute(maintenance, "create database answers");
        assertThat(standing()).isEqualTo("not answered");
        assertThat(checkout.dev("up", "-d").exitCode()).isZero();
        assertThat(states()).containsExactly("current", "current");
    }

    @Test
    void onlyTheSameBuildIsAnsweredAndOnlyInTime() throws Exception {
        up();
        Question mine = question(Map.of(), "status");

        assertThat(Inquiry.ask(state(), mine, Duration.ofSeconds(60))).isPresent();
        assertThat(ask("logs")).as("a command that is not for it").isEmpty();
        assertThat(ask("up")).as("an up that stays").isEmpty();
        Question others = new Question(
                mine.words(), mine.directory(), mine.variables(), "UTF-8", "", 0, mine.build() + " of yesterday");
        assertThat(Inquiry.ask(state(), others, Duration.ofSeconds(60))).isEmpty();
        Question elsewhere = new Question(mine.words(), "/", mine.variables(), "UTF-8", "", 0, mine.build());
        assertThat(Inquiry.ask(state(), elsewhere, Duration.ofSeconds(60))).isEmpty();

        String pid = supervisor();
        signal("STOP", pid);
        try {
            assertThat(Inquiry.ask(state(), mine, Duration.ofMillis(300))).isEmpty();
        } finally {
            signal("CONT", pid);
        }
    }

    /** With --debug no supervisor is asked; without it the launcher asks, and no JVM is started. */
    @Test
    void whatTheLauncherRepeatsIsWhatTheCommandPrints() throws Exception {
        up();
        for (String words :
                List.of("migrate", "migrate --json", "up -d", "status", "status --json", "status --check")) {
            List<String> asking = List.of(words.split(" "));
            List<String> own = new ArrayList<>(asking);
            own.add("--debug");
            Run told = checkout.dev(asking.toArray(String[]::new));
            Run found = checkout.dev(own.toArray(String[]::new));
            assertThat(told.exitCode()).as(words).isEqualTo(found.exitCode());
            assertThat(shape(told.out())).as(words).isEqualTo(shape(found.out()));
            assertThat(shape(told.err())).as(words).isEqualTo(shape(found.err()));
        }
        for (String variables : List.of("LC_ALL=C", "COLUMNS=50", "TERM=dumb", "NO_COLOR=1", "TERM=xterm COLUMNS=70")) {
            for (String each : variables.split(" ")) {
                checkout.with(each.split("=")[0], each.split("=")[1]);
            }
            assertThat(inTerminal("status")).as(variables).isEqualTo(inTerminal("status --debug"));
        }
        Process traced = new ProcessBuilder("sh", "-x", Checkout.launcher().toString(), "status")
                .directory(checkout.root().toFile())
                .start();
        assertThat(Run.await(traced, Duration.ofMinutes(1)).err())
                .contains("mkfifo")
                .doesNotContain("exec java", "-Xshare");
    }

    @Test
    void aSupervisorThatIsKilledWhileItLooksIsNotWaitedFor() throws Exception {
        up();
        String url = checkout.dev("db", "url", "--json").json().get("jdbc_url").getAsString();
        String pid = supervisor();
        try (Connection lock = DriverManager.getConnection(url);
                Statement statement = lock.createStatement()) {
            lock.setAutoCommit(false);
            statement.execute("lock table devctl.targets in access exclusive mode");
            LiveRun migrate = checkout.start("migrate");
            while (!waits(statement)) {
                assertThat(migrate.ended()).as(migrate.output()).isFalse();
            }
            signal("KILL", pid);
            lock.rollback();
            assertThat(migrate.awaitExit()).as(migrate.output()).isZero();
            assertThat(migrate.output()).contains("up to date");
        }
        try (Stream<Path> files = Files.list(state().resolve("run"))) {
            assertThat(files.map(Path::toString)).noneMatch(file -> file.contains("/ask."));
        }
    }

    private static boolean waits(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("select exists (select from pg_locks where not granted)")) {
            return row.next() && row.getBoolean(1);
        }
    }

    private List<String> inTerminal(String words) throws InterruptedException {
        LiveRun run = checkout.startInTerminal(words);
        assertThat(run.awaitExit()).isZero();
        return shape(run.awaitLine("MIGRATIONS").output());
    }

    /** Without what is another a moment later, and without the order: what happens at once is told as it comes. */
    private static List<String> shape(String printed) {
        String text = printed.replaceAll("[0-9]+(\\.[0-9]+)?( m?s\\b)?", "N");
        return text.replaceAll(" +", " ").lines().sorted().toList();
    }

    private String supervisor() {
        return checkout.dev("status", "--json")
                .json()
                .getAsJsonObject("supervisor")
                .get("pid")
                .getAsString();
    }

    private void up() {
        checkout.write("services.yaml", YAML);
        checkout.write("seed.txt", "one\n");
        checkout.write(FILE, USERS);
        Run up = checkout.dev("up", "-d");
        assertThat(up.exitCode()).as("%s", up).isZero();
    }

    /** The supervisor and the command find the same, and nobody says that there is nothing to do. */
    private void assertSeen(String... expected) {
        assertThat(states()).containsExactly(expected).isEqualTo(found());
        assertThat(standing()).isEqualTo("not answered");
    }

    /** The targets' states as the supervisor tells them. */
    private List<String> states() {
        return states(
                JsonParser.parseString(ask("status", "--json").orElseThrow().out())
                        .getAsJsonObject());
    }

    /** The same as the command itself finds them. */
    private List<String> found() {
        return states(checkout.dev("status", "--json", "--debug").json());
    }

    private static List<String> states(JsonObject status) {
        return Json.each(status, "migrations", "state");
    }

    private String standing() {
        boolean migrate = ask("migrate").isPresent();
        assertThat(ask("up", "-d").isPresent()).as("up as migrate").isEqualTo(migrate);
        return migrate ? "answered" : "not answered";
    }

    private Optional<Answer> ask(String... words) {
        return ask(Map.of(), words);
    }

    private Optional<Answer> ask(Map<String, String> variables, String... words) {
        return Inquiry.ask(state(), question(variables, words), Duration.ofSeconds(60));
    }

    private Question question(Map<String, String> variables, String... words) {
        Map<String, String> all = new HashMap<>(System.getenv());
        all.putAll(variables);
        return new Question(List.of(words), checkout.root().toString(), all, "UTF-8", "", 0, Build.of(JAR));
    }

    private Path state() {
        return checkout.root().resolve(".devctl");
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void signal(String name, String pid) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor())
                .isZero();
    }
}
