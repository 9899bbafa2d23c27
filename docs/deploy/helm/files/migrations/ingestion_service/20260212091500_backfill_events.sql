-- What: documents that came in before events were recorded get their 'received' event.
-- Undo: the down part deletes what it wrote.
-- Data: one row per document without an event. Run twice it changes nothing.

insert into ingestion_events (tenant, document_id, kind, detail, happened_at)
select d.tenant, d.id, 'received', '{"backfilled": true}', d.received_at
from documents d
where not exists (select from ingestion_events e where e.document_id = d.id);

-- migrate:down
delete from ingestion_events where detail @> '{"backfilled": true}';
