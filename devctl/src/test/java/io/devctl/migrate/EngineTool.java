package io.devctl.migrate;

import io.devctl.testing.Needs;
import io.devctl.testing.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The real tools: a project of each with two migrations, and what is done to it beside devctl. `.ci/engines` installs them. */
enum EngineTool {
    DJANGO("django", "python") {
        @Override
        Path program() {
            return installed("django/bin/python");
        }

        @Override
        void write(Path root) throws IOException {
            django(root, "INSTALLED_APPS = ['shop']\n", "django.db.backends.postgresql");
            migrate(root, 1, "one");
            migrate(root, 2, "two");
        }

        @Override
        String migrate(Path root, int number, String table) throws IOException {
            return djangoMigration(root, number, table);
        }

        @Override
        List<String> undo(String schema, int number, String table) {
            return djangoUndo(schema, number, table);
        }
    },
    DJANGO_TENANTS("django-tenants", "python") {
        @Override
        Path program() {
            return installed("django/bin/python");
        }

        @Override
        void write(Path root) throws IOException {
            django(root, """
                    SHARED_APPS = ['django_tenants', 'django.contrib.contenttypes', 'customers']
                    TENANT_APPS = ['django.contrib.contenttypes', 'shop']
                    INSTALLED_APPS = SHARED_APPS + ['shop']
                    TENANT_MODEL = 'customers.Client'
                    TENANT_DOMAIN_MODEL = 'customers.Domain'
                    DATABASE_ROUTERS = ['django_tenants.routers.TenantSyncRouter']
                    """, "django_tenants.postgresql_backend");
            file(root, "customers/__init__.py", "");
            file(root, "customers/migrations/__init__.py", "");
            file(root, "customers/models.py", """
                    from django.db import models
                    from django_tenants.models import DomainMixin, TenantMixin
                    class Client(TenantMixin):
                        name = models.CharField(max_length=100)
                    class Domain(DomainMixin):
                        pass
                    """);
            file(root, "customers/migrations/0001_initial.py", """
                    from django.db import migrations
                    class Migration(migrations.Migration):
                        dependencies = []
                        operations = [migrations.RunSQL('create table customers_client (id serial, schema_name text)')]
                    """);
            migrate(root, 1, "one");
            migrate(root, 2, "two");
        }

        @Override
        String migrate(Path root, int number, String table) throws IOException {
            return djangoMigration(root, number, table);
        }

        @Override
        List<String> undo(String schema, int number, String table) {
            return djangoUndo(schema, number, table);
        }
    },
    FLYWAY("flyway", "flyway") {
        @Override
        Path program() {
            return installed("flyway/flyway");
        }

        @Override
        void write(Path root) throws IOException {
            file(root, "flyway.conf", "flyway.locations=filesystem:sql\n");
            migrate(root, 1, "one");
            migrate(root, 2, "two");
        }

        @Override
        String migrate(Path root, int number, String table) throws IOException {
            return file(root, "sql/V" + number + "__" + table + ".sql", create(table));
        }

        @Override
        List<String> undo(String schema, int number, String table) {
            return List.of(
                    "drop table " + schema + "." + table,
                    "delete from " + schema + ".flyway_schema_history where version = '" + number + "'");
        }
    },
    LIQUIBASE("liquibase", "liquibase") {
        @Override
        Path program() {
            return installed("liquibase/liquibase");
        }

        @Override
        void write(Path root) throws IOException {
            file(root, "liquibase.properties", "changelog-file=changelog.xml\n");
            file(root, "changelog.xml", """
                    <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
                        xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                        xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog
                            http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd">
                      <includeAll path="changesets/"/>
                    </databaseChangeLog>
                    """);
            migrate(root, 1, "one");
            migrate(root, 2, "two");
        }

        @Override
        String migrate(Path root, int number, String table) throws IOException {
            return file(
                    root,
                    "changesets/00" + number + "_" + table + ".sql",
                    "--liquibase formatted sql\n--changeset us:" + number + "\n" + create(table));
        }

        @Override
        List<String> undo(String schema, int number, String table) {
            return List.of(
                    "drop table " + schema + "." + table,
                    "delete from " + schema + ".databasechangelog where id = '" + number + "'");
        }
    },
    DRIZZLE("drizzle", "npx") {
        @Override
        Path program() {
            return npx();
        }

        @Override
        String ledger(String usual) {
            return usual.substring(usual.indexOf('.') + 1);
        }

        @Override
        void write(Path root) throws IOException {
            node(root);
            file(root, "drizzle.config.js", """
                    module.exports = {
                      dialect: 'postgresql',
                      out: './drizzle',
                      dbCredentials: {url: process.env.DATABASE_URL},
                      migrations: {schema: process.env.DEVCTL_SCHEMA},
                    };
                    """);
            migrate(root, 1, "one");
            migrate(root, 2, "two");
        }

        @Override
        String migrate(Path root, int number, String table) throws IOException {
            String tag = "000" + number + "_" + table;
            Path journal = root.resolve("drizzle/meta/_journal.json");
            String entries = number == 1 ? "" : Files.readString(journal).replaceFirst("(?s).*\\[(.*)\\].*", "$1,");
            file(
                    root,
                    "drizzle/meta/_journal.json",
                    "{\"version\": \"7\", \"dialect\": \"postgresql\", \"entries\": [" + entries + "{\"idx\": " + number
                            + ", \"version\": \"7\", \"when\": " + (1_735_689_600_000L + number) + ", \"tag\": \"" + tag
                            + "\", \"breakpoints\": true}]}\n");
            return file(root, "drizzle/" + tag + ".sql", create(table));
        }

        @Override
        void remove(Path root, String path) throws IOException {
            super.remove(root, path);
            Path journal = root.resolve("drizzle/meta/_journal.json");
            Files.writeString(journal, Files.readString(journal).replaceFirst(",\\{[^{]*\\]", "]"));
        }

        @Override
        List<String> undo(String schema, int number, String table) {
            return List.of(
                    "drop table " + schema + "." + table,
                    "delete from " + schema + ".__drizzle_migrations where created_at = "
                            + (1_735_689_600_000L + number));
        }
    },
    KNEX("knex", "npx") {
        @Override
        Path program() {
            return npx();
        }

        @Override
        void write(Path root) throws IOException {
            node(root);
            file(root, "knexfile.js", "module.exports = {client: 'pg', connection: process.env.DATABASE_URL};\n");
            migrate(root, 1, "one");
            migrate(root, 2, "two");
        }

        @Override
        String migrate(Path root, int number, String table) throws IOException {
            return file(
                    root,
                    "migrations/00" + number + "_" + table + ".js",
                    "exports.up = knex => knex.raw('" + create(table).strip() + "');\nexports.down = () => {};\n");
        }

        @Override
        List<String> undo(String schema, int number, String table) {
            return List.of(
                    "drop table " + schema + "." + table,
                    "delete from " + schema + ".knex_migrations where name = '00" + number + "_" + table + ".js'");
        }
    },
    NODE_PG_MIGRATE("node-pg-migrate", "npx") {
        @Override
        Path program() {
            return npx();
        }

        @Override
        void write(Path root) throws IOException {
            node(root);
            migrate(root, 1, "one");
            migrate(root, 2, "two");
        }

        @Override
        String migrate(Path root, int number, String table) throws IOException {
            return file(
                    root,
                    "migrations/100000000000" + number + "_" + table + ".js",
                    "exports.up = pgm => pgm.sql('" + create(table).strip() + "');\nexports.down = false;\n");
        }

        @Override
        List<String> undo(String schema, int number, String table) {
            return List.of(
                    "drop table " + schema + "." + table,
                    "delete from " + schema + ".pgmigrations where name = '100000000000" + number + "_" + table + "'");
        }
    },
    DBMATE("dbmate", "dbmate") {
        @Override
        Path program() {
            return Peers.program("dbmate");
        }

        @Override
        void write(Path root) throws IOException {
            migrate(root, 1, "one");
            migrate(root, 2, "two");
        }

        @Override
        String migrate(Path root, int number, String table) throws IOException {
            return file(
                    root,
                    "db/migrations/2025010100000" + number + "_" + table + ".sql",
                    "-- migrate:up\n" + create(table) + "-- migrate:down\n");
        }

        @Override
        List<String> undo(String schema, int number, String table) {
            return List.of(
                    "drop table " + schema + "." + table,
                    "delete from " + schema + ".schema_migrations where version = '2025010100000" + number + "'");
        }
    };

    /** What `engine:` calls it. */
    final String preset;
    /** By which the preset's command finds it on the PATH. */
    final String command;

    EngineTool(String preset, String command) {
        this.preset = preset;
        this.command = command;
    }

    /** The tool's program. */
    abstract Path program();

    /**
     * The ledger in a target's schema, for two tenants side by side.
     *
     * @param usual the preset's
     */
    String ledger(String usual) {
        return usual;
    }

    /** Writes a project with two migrations, which make the tables one and two. */
    abstract void write(Path root) throws IOException;

    /** Adds a migration and gives its path; a table named `broken` is one that cannot be made. */
    abstract String migrate(Path root, int number, String table) throws IOException;

    /** Takes the last migration out again. */
    void remove(Path root, String path) throws IOException {
        Files.delete(root.resolve(path));
    }

    /** The statements with which somebody undoes a migration beside devctl. */
    abstract List<String> undo(String schema, int number, String table);

    private static String create(String table) {
        return table.equals("broken")
                ? "create table broken (id no_such_type);\n"
                : "create table " + table + " (id int);\n";
    }

    static String file(Path root, String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return name;
    }

    private static void django(Path root, String applications, String engine) throws IOException {
        file(root, "manage.py", """
                import os, sys
                os.environ['DJANGO_SETTINGS_MODULE'] = 'settings'
                from django.core.management import execute_from_command_line
                execute_from_command_line(sys.argv)
                """);
        file(
                root,
                "settings.py",
                "import os\nSECRET_KEY = 'x'\nUSE_TZ = True\nDEFAULT_AUTO_FIELD = 'django.db.models.BigAutoField'\n"
                        + applications + "DATABASES = {'default': {'ENGINE': '" + engine
                        + "', 'NAME': os.environ['PGDATABASE'], 'HOST': os.environ['PGHOST'],"
                        + " 'PORT': os.environ['PGPORT'], 'USER': os.environ['PGUSER'],"
                        + " 'PASSWORD': os.environ['PGPASSWORD']}}\n");
        file(root, "shop/__init__.py", "");
        file(root, "shop/migrations/__init__.py", "");
    }

    private static String djangoMigration(Path root, int number, String table) throws IOException {
        String before = number == 1 ? "" : "('shop', '000" + (number - 1) + "_x')";
        return file(
                root,
                "shop/migrations/000" + number + "_x.py",
                "from django.db import migrations\nclass Migration(migrations.Migration):\n    dependencies = ["
                        + before + "]\n    operations = [migrations.RunSQL('"
                        + create(table).strip() + "')]\n");
    }

    private static List<String> djangoUndo(String schema, int number, String table) {
        return List.of(
                "drop table " + schema + "." + table,
                "delete from " + schema + ".django_migrations where app = 'shop' and name = '000" + number + "_x'");
    }

    private static void node(Path root) throws IOException {
        file(
                root,
                "package.json",
                "{\"dependencies\": {\"pg\": \"*\", \"node-pg-migrate\": \"*\", \"knex\": \"*\", \"drizzle-kit\": \"*\"}}\n");
        Files.createSymbolicLink(root.resolve("node_modules"), installed("node/node_modules"));
    }

    private static Path npx() {
        Path npx = Path.of("/usr/bin/npx");
        Needs.that(Files.isExecutable(npx), "npx is not installed", ".ci/engines");
        return npx;
    }

    private static Path installed(String path) {
        String cache = Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .orElseGet(() -> System.getProperty("user.home") + "/.cache");
        Path file = Path.of(cache, "devctl-test/engines", path);
        Needs.that(Files.exists(file), path + " is not installed", ".ci/engines");
        return file;
    }
}
