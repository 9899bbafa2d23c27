package io.devctl.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.devctl.model.DevctlException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
    /** Every key there is. */
    static final String FULL = """
            # yaml-language-server: $schema=services.schema.json
            project: elevaite
            on_supervisor_exit: stop
            tenants: [default, toshiba, iopex]

            postgres:
              provider: embedded
              version: "18"
              database: elevaite_db
              user: owner
              password: p$$word
              port: 5433
              extensions: [pgcrypto, vector]
              settings: {log_min_duration_statement: 200ms, fsync: off, work_mem: 4}

            services:
              auth_api:
                dir: python_apps/auth_api
                migrations:
                  - engine: sql
                    paths: [migrations, init-db/migrations]
                    schema: auth_{tenant}
                    ledger: {table: sql_migrations, name: migration, applied_at: at}
                    format: dbmate
                    verify: [users, "select count(*) > 0 from {tenant}.x"]
                    variables: {owner: "app_{tenant}"}
                    timeout: 90s
                    lock_timeout: 5s
                    statement_timeout: 1m30s
                    out_of_order: allow
                    auto: false
                  - engine: alembic
                    search: [/nowhere/at/all, alembic, migrations]
                    schema: auth_{tenant}
                    command: uv run alembic
                    config: conf/alembic.ini
                    schema_variable: PG_SCHEMA
                    upgrade: heads
                command: uv run uvicorn app.main:app --port $PORT --db ${postgres.url} ${HOME%/*} $$
                image: ghcr.io/acme/auth_api
                port: 8001
                env: {LOG_LEVEL: debug, DB: "${postgres.jdbc_url}?x=$$1", OTHER: "${services.web.url}", N: 8, T: true}
                env_file: .env
                depends_on: {web: started, seed: completed, postgres: ready, ingest.migrations: completed, log: {log: "up .* at"}}
                wait_for: ["localhost:6379", "[::1]:99"]
                startup: {log: begun}
                secrets: [STRIPE]
                ready: {http: /health, status: 204, body: fine, header: {X-State: ready}, interval: 200ms, timeout: 3s, failure_threshold: 5, deadline: 2m}
                live: {tcp: 8001}
                restart: {policy: always, backoff: 2s, max_restarts: 4}
                stop: {signal: SIGINT, timeout: 3s, command: [./stop, "${services.auth_api.port}"]}
                watch: [app/**/*.py]
                profiles: [default, back]
              web:
                command: [node, server.js, "${services.auth_api.port}"]
                port: auto
                restart: on-failure
              log:
                command: ./log
              ingest:
                migrations: {paths: sql}
              seed:
                type: task
                command: python seed.py
                inputs: [seed.py, data/**]
                depends_on: [ingest]
              deps:
                type: task
                command: npm ci
                database: false
            """;

    @TempDir
    Path folder;

    private Checkout checkout;

    @BeforeEach
    void fillTheFolder() {
        checkout = new Checkout(folder)
                .folder("python_apps/auth_api/migrations")
                .folder("python_apps/auth_api/init-db/migrations")
                .folder("sql")
                .folder("migrations")
                .file("python_apps/auth_api/.env", "FROM_FILE=1\nLOG_LEVEL=info\n");
    }

    private ServiceConfig service(DevctlConfig config, String name) {
        ServiceConfig service = config.services().get(name);
        assertThat(service).as(name).isNotNull();
        return java.util.Objects.requireNonNull(service);
    }

    @Test
    void readsEveryKeyOfTheFile() {
        DevctlConfig config = checkout.load(FULL);

        assertThat(config.root()).isEqualTo(folder);
        assertThat(config.project()).isEqualTo("elevaite");
        assertThat(config.onSupervisorExit()).isEqualTo(DevctlConfig.OnSupervisorExit.STOP);
        assertThat(config.tenants()).isEqualTo(new TenantSource.Listed(List.of("default", "toshiba", "iopex")));
        assertThat(config.services().keySet()).containsExactly("auth_api", "web", "log", "ingest", "seed", "deps");
        PostgresConfig postgres = config.postgres();
        assertThat(postgres.provider()).isEqualTo(PostgresConfig.Provider.EMBEDDED);
        assertThat(postgres.version()).isEqualTo("18");
        assertThat(postgres.database()).isEqualTo("elevaite_db");
        assertThat(postgres.user()).isEqualTo("owner");
        assertThat(postgres.password()).isEqualTo("p$word");
        assertThat(postgres.port()).isEqualTo(5433);
        assertThat(postgres.url()).isNull();
        assertThat(postgres.extensions()).containsExactly("pgcrypto", "vector");
        assertThat(postgres.settings())
                .containsExactly(
                        entry("log_min_duration_statement", "200ms"), entry("fsync", "off"), entry("work_mem", "4"));
        assertThat(postgres.allowReset()).isEqualTo(new AllowReset.Never());
        assertThat(postgres.toString()).doesNotContain("p$word");
    }

    @Test
    void readsEveryKeyOfAService() {
        ServiceConfig api = service(checkout.load(FULL), "auth_api");

        assertThat(api.task()).isFalse();
        assertThat(api.dir()).isEqualTo(folder.resolve("python_apps/auth_api"));
        assertThat(api.command())
                .hasToString("Shell[line=uv run uvicorn app.main:app --port $PORT --db ${postgres.url} ${HOME%/*} $$]");
        assertThat(api.image()).isEqualTo("ghcr.io/acme/auth_api");
        assertThat(api.port()).isEqualTo(new PortConfig.Fixed(8001));
        assertThat(api.env().get("DB")).hasToString("${postgres.jdbc_url}?x=$1");
        assertThat(api.env()).containsEntry("N", Template.literal("8")).containsEntry("T", Template.literal("true"));
        assertThat(api.envFiles()).containsExactly(folder.resolve("python_apps/auth_api/.env"));
        assertThat(api.dependsOn())
                .containsExactly(
                        entry("web", new Condition.Started()),
                        entry("seed", new Condition.Completed()),
                        entry("postgres", new Condition.Ready()),
                        entry("ingest.migrations", new Condition.Completed()),
                        entry("log", new Condition.Log("up .* at")));
        assertThat(api.waitFor()).containsExactly(new HostPort("localhost", 6379), new HostPort("::1", 99));
        assertThat(java.util.Objects.requireNonNull(api.startup()).check()).isEqualTo(new ProbeConfig.Log("begun"));
        assertThat(api.secrets()).containsExactly("STRIPE");
        assertThat(api.ready())
                .isEqualTo(new ProbeConfig(
                        new ProbeConfig.Http(Template.literal("/health"), 204, "fine", Map.of("X-State", "ready")),
                        Duration.ofMillis(200),
                        Duration.ofSeconds(3),
                        5,
                        Duration.ofMinutes(2)));
        assertThat(api.live())
                .isEqualTo(new ProbeConfig(
                        new ProbeConfig.Tcp(Template.literal("8001")),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        3,
                        Duration.ofSeconds(60)));
        assertThat(api.restart()).isEqualTo(new RestartConfig(RestartConfig.Policy.ALWAYS, Duration.ofSeconds(2), 4));
        assertThat(api.stop().signal()).isEqualTo("INT");
        assertThat(api.stop().timeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(api.stop().command()).hasToString("Argv[words=[./stop, ${services.auth_api.port}]]");
        assertThat(api.watch()).containsExactly("app/**/*.py");
        assertThat(api.profiles()).containsExactly("default", "back");
        assertThat(api.database()).isTrue();
    }

    @Test
    void readsMigrationSetsInOrder() {
        List<MigrationConfig> sets = service(checkout.load(FULL), "auth_api").migrations();

        Path dir = folder.resolve("python_apps/auth_api");
        assertThat(sets)
                .containsExactly(
                        new MigrationConfig(
                                "sql",
                                List.of(dir.resolve("migrations"), dir.resolve("init-db/migrations")),
                                List.of(),
                                "auth_{tenant}",
                                new LedgerConfig("sql_migrations", true, "migration", "at"),
                                "dbmate",
                                List.of("users", "select count(*) > 0 from {tenant}.x"),
                                Map.of("owner", "app_{tenant}"),
                                Duration.ofSeconds(90),
                                new MigrationConfig.Limits(Duration.ofSeconds(5), Duration.ofSeconds(90), null),
                                true,
                                false,
                                false,
                                new AlembicConfig(List.of("alembic"), "alembic.ini", "ALEMBIC_SCHEMA", "head"),
                                null),
                        new MigrationConfig(
                                "alembic",
                                List.of(dir.resolve("migrations")),
                                List.of(Path.of("/nowhere/at/all"), dir.resolve("alembic"), dir.resolve("migrations")),
                                "auth_{tenant}",
                                new LedgerConfig("alembic_version", false, null, null),
                                null,
                                List.of(),
                                Map.of(),
                                Duration.ofSeconds(60),
                                new MigrationConfig.Limits(null, Duration.ofSeconds(60), null),
                                false,
                                true,
                                false,
                                new AlembicConfig(
                                        List.of("uv", "run", "alembic"), "conf/alembic.ini", "PG_SCHEMA", "heads"),
                                null));
        assertThat(sets.get(0).perTenant()).isTrue();
        assertThat(sets.get(0).schemaOf("toshiba")).isEqualTo("auth_toshiba");
    }

    @Test
    void givesWhatIsNotWrittenItsDefault() {
        DevctlConfig config = checkout.load(FULL);

        ServiceConfig web = service(config, "web");
        assertThat(web.dir()).isEqualTo(folder);
        assertThat(web.port()).isEqualTo(new PortConfig.Auto());
        assertThat(web.ready()).isNull();
        assertThat(web.profiles()).containsExactly("default");
        assertThat(web.restart())
                .isEqualTo(new RestartConfig(RestartConfig.Policy.ON_FAILURE, Duration.ofSeconds(1), null));
        assertThat(web.stop()).isEqualTo(new StopConfig("TERM", Duration.ofSeconds(10), null));
        ServiceConfig ingest = service(config, "ingest");
        assertThat(ingest.runs()).isFalse();
        assertThat(ingest.migrations().get(0).schema()).isEqualTo("public");
        assertThat(ingest.migrations().get(0).ledger())
                .isEqualTo(new LedgerConfig("schema_migrations", false, null, null));
        ServiceConfig seed = service(config, "seed");
        assertThat(seed.task()).isTrue();
        assertThat(seed.inputs()).containsExactly("seed.py", "data/**");
        assertThat(seed.dependsOn())
                .as("a service that only owns migrations stands for them")
                .containsExactly(entry("ingest.migrations", new Condition.Completed()));
        assertThat(service(config, "deps").database()).isFalse();
    }

    @Test
    void takesTheProjectFromTheFolder() {
        Checkout odd = new Checkout(folder.resolve("Prüf stand (2)"));

        DevctlConfig config = odd.load("services: {a: {command: x}}");

        assertThat(config.project()).isEqualTo("Pr-f-stand-2");
        assertThat(config.postgres().database()).isEqualTo("Pr-f-stand-2");
        assertThat(config.postgres().user()).isEqualTo("postgres");
        assertThat(config.postgres().version()).isEqualTo("18");
        assertThat(config.tenants()).isEqualTo(new TenantSource.Listed(List.of()));
        assertThat(config.onSupervisorExit()).isEqualTo(DevctlConfig.OnSupervisorExit.KEEP);
    }

    @Test
    void loadsFromPathsWithSpacesAndLettersOfAnyScript() {
        Checkout odd = new Checkout(folder.resolve("büro räume/日本 語")).folder("dienst für alle/migra tionen");

        DevctlConfig config = odd.load("services: {a: {dir: dienst für alle, migrations: {paths: migra tionen}}}");

        assertThat(service(config, "a").migrations().get(0).paths())
                .containsExactly(folder.resolve("büro räume/日本 語/dienst für alle/migra tionen"));
    }

    @Test
    void readsCrLfAndByteOrderMarkLikeAnyOtherFile() {
        DevctlConfig plain = checkout.load(FULL);
        DevctlConfig windows = checkout.load("\uFEFF" + FULL.replace("\n", "\r\n"));

        assertThat(windows).isEqualTo(plain);
    }

    @Test
    void understandsAnchorsAliasesAndMerges() {
        DevctlConfig config = checkout.load("""
                x-common: &common
                  restart: always
                  env: &env {A: 1, B: 2}
                services:
                  one: {<<: *common, command: one}
                  two:
                    <<: [*common]
                    command: two
                    restart: no
                    env: {<<: *env, B: 3}
                """);

        assertThat(service(config, "one").restart().policy()).isEqualTo(RestartConfig.Policy.ALWAYS);
        assertThat(service(config, "two").restart().policy()).isEqualTo(RestartConfig.Policy.NO);
        assertThat(service(config, "two").env())
                .containsOnly(entry("A", Template.literal("1")), entry("B", Template.literal("3")));
    }

    @Test
    void mergesTheOverrideDeeply() {
        checkout.file("services.override.yaml", """
                tenants: [mine]
                services:
                  web: {port: 9000, env: {B: 9}}
                  extra: {command: y}
                """);

        DevctlConfig config = checkout.load("""
                tenants: [a, b]
                services:
                  web: {command: x, port: 8000, env: {A: 1, B: 2}}
                """);

        assertThat(config.tenants()).isEqualTo(new TenantSource.Listed(List.of("mine")));
        assertThat(config.services().keySet()).containsExactly("web", "extra");
        assertThat(service(config, "web").port()).isEqualTo(new PortConfig.Fixed(9000));
        assertThat(service(config, "web").env())
                .containsOnly(entry("A", Template.literal("1")), entry("B", Template.literal("9")));
    }

    @Test
    void readsTenantsFromAFile() {
        checkout.file("tenants.txt", "# ours\r\n default \r\n\r\ntoshiba # the big one\r\nmünchen\r\n");

        assertThat(checkout.load("tenants: {file: tenants.txt}\nservices: {a: {command: x}}")
                        .tenants())
                .isEqualTo(new TenantSource.Listed(List.of("default", "toshiba", "münchen")));
    }

    @Test
    void leavesAQueryForTenantsToTheDatabase() {
        assertThat(checkout.load("tenants: {query: select slug from t}\nservices: {a: {command: x}}")
                        .tenants())
                .isEqualTo(new TenantSource.Query("select slug from t"));
    }

    @Test
    void findsTheNearestFileAbove() throws IOException {
        checkout.file("services.yaml", "").folder("a/b/c").file("a/services.yaml", "");

        assertThat(ConfigLoader.find(folder.resolve("a/b/c"))).isEqualTo(folder.resolve("a/services.yaml"));
        Files.delete(folder.resolve("a/services.yaml"));
        assertThat(ConfigLoader.find(folder.resolve("a/b/c"))).isEqualTo(folder.resolve("services.yaml"));
        Files.delete(folder.resolve("services.yaml"));
        assertThatThrownBy(() -> ConfigLoader.find(folder.resolve("a/b/c")))
                .isInstanceOf(DevctlException.class)
                .hasMessage("no services.yaml: '" + folder.resolve("a/b/c") + "' and the folders above it have none");
    }

    @Test
    void doesNotLookAtTheDatabaseVariablesOfTheCallerUnlessExternal() {
        Map<String, String> caller = Map.of(
                "DATABASE_URL",
                "postgresql://u:s3cret@prod/x",
                "POSTGRES_HOST",
                "prod",
                "PGHOST",
                "prod",
                "HOME",
                "/h");

        DevctlConfig config = checkout.load("services: {a: {command: x}}", caller);

        assertThat(config.postgres().url()).isNull();
        assertThat(config.callerVariables()).containsOnly(entry("HOME", "/h"));
        assertThat(config.toString()).doesNotContain("s3cret");
    }

    @Test
    void takesTheExternalAddressFromTheFileOrTheEnvironment() {
        String yaml = "postgres: {provider: external, allow_reset: db.local}\nservices: {a: {command: x}}";

        PostgresConfig byUrl = checkout.load(
                        yaml, Map.of("DATABASE_URL", "postgresql+psycopg://u%40:p%2F@h:1/d%20b?sslmode=require"))
                .postgres();
        PostgresConfig byParts = checkout.load(
                        yaml,
                        Map.of(
                                "POSTGRES_HOST",
                                "h",
                                "POSTGRES_PORT",
                                "7",
                                "POSTGRES_USER",
                                "u@",
                                "POSTGRES_PASSWORD",
                                "p/",
                                "POSTGRES_DB",
                                "d b"))
                .postgres();
        PostgresConfig written = checkout.load(
                        "postgres: {provider: external, url: 'postgres://${U}@h/x', allow_reset: true}\nservices: {a: {command: x}}",
                        Map.of("DATABASE_URL", "postgresql://other/y", "U", "me"))
                .postgres();

        assertThat(byUrl.url()).isEqualTo("postgresql://u%40:p%2F@h:1/d%20b?sslmode=require");
        assertThat(List.of(byUrl.user(), String.valueOf(byUrl.password()), byUrl.database()))
                .containsExactly("u@", "p/", "d b");
        assertThat(byUrl.allowReset()).isEqualTo(new AllowReset.Host("db.local"));
        assertThat(byParts.url()).isEqualTo("postgresql://u%40:p%2F@h:7/d%20b");
        assertThat(written.url()).isEqualTo("postgresql://me@h/x");
        assertThat(written.allowReset()).isEqualTo(new AllowReset.Loopback());
    }

    @Test
    void namesTheCopyCommandWhereDotEnvIsMissingBesideItsExample() {
        DevctlConfig without = checkout.load("services: {a: {command: x}}");
        assertThat(ConfigLoader.missingDotEnv(without)).isEmpty();

        checkout.file(".env.example", "A=1");

        assertThat(ConfigLoader.missingDotEnv(without)).singleElement().satisfies(problem -> {
            assertThat(problem.line()).isEqualTo("no such file: '" + folder.resolve(".env") + "' (.env.example)");
            assertThat(problem.hint()).isEqualTo("cp " + folder.resolve(".env.example") + " " + folder.resolve(".env"));
        });
    }

    @Test
    void decodesTextAsUtf8WhateverTheLocale() throws IOException {
        Files.write(
                folder.resolve("services.yaml"), "services: {a: {command: grüße}}".getBytes(StandardCharsets.UTF_8));

        assertThat(service(checkout.load(Map.of()), "a").command()).hasToString("Shell[line=grüße]");
    }
}
