-- What: a function that starts a run with a copy of the workflow's steps, so that a later edit of the workflow does not
--       change runs under way.
-- Undo: the down part drops the function.
-- Data: none.

create function start_run(workflow uuid, caller uuid) returns uuid
    language plpgsql
    set search_path from current
as $body$
declare
    new_run uuid;
begin
    insert into runs (workflow_id, state, started_by)
    select id, 'running', caller
    from workflows
    where id = workflow and archived_at is null
    returning id into new_run;

    if new_run is null then
        return null;
    end if;

    insert into run_steps (run_id, position, name)
    select new_run, position, name
    from workflow_steps
    where workflow_id = workflow;

    return new_run;
end;
$body$;

comment on function start_run(uuid, uuid) is 'Starts a run; null when there is no such workflow.';

-- migrate:down
drop function start_run(uuid, uuid);
