-- What: every attempt to log in, and a function that counts the failed ones since the last success.
-- Undo: drop function recent_login_failures; drop table login_attempts; the record of attempts is lost.
-- Data: none.

create table login_attempts (
    id           bigint generated always as identity primary key,
    email_key    text not null,
    succeeded    boolean not null,
    attempted_at timestamptz not null default now()
);

create index login_attempts_failed_idx on login_attempts (email_key, attempted_at desc) where not succeeded;

-- "set search_path from current" ties the function to this tenant's schema: it reads this tenant's table whatever the
-- caller's search_path is.
create function recent_login_failures(address text, within interval) returns integer
    language plpgsql stable
    set search_path from current
as $function$
declare
    last_success timestamptz;
begin
    select max(attempted_at) into last_success
    from login_attempts
    where email_key = lower(address) and succeeded;

    return (
        select count(*)
        from login_attempts
        where email_key = lower(address)
          and not succeeded
          and attempted_at > greatest(now() - within, coalesce(last_success, '-infinity'))
    );
end;
$function$;

comment on function recent_login_failures(text, interval) is
    'Failed attempts for an address within the interval, since its last success.';
