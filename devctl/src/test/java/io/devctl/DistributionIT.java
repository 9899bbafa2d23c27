package io.devctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.app.Wrapper;
import io.devctl.testing.Json;
import io.devctl.testing.Leftovers;
import io.devctl.testing.Needs;
import io.devctl.testing.Run;
import io.devctl.testing.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@code mvn package} has packed, installed and used where the source tree is out of reach. */
@Timeout(300)
final class DistributionIT {
    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final Path REPOSITORY = TARGET.getParent().getParent();

    /** In a mount namespace of its own: an empty folder where the source tree is, and the installation for reading only. */
    private static final String ELSEWHERE = """
            set -e
            mount -t tmpfs none "$1"
            mount --bind "$2" "$2"
            mount -o remount,ro,bind "$2"
            shift 2
            exec "$@"
            """;

    private final Map<String, String> variables = new HashMap<>();
    private Path base;
    private Path prefix;
    private Path home;
    private Path shop;
    private String version;

    @BeforeEach
    void installs() throws IOException {
        base = Files.createTempDirectory("devctl dist ").toRealPath();
        prefix = base.resolve("a prefix");
        home = Files.createDirectories(base.resolve("home"));
        shop = Files.createDirectories(base.resolve("my shop"));
        Path tar;
        try (Stream<Path> files = Files.list(TARGET)) {
            tar = files.filter(file -> file.getFileName().toString().matches("devctl-.*\\.tar\\.gz"))
                    .findFirst()
                    .orElseThrow();
        }
        version = tar.getFileName().toString().replaceAll("devctl-(.*)\\.tar\\.gz", "$1");
        isWell(run(base, "tar", "-xzf", tar.toString()));
    }

    @AfterEach
    void leavesNothing() throws IOException {
        List<String> left = Leftovers.mentioning(base);
        Leftovers.kill(base);
        Trees.delete(base);
        assertThat(left).isEmpty();
    }

    private Run run(Path folder, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().putAll(variables);
        return Run.await(builder.start(), Duration.ofMinutes(2));
    }

    private Run outOfReach(String... command) throws IOException {
        List<String> words = new ArrayList<>(
                List.of("unshare", "--mount", "sh", "-c", ELSEWHERE, "sh", REPOSITORY.toString(), prefix.toString()));
        words.addAll(Arrays.asList(command));
        return run(shop, words.toArray(String[]::new));
    }

    private static void isWell(Run run) {
        assertThat(run.exitCode()).as(run.toString()).isZero();
    }

    @Test
    void worksFromAReadOnlyFolderWithoutItsSources() throws Exception {
        Needs.that(
                run(base, "unshare", "--mount", "true").exitCode() == 0, "no mount namespaces", "run as root on Linux");
        Run installed = run(base.resolve("devctl-" + version), "./install", prefix.toString());
        isWell(installed);
        assertThat(installed.out()).contains("devctl " + version).contains(prefix + "/share/devctl/" + version);
        assertThat(prefix.resolve("share/devctl/" + version + "/devctl.jsa")).isNotEmptyFile();
        assertThat(prefix.resolve("share/devctl/" + version + "/templates/migration.sql"))
                .isNotEmptyFile();
        Files.writeString(shop.resolve("services.yaml"), """
                project: shop
                services:
                  api: {migrations: {schema: api}, command: exec sleep 1000}
                """);
        Files.createDirectories(shop.resolve("migrations"));
        String dev = prefix.resolve("bin/dev").toString();

        Run made = outOfReach(dev, "migrate", "new", "api", "first things");
        isWell(made);
        Path file = shop.resolve(made.out().strip().lines().findFirst().orElseThrow());
        assertThat(file).content().contains("first things");
        Files.writeString(file, "create table things (id int);\n");

        Run up = outOfReach(dev, "up", "-d");
        isWell(up);
        assertThat(up.err()).doesNotContain("preparing faster starts").doesNotContain("building");
        assertThat(Json.each(outOfReach(dev, "status", "--json").json(), "migrations", "state"))
                .containsExactly("current");
        assertThat(outOfReach(dev, "doctor").out()).contains("the archive that makes commands start fast is in use");
        isWell(outOfReach(dev, "down"));
    }

    @Test
    void keepsAnArchiveForAUserWhoMayNotWriteToTheInstallation() throws Exception {
        Needs.that(
                run(base, "unshare", "--mount", "true").exitCode() == 0, "no mount namespaces", "run as root on Linux");
        Files.move(base.resolve("devctl-" + version), prefix);
        variables.put("XDG_CACHE_HOME", home.resolve("cache").toString());
        String dev = prefix.resolve("bin/dev").toString();

        Run first = outOfReach(dev, "--version");
        isWell(first);
        assertThat(first.err()).isEqualTo("preparing faster starts (once)\n");
        Run second = outOfReach(dev, "--version");
        assertThat(second.out()).isEqualTo("devctl " + version + "\n");
        assertThat(second.err()).isEmpty();
    }

    @Test
    void isFoundByTheWrapperOfARepository() throws Exception {
        variables.put("HOME", home.toString());
        variables.put("XDG_DATA_HOME", "");
        variables.put("DEVCTL_HOME", "");
        Path unpacked = base.resolve("devctl-" + version);
        // archives are another test's business
        Files.writeString(unpacked.resolve("bin/dev"), "#!/bin/sh\necho \"$0 $*\"\n");
        assertThat(Wrapper.write(shop, version)).isTrue();
        assertThat(Wrapper.write(shop, "9.9")).as("a file that is there").isFalse();

        Run missing = run(shop, "./dev", "up");
        assertThat(missing.exitCode()).isEqualTo(69);
        assertThat(missing.err())
                .startsWith(
                        "error: devctl " + version + " is not installed\nhint: unpack devctl-" + version + ".tar.gz");

        variables.put("DEVCTL_HOME", unpacked.toString());
        assertThat(run(shop, "./dev", "up", "-d").out()).isEqualTo(unpacked + "/bin/dev up -d\n");
        variables.put("DEVCTL_HOME", home.toString());
        assertThat(run(shop, "./dev", "up").err()).contains("no devctl in DEVCTL_HOME: '" + home + "'");
        variables.put("DEVCTL_HOME", "");

        String path = System.getenv("PATH");
        variables.put("PATH", unpacked.resolve("bin") + ":" + path);
        assertThat(run(shop, "./dev", "up").out()).isEqualTo(unpacked + "/bin/dev up\n");
        Files.writeString(unpacked.resolve("VERSION"), "0.0.1\n");
        assertThat(run(shop, "./dev", "up").err())
                .startsWith("error: devctl " + version + " is not installed (only 0.0.1)");
        variables.put("PATH", path);

        Path mine = home.resolve(".local/share/devctl").resolve(version);
        Files.createDirectories(mine.getParent());
        Files.move(unpacked, mine);
        assertThat(run(shop, "./dev", "status").out()).isEqualTo(mine + "/bin/dev status\n");
    }
}
