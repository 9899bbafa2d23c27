-- What: who is logged in. The database knows a digest of the token, never the token.
-- Undo: the down part drops the table; everybody has to log in again.
-- Data: none.

create table sessions (
    token_digest bytea primary key check (octet_length(token_digest) = 32),
    user_id      uuid not null references users (id) on delete cascade,
    created_at   timestamptz not null default now(),
    expires_at   timestamptz not null default now() + interval '12 hours',
    revoked_at   timestamptz,
    constraint sessions_expire_later check (expires_at > created_at)
);

-- ended sessions are kept for the record, and nobody looks for them by user
create index sessions_live_by_user_idx on sessions (user_id) where revoked_at is null;

comment on table sessions is 'Logins; live while revoked_at is null and expires_at is ahead.';
comment on column sessions.token_digest is 'SHA-256 of the bearer token.';

-- migrate:down
drop table sessions;
