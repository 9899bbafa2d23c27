-- What: what happened to which document, for the record.
-- Undo: drop table ingestion_events; drop type event_kind; the record is lost.
-- Data: none; the events of documents that are there already come with 20260212091500.

create type event_kind as enum ('received', 'replaced', 'chunked', 'failed', 'deleted');

create table ingestion_events (
    id          bigint generated always as identity primary key,
    tenant      text not null,
    document_id bigint not null,
    kind        event_kind not null,
    detail      jsonb not null default '{}',
    happened_at timestamptz not null default now()
);

-- no foreign key: an event outlives its document
create index ingestion_events_by_document_idx on ingestion_events (document_id, happened_at);

comment on table ingestion_events is 'What happened to documents; only ever added to.';
