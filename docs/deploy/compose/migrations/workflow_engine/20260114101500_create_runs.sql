-- What: runs of workflows, and the steps of each run.
-- Undo: the down part drops both tables and the type; the history of runs is lost.
-- Data: none.

create type run_state as enum ('queued', 'running', 'succeeded', 'failed');

create table runs (
    id          uuid primary key default gen_random_uuid(),
    workflow_id uuid not null references workflows (id),
    state       run_state not null default 'queued',
    started_by  uuid,
    started_at  timestamptz not null default now(),
    finished_at timestamptz,
    duration    interval generated always as (finished_at - started_at) stored,
    constraint runs_end_has_time check ((state in ('succeeded', 'failed')) = (finished_at is not null))
);

create table run_steps (
    run_id      uuid not null references runs (id) on delete cascade,
    position    integer not null,
    name        text not null,
    state       run_state not null default 'queued',
    finished_at timestamptz,
    primary key (run_id, position)
);

create index runs_by_workflow_idx on runs (workflow_id, started_at desc);

-- few runs are open at a time: whoever looks for work reads a small index
create index runs_open_idx on runs (started_at) where state in ('queued', 'running');

comment on column runs.duration is 'Computed; null while the run is open.';

-- migrate:down
drop table run_steps;
drop table runs;
drop type run_state;
