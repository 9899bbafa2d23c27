-- What: the people of a tenant who may log in.
-- Undo: the down part drops the table and its type; every account is lost.
-- Data: none.

create type user_status as enum ('invited', 'active', 'disabled');

create table users (
    id            uuid primary key default gen_random_uuid(),
    email         text not null check (email like '_%@_%' and length(email) <= 254),
    -- what people are found by; two accounts may not differ in case alone
    email_key     text not null generated always as (lower(email)) stored,
    display_name  text not null check (display_name <> ''),
    password_hash text,
    status        user_status not null default 'invited',
    created_at    timestamptz not null default now(),
    updated_at    timestamptz not null default now(),
    constraint users_email_key_unique unique (email_key),
    constraint users_active_has_password check (status <> 'active' or password_hash is not null)
);

comment on table users is 'People of this tenant who may log in.';
comment on column users.email_key is 'The address in lower case; computed, and unique in the tenant.';
comment on column users.password_hash is 'scheme$cost$salt$hash; null until an invitation is accepted.';

-- migrate:down
drop table users;
drop type user_status;
