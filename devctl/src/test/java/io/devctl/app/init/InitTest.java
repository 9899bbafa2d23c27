package io.devctl.app.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.devctl.config.ConfigLoader;
import io.devctl.config.DevctlConfig;
import io.devctl.config.ServiceConfig;
import io.devctl.model.DevctlException;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.model.SetupReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repositories of many kinds: each result is read again by the loader, which {@link Init#write} does before it returns. */
class InitTest {
    @TempDir
    Path folder;

    private Path root = Path.of("");

    @BeforeEach
    void enter() throws IOException {
        root = Files.createDirectories(folder.resolve("shop"));
    }

    private void file(String name, String... lines) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, String.join("\n", lines) + "\n");
    }

    private SetupReport init() {
        return new Init(root, EventSink.none()).write(null, Map.of());
    }

    private SetupReport from(String name) {
        return new Init(root, EventSink.none()).write(Path.of(name), Map.of());
    }

    private DevctlConfig config() {
        return ConfigLoader.load(root.resolve("services.yaml"), Map.of());
    }

    private ServiceConfig service(String name) {
        return Objects.requireNonNull(config().services().get(name), () -> name + " in\n" + yaml());
    }

    private String yaml() {
        try {
            return Files.readString(root.resolve("services.yaml"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anEmptyFolderGetsAFileThatLoads() {
        SetupReport report = init();

        assertThat(report.found()).isEmpty();
        assertThat(config().services()).isEmpty();
        assertThat(yaml()).startsWith("# yaml-language-server: $schema=services.schema.json\n");
        assertThat(root.resolve("services.schema.json")).exists();
    }

    @Test
    void anExpressServerWithPlainMigrations() throws IOException {
        file("package.json", """
                {"name": "@acme/shop-api", "scripts": {"dev": "nodemon src/index.js", "build": "tsc"},
                 "dependencies": {"express": "5", "pg": "8"}}""");
        file("package-lock.json", "{}");
        file("src/index.js", "require('express')().listen(process.env.PORT || 3000)");
        file("migrations/001_users.sql", "create table users (id int);");

        SetupReport report = init();

        assertThat(yaml()).isEqualTo("""
                # yaml-language-server: $schema=services.schema.json
                #
                # What `dev up` starts here, written by `dev init` from what it found. `dev plan` says what would happen, `dev up` does it.
                # Services are given DATABASE_URL and libpq's PG* variables, and PORT where they have a port.

                # Postgres 18 comes along unless `postgres:` says otherwise.

                services:
                  shop-api:
                    migrations:
                      paths: [migrations]
                      format: supabase
                    command: npm run dev
                    port: auto
                    depends_on: {install: completed}

                  install:
                    type: task
                    database: false
                    command: npm ci
                    inputs: [package-lock.json]
                """);
        assertThat(report.found())
                .containsExactly(
                        new SetupReport.Found("package.json", "service shop-api: npm run dev"),
                        new SetupReport.Found("migrations", "SQL migrations of shop-api"));
        assertThat(report.open()).isEmpty();
    }

    @Test
    void fastApiWithUvAndAlembicPerTenant() throws IOException {
        file("pyproject.toml", "[project]", "name = 'auth'", "dependencies = ['fastapi', 'uvicorn']", "[tool.uv]");
        file("uv.lock", "");
        file(
                "app/main.py",
                "from fastapi import FastAPI",
                "app = FastAPI(title='auth')",
                "@app.get('/health')",
                "def h(): ...");
        file("alembic.ini", "[alembic]", "script_location = migrations");
        file("migrations/env.py", "import os", "schema = os.getenv('ALEMBIC_SCHEMA', 'auth_default')");
        file("migrations/versions/1_users.py", "revision = '1'");

        init();

        assertThat(yaml())
                .contains("    command: uv run uvicorn app.main:app --port $PORT\n")
                .contains("    ready: {http: /health}\n")
                .contains("      engine: alembic\n      schema: \"auth_{tenant}\"\n      command: [uv, run, alembic]\n")
                .contains("tenants: [default] # FILL IN");
    }

    @Test
    void flaskWithPipGetsAnEnvironmentOfItsOwn() throws IOException {
        file("requirements.txt", "flask");
        file("wsgi.py", "from flask import Flask", "application = Flask(__name__)");

        init();

        assertThat(yaml()).contains("command: PATH=\"$PWD/.venv/bin:$PATH\" exec flask --app wsgi run --port $PORT");
        assertThat(Objects.requireNonNull(service("install").command()).toString())
                .contains("python3 -m venv .venv && .venv/bin/pip install -q -r requirements.txt");
    }

    @Test
    void djangoWithPoetryMigratesThroughDjango() throws IOException {
        file("pyproject.toml", "[tool.poetry]", "name = 'blog'");
        file("manage.py", "import django");
        file("blog/settings.py", "DATABASES = {}");
        file("posts/migrations/0001_initial.py", "");

        init();

        assertThat(service("shop").migrations()).singleElement().satisfies(set -> {
            assertThat(set.engine()).isEqualTo("django");
            assertThat(Objects.requireNonNull(set.tool()).command())
                    .containsExactly("poetry", "run", "python", "manage.py", "migrate", "--noinput");
        });
        assertThat(yaml()).contains("command: poetry run python manage.py runserver 127.0.0.1:$PORT");
    }

    @Test
    void djangoTenantsHasSharedAndTenantSchemas() throws IOException {
        file("manage.py", "");
        file("requirements.txt", "django-tenants");
        file("site1/settings.py", "INSTALLED_APPS = ['django_tenants']");

        init();

        assertThat(service("shop").migrations()).extracting(set -> set.schema()).containsExactly("public", "{tenant}");
    }

    @Test
    void springBootWithFlywaysFiles() throws IOException {
        file(
                "pom.xml",
                "<project><artifactId>shop</artifactId> spring-boot-maven-plugin spring-boot-starter-actuator</project>");
        file("mvnw", "#!/bin/sh");
        file("src/main/resources/db/migration/V1__users.sql", "create table users (id int);");

        init();

        assertThat(yaml())
                .contains("command: ./mvnw -q -B spring-boot:run")
                .contains("paths: [src/main/resources/db/migration]")
                .contains("SPRING_FLYWAY_ENABLED: \"false\"")
                .contains("SERVER_PORT: ${services.shop.port}")
                .contains("ready: {http: /actuator/health}");
    }

    @Test
    void gradleModulesRunByTheWrapperAtTheTop() throws IOException {
        file("settings.gradle.kts", "include(\"orders\", \"lib\")");
        file("gradlew", "");
        file("orders/build.gradle.kts", "plugins { id(\"org.springframework.boot\") }");
        file("lib/build.gradle.kts", "plugins { `java-library` }");

        init();

        assertThat(yaml())
                .contains("  orders:\n    dir: orders\n    command: ../gradlew -q bootRun\n")
                .doesNotContain("lib:");
    }

    @Test
    void goProgramsOfOneModule() throws IOException {
        file("go.mod", "module example.com/shop");
        file("cmd/api/main.go", "package main", "func main() { http.ListenAndServe(\":\"+os.Getenv(\"PORT\"), nil) }");
        file("cmd/worker/main.go", "package main", "func main() {}");
        file("db/migrations/000001_users.up.sql", "create table users (id int);");
        file("db/migrations/000001_users.down.sql", "drop table users;");

        init();

        assertThat(yaml())
                .contains("command: go run ./cmd/api\n    port: auto\n")
                .contains("command: go run ./cmd/worker\n");
        assertThat(service("api").migrations()).hasSize(1);
        assertThat(service("worker").migrations()).isEmpty();
    }

    @Test
    void aCargoWorkspaceWithSqlxMigrations() throws IOException {
        file("Cargo.toml", "[workspace]", "members = ['server', 'core']");
        file("server/Cargo.toml", "[package]", "name = \"shop-server\"", "[dependencies]", "sqlx = '0.8'");
        file("server/src/main.rs", "fn main() { let p = std::env::var(\"PORT\"); }");
        file("server/migrations/20260101000000_users.sql", "create table users (id int);");
        file("core/Cargo.toml", "[package]", "name = \"core\"");
        file("core/src/lib.rs", "");

        init();

        assertThat(config().services().keySet()).containsExactly("shop-server");
        assertThat(service("shop-server").migrations())
                .singleElement()
                .satisfies(set -> assertThat(set.engine()).isEqualTo("sqlx"));
    }

    @Test
    void aNodeMonorepoStartsItsServersAndNotItsLibraries() throws IOException {
        file("package.json", """
                {"private": true, "workspaces": ["apps/*", "packages/*"], "scripts": {"dev": "turbo run dev"},
                 "packageManager": "pnpm@9.0.0"}""");
        file("pnpm-lock.yaml", "");
        file("apps/web/package.json", "{\"scripts\": {\"dev\": \"vite\"}, \"devDependencies\": {\"vite\": \"6\"}}");
        file(
                "apps/api/package.json",
                "{\"scripts\": {\"dev\": \"tsx watch src/main.ts\"}, \"dependencies\": {\"pg\": \"8\"}}");
        file("apps/api/src/main.ts", "server.listen(4000)");
        file("apps/api/prisma/schema.prisma", "");
        file("apps/api/prisma/migrations/1_init/migration.sql", "create table users (id int);");
        file("packages/ui/package.json", "{\"scripts\": {\"dev\": \"tsup --watch\"}}");

        SetupReport report = init();

        assertThat(config().services().keySet()).containsExactlyInAnyOrder("web", "api", "install");
        assertThat(yaml())
                .contains("command: pnpm run dev --host 127.0.0.1 --port $PORT --strictPort")
                .contains("    port: 4000\n")
                .contains("engine: prisma");
        assertThat(service("web").database()).isFalse();
        assertThat(report.found())
                .contains(new SetupReport.Found(
                        "packages/ui/package.json", "script dev builds a library (tsup --watch): left out"));
    }

    @Test
    void aMonorepoOfPythonServicesBesideAFrontEnd() throws IOException {
        file("package.json", "{\"scripts\": {\"dev\": \"concurrently 'npm:*'\"}}");
        file("uv.lock", "");
        for (String name : new String[] {"accounts", "flows"}) {
            file("python_apps/" + name + "/pyproject.toml", "[project]", "dependencies = ['fastapi']");
            file("python_apps/" + name + "/app/main.py", "from fastapi import FastAPI", "app = FastAPI()");
            file("python_apps/" + name + "/alembic.ini", "[alembic]", "script_location = %(here)s/migrations");
            file(
                    "python_apps/" + name + "/migrations/env.py",
                    "os.environ.get(\"ALEMBIC_SCHEMA\", \"" + name + "_default\")");
        }

        init();

        assertThat(service("accounts").migrations().get(0).schema()).isEqualTo("accounts_{tenant}");
        assertThat(service("flows").migrations().get(0).schema()).isEqualTo("flows_{tenant}");
        assertThat(config().services()).hasSize(2);
    }

    @Test
    void aLegacySqlFolderBesideAlembicIsASecondSet() throws IOException {
        file("pyproject.toml", "[project]", "dependencies = ['fastapi']");
        file("server/api.py", "from fastapi import FastAPI", "api: FastAPI = FastAPI()");
        file("alembic.ini", "[alembic]", "script_location = migrations");
        file("migrations/env.py", "");
        file("migrations/versions/a.py", "");
        file("server/database/migrations/001_old.sql", "select 1;");

        init();

        assertThat(service("shop").migrations()).extracting(set -> set.engine()).containsExactly("alembic", "sql");
        assertThat(yaml()).contains("uvicorn server.api:api");
    }

    @Test
    void foldersThatMirrorEachOtherAreOneSet() throws IOException {
        file("backend/requirements.txt", "fastapi");
        file("backend/main.py", "from fastapi import FastAPI", "app = FastAPI()");
        file("supabase/migrations/20260101000000_a.sql", "select 1;");
        file("supabase/migrations/20260102000000_b.sql", "select 2;");
        file("init-db/migrations/20260101000000_a.sql", "select 1;");

        init();

        assertThat(config().services().values().stream()
                        .filter(service -> !service.migrations().isEmpty())
                        .toList())
                .singleElement()
                .satisfies(service ->
                        assertThat(service.migrations().get(0).paths()).hasSize(2));
    }

    @Test
    void servicesWithMigrationsOfTheirOwnGetSchemasOfTheirOwn() throws IOException {
        for (String name : new String[] {"orders", "billing"}) {
            file(name + "/package.json", "{\"scripts\": {\"start\": \"node index.js\"}}");
            file(name + "/index.js", "listen(process.env.PORT)");
            file(name + "/db/migrate/20260101_x.sql", "select 1;");
        }

        init();

        assertThat(Set.of(
                        service("orders").migrations().get(0).schema(),
                        service("billing").migrations().get(0).schema()))
                .containsExactlyInAnyOrder("public", "orders");
        assertThat(yaml()).contains("PGOPTIONS: \"-c search_path=orders,public\"");
    }

    @Test
    void migrationsAloneAreAServiceThatOwnsThem() throws IOException {
        file("db/migrations/20260101000000_a.sql", "-- migrate:up", "select 1;", "-- migrate:down");

        init();

        assertThat(service("db").command()).isNull();
        assertThat(service("db").migrations()).hasSize(1);
    }

    @Test
    void variablesThatLeadToAnotherDatabaseLeadToThisOne() throws IOException {
        file("package.json", "{\"scripts\": {\"dev\": \"node a.js\"}}");
        file(
                ".env",
                "DB_HOST=localhost",
                "DB_PORT=5432",
                "DB_PASSWORD=secret",
                "STRIPE_KEY=x",
                "DATABASE_URL=postgres://u:p@localhost/x");
        file("worker/package.json", "{\"scripts\": {\"dev\": \"node a.js\"}}");
        file("worker/.env", "DATABASE_URL=postgresql+asyncpg://u:p@localhost/x", "QUEUE=q");

        init();

        assertThat(yaml())
                .contains("DB_HOST: ${postgres.host}", "DB_PASSWORD: ${postgres.password}", "env_file: [.env]")
                .contains("DATABASE_URL: postgresql+asyncpg://${postgres.user}:${postgres.password}@")
                .doesNotContain("secret");
    }

    @Test
    void aProcfileIsWhatRuns() throws IOException {
        file(
                "Procfile",
                "release: python manage.py migrate",
                "web: gunicorn shop.wsgi --bind :$PORT",
                "worker: celery -A shop worker");
        file("requirements.txt", "django");
        file("manage.py", "");

        init();

        assertThat(config().services().keySet()).containsExactlyInAnyOrder("web", "worker", "install");
        assertThat(service("web").migrations())
                .singleElement()
                .satisfies(set -> assertThat(set.engine()).isEqualTo("django"));
        assertThat(yaml()).contains("exec gunicorn shop.wsgi --bind :$PORT");
    }

    @Test
    void aProcfileIsConvertedByItself() throws IOException {
        file("Procfile", "web: ./server", "clock: ./clock");
        file("other/package.json", "{\"scripts\": {\"dev\": \"node a.js\"}}");

        from("Procfile");

        assertThat(config().services().keySet()).containsExactly("web", "clock");
    }

    @Test
    void aComposeFileIsConverted() throws IOException {
        file("docker-compose.yml", """
                services:
                  db:
                    image: postgres:16-alpine
                    environment: {POSTGRES_DB: shopdb, POSTGRES_USER: shop, POSTGRES_PASSWORD: hidden}
                  redis:
                    image: redis:7
                    ports: ["6380:6379"]
                    command: redis-server --appendonly yes
                    healthcheck: {test: [CMD, redis-cli, ping]}
                  setup:
                    build: ./api
                    command: [node, seed.js, "a b"]
                  api:
                    build: {context: ./api}
                    command: node server.js
                    ports: ["127.0.0.1:9000:8080"]
                    environment:
                      - DATABASE_URL=postgres://shop:hidden@db:5432/shopdb
                      - DB_HOST=db
                      - REDIS_URL=redis://redis:6379/0
                      - LOG_LEVEL=${LOG_LEVEL}
                      - LIMIT=10
                    depends_on:
                      db: {condition: service_healthy}
                      redis: {condition: service_healthy}
                      setup: {condition: service_completed_successfully}
                    healthcheck:
                      test: curl -f http://localhost:8080/healthz
                      interval: 5s
                      retries: 5
                    restart: on-failure:4
                    stop_grace_period: 20s
                    profiles: [default, all]
                  site:
                    build: ./site
                    depends_on: [api]
                """);
        file("api/package.json", "{}");
        file("site/Dockerfile", "FROM nginx", "COPY . .");

        SetupReport report = from("docker-compose.yml");

        assertThat(yaml()).isEqualTo("""
                # yaml-language-server: $schema=services.schema.json
                #
                # What `dev up` starts here, written by `dev init` from what it found. `dev plan` says what would happen, `dev up` does it.
                # Services are given DATABASE_URL and libpq's PG* variables, and PORT where they have a port.

                postgres:
                  # docker-compose.yml has the image postgres:16-alpine; provider: docker with version: "16-alpine" would run it
                  version: "16"
                  database: shopdb
                  user: shop

                services:
                  # FILL IN: its command in docker-compose.yml is not passed on: an image runs its own
                  redis:
                    database: false
                    image: redis:7
                    port: 6380
                    container_port: 6379

                  setup:
                    type: task
                    dir: api
                    command: node seed.js 'a b'
                    depends_on: {api_install: completed}

                  api:
                    dir: api
                    command: node server.js
                    port: 8080
                    env:
                      DB_HOST: ${postgres.host}
                      REDIS_URL: redis://127.0.0.1:${services.redis.port}/0
                      LOG_LEVEL: ${LOG_LEVEL:-}
                      LIMIT: "10"
                    depends_on: {api_install: completed, redis: ready, setup: completed}
                    ready: {http: /healthz, interval: 5s, failure_threshold: 5}
                    restart: {policy: on-failure, max_restarts: 4}
                    stop: {timeout: 20s}
                    profiles: [default, all]

                  # FILL IN: the command that starts it without Docker; docker-compose.yml only says how to build it
                  # site:
                  #   dir: site
                  #   depends_on: {api: started}
                  #   command: ...

                  api_install:
                    type: task
                    dir: api
                    database: false
                    command: npm install
                    inputs: [package.json]
                """);
        assertThat(report.open()).hasSize(2);
    }

    @Test
    void anImageOfPostgresThatIsNotTheOfficialOneRunsInDocker() throws IOException {
        file("compose.yaml", "services: {db: {image: 'pgvector/pgvector:pg17'}, app: {build: ., command: ./run}}");

        init();

        assertThat(yaml())
                .contains("  provider: docker\n  image: pgvector/pgvector:pg17\n  extensions: [vector]\n")
                .contains("command: ./run");
    }

    @Test
    void whatWasFoundInAFolderIsWhatComposeBuilds() throws IOException {
        file("docker-compose.yml", """
                services:
                  database: {image: "postgres:17"}
                  backend: {build: ./server, environment: {MODE: dev}, depends_on: [database]}
                """);
        file("server/pyproject.toml", "[project]", "dependencies = ['fastapi']", "[tool.uv]");
        file("server/main.py", "from fastapi import FastAPI", "app = FastAPI()");

        init();

        assertThat(config().services().keySet()).containsExactly("server");
        assertThat(yaml()).contains("MODE: dev", "uv run uvicorn main:app", "version: \"17\"");
    }

    @Test
    void servicesThatDoNotFitTogetherAreBroughtToAgree() throws IOException {
        file("docker-compose.yml", """
                services:
                  a: {image: one, ports: ["9000:80"], depends_on: {b: {condition: service_healthy}}}
                  b: {image: two, ports: ["9000:9000"], environment: {NEXT: "http://c:1/", OWN: "http://a:80/x"}}
                  c: {build: ., ports: ["3000-3005:3000-3005"]}
                  twice: {build: ., command: "echo $$HOME ${A:-b}", depends_on: [c, b, nobody]}
                """);
        file("x$y/migrations/1_a.sql", "select 1;");

        init();

        assertThat(yaml())
                .contains(
                        "port: 9000",
                        "port: auto",
                        "container_port: 9000",
                        "OWN: http://127.0.0.1:${services.a.port}/x")
                .contains("command: echo $HOME ${A:-b}");
        assertThat(service("twice").dependsOn()).containsOnlyKeys("b", "c.migrations");
    }

    @Test
    void neverTouchesAServicesYamlThatIsThere() throws IOException {
        file("services.yaml", "services: {}");

        DevctlException refused = catchThrowableOfType(DevctlException.class, this::init);

        assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
        assertThat(refused.hint()).isNotNull();
        assertThat(yaml()).isEqualTo("services: {}\n");
    }

    @Test
    void keepsGitFromSeeingTheEnvironment() throws IOException {
        file(".gitignore", "node_modules", "/.devctl");

        init();

        assertThat(root.resolve(".gitignore")).hasContent("node_modules\n/.devctl\nservices.override.yaml\n");
    }

    @Test
    void namesThatNobodyWouldChooseStillMakeAFileThatLoads() throws IOException {
        file("9 lives/package.json", "{\"scripts\": {\"dev\": \"node 'a b.js' # x: y\"}}");
        file("postgres/package.json", "{\"scripts\": {\"start\": \"node x\"}}");
        file("a/Postgres/package.json", "{\"scripts\": {\"start\": \"node x\"}}");
        file("b/true/package.json", "{\"scripts\": {\"start\": \"node x\"}}");
        file("c: d/migrations/1_a.sql", "select 1;");
        file("broken/package.json", "{");
        file("Makefile", "");

        init();

        assertThat(config().services()).hasSizeGreaterThan(4);
    }
}
