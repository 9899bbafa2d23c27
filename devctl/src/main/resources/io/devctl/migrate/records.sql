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
