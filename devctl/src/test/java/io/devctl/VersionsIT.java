package io.devctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.testing.Checkout;
import io.devctl.testing.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Major versions of the embedded Postgres that do not come with devctl. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class VersionsIT {
    @RegisterExtension
    final Checkout checkout = new Checkout();

    private void wants(String version) {
        checkout.write("services.yaml", """
                project: versions
                tenants: [one, two]
                postgres: {version: "%s"}
                services:
                  api:
                    migrations: {paths: [migrations], schema: "api_{tenant}"}
                """.formatted(version));
        checkout.write("migrations/20260101000001_users.sql", "create table users (id int primary key);\n");
    }

    /** A cache of the test's own, so that nothing has been unpacked yet. */
    private Path freshCache() throws IOException {
        Path cache = checkout.beside("cache");
        checkout.with("XDG_CACHE_HOME", cache.toString());
        return cache.resolve("devctl/postgres");
    }

    /** A local repository that is empty and a Maven that cannot reach any other. */
    private void offline() throws IOException {
        Path bin = checkout.beside("bin");
        Path mvn = Files.writeString(
                bin.resolve("mvn"),
                "#!/bin/sh\necho '[ERROR] Could not transfer artifact: Network is unreachable'\nexit 1\n");
        assertThat(mvn.toFile().setExecutable(true)).isTrue();
        checkout.with("PATH", bin + ":" + System.getenv("PATH"))
                .with("MAVEN_OPTS", "-Dmaven.repo.local=" + checkout.beside("repository"));
    }

    /** The jar that Maven has fetched for another checkout. */
    private Path fetchedJar(String version) throws IOException {
        wants(version);
        checkout.with("XDG_CACHE_HOME", checkout.beside("first").toString());
        assertThat(checkout.dev("up", "-d").exitCode()).isZero();
        assertThat(checkout.dev("down").exitCode()).isZero();
        try (Stream<Path> files =
                Files.walk(Path.of(System.getProperty("user.home"), ".m2/repository/io/zonky/test/postgres"))) {
            return files.filter(file -> file.getFileName().toString().matches(".*-" + version + "\\.[0-9.]+\\.jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"17", "16", "15"})
    void runsMigrationsOnEveryMajorVersionThatItOffers(String version) throws SQLException {
        wants(version);

        Run up = checkout.dev("up", "-d");

        assertThat(up.exitCode()).as("%s", up).isZero();
        assertThat(checkout.query("show server_version")).startsWith(version + ".");
        Run status = checkout.dev("status", "--json");
        assertThat(status.json().getAsJsonObject("postgres").get("version").getAsString())
                .startsWith(version + ".");
        assertThat(status.out()).contains("\"current\"").doesNotContain("\"pending\":[\"");
    }

    @Test
    void dataOfAnotherMajorVersionIsAnErrorWithTheWayOutAlsoWhileItsServerRuns() throws SQLException {
        wants("15");
        assertThat(checkout.dev("up", "-d").exitCode()).isZero();
        checkout.query("create table kept as select 42 as answer");

        wants("18");
        Run whileItRuns = checkout.dev("up", "-d");
        assertThat(checkout.dev("down").exitCode()).isZero();
        Run afterwards = checkout.dev("up", "-d");

        for (Run run : new Run[] {whileItRuns, afterwards}) {
            assertThat(run.exitCode()).as("%s", run).isEqualTo(69);
            assertThat(run.err())
                    .contains("is of Postgres 15 and cannot be used by 18.")
                    .contains("hint: set postgres.version: \"15\" in services.yaml");
        }
        wants("15");
        assertThat(checkout.query("select answer from kept")).isEqualTo("42");
    }

    @Test
    void anUnknownVersionNamesThoseThereAre() {
        wants("12");

        Run up = checkout.dev("up", "-d");

        assertThat(up.exitCode()).isEqualTo(69);
        assertThat(up.err())
                .contains("not available in this version: '12' (there are 18, 17, 16, 15)")
                .contains("hint: in services.yaml: postgres: {version: \"18\"}");
    }

    @Test
    void offlineNamesTheFileAndTheFolderThenWorksWithWhatWasPutThere() throws IOException, SQLException {
        Path jar = fetchedJar("16");
        Path folder = freshCache();
        offline();

        Run offline = checkout.dev("up", "-d");

        assertThat(offline.exitCode()).as("%s", offline).isEqualTo(69);
        assertThat(offline.err())
                .contains("cannot fetch Postgres 16.")
                .contains("Network is unreachable")
                .contains("'" + jar.getFileName() + "'")
                .contains("into the folder '" + folder + "'");

        Files.copy(jar, folder.resolve(jar.getFileName()));
        Run byHand = checkout.dev("up", "-d");

        assertThat(byHand.exitCode()).as("%s", byHand).isZero();
        assertThat(byHand.out() + byHand.err()).contains("unpacking Postgres 16.");
        assertThat(checkout.query("show server_version")).startsWith("16.");
        Files.delete(folder.resolve(jar.getFileName()));
        assertThat(checkout.dev("down").exitCode()).isZero();
        assertThat(checkout.dev("up", "-d").exitCode()).isZero();
    }

    @Test
    void aJarWithAnotherChecksumIsNotUsed() throws IOException {
        Path jar = fetchedJar("16");
        Path folder = freshCache();
        Files.createDirectories(folder);
        byte[] content = Files.readAllBytes(jar);
        content[content.length / 2] ^= 1;
        Files.write(folder.resolve(jar.getFileName()), content);

        Run up = checkout.dev("up", "-d");

        assertThat(up.exitCode()).isEqualTo(69);
        assertThat(up.err())
                .contains("not the one that was published")
                .contains("hint: rm '" + folder.resolve(jar.getFileName()) + "'");
        assertThat(folder.toFile().list()).noneMatch(name -> name.startsWith("16.") && !name.endsWith(".lock"));
    }
}
