-- What: workflows, and the steps each is made of.
-- Undo: the down part drops both tables and the type; every workflow is lost.
-- Data: none.

create type step_kind as enum ('http', 'script', 'approval');

create table workflows (
    id          uuid primary key default gen_random_uuid(),
    name        text not null check (name <> ''),
    description text not null default '',
    -- a user of auth_api: another service's schema, so there is no foreign key
    created_by  uuid,
    created_at  timestamptz not null default now(),
    archived_at timestamptz
);

-- an archived workflow gives its name free
create unique index workflows_name_idx on workflows (lower(name)) where archived_at is null;

create table workflow_steps (
    workflow_id uuid not null references workflows (id) on delete cascade,
    position    integer not null check (position > 0),
    name        text not null check (name <> ''),
    kind        step_kind not null,
    settings    jsonb not null default '{}' check (jsonb_typeof(settings) = 'object'),
    primary key (workflow_id, position)
);

comment on table workflows is 'What can be run.';
comment on column workflows.created_by is 'users.id in auth_api; null for what the seed wrote.';
comment on table workflow_steps is 'The steps of a workflow, in order of position.';

-- migrate:down
drop table workflow_steps;
drop table workflows;
drop type step_kind;
