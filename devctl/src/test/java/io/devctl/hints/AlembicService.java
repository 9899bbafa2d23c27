package io.devctl.hints;

import io.devctl.cli.Cli;
import io.devctl.migrate.alembic.Pythons;
import io.devctl.postgres.Endpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** A service whose migrations a real Alembic applies, into the schema app, for tests that read hints. */
final class AlembicService {
    private static final String ENV = """
            import os
            import sqlalchemy as sa
            from alembic import context

            models = sa.MetaData()
            users = sa.Table('users', models, sa.Column('id', sa.Integer))
            schema = os.environ['ALEMBIC_SCHEMA']
            versions = None
            engine = sa.create_engine(os.environ['DATABASE_URL'], poolclass=sa.pool.NullPool)
            with engine.connect() as connection:
                connection.execute(sa.text('set search_path to "%s"' % schema))
                connection.dialect.default_schema_name = schema
                connection.commit()
                context.configure(connection=connection, target_metadata=models, version_table_schema=versions)
                with context.begin_transaction():
                    context.run_migrations()
            """;

    private static final String TEMPLATE = """
            from alembic import op
            import sqlalchemy as sa
            revision = ${repr(up_revision)}
            down_revision = ${repr(down_revision)}


            def upgrade():
                ${upgrades if upgrades else "pass"}


            def downgrade():
                ${downgrades if downgrades else "pass"}
            """;

    static final String ENV_FILE = "app/migrations/env.py";

    final Cli cli;
    private final Endpoint server;

    AlembicService(Path root, Endpoint server) {
        this.server = server;
        cli = new Cli(root);
        cli.write("services.yaml", """
            postgres: {provider: external, url: '%s'}
            services:
              app:
                dir: app
                migrations:
                  engine: alembic
                  schema: app
                  command: "%s"
            """.formatted(server.url(), String.join(" ", Pythons.NEWEST.command())));
        cli.write("app/alembic.ini", "[alembic]\nscript_location = %(here)s/migrations\n");
        cli.write("app/migrations/script.py.mako", TEMPLATE);
        cli.write(ENV_FILE, ENV);
        revision("aaaa1", "None", "op.create_table('users', sa.Column('id', sa.Integer))", "op.drop_table('users')");
    }

    /** The file of a revision. */
    static String file(String id) {
        return "app/migrations/versions/" + id + "_x.py";
    }

    /** Writes a revision; {@code down} is a Python expression. */
    void revision(String id, String down, String up, String undo) {
        cli.write(
                file(id),
                "from alembic import op\nimport sqlalchemy as sa\nimport time\nrevision = '" + id
                        + "'\ndown_revision = " + down + "\n\n\ndef upgrade():\n    " + up
                        + "\n\n\ndef downgrade():\n    " + undo + "\n");
    }

    void delete(String id) throws Exception {
        Files.delete(cli.root().resolve(file(id)));
    }

    void sql(String... statements) throws SQLException {
        HintsWithDatabase.sql(server, statements);
    }
}
