-- What: roles, and who has which.
-- Undo: the down part drops both tables; users stay, without roles.
-- Data: the roles themselves come with 20260112094500.

create table roles (
    name        text primary key check (name ~ '^[a-z][a-z_]*$'),
    description text not null
);

create table user_roles (
    user_id    uuid not null references users (id) on delete cascade,
    role       text not null references roles (name),
    granted_at timestamptz not null default now(),
    primary key (user_id, role)
);

-- the primary key answers "which roles has this user"; this one answers "who has this role"
create index user_roles_role_idx on user_roles (role);

comment on table roles is 'What somebody may do; the list ships with the product.';

-- migrate:down
drop table user_roles;
drop table roles;
