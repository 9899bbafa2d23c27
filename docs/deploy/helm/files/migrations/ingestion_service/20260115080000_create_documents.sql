-- What: documents, and the chunks that each is cut into.
-- Undo: the down part drops both tables and the type; everything taken in is lost.
-- Data: none.

create type document_state as enum ('received', 'chunked', 'failed');

create table documents (
    id          bigint generated always as identity primary key,
    tenant      text not null references workspaces (tenant) on delete cascade,
    uri         text not null check (uri <> ''),
    title       text not null check (title <> ''),
    content     text not null,
    content_md5 text not null generated always as (md5(content)) stored,
    characters  integer not null generated always as (length(content)) stored,
    state       document_state not null default 'received',
    received_at timestamptz not null default now(),
    constraint documents_uri_unique unique (tenant, uri)
);

-- what waits to be cut, oldest first
create index documents_waiting_idx on documents (received_at) where state = 'received';

create table chunks (
    document_id bigint not null references documents (id) on delete cascade,
    position    integer not null check (position > 0),
    content     text not null check (content <> ''),
    words       tsvector not null generated always as (to_tsvector('english', content)) stored,
    primary key (document_id, position)
);

create index chunks_words_idx on chunks using gin (words);

comment on column documents.uri is 'Where it came from; the same uri again replaces the document.';
comment on column chunks.words is 'For full-text search; computed.';

-- migrate:down
drop table chunks;
drop table documents;
drop type document_state;
