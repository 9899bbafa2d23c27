package io.devctl.hints;

import static io.devctl.hints.AlembicService.ENV_FILE;
import static io.devctl.hints.Hinted.bad;
import static io.devctl.hints.Hinted.good;
import static io.devctl.hints.Hinted.instead;
import static io.devctl.hints.Hinted.itself;
import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.cli.Cli;
import io.devctl.migrate.check.Rule;
import io.devctl.testing.Run;
import io.devctl.testing.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Hints about migrations that Alembic applies, with the real one. */
@Timeout(300)
class AlembicHintsIT {
    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    private static final Hint WAYS_OUT =
            Hint.of("dev migrate merge joins them, or put the newer one on top of the other by its `down_revision`;"
                    + " where several are meant, say `upgrade: heads`");
    private static final Hint ELSEWHERE =
            Hint.of("have env.py migrate the schema in {} and set version_table_schema to it, or say where the version"
                    + " table is: ledger: {schema: …}");
    private static final Hint THERE =
            Hint.of("it is there already: drop it if it was made by hand, or record the migration as applied: dev"
                    + " migrate stamp --to {}");

    @TempDir
    private Path folder;

    private AlembicService service;
    private Cli cli;

    @BeforeEach
    void project() {
        service = new AlembicService(folder, POSTGRES.freshEndpoint());
        cli = service.cli;
    }

    private Run migrate() {
        return cli.dev("migrate");
    }

    private Run plan(String... to) {
        return cli.dev(
                to.length == 0
                        ? new String[] {"migrate", "--dry-run"}
                        : new String[] {"migrate", "--dry-run", "--to", to[0]});
    }

    @Test
    void severalHeads() throws Exception {
        service.revision("aaaa2", "'aaaa1'", "op.execute('select 1')", "pass");
        service.revision("bbbb", "'aaaa1'", "op.execute('select 1')", "pass");
        WAYS_OUT.follow(bad(migrate()), hint -> {
            cli.edit(AlembicService.file("bbbb"), "down_revision = 'aaaa1'", "down_revision = 'aaaa2'");
            good(plan());
            cli.edit(AlembicService.file("bbbb"), "down_revision = 'aaaa2'", "down_revision = 'aaaa1'");
        });
        Hint.of("name the one that it follows with --head, or dev migrate merge first")
                .follow(bad(cli.dev("migrate", "new", "app", "more")), hint -> {
                    Run more = good(cli.dev("migrate", "new", "app", "more", "--head", "bbbb"));
                    Files.delete(cli.root().resolve(more.out().strip()));
                });
        WAYS_OUT.follow(bad(migrate()), hint -> {
            cli.edit("services.yaml", "schema: app", "schema: app\n      upgrade: heads");
            good(plan());
        });
        WAYS_OUT.follow(bad(plan("head")), hint -> good(plan()));
        Hint.of("name one: {}").follow(bad(plan("aaaa")), hint -> {
            for (String name : hint.part(0).split(", ")) {
                good(plan(name));
            }
        });
        service.revision("cccc", "'aaaa1'", "op.execute('select 1')", "pass");
        Hint.of("name where it ends with --to")
                .follow(bad(cli.dev("migrate", "--sql", "-n", "3")), instead(cli, "migrate", "--sql", "--to", "cccc"));
        service.delete("cccc");
        good(migrate());
        service.revision("cccc", "'bbbb'", "op.execute('select 1')", "pass");
        Hint.of("dev migrate").follow(bad(cli.dev("migrate", "--sql")), itself(cli));
        cli.edit("services.yaml", "\n      upgrade: heads", "");
        service.revision("dddd", "'cccc'", "op.execute('select 1')", "pass");
        WAYS_OUT.follow(bad(migrate()), hint -> {
            good(cli.dev("migrate", "merge"));
            good(migrate());
        });
    }

    @Test
    void names() throws Exception {
        service.revision("aaaa2", "'aaaa1'", "op.execute('select 1')", "op.execute('select 1')");
        Hint.of("dev migrate -n 1").follow(bad(plan("+1")), itself(cli));
        assertThat(cli.dev("migrate", "history").out()).contains("aaaa1").doesNotContain("aaaa2");
        good(migrate());
        Hint.of("dev migrate down -n 1").follow(bad(cli.dev("migrate", "--to=-1")), itself(cli));
        Hint versions = Hint.of("dev migrate status names what is pending, dev migrate history what is applied");
        versions.follow(bad(plan("zzzz")), hint -> {
            assertThat(good(cli.line("dev migrate status")).out()).contains("aaaa2");
            good(plan("aaaa2"));
        });
        versions.follow(bad(cli.dev("migrate", "down", "--to", "zzzz")), hint -> {
            assertThat(good(cli.line("dev migrate history")).out()).contains("aaaa1");
            good(cli.dev("migrate", "down", "--to", "aaaa1"));
        });
    }

    @Test
    void whatTheDatabaseHolds() throws Exception {
        service.revision("aaaa2", "'aaaa1'", "op.create_table('more', sa.Column('id', sa.Integer))", "pass");
        service.sql("create schema app", "create table app.users (id int)");
        THERE.follow(bad(migrate()), hint -> {
            assertThat(hint.part(0)).isEqualTo("aaaa1");
            good(cli.line("dev migrate stamp --to " + hint.part(0) + " --yes"));
            service.sql("create table app.more (id int)");
            THERE.follow(bad(migrate()), again -> {
                service.sql("drop table app.more");
                good(migrate());
            });
        });
        service.sql("insert into app.alembic_version values ('aaaa1')");
        Hint.of("delete from {} where version_num = '{}'").follow(bad(migrate()), hint -> {
            service.sql("set search_path = app", hint.text());
            good(migrate());
        });
        service.sql("update app.alembic_version set version_num = 'gone'");
        Hint.of("dev migrate stamp --to REVISION says where a database is whose revision is lost")
                .follow(bad(cli.dev("migrate", "repair")), hint -> {
                    bad(migrate());
                    good(cli.dev("migrate", "stamp", "--to", "aaaa2", "--yes"));
                    good(migrate());
                });
    }

    @Test
    void whereEnvPyMigrates() throws Exception {
        String env = Files.readString(cli.root().resolve(ENV_FILE));
        cli.edit(ENV_FILE, "os.environ['DATABASE_URL']", "'postgresql://postgres@127.0.0.1:1/shop'");
        Hint.of("env.py has to take the database's address from DATABASE_URL").follow(bad(migrate()), hint -> {
            cli.write(ENV_FILE, env.replace("schema = os.environ['ALEMBIC_SCHEMA']", "schema = 'public'"));
            ELSEWHERE.follow(bad(migrate()), again -> {
                assertThat(again.part(0)).isEqualTo("ALEMBIC_SCHEMA");
                cli.write(
                        ENV_FILE,
                        env.replace("os.environ['ALEMBIC_SCHEMA']", "os.environ['" + again.part(0) + "']")
                                .replace("versions = None", "versions = schema"));
                good(migrate());
            });
        });
        cli.edit("services.yaml", "schema: app", "schema: other");
        service.sql("create schema meta");
        // of another length: Python takes a file of the same second and length for the one that it has compiled
        cli.edit(ENV_FILE, "versions = schema", "versions = 'meta' or schema");
        ELSEWHERE.follow(bad(migrate()), hint -> {
            cli.edit("services.yaml", "schema: other", "schema: other\n      ledger: {schema: meta}");
            good(migrate());
        });
    }

    @Test
    void howAlembicIsStarted() throws Exception {
        String yaml = Files.readString(cli.root().resolve("services.yaml"));
        cli.write("services.yaml", yaml.replaceFirst("command: .*", "command: no-such-alembic"));
        Hint command = Hint.of("say how it is started under `command:`");
        command.follow(bad(migrate()), hint -> {
            cli.write("services.yaml", yaml);
            good(migrate());
        });
        cli.write("services.yaml", yaml.replaceFirst("command: .*", "command: no-such-alembic"));
        command.follow(bad(cli.dev("migrate", "new", "app", "more")), hint -> {
            cli.write("services.yaml", yaml);
            good(cli.dev("migrate", "new", "app", "more"));
        });
    }

    @Test
    void models() throws Exception {
        good(migrate());
        Hint.of("delete it, or have env.py import the models that changed")
                .follow(good(cli.dev("migrate", "new", "app", "none", "--autogenerate")), hint -> {
                    try (var files = Files.list(cli.root().resolve("app/migrations/versions"))) {
                        for (Path file : files.toList()) {
                            if (file.toString().endsWith("none.py")) {
                                Files.delete(file);
                            }
                        }
                    }
                    cli.edit(ENV_FILE, "sa.Integer)", "sa.Integer), sa.Column('name', sa.Text)");
                    Run written = good(cli.dev("migrate", "new", "app", "name", "--autogenerate"));
                    assertThat(written.err()).doesNotContain("is empty");
                    assertThat(cli.root().resolve(written.out().strip()))
                            .content()
                            .contains("op.add_column");
                    good(migrate());
                });
    }

    @Test
    void modelsOfPullRequests() throws Exception {
        Hint.of("dev migrate --service {}").follow(check(), itself(cli));
        assertThat(check().out()).doesNotContain("models");
        cli.edit(ENV_FILE, "sa.Integer)", "sa.Integer), sa.Column('name', sa.Text)");
        Hint changed = Hint.of("dev migrate new {} \"…\" --autogenerate");
        changed.follow(bad(check()), hint -> {
            good(cli.dev("migrate", "new", hint.part(0), "name", "--autogenerate"));
            good(migrate());
            assertThat(good(check()).out()).doesNotContain("models");
        });
        cli.edit(ENV_FILE, "sa.Text)", "sa.Text), sa.Column('mail', sa.Text)");
        Hint.of("dev migrate new SERVICE \"…\" --autogenerate")
                .follow(String.valueOf(Rule.MODELS_CHANGED.instead()), hint -> {
                    good(cli.dev("migrate", "new", "app", "mail", "--autogenerate"));
                    good(migrate());
                    assertThat(good(check()).out()).doesNotContain("models");
                });
        cli.edit(ENV_FILE, "target_metadata=models", "target_metadata=None");
        Hint.of("set target_metadata in env.py").follow(check(), hint -> {
            cli.edit(ENV_FILE, "target_metadata=None", "target_metadata=models");
            assertThat(good(check()).out()).doesNotContain("models");
        });
        cli.edit(ENV_FILE, "versions = None", "raise SystemExit('not today')");
        Hint.of("dev run --schema {} {} -- {}").follow(check(), hint -> {
            // its output belongs to the terminal, which a test has none of
            String line = hint.text().replace(hint.part(2), "sh -c '" + hint.part(2) + " >said 2>&1'");
            bad(cli.line(line));
            assertThat(cli.root().resolve("app/said")).content().contains("not today");
            cli.edit(ENV_FILE, "raise SystemExit('not today')", "versions = None");
            good(cli.line(line));
            assertThat(good(check()).out()).doesNotContain("models");
        });
    }

    @Test
    void modelsNeedATenantToBeComparedWith() throws Exception {
        cli.edit("services.yaml", "schema: app", "schema: 'app_{tenant}'");
        cli.edit("services.yaml", "postgres: {", "tenants: []\npostgres: {");
        Hint tenant = Hint.of("make a tenant first: dev tenants add NAME, or the row that `tenants:` reads");
        String[] more = {"migrate", "new", "app", "more", "--autogenerate", "--yes"};
        tenant.follow(bad(cli.dev(more)), hint -> {
            good(cli.dev("tenants", "add", "one"));
            good(cli.dev(more));
        });
        service.sql("create table names (name text)");
        cli.edit("services.yaml", "tenants: [one]", "tenants: {query: select name from public.names}");
        tenant.follow(bad(cli.dev(more)), hint -> {
            service.sql("insert into names values ('two')");
            good(cli.dev(more));
        });
    }

    private Run check() {
        return cli.dev("migrate", "check", "--against-database");
    }
}
