package io.devctl.hints;

import static io.devctl.hints.Hinted.bad;
import static io.devctl.hints.Hinted.good;
import static io.devctl.hints.Hinted.instead;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hints about migrations that a tool of the user's own applies: a shell script that keeps a ledger, with psql. */
@Timeout(120)
class ToolHintsIT extends HintsWithDatabase {
    /** Applies the files that its argument names, or all. */
    private static final String SCRIPT = """
            #!/bin/sh
            {
              echo "create table if not exists schema_migrations(name text primary key);"
              for file in migrations/${1:-*.sql}; do
                name=$(basename "$file")
                printf '%s\\n' "select count(*) = 0 as todo from schema_migrations where name = '$name' \\\\gset" '\\if :todo' 'begin;'
                cat "$file"
                printf '%s\\n' "insert into schema_migrations values ('$name');" 'commit;' '\\endif'
              done
            } | psql -qX -v ON_ERROR_STOP=1 "$DATABASE_URL"
            """;

    @BeforeEach
    void project() {
        cli.write("services.yaml", """
            postgres: {provider: external, url: '%s'}
            services:
              app:
                migrations:
                  engine: command
                  command: [./migrate.sh]
                  files: [migrations/*.sql]
                  ledger: {table: schema_migrations, name: name}
                  schema: app
              other: {migrations: {paths: [o], schema: other}}
            """.formatted(server.url()));
        cli.write("o/20250101000001_one.sql", "create table o (id int);\n-- migrate:down\ndrop table o;\n");
        cli.write("migrations/1_one.sql", "create table one (id int);\n");
        cli.write("migrations/2_two.sql", "create table two (id int);\n");
        script(SCRIPT);
    }

    private void script(String text) {
        assertThat(cli.write("migrate.sh", text).toFile().setExecutable(true)).isTrue();
    }

    @Test
    void whereItsFilesAre() throws Exception {
        cli.edit("services.yaml", "migrations/*.sql", "elsewhere/*.sql");
        Hint.of("say where they are under `files:`").follow(bad(migrate()), hint -> {
            cli.edit("services.yaml", "files: [elsewhere/*.sql]", "files: [migrations/*.sql]");
            good(migrate());
        });
    }

    @Test
    void whereTheDatabaseIs() throws Exception {
        script(SCRIPT.replace("$DATABASE_URL", "postgresql://postgres@127.0.0.1:1/shop"));
        Hint.of("its configuration has to take the database's address from DATABASE_URL or PGHOST and its like")
                .follow(bad(migrate()), hint -> {
                    script(SCRIPT);
                    good(migrate());
                });
    }

    @Test
    void whereItRecordsWhatItDid() throws Exception {
        Hint ledger = Hint.of(
                "have it migrate the schema in DEVCTL_SCHEMA, or say under `ledger:` where it records what it did");
        script(SCRIPT.replace("\"$DATABASE_URL\"", "-c 'set search_path = public' -f - \"$DATABASE_URL\""));
        ledger.follow(bad(migrate()), hint -> {
            script(SCRIPT.replace("psql -qX", "psql -qX -c \"set search_path = $DEVCTL_SCHEMA\" -f -"));
            good(migrate());
        });
        script(SCRIPT.replace("schema_migrations", "done").replace("table one", "table more"));
        sql("drop schema app cascade");
        ledger.follow(bad(migrate()), hint -> {
            cli.edit("services.yaml", "table: schema_migrations", "table: done");
            good(migrate());
        });
    }

    @Test
    void asFarAsIsAsked() throws Exception {
        Hint.of("leave them out, or {}").follow(bad(cli.dev("migrate", "--service", "app", "-n", "1")), hint -> {
            good(cli.line(hint.part(0).replace("COMMAND", "./migrate.sh 1_one.sql")));
            sql("select from app.one");
            bad(cli.dev("migrate", "--service", "app", "--to", "1_one"));
            good(cli.dev("migrate", "--service", "app"));
            sql("select from app.two");
        });
    }

    @Test
    void whatDevctlLeavesToIt() throws Exception {
        good(migrate());
        cli.write("undo.sql", "drop table two;\ndelete from schema_migrations where name = '2_two.sql';\n");
        Hint.of("{}, or --service for another service").follow(bad(cli.dev("migrate", "stamp")), hint -> {
            good(cli.line(hint.part(0).replace("COMMAND", "psql -v ON_ERROR_STOP=1 -qf undo.sql")));
            good(migrate());
            sql("select from app.two");
            good(cli.dev("migrate", "down", "--service", "other"));
        });
        // where the service is what the command is about there is no other one to name
        Hint.of("dev run --schema {} {} -- {}").follow(bad(cli.dev("migrate", "new", "app", "three")), hint -> {
            assertThat(hint.text()).doesNotContain("--service");
            good(cli.line(hint.text().replace("COMMAND", "touch migrations/3_three.sql")));
            good(migrate());
        });
    }

    @Test
    void schemasOfTenants() throws Exception {
        cli.edit("services.yaml", "schema: app", "schema: 'app_{tenant}'");
        cli.edit("services.yaml", "postgres: {", "tenants: [one, two]\npostgres: {");
        good(migrate());
        cli.write("look.sql", "do $$ begin assert current_schema = 'app_two'; end $$;\n");
        good(cli.dev("run", "--schema", "app_two", "app", "--", "psql", "-v", "ON_ERROR_STOP=1", "-qf", "look.sql"));
        good(cli.dev("run", "--schema", "other", "other", "--", "true"));
        Hint.of("its schemas are {}")
                .follow(
                        bad(cli.dev("run", "--schema", "app", "app", "--", "true")),
                        hint -> good(cli.dev(
                                "run", "--schema", hint.part(0).replace("{tenant}", "one"), "app", "--", "true")));
        cli.edit("services.yaml", "services:", "services:\n  web: {command: sleep 60}");
        Hint.of("leave --schema out")
                .follow(
                        bad(cli.dev("run", "--schema", "app", "web", "--", "true")),
                        instead(cli, "run", "web", "--", "true"));
    }
}
