-- What: users.updated_at keeps itself right, whoever changes the row.
-- Undo: the down part drops trigger and function; the column stays as it is.
-- Data: none.

create function touch_updated_at() returns trigger
    language plpgsql
as $$
begin
    new.updated_at := now();
    return new;
end;
$$;

create trigger users_touch_updated_at
    before update on users
    for each row execute function touch_updated_at();

comment on function touch_updated_at() is 'Row trigger: sets updated_at on every update; whatever the statement says.';

-- migrate:down
drop trigger users_touch_updated_at on users;
drop function touch_updated_at();
