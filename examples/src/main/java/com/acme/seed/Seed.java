package com.acme.seed;

import com.acme.auth.Passwords;
import com.acme.ingestion.Intake;
import com.acme.platform.Database;
import com.acme.platform.Log;
import com.acme.platform.Rows;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Writes the demo rows for each tenant that has schemas. What is there already stays as it is, so it may run any number of
 * times; each tenant is one transaction per schema.
 */
public final class Seed {
    private static final String PASSWORD = "demo-password";
    private static final String AUTH = "auth_";

    private final Database database;
    private final DemoData data;

    private Seed(Database database, DemoData data) {
        this.database = database;
        this.data = data;
    }

    /** The argument is the file with the rows. */
    public static void main(String[] arguments) throws IOException, SQLException {
        DemoData data = DemoData.read(Path.of(arguments[0]));
        try (Database database = Database.fromEnvironment("seed")) {
            new Seed(database, data).run();
        }
    }

    private void run() throws SQLException {
        String hash = Passwords.hash(PASSWORD);
        for (String tenant : tenants()) {
            int users = database.transaction(AUTH + tenant, connection -> users(connection, hash));
            int workflows = database.transaction("workflow_" + tenant, this::workflows);
            int documents = database.transaction("ingestion", connection -> documents(connection, tenant));
            Log.info("%s: %d users, %d workflows and %d documents added", tenant, users, workflows, documents);
        }
        Log.info("log in as %s with the password %s", data.users().get(0).email(), PASSWORD);
    }

    private List<String> tenants() throws SQLException {
        return database.transaction(
                "pg_catalog",
                connection -> Rows.list(
                        connection,
                        row -> row.getString(1).substring(AUTH.length()),
                        "select nspname from pg_namespace where starts_with(nspname, ?) order by nspname",
                        AUTH));
    }

    private int users(Connection connection, String hash) throws SQLException {
        int added = 0;
        for (DemoData.User user : data.users()) {
            added += Rows.update(connection, """
                    with added as (
                        insert into users (email, display_name, password_hash, status)
                        values (?, ?, ?, 'active')
                        on conflict do nothing
                        returning id
                    )
                    insert into user_roles (user_id, role)
                    select id, ? from added
                    """, user.email(), user.displayName(), hash, user.role());
        }
        return added;
    }

    private int workflows(Connection connection) throws SQLException {
        int added = 0;
        for (DemoData.Workflow workflow : data.workflows()) {
            int steps = Rows.update(connection, """
                    with added as (
                        insert into workflows (name, description)
                        values (?, ?)
                        on conflict do nothing
                        returning id
                    )
                    insert into workflow_steps (workflow_id, position, name, kind, settings)
                    select added.id, step.position, step.value ->> 'name', (step.value ->> 'kind')::step_kind,
                           step.value -> 'settings'
                    from added
                    join workflow_templates t on t.slug = ?
                    cross join jsonb_array_elements(t.steps) with ordinality as step (value, position)
                    """, workflow.name(), workflow.description(), workflow.template());
            added += steps > 0 ? 1 : 0;
        }
        return added;
    }

    private int documents(Connection connection, String tenant) throws SQLException {
        Rows.update(connection, "insert into workspaces (tenant) values (?) on conflict do nothing", tenant);
        int added = 0;
        for (DemoData.Document document : data.documents()) {
            boolean known = Rows.first(
                            connection,
                            row -> true,
                            "select from documents where tenant = ? and uri = ?",
                            tenant,
                            document.uri())
                    .isPresent();
            if (!known) {
                Intake.store(connection, tenant, document.uri(), document.title(), document.content());
                added++;
            }
        }
        return added;
    }
}
