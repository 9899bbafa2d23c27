package io.devctl;

import static io.devctl.testing.Docker.docker;
import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.testing.DevctlImage;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The container image, run as a Job runs it, against a Postgres in a container of its own. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class ImageIT {
    @RegisterExtension
    static final DevctlImage MADE = new DevctlImage();

    private static final String IMAGE = DevctlImage.NAME;
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
    static void starts() {
        docker("network", "create", NAME);
        begun = true;
        postgres(NAME);
    }

    @AfterAll
    static void removes() {
        if (begun) {
            Docker.removeNetwork(NAME);
        }
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

    @Test
    void migratesWithNothingButFilesAndVariables() throws Exception {
        file("20260101000001_x.sql", "create table x (id int);");
        Run first = migrate();
        assertThat(first.exitCode()).as(first.toString()).isZero();
        assertThat(Json.each(first.lastJson(), "targets", "outcome")).containsExactly("applied", "applied");
        assertThat(Json.each(first.lastJson(), "targets", "schema")).containsExactly("shop_a", "shop_b");
        assertThat(first.err())
                .as("an archive of classes fits and nothing has to be written")
                .isEmpty();
        assertThat(first.out()).doesNotContain(PASSWORD);
        assertThat(Json.each(migrate().lastJson(), "targets", "outcome")).containsExactly("current", "current");

        // the image's own command, with its own schema
        Run plain = Run.await(start(job(NAME, "--rm", IMAGE)), PATIENCE);
        assertThat(plain.exitCode()).as(plain.toString()).isZero();
        assertThat(Json.each(plain.lastJson(), "targets", "schema")).containsExactly("public");

        // and what a services.yaml says, in a folder that cannot be written
        Path services = Files.writeString(migrations.resolve("services.yaml"), """
                tenants: [c]
                postgres: {provider: external}
                services: {shop: {migrations: {paths: [/migrations], schema: "of_{tenant}"}}}
                """);
        Run configured =
                Run.await(start(job(NAME, "--rm", "-v", services + ":/app/services.yaml:ro", IMAGE)), PATIENCE);
        assertThat(configured.exitCode()).as(configured.toString()).isZero();
        assertThat(Json.each(configured.lastJson(), "targets", "schema")).containsExactly("of_c");
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
}
