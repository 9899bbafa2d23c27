package com.acme.workflow;

import static com.acme.platform.Request.required;

import com.acme.platform.AuthClient;
import com.acme.platform.HttpApi;
import com.acme.platform.HttpError;
import com.acme.platform.Request;
import com.acme.platform.Response;
import com.acme.platform.Rows;
import com.acme.platform.Tenants;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Runs of workflows: start one, report a step, see how far it is. */
final class Runs {
    private static final String OVERVIEW = """
            select id, workflow, state, started_at, finished_at, duration_seconds, steps_done, steps_total
            from run_overview
            """;

    private final Tenants tenants;
    private final AuthClient auth;

    Runs(Tenants tenants, AuthClient auth) {
        this.tenants = tenants;
        this.auth = auth;
    }

    void routes(HttpApi api) {
        api.post("/t/{tenant}/workflows/{id}/runs", this::start)
                .get("/t/{tenant}/runs", this::list)
                .get("/t/{tenant}/runs/{id}", this::show)
                .put("/t/{tenant}/runs/{id}/steps/{position}", this::report);
    }

    private record Run(
            UUID id,
            String workflow,
            String state,
            Instant startedAt,
            Instant finishedAt,
            BigDecimal durationSeconds,
            int stepsDone,
            int stepsTotal) {
        static Run of(ResultSet row) throws SQLException {
            return new Run(
                    row.getObject("id", UUID.class),
                    row.getString("workflow"),
                    row.getString("state"),
                    Rows.instant(row, "started_at"),
                    Rows.instant(row, "finished_at"),
                    row.getBigDecimal("duration_seconds"),
                    row.getInt("steps_done"),
                    row.getInt("steps_total"));
        }
    }

    private record Listing(List<Run> runs) {}

    private record Step(int position, String name, String state) {}

    private record Details(Run run, List<Step> steps) {}

    private record Report(String state) {}

    private Response start(Request request) throws SQLException {
        AuthClient.Caller caller = auth.require(request);
        UUID workflow = request.id();
        return Response.created(tenants.in(request, connection -> {
            UUID run = Rows.one(
                    connection, row -> row.getObject(1, UUID.class), "select start_run(?, ?)", workflow, caller.id());
            if (run == null) {
                throw HttpError.notFound("the workflow '" + workflow + "'");
            }
            return details(connection, run);
        }));
    }

    private Response list(Request request) throws SQLException {
        return Response.ok(tenants.in(
                request,
                connection ->
                        new Listing(Rows.list(connection, Run::of, OVERVIEW + "order by started_at desc limit 100"))));
    }

    private Response show(Request request) throws SQLException {
        return Response.ok(tenants.in(request, connection -> details(connection, request.id())));
    }

    private Response report(Request request) throws SQLException {
        auth.require(request);
        String state = required("state", request.body(Report.class).state());
        if (!state.equals("succeeded") && !state.equals("failed")) {
            throw HttpError.badRequest("'state' is either succeeded or failed");
        }
        return Response.ok(tenants.in(request, connection -> {
            // a step is reported once; a trigger closes the run with its last step
            int changed = Rows.update(connection, """
                    update run_steps set state = ?::run_state, finished_at = now()
                    where run_id = ? and position = ?::integer and state in ('queued', 'running')
                    """, state, request.id(), request.path("position"));
            if (changed == 0) {
                throw new HttpError(409, "the step does not exist or is finished");
            }
            return details(connection, request.id());
        }));
    }

    private static Details details(Connection connection, UUID id) throws SQLException {
        Run run = Rows.first(connection, Run::of, OVERVIEW + "where id = ?", id)
                .orElseThrow(() -> HttpError.notFound("the run '" + id + "'"));
        List<Step> steps = Rows.list(
                connection,
                row -> new Step(row.getInt("position"), row.getString("name"), row.getString("state")),
                "select position, name, state from run_steps where run_id = ? order by position",
                id);
        return new Details(run, steps);
    }
}
