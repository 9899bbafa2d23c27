-- What: a run ends by itself when its last step has succeeded or any step has failed.
-- Undo: the down part drops trigger and function; open runs then stay open.
-- Data: none.

create function finish_run() returns trigger
    language plpgsql
    set search_path from current
as $$
begin
    if new.state = 'failed' then
        update runs set state = 'failed', finished_at = now()
        where id = new.run_id and finished_at is null;
    elsif not exists (select from run_steps where run_id = new.run_id and state <> 'succeeded') then
        update runs set state = 'succeeded', finished_at = now()
        where id = new.run_id and finished_at is null;
    end if;
    return null;
end;
$$;

create trigger run_steps_finish_run
    after update of state on run_steps
    for each row
    when (new.state in ('succeeded', 'failed'))
    execute function finish_run();

comment on function finish_run() is 'Row trigger on run_steps: closes the run with its last step.';

-- migrate:down
drop trigger run_steps_finish_run on run_steps;
drop function finish_run();
