-- A file that is all right, and looks as if it were not: nothing here may be found.
/* drop table users; /* nested: drop column a */ truncate t; */
\set ON_ERROR_STOP on
\echo 'drop table users;'
create extension if not exists pgcrypto;
create type mood as enum ('sad', 'drop table users;');

create table "Drop Table" (
    id bigserial primary key,
    "drop" text not null default 'alter table t drop column c;',
    "update" text check ("update" <> 'delete from t'),
    note text default E'it\'s; drop table users',
    place text default U&'d\0061t\+000061; truncate t',
    amount numeric(10, 2) default 0 check (amount >= 0),
    tags text[] default array['delete from t', 'b'],
    mood mood not null default 'sad',
    token uuid not null default gen_random_uuid(),
    constraint "rename" unique ("drop", "update")
);
create index on "Drop Table" (lower("drop"));
create unique index "Drop Index" on "Drop Table" ("update") where note is not null;
alter table "Drop Table" add column later int not null, alter column "drop" type varchar(10), rename column note to notes;
alter table "Drop Table" add constraint positive check (amount > 0), add foreign key (id) references "Drop Table" (id);
update "Drop Table" set "drop" = 'x';
delete from "Drop Table";

create table sizes (a int, b int) partition by range (a);
create table sizes_1 partition of sizes for values from (1) to (10);
create index on sizes (b);

create function touch() returns trigger language plpgsql as $body$
begin
    delete from "Drop Table"; -- set search_path to public;
    update sizes set b = 1;
    execute $x$drop table users$x$;
    return new;
end
$body$;
create function add(a int, b int) returns int language sql begin atomic
    select case when a > 0 then a + b else b end;
    select 1;
end;
create trigger touch before update or delete on "Drop Table" for each row execute function touch();
create rule quiet as on delete to sizes do instead (update sizes set b = 0 where a = old.a; select 1);

copy sizes (a, b) from stdin;
1	2
-- drop table users;
3	4
\.

set local standard_conforming_strings = off;
insert into "Drop Table" ("drop") values ('it\'s; drop table users; --');
set local standard_conforming_strings = on;
insert into sizes values (5, 6) on conflict do nothing;
with old as (delete from sizes where a = 1 returning *) insert into sizes select a + 1, b from old;
comment on table sizes is 'truncate sizes; lock table sizes; vacuum full sizes';
grant select, update, delete, truncate on sizes to public;
do $$ begin if false then execute 'alter table users drop column name'; end if; end $$;
select 1 as "cluster", 2 as "lock"; -- devctl: nothing to allow here
