-- What: runs with their workflow's name and how far each has come.
-- Undo: the down part drops the view.
-- Data: none.

create view run_overview as
select
    r.id,
    r.workflow_id,
    w.name as workflow,
    r.state,
    r.started_by,
    r.started_at,
    r.finished_at,
    extract(epoch from r.duration) as duration_seconds,
    count(s.position) filter (where s.state = 'succeeded') as steps_done,
    count(s.position) as steps_total
from runs r
join workflows w on w.id = r.workflow_id
left join run_steps s on s.run_id = r.id
group by r.id, w.id;

comment on view run_overview is 'One row per run; steps_done of steps_total says how far it has come.';

-- migrate:down
drop view run_overview;
