-- What: how much each tenant has taken in.
-- Undo: the down part drops the view.
-- Data: none.

create view workspace_stats as
select
    w.tenant,
    w.document_limit,
    count(d.id) as documents,
    coalesce(sum(d.characters), 0) as characters,
    coalesce(sum(c.chunks), 0) as chunks,
    max(d.received_at) as last_received_at
from workspaces w
left join documents d on d.tenant = w.tenant
left join lateral (select count(*) as chunks from chunks where document_id = d.id) c on true
group by w.tenant;

comment on view workspace_stats is 'One row per workspace: documents, characters and chunks in it.';

-- migrate:down
drop view workspace_stats;
