package com.acme.workflow;

import static com.acme.platform.Request.required;

import com.acme.platform.AuthClient;
import com.acme.platform.HttpApi;
import com.acme.platform.HttpError;
import com.acme.platform.Request;
import com.acme.platform.Response;
import com.acme.platform.Rows;
import com.acme.platform.Tenants;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Workflows and their steps. */
final class Workflows {
    private static final String WORKFLOWS =
            "select id, name, description, created_at from workflows where archived_at is null ";

    private final Tenants tenants;
    private final AuthClient auth;

    Workflows(Tenants tenants, AuthClient auth) {
        this.tenants = tenants;
        this.auth = auth;
    }

    void routes(HttpApi api) {
        api.get("/t/{tenant}/templates", this::templates)
                .get("/t/{tenant}/workflows", this::list)
                .post("/t/{tenant}/workflows", this::create)
                .get("/t/{tenant}/workflows/{id}", this::show);
    }

    private record Template(String slug, String title, int steps) {}

    private record Templates(List<Template> templates) {}

    private record Workflow(UUID id, String name, String description, Instant createdAt) {
        static Workflow of(ResultSet row) throws SQLException {
            return new Workflow(
                    row.getObject("id", UUID.class),
                    row.getString("name"),
                    row.getString("description"),
                    Rows.instant(row, "created_at"));
        }
    }

    private record Listing(List<Workflow> workflows) {}

    private record Step(String name, String kind) {}

    private record Details(Workflow workflow, List<Step> steps) {}

    /** Either steps or the template that they are taken from. */
    private record Draft(String name, String description, String template, List<Step> steps) {}

    private Response templates(Request request) throws SQLException {
        return Response.ok(tenants.in(
                request,
                connection -> new Templates(Rows.list(
                        connection,
                        row -> new Template(row.getString("slug"), row.getString("title"), row.getInt("step_count")),
                        "select slug, title, step_count from workflow_templates order by slug"))));
    }

    private Response list(Request request) throws SQLException {
        return Response.ok(tenants.in(
                request,
                connection -> new Listing(Rows.list(connection, Workflow::of, WORKFLOWS + "order by lower(name)"))));
    }

    private Response show(Request request) throws SQLException {
        return Response.ok(tenants.in(request, connection -> details(connection, request.id())));
    }

    private Response create(Request request) throws SQLException {
        AuthClient.Caller caller = auth.require(request);
        Draft draft = request.body(Draft.class);
        String name = required("name", draft.name());
        if ((draft.template() == null) == (draft.steps() == null)) {
            throw HttpError.badRequest("either 'template' or 'steps' is needed");
        }
        return Response.created(tenants.in(request, connection -> {
            UUID id = Rows.one(
                    connection,
                    row -> row.getObject("id", UUID.class),
                    "insert into workflows (name, description, created_by) values (?, coalesce(?, ''), ?) returning id",
                    name,
                    draft.description(),
                    caller.id());
            if (draft.template() != null) {
                copySteps(connection, id, draft.template());
            } else {
                insertSteps(connection, id, required("steps", draft.steps()));
            }
            return details(connection, id);
        }));
    }

    private static void copySteps(Connection connection, UUID workflow, String template) throws SQLException {
        int copied = Rows.update(connection, """
                insert into workflow_steps (workflow_id, position, name, kind, settings)
                select ?, step.position, step.value ->> 'name', (step.value ->> 'kind')::step_kind, step.value -> 'settings'
                from workflow_templates t
                cross join jsonb_array_elements(t.steps) with ordinality as step (value, position)
                where t.slug = ?
                """, workflow, template);
        if (copied == 0) {
            throw HttpError.notFound("the template '" + template + "'");
        }
    }

    private static void insertSteps(Connection connection, UUID workflow, List<Step> steps) throws SQLException {
        String sql = "insert into workflow_steps (workflow_id, position, name, kind) values (?, ?, ?, ?::step_kind)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int position = 1;
            for (Step step : steps) {
                statement.setObject(1, workflow);
                statement.setInt(2, position++);
                statement.setString(3, required("steps.name", step.name()));
                statement.setString(4, required("steps.kind", step.kind()));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static Details details(Connection connection, UUID id) throws SQLException {
        Workflow workflow = Rows.first(connection, Workflow::of, WORKFLOWS + "and id = ?", id)
                .orElseThrow(() -> HttpError.notFound("the workflow '" + id + "'"));
        List<Step> steps = Rows.list(
                connection,
                row -> new Step(row.getString("name"), row.getString("kind")),
                "select name, kind from workflow_steps where workflow_id = ? order by position",
                id);
        return new Details(workflow, steps);
    }
}
