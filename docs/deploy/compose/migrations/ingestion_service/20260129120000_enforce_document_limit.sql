-- What: a document beyond the workspace's limit is refused, whoever inserts it.
-- Undo: the down part drops trigger and function.
-- Data: none; documents that are there already stay.

create function enforce_document_limit() returns trigger
    language plpgsql
    set search_path from current
as $limit$
declare
    allowed integer;
begin
    -- locks the workspace's row: two intakes at once cannot both take the last place
    select document_limit into allowed from workspaces where tenant = new.tenant for update;

    if (select count(*) from documents where tenant = new.tenant) >= allowed then
        raise exception 'workspace "%" is full: % documents', new.tenant, allowed
            using errcode = 'check_violation', hint = 'Raise workspaces.document_limit.';
    end if;
    return new;
end;
$limit$;

create trigger documents_enforce_limit
    before insert on documents
    for each row execute function enforce_document_limit();

comment on function enforce_document_limit() is 'Row trigger on documents: refuses what is over the limit.';

-- migrate:down
drop trigger documents_enforce_limit on documents;
drop function enforce_document_limit();
