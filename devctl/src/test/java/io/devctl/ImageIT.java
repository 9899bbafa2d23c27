package io.devctl;

import static io.devctl.testing.Docker.docker;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.devctl.testing.Docker;
import io.devctl.testing.Json;
import io.devctl.testing.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The container image, run as a Job runs it, against a Postgres in a container of its own. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class ImageIT {
    private static final String IMAGE = "devctl-it";
    private static final String BASE = "devctl-base:bookworm";
    private static final String JDK = "devctl-jdk:bookworm";
    private static final String NAME =
            "devctl-image-it-" + ProcessHandle.current().pid();
    private static final String PASSWORD = "s3cret word";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path migrations;

    private static boolean begun;
    private static int databases;
    private String database;

    @BeforeAll
    static void builds() throws IOException {
        Docker.needs("postgres:15");
        Docker.needs(BASE);
        Docker.needs(JDK);
        ProcessBuilder make = new ProcessBuilder("make", "image", "IMAGE=" + IMAGE, "BASE=" + BASE, "JDK=" + JDK)
                .directory(Path.of("..").toFile());
        make.environment().put("DOCKER_BUILDKIT", "0");
        Run made = Run.await(make.start(), Duration.ofMinutes(8));
        assertThat(made.exitCode()).as(made.toString()).isZero();
        begun = true;
        docker("network", "create", NAME);
        postgres(NAME);
    }

    @AfterAll
    static void removes() {
        if (!begun) {
            return;
        }
        for (String container :
                docker("ps", "-aq", "--filter", "network=" + NAME).split("\\s+")) {
            if (!container.isEmpty()) {
                docker("rm", "-fv", container);
            }
        }
        docker("network", "rm", NAME);
        docker("rmi", IMAGE);
    }

    private static void postgres(String name) {
        docker("run", "-d", "--network", NAME, "--name", name, "-e", "POSTGRES_PASSWORD=" + PASSWORD, "postgres:15");
    }

    @BeforeEach
    void takesADatabase() throws IOException {
        // as a ConfigMap is mounted: everybody may read it
        Files.setPosixFilePermissions(migrations, PosixFilePermissions.fromString("rwxr-xr-x"));
        database = "it_" + ++databases;
    }

    private void file(String name, String sql) throws IOException {
        Files.writeString(migrations.resolve(name), sql + "\n");
    }

    /** A Job's container: nobody's user, nothing to write to but /tmp, no rights. */
    private List<String> job(String host, String... more) {
        List<String> command = new ArrayList<>(List.of("docker", "run", "--network", NAME, "--read-only"));
        command.addAll(List.of("--tmpfs", "/tmp", "--user", "65532:65532", "--cap-drop", "ALL"));
        command.addAll(List.of("--security-opt", "no-new-privileges", "-v", migrations + ":/migrations:ro"));
        command.addAll(
                List.of("-e", "POSTGRES_HOST=" + host, "-e", "POSTGRES_PORT=5432", "-e", "POSTGRES_USER=postgres"));
        command.addAll(List.of("-e", "POSTGRES_PASSWORD=" + PASSWORD, "-e", "POSTGRES_DB=" + database));
        command.addAll(Arrays.asList(more));
        return command;
    }

    private static Process start(List<String> command) {
        try {
            return new ProcessBuilder(command).start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Run migrate(String... options) {
        List<String> command = job(NAME, "--rm");
        command.addAll(List.of("-e", "DEVCTL_SCHEMA=shop_{tenant}", "-e", "DEVCTL_TENANTS=a,b", IMAGE, "migrate"));
        command.add("--json-lines");
        command.addAll(Arrays.asList(options));
        return Run.await(start(command), PATIENCE);
    }

    private static JsonObject summary(Run run) {
        List<String> lines = run.out().lines().toList();
        assertThat(lines).as(run.toString()).isNotEmpty();
        return JsonParser.parseString(lines.get(lines.size() - 1)).getAsJsonObject();
    }

    private String query(String sql) {
        return docker("exec", NAME, "psql", "-U", "postgres", "-d", database, "-Atc", sql)
                .strip();
    }

    @Test
    void migratesWithNothingButFilesAndVariables() throws Exception {
        file("20260101000001_x.sql", "create table x (id int);");
        Run first = migrate();
        assertThat(first.exitCode()).as(first.toString()).isZero();
        assertThat(Json.each(summary(first), "targets", "outcome")).containsExactly("applied", "applied");
        assertThat(Json.each(summary(first), "targets", "schema")).containsExactly("shop_a", "shop_b");
        assertThat(first.err())
                .as("an archive of classes fits and nothing has to be written")
                .isEmpty();
        assertThat(first.out()).doesNotContain(PASSWORD);
        assertThat(Json.each(summary(migrate()), "targets", "outcome")).containsExactly("current", "current");

        // the image's own command, with its own schema
        Run plain = Run.await(start(job(NAME, "--rm", IMAGE)), PATIENCE);
        assertThat(plain.exitCode()).as(plain.toString()).isZero();
        assertThat(Json.each(summary(plain), "targets", "schema")).containsExactly("public");

        // and what a services.yaml says, in a folder that cannot be written
        Path services = Files.writeString(migrations.resolve("services.yaml"), """
                tenants: [c]
                postgres: {provider: external}
                services: {shop: {migrations: {paths: [/migrations], schema: "of_{tenant}"}}}
                """);
        Run configured =
                Run.await(start(job(NAME, "--rm", "-v", services + ":/app/services.yaml:ro", IMAGE)), PATIENCE);
        assertThat(configured.exitCode()).as(configured.toString()).isZero();
        assertThat(Json.each(summary(configured), "targets", "schema")).containsExactly("of_c");
    }

    @Test
    void failsAsAJobWithNothingHalfDone() throws Exception {
        file("20260101000001_x.sql", "create table x (id int);");
        file("20260101000002_y.sql", "create table y (id int);\ninsert into nowhere values (1);");

        Run run = migrate();
        assertThat(run.exitCode()).as(run.toString()).isEqualTo(1);
        assertThat(Json.each(summary(run), "targets", "outcome")).containsExactly("failed", "skipped");
        assertThat(query("select to_regclass('shop_a.x'), to_regclass('shop_a.y'), to_regclass('shop_b.y')"))
                .isEqualTo("shop_a.x||");

        file("20260101000002_y.sql", "create table y (id int);");
        assertThat(Json.each(summary(migrate()), "targets", "outcome")).containsExactly("applied", "applied");
    }

    @Test
    void waitsForAPostgresThatComesUpLate() throws Exception {
        file("20260101000001_x.sql", "create table x (id int);");
        String late = NAME + "-late";
        List<String> command = job(late, "--rm", IMAGE, "migrate", "--wait-for", late + ":5432");
        Process waiting = start(command);
        try (var err = waiting.errorReader()) {
            String line = err.readLine();
            assertThat(line).contains("waiting for " + late + ":5432");
            postgres(late);
            Run run = Run.await(waiting, PATIENCE);
            assertThat(run.exitCode()).as(run.toString()).isZero();
            assertThat(run.out()).contains("1 applied");
        }
    }

    @Test
    void appliesEachMigrationOnceWhenThreeStartAtOnce() throws Exception {
        file("20260101000000_log.sql", "create table log (n int);");
        for (int i = 1; i <= 9; i++) {
            file("2026010100000" + i + "_n.sql", "insert into log values (" + i + "); select pg_sleep(0.1);");
        }
        List<Process> three = Stream.generate(() -> start(tenants(job(NAME, "--rm"))))
                .limit(3)
                .toList();
        for (Process one : three) {
            Run run = Run.await(one, PATIENCE);
            assertThat(run.exitCode()).as(run.toString()).isZero();
        }
        for (String tenant : List.of("a", "b")) {
            assertThat(query("select string_agg(n::text, ' ' order by n) from shop_" + tenant + ".log"))
                    .isEqualTo("1 2 3 4 5 6 7 8 9");
        }
    }

    private List<String> tenants(List<String> command) {
        command.addAll(List.of("-e", "DEVCTL_SCHEMA=shop_{tenant}", "-e", "DEVCTL_TENANTS=a b", IMAGE));
        return command;
    }

    @Test
    void rollsBackAndExits143WhenItIsStopped() throws Exception {
        file("20260101000001_x.sql", "create table x (id int);");
        file("20260101000002_slow.sql", "create table slow (id int);\nselect pg_sleep(50);");
        String container = NAME + "-stopped";
        Process running = start(tenants(job(NAME, "--name", container)));
        try (var lines = running.inputReader()) {
            String line = lines.readLine();
            while (!String.valueOf(line).contains("slow.sql")) {
                assertThat(line).as("it begins with the slow one").isNotNull();
                line = lines.readLine();
            }
            awaitSleep();
            docker("stop", "-t", "30", container);
            assertThat(running.waitFor()).isEqualTo(143);
        }
        assertThat(query("select to_regclass('shop_a.x'), to_regclass('shop_a.slow')"))
                .isEqualTo("shop_a.x|");
        assertThat(
                        query(
                                "select count(*) from pg_stat_activity where query like '%pg_sleep(50)%' and pid <> pg_backend_pid()"))
                .isEqualTo("0");
    }

    private void awaitSleep() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (query("select count(*) from pg_stat_activity where wait_event = 'PgSleep'")
                .equals("0")) {
            assertThat(System.nanoTime()).as("the statement runs").isLessThan(end);
        }
    }
}
