-- What: full-text search over a tenant's chunks, best first, with the words that were found marked.
-- Undo: the down part drops the function.
-- Data: none.

create function search_chunks(workspace text, query text, at_most integer)
    returns table (uri text, title text, chunk integer, excerpt text, rank real)
    language sql stable
    set search_path from current
as $$
    select
        d.uri,
        d.title,
        c.position,
        ts_headline('english', c.content, q, 'StartSel=**, StopSel=**, MaxWords=20, MinWords=8'),
        ts_rank(c.words, q)
    from websearch_to_tsquery('english', query) as q
    join chunks c on c.words @@ q
    join documents d on d.id = c.document_id
    where d.tenant = workspace
    order by ts_rank(c.words, q) desc, d.uri, c.position
    limit at_most;
$$;

comment on function search_chunks(text, text, integer) is
    'Chunks of a workspace that match a web-style query ("two words", -without), best first.';

-- migrate:down
drop function search_chunks(text, text, integer);
