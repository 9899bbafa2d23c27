package io.devctl.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devctl.model.ExitCode;
import io.devctl.model.MigrateReport;
import io.devctl.model.TargetResult;
import io.devctl.model.TargetResult.Outcome;
import io.devctl.postgres.Connections;
import io.devctl.postgres.Endpoint;
import io.devctl.testing.Checkout;
import io.devctl.testing.LentConnection;
import io.devctl.testing.Run;
import io.devctl.testing.TestPostgres;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.sql.DataSource;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Migrations from within a service. */
@Timeout(120)
final class LibraryIT {
    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final int FILES = 12;

    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    @RegisterExtension
    final Checkout checkout = new Checkout();

    @TempDir
    Path folder;

    private Path file(String name, String sql) throws IOException {
        Path file = folder.resolve("db/migrations").resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, sql + "\n");
    }

    private MigrationOptions options() {
        return MigrationOptions.of(folder.resolve("db/migrations"))
                .service("shop")
                .schema("shop_{tenant}")
                .tenants(List.of("a", "b"));
    }

    private static List<String> query(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (row.next()) {
                values.add(row.getString(1));
            }
            return values;
        }
    }

    @Test
    void appliesWhatIsPendingAndReportsEachTarget() throws Exception {
        DataSource database = POSTGRES.freshDatabase();
        file("20260101000001_x.sql", "create table x (name text default '${REGION}');");

        MigrateReport first = Devctl.migrate(database, options().variable("REGION", "eu-{tenant}"));
        assertThat(first.targets()).extracting(TargetResult::outcome).containsOnly(Outcome.APPLIED);
        assertThat(first.targets())
                .extracting(result -> result.target().label())
                .containsExactly("shop/a", "shop/b");

        MigrateReport second = Devctl.migrate(database, options().variable("REGION", "eu-{tenant}"));
        assertThat(second.count(Outcome.CURRENT)).isEqualTo(2);
        assertThat(query(database, "insert into shop_b.x default values returning name"))
                .containsExactly("eu-b");
    }

    @Test
    void throwsWhatFailedAndWhereAndKeepsWhatWasWell() throws Exception {
        DataSource database = POSTGRES.freshDatabase();
        file("20260101000001_x.sql", "create table x (id int);");
        file("20260101000002_y.sql", "create table y (id int);\n\ninsert into nowhere values (1);");

        assertThatThrownBy(() -> Devctl.migrate(database, options()))
                .isInstanceOfSatisfying(MigrationException.class, e -> {
                    assertThat(e.code()).isEqualTo(ExitCode.FAILED);
                    assertThat(e)
                            .hasMessageStartingWith("2 of 2 targets not migrated; shop/a: ")
                            .hasMessageContaining(
                                    "20260101000002_y.sql:3:13: relation \"nowhere\" does not exist (SQLSTATE 42P01)");
                    assertThat(e.report().orElseThrow().targets())
                            .extracting(TargetResult::outcome)
                            .containsExactly(Outcome.FAILED, Outcome.SKIPPED);
                });
        assertThat(query(database, "select migration_name from shop_a.schema_migrations"))
                .containsExactly("20260101000001_x.sql");
        assertThatThrownBy(() -> Devctl.migrate(database, options().tenants(List.of())))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Devctl.migrate(database, MigrationOptions.fromClassPath("no/such")))
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.BAD_MIGRATION));
    }

    @Test
    void givesAPoolItsSessionBackAsItWas() throws Exception {
        DataSource database = POSTGRES.freshDatabase();
        file(
                "20260101000001_x.sql",
                "set role pg_monitor; reset role; create temp table t (id int); set work_mem = '5MB';");
        try (LentConnection pool = new LentConnection(database)) {
            try (Connection connection = pool.getConnection();
                    Statement init = connection.createStatement()) {
                init.execute("set search_path = app, public; set role pg_monitor");
            }
            Devctl.migrate(pool, options().jobs(1));

            assertThat(query(pool, "show search_path")).containsExactly("app, public");
            assertThat(query(pool, "show work_mem")).containsExactly("4MB");
            assertThat(query(pool, "select current_user")).containsExactly("pg_monitor");
            assertThat(query(pool, "select count(*) from pg_locks where locktype = 'advisory'"))
                    .containsExactly("0");
            assertThat(query(pool, "select to_regclass('t')")).containsExactly((String) null);
            assertThat(pool.opened()).isEqualTo(1);
        }
    }

    @Test
    void migratesFromAServicesOwnJarBesideTheCommandEachMigrationOnce() throws Exception {
        Endpoint at = POSTGRES.freshEndpoint();
        file("20260101000000_log.sql", "create table log (n int);");
        for (int i = 1; i <= FILES; i++) {
            file("202601010000%02d_n.sql".formatted(i), "insert into log values (" + i + "); select pg_sleep(0.05);");
        }
        Path jar = consumer();
        Path loaded = folder.resolve("loaded.txt");
        // the driver and devctl, without the libraries that its manifest names
        Path alone = Files.createDirectories(folder.resolve("alone"));
        Files.copy(TARGET.resolve("devctl.jar"), alone.resolve("devctl.jar"));
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xlog:class+load=info:file=" + loaded,
                "-cp",
                jar + ":" + alone.resolve("devctl.jar") + ":" + driver(),
                "Consumer",
                "jdbc:postgresql://%s:%d/%s".formatted(at.host(), at.port(), at.database()),
                at.user(),
                at.password());
        Checkout.Elsewhere beside = checkout.in(folder)
                .with("DATABASE_URL", at.url())
                .with("DEVCTL_SERVICE", "shop")
                .with("DEVCTL_SCHEMA", "shop_{tenant}")
                .with("DEVCTL_TENANTS", "a b")
                .with("DEVCTL_MIGRATIONS", folder.resolve("db/migrations").toString());

        CompletableFuture<Run> dev = CompletableFuture.supplyAsync(() -> beside.dev("migrate", "--json"));
        Run service =
                Run.await(new ProcessBuilder(command).directory(alone.toFile()).start(), Duration.ofMinutes(1));

        assertThat(service.exitCode()).as(service.toString()).isZero();
        assertThat(dev.join().exitCode()).as(dev.join().toString()).isZero();
        for (String tenant : List.of("a", "b")) {
            assertThat(query(Connections.to(at), "select n from shop_" + tenant + ".log order by n"))
                    .hasSize(FILES)
                    .doesNotHaveDuplicates();
        }
        try (Stream<String> lines = Files.lines(loaded)) {
            assertThat(lines.filter(line -> line.contains("picocli")
                            || line.contains("org.jline")
                            || line.contains("io.devctl.supervise")
                            || line.contains("io.devctl.cli")))
                    .isEmpty();
        }
    }

    /** A service with its migrations in its jar, compiled against devctl's. */
    private Path consumer() throws IOException {
        Path source = Files.writeString(folder.resolve("Consumer.java"), """
                import io.devctl.api.Devctl;
                import io.devctl.api.MigrationOptions;
                import java.util.List;

                public final class Consumer {
                    public static void main(String[] args) {
                        var database = new org.postgresql.ds.PGSimpleDataSource();
                        database.setUrl(args[0]);
                        database.setUser(args[1]);
                        database.setPassword(args[2]);
                        var report = Devctl.migrate(
                                database,
                                MigrationOptions.fromClassPath("db/migrations")
                                        .service("shop")
                                        .schema("shop_{tenant}")
                                        .tenants(List.of("a", "b")));
                        System.out.println(report.targets().size() + " targets");
                    }
                }
                """);
        int result = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-d",
                        folder.toString(),
                        "-cp",
                        TARGET.resolve("devctl.jar") + ":" + driver(),
                        source.toString());
        assertThat(result).isZero();
        Path jar = folder.resolve("consumer.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, new Manifest())) {
            entry(entries, "Consumer.class", Files.readAllBytes(folder.resolve("Consumer.class")));
            entry(entries, "db/", new byte[0]);
            entry(entries, "db/migrations/", new byte[0]);
            try (Stream<Path> files = Files.list(folder.resolve("db/migrations"))) {
                for (Path file : files.toList()) {
                    entry(entries, "db/migrations/" + file.getFileName(), Files.readAllBytes(file));
                }
            }
        }
        return jar;
    }

    private static void entry(JarOutputStream jar, String name, byte[] content) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(content);
        jar.closeEntry();
    }

    private static Path driver() throws IOException {
        try (Stream<Path> jars = Files.list(TARGET.resolve("lib"))) {
            return jars.filter(jar -> jar.getFileName().toString().startsWith("postgresql-"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
