-- What: templates that new workflows start from.
-- Undo: the down part drops the table.
-- Data: the templates themselves come with 20260225111500.

create table workflow_templates (
    slug        text primary key check (slug ~ '^[a-z][a-z0-9-]*$'),
    title       text not null,
    steps       jsonb not null check (jsonb_typeof(steps) = 'array'),
    step_count  integer generated always as (jsonb_array_length(steps)) stored
);

comment on table workflow_templates is 'Ready-made lists of steps; they ship with the product.';

-- migrate:down
drop table workflow_templates;
