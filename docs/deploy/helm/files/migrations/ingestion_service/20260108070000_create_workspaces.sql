-- What: one workspace per tenant. This service keeps all tenants in one schema and tells them apart by a column.
-- Undo: the down part drops the table.
-- Data: none; a workspace is opened through the service.

create table workspaces (
    tenant         text primary key check (tenant ~ '^[a-z][a-z0-9_]*$' and length(tenant) <= 48),
    document_limit integer not null default 1000 check (document_limit >= 0),
    opened_at      timestamptz not null default now()
);

comment on table workspaces is 'Tenants whose documents are taken in.';
comment on column workspaces.document_limit is 'Documents beyond this number are refused.';

-- migrate:down
drop table workspaces;
