package io.devctl;

import static io.devctl.testing.Docker.docker;
import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.app.Render;
import io.devctl.app.render.Artefact;
import io.devctl.app.render.RenderOptions;
import io.devctl.testing.DevctlImage;
import io.devctl.testing.Docker;
import io.devctl.testing.Json;
import io.devctl.testing.RenderedCompose;
import io.devctl.testing.RenderedPod;
import io.devctl.testing.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What {@code dev render} writes is run as it is written: the Job's containers and the compose file's, from the image that {@code make
 * image} makes, against the compose file's Postgres.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class RenderedMigrationsIT {
    @RegisterExtension
    static final DevctlImage MADE = new DevctlImage();

    private static final String NAME =
            "devctl-rendered-it-" + ProcessHandle.current().pid();
    private static final String PASSWORD = "s3cret '$word'";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final RenderOptions OPTIONS = options(1, false);

    private enum Way {
        JOB,
        COMPOSE
    }

    @TempDir
    Path root;

    private static int databases;
    private final List<String> networks = new ArrayList<>();
    private String database = "";
    private int rendered;

    @BeforeAll
    static void starts(@TempDir Path folder) throws IOException {
        RenderedMigrationsIT any = new RenderedMigrationsIT();
        any.root = folder;
        any.write();
        any.postgres(NAME);
    }

    @AfterAll
    static void removes() {
        if (docker("network", "ls", "--format", "{{.Name}}").lines().anyMatch(NAME::equals)) {
            Docker.removeNetwork(NAME);
        }
    }

    @BeforeEach
    void write() throws IOException {
        Files.createDirectories(root.resolve("shop/migrations"));
        Files.writeString(root.resolve("services.yaml"), """
                tenants: [a, b]
                project: shop
                postgres: {provider: docker, version: "15"}
                services:
                  shop: {dir: shop, command: x, port: auto, migrations: {schema: "shop_{tenant}"}}
                """);
        database = "it_" + ++databases;
    }

    private void file(String name, String sql) throws IOException {
        Files.writeString(root.resolve("shop/migrations").resolve(name), sql + "\n");
    }

    private static RenderOptions options(int shards, boolean initContainer) {
        return new RenderOptions(
                null, Map.of(), List.of(), DevctlImage.NAME, initContainer, false, shards, false, null);
    }

    private Path render(Artefact artefact, RenderOptions options) {
        Path into = root.resolve("out-" + ++rendered);
        Render.of(root, null, Map.of(), artefact, options, into).write();
        return into;
    }

    private RenderedCompose compose() throws IOException {
        return new RenderedCompose(
                render(Artefact.COMPOSE, OPTIONS).resolve("compose.yaml"),
                Map.of("POSTGRES_PASSWORD", PASSWORD, "POSTGRES_DB", database));
    }

    private RenderedPod pod(String kind, String manifest, RenderOptions options, String network) throws IOException {
        Path folder = render(Artefact.K8S, options);
        Map<String, String> secret = Map.of(
                "POSTGRES_HOST", "postgres",
                "POSTGRES_PORT", "5432",
                "POSTGRES_USER", "postgres",
                "POSTGRES_PASSWORD", PASSWORD,
                "POSTGRES_DB", database);
        return RenderedPod.of(
                kind,
                folder.resolve(manifest),
                new RenderedPod.Cluster(
                        network,
                        Map.of("shop-database", secret),
                        RenderedPod.configMaps(folder.resolve("migrations-configmap.yaml")),
                        folder));
    }

    private RenderedPod job(RenderOptions options, String network) throws IOException {
        return pod("Job", "migrations-job.yaml", options, network);
    }

    /** The compose file's own Postgres, in a network of that name, healthy. */
    private void postgres(String network) throws IOException {
        if (!networks.contains(network)) {
            docker("network", "create", network);
        }
        RenderedCompose compose = compose();
        assertThat(compose.neededHealthy("migrate")).containsExactly("postgres");
        Run run = Run.await(start(compose.run("postgres", network, "-d", "--name", network)), PATIENCE);
        assertThat(run.exitCode()).as(run.toString()).isZero();
        RenderedCompose.awaitHealthy(network);
    }

    private List<String> migration(Way way, String network, String... more) throws IOException {
        return way == Way.JOB
                ? job(OPTIONS, network).run("migrate", more)
                : compose().run("migrate", network, more);
    }

    private Run migrate(Way way) throws IOException {
        return Run.await(start(migration(way, NAME, "--rm")), PATIENCE);
    }

    private static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command).start();
    }

    private String query(String sql) {
        return Docker.psql(NAME, database, sql);
    }

    @ParameterizedTest
    @EnumSource
    void everyTenantIsMigrated(Way way) throws IOException {
        file("20260101000001_x.sql", "create table x (id int);");

        Run first = migrate(way);

        assertThat(first.exitCode()).as(first.toString()).isZero();
        assertThat(Json.each(first.lastJson(), "targets", "schema")).containsExactly("shop_a", "shop_b");
        assertThat(Json.each(first.lastJson(), "targets", "outcome")).containsExactly("applied", "applied");
        assertThat(first.out() + first.err()).doesNotContain(PASSWORD);
        assertThat(query("select to_regclass('shop_a.x'), to_regclass('shop_b.x')"))
                .isEqualTo("shop_a.x|shop_b.x");
        assertThat(Json.each(migrate(way).lastJson(), "targets", "outcome")).containsExactly("current", "current");
    }

    @Test
    void anInitContainerMigratesTheSame() throws IOException {
        file("20260101000001_x.sql", "create table x (id int);");
        RenderedPod pod = pod("Deployment", "services/shop.yaml", options(1, true), NAME);

        for (String container : List.of("wait", "migrate")) {
            Run run = Run.await(start(pod.run(container, "--rm")), PATIENCE);
            assertThat(run.exitCode()).as(run.toString()).isZero();
        }

        assertThat(query("select to_regclass('shop_a.x'), to_regclass('shop_b.x')"))
                .isEqualTo("shop_a.x|shop_b.x");
    }

    @ParameterizedTest
    @EnumSource
    void aMigrationThatFailsFailsTheJobAndLeavesNothingHalfDone(Way way) throws IOException {
        file("20260101000001_x.sql", "create table x (id int);");
        file("20260101000002_y.sql", "create table y (id int);\ninsert into nowhere values (1);");

        Run run = migrate(way);

        assertThat(run.exitCode()).as(run.toString()).isEqualTo(1);
        assertThat(Json.each(run.lastJson(), "targets", "outcome")).containsExactly("failed", "skipped");
        assertThat(query("select to_regclass('shop_a.x'), to_regclass('shop_a.y'), to_regclass('shop_b.y')"))
                .isEqualTo("shop_a.x||");
        file("20260101000002_y.sql", "create table y (id int);");
        assertThat(Json.each(migrate(way).lastJson(), "targets", "outcome")).containsExactly("applied", "applied");
    }

    @ParameterizedTest
    @EnumSource
    void aPostgresThatComesUpLateIsWaitedFor(Way way) throws IOException {
        file("20260101000001_x.sql", "create table x (id int);");
        String late = NAME + "-late";
        docker("network", "create", late);
        networks.add(late);
        try {
            List<String> first = way == Way.JOB
                    ? job(OPTIONS, late).run("wait", "--rm")
                    : migration(way, late, "--rm", "--name", late + "-waits");
            Process waiting = start(first);
            if (way == Way.JOB) {
                assertThat(waiting.inputReader().readLine()).isEqualTo("waiting for Postgres at postgres:5432");
            } else {
                Docker.awaitRunning(late + "-waits");
            }
            postgres(late);
            Run waited = Run.await(waiting, PATIENCE);
            assertThat(waited.exitCode()).as(waited.toString()).isZero();

            Run run = Run.await(start(migration(way, late, "--rm")), PATIENCE);
            assertThat(run.exitCode()).as(run.toString()).isZero();
            assertThat(Docker.psql(late, database, "select to_regclass('shop_b.x')"))
                    .isEqualTo("shop_b.x");
        } finally {
            Docker.removeNetwork(late);
        }
    }

    @ParameterizedTest
    @EnumSource
    void threeAtOnceApplyEachMigrationOnce(Way way) throws IOException {
        file("20260101000000_log.sql", "create table log (n int);");
        for (int i = 1; i <= 5; i++) {
            file("2026010100000" + i + "_n.sql", "insert into log values (" + i + "); select pg_sleep(0.1);");
        }

        List<Process> three = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            three.add(start(migration(way, NAME, "--rm")));
        }

        for (Process one : three) {
            Run run = Run.await(one, PATIENCE);
            assertThat(run.exitCode()).as(run.toString()).isZero();
        }
        for (String tenant : List.of("a", "b")) {
            assertThat(query("select string_agg(n::text, ' ' order by n) from shop_" + tenant + ".log"))
                    .isEqualTo("1 2 3 4 5");
        }
    }

    @Test
    void thePodsOfAnIndexedJobShareOutTheTargets() throws IOException {
        Files.writeString(
                root.resolve("services.yaml"),
                Files.readString(root.resolve("services.yaml")).replace("[a, b]", "[a, b, c, d, e, f]"));
        file("20260101000001_x.sql", "create table x (id int);");
        RenderedPod job = job(options(3, false), NAME);
        assertThat(job.completions()).isEqualTo(3);

        List<Process> pods = new ArrayList<>();
        for (int index = 0; index < job.completions(); index++) {
            pods.add(start(job.run("migrate", index, "--rm")));
        }

        List<String> schemas = new ArrayList<>();
        for (Process pod : pods) {
            Run run = Run.await(pod, PATIENCE);
            assertThat(run.exitCode()).as(run.toString()).isZero();
            assertThat(Json.each(run.lastJson(), "targets", "outcome")).allMatch("applied"::equals);
            schemas.addAll(Json.each(run.lastJson(), "targets", "schema"));
        }
        assertThat(schemas).containsExactlyInAnyOrder("shop_a", "shop_b", "shop_c", "shop_d", "shop_e", "shop_f");
    }

    @ParameterizedTest
    @EnumSource
    void aPodThatIsStoppedRollsBackAndSaysSo(Way way) throws Exception {
        file("20260101000001_x.sql", "create table x (id int);");
        file("20260101000002_slow.sql", "create table slow (id int);\nselect pg_sleep(50);");
        String container = NAME + "-stopped";
        Process running = start(migration(way, NAME, "--rm", "--name", container));
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
        assertThat(query("select count(*) from pg_stat_activity where query like '%pg_sleep(50)%'"
                        + " and pid <> pg_backend_pid()"))
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
