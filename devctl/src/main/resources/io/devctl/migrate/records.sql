-- What devctl remembers in a database. Run as one message under a lock; everything in it may be run again.
-- Raise Records.VERSION with every change that a database made by an earlier devctl lacks.

create schema if not exists devctl;

create table if not exists devctl.version (
    only_row boolean primary key default true check (only_row),
    version integer not null
);

-- One row per ledger. `changes` counts what was ever done to the ledger (triggers below), `vouched` is its value
-- when devctl last knew the ledger's content, `identity` is what the ledger was then, as an object. Only while both
-- are still true do `digest`, `applied` and `last_name` say what the ledger holds.
create table if not exists devctl.targets (
    id bigint generated always as identity primary key,
    schema_name text not null,
    ledger_name text not null,
    name_column text not null,
    service text not null,
    tenant text,
    engine text not null,
    ledger oid,
    identity text,
    changes bigint not null default 0,
    vouched bigint,
    digest text,
    applied integer not null default 0,
    last_name text,
    unique (schema_name, ledger_name)
);
-- Since version 3. `ledger_name` is the name that services.yaml or the files' format gives; `table_name` is the table that
-- was found for it, and `form` whose it is. Names in `applied` are what that form tells migrations apart by.
alter table devctl.targets add column if not exists table_name text;
alter table devctl.targets add column if not exists form text;
create index if not exists targets_ledger on devctl.targets (ledger);

-- What was applied, with the checksum that the file had then.
create table if not exists devctl.applied (
    target_id bigint not null references devctl.targets on delete cascade,
    name text not null,
    checksum text not null,
    applied_at timestamptz not null default now(),
    duration_ms integer,
    primary key (target_id, name)
);

-- The last failure of a target.
create table if not exists devctl.failures (
    target_id bigint primary key references devctl.targets on delete cascade,
    name text not null,
    line integer not null,
    sqlstate text,
    message text not null,
    failed_at timestamptz not null default now()
);

-- How far a migration got that is not one transaction: `done` statements are done; `running` is the one that was
-- begun outside a transaction and of which nothing more is known.
create table if not exists devctl.progress (
    target_id bigint not null references devctl.targets on delete cascade,
    name text not null,
    done integer not null,
    running integer,
    prefix text not null,
    changed_at timestamptz not null default now(),
    primary key (target_id, name)
);

create table if not exists devctl.tasks (
    task text primary key,
    fingerprint text not null,
    succeeded_at timestamptz not null default now()
);

create or replace function devctl.ledger_changed() returns trigger
    language plpgsql security definer set search_path = pg_catalog, pg_temp as
$body$
begin
    update devctl.targets set changes = changes + 1 where ledger = tg_relid;
    return null;
end
$body$;

create or replace function devctl.identity(p_ledger oid, p_column text) returns text
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select /*identity*/
      from pg_class c
      /*identity-joins*/
     where c.oid = p_ledger and a.attnum is not null and r.tgenabled = 'A' and t.tgenabled = 'A'
       and c.relkind = 'r' and c.relpersistence = 'p' and not c.relhassubclass
$body$;

-- Puts the triggers on a ledger unless they are just as devctl left them, and notes what the ledger is.
create or replace function devctl.watch(p_target bigint, p_schema text, p_ledger text, p_column text) returns void
    language plpgsql set search_path = pg_catalog, pg_temp as
$body$
declare
    v_ledger oid := to_regclass(format('%I.%I', p_schema, p_ledger));
    v_identity text := devctl.identity(v_ledger, p_column);
    v_known text := (select identity from devctl.targets where id = p_target and ledger = v_ledger);
begin
    if v_identity is null or v_known is null or v_identity <> v_known then
        begin
            execute format('drop trigger if exists devctl_rows on %I.%I', p_schema, p_ledger);
            execute format('drop trigger if exists devctl_truncate on %I.%I', p_schema, p_ledger);
            execute format('create trigger devctl_rows after insert or update or delete on %I.%I '
                           'for each row execute function devctl.ledger_changed()', p_schema, p_ledger);
            execute format('create trigger devctl_truncate after truncate on %I.%I '
                           'for each statement execute function devctl.ledger_changed()', p_schema, p_ledger);
            execute format('alter table %I.%I enable always trigger devctl_rows', p_schema, p_ledger);
            execute format('alter table %I.%I enable always trigger devctl_truncate', p_schema, p_ledger);
            v_identity := devctl.identity(v_ledger, p_column);
        exception when insufficient_privilege or wrong_object_type or feature_not_supported then
            v_identity := null; -- somebody else's table, or a view: it is read each time
        end;
    end if;
    update devctl.targets
       set ledger = v_ledger, identity = v_identity, name_column = p_column
     where id = p_target;
end
$body$;

-- The tables that migrations have made, so that one of them dropped or renamed by hand is seen. Other tables of the same
-- schema come and go as the application likes.
create table if not exists devctl.tables (
    schema_name text not null,
    name text not null,
    relid oid not null,
    gone boolean not null default false,
    primary key (schema_name, name)
);
-- Which migration made it: what another tool has rolled back is not lost.
alter table devctl.tables add column if not exists migration text;
create index if not exists tables_gone on devctl.tables (schema_name) where gone;
create index if not exists tables_relid on devctl.tables (relid);

create or replace function devctl.tables_changed() returns event_trigger
    language plpgsql security definer set search_path = pg_catalog, pg_temp as
$body$
begin
    if coalesce(current_setting('devctl.migrating', true), '') = 'on' then
        -- another table had the name before
        delete from devctl.tables t
         using pg_event_trigger_ddl_commands() e
          join pg_class c on c.oid = e.objid
          join pg_namespace n on n.oid = c.relnamespace
         where e.classid = 'pg_class'::regclass and t.schema_name = n.nspname and t.name = c.relname
           and t.relid <> c.oid;
        -- renamed: it stays the work of the migration that made it
        update devctl.tables t
           set schema_name = n.nspname, name = c.relname, gone = false
          from pg_event_trigger_ddl_commands() e
          join pg_class c on c.oid = e.objid
          join pg_namespace n on n.oid = c.relnamespace
         where e.classid = 'pg_class'::regclass and t.relid = c.oid
           and (t.name <> c.relname or t.schema_name <> n.nspname);
        insert into devctl.tables(schema_name, name, relid, migration)
        select distinct n.nspname, c.relname, c.oid, nullif(current_setting('devctl.migration', true), '')
          from pg_event_trigger_ddl_commands() e
          join pg_class c on c.oid = e.objid
          join pg_namespace n on n.oid = c.relnamespace
         where e.classid = 'pg_class'::regclass and c.relkind in ('r', 'p') and c.relpersistence <> 't'
            on conflict (schema_name, name) do update set gone = false;
    else
        update devctl.tables t
           set gone = true
          from pg_event_trigger_ddl_commands() e
          join pg_class c on c.oid = e.objid
          join pg_namespace n on n.oid = c.relnamespace
         where e.classid = 'pg_class'::regclass and t.relid = c.oid and not t.gone
           and (t.name <> c.relname or t.schema_name <> n.nspname);
    end if;
exception when undefined_table then
    null; -- whoever dropped our records may go on with the rest of the database
end
$body$;

create or replace function devctl.tables_dropped() returns event_trigger
    language plpgsql security definer set search_path = pg_catalog, pg_temp as
$body$
begin
    if coalesce(current_setting('devctl.migrating', true), '') = 'on' then
        delete from devctl.tables t
         using pg_event_trigger_dropped_objects() d
         where d.object_type = 'table' and t.schema_name = d.schema_name and t.name = d.object_name;
    else
        update devctl.tables t
           set gone = true
          from pg_event_trigger_dropped_objects() d
         where d.object_type = 'table' and t.schema_name = d.schema_name and t.name = d.object_name;
    end if;
exception when undefined_table then
    null;
end
$body$;

-- Only a superuser may make event triggers. Without them a dropped table is seen where `verify:` names it.
do $body$
begin
    drop event trigger if exists devctl_tables_changed;
    drop event trigger if exists devctl_tables_dropped;
    create event trigger devctl_tables_changed on ddl_command_end
        when tag in ('CREATE TABLE', 'CREATE TABLE AS', 'SELECT INTO', 'ALTER TABLE')
        execute function devctl.tables_changed();
    create event trigger devctl_tables_dropped on sql_drop execute function devctl.tables_dropped();
    alter event trigger devctl_tables_changed enable always;
    alter event trigger devctl_tables_dropped enable always;
exception when insufficient_privilege then
    null;
end
$body$;
