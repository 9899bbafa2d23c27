-- What devctl remembers in a database. Run as one message under a lock; everything in it may be run again.
-- Raise Records.VERSION with every change that a database made by an earlier devctl lacks.

create schema if not exists devctl;

create table if not exists devctl.version (
    only_row boolean primary key default true check (only_row),
    version integer not null
);

-- One row per ledger. `changes` counts what was ever done to the ledger (triggers below), `vouched` is its value
-- when devctl last knew the ledger's content, `identity` is what the ledger was then, as an object, and `vouched_by` the
-- transaction that wrote all this: the row's own xmin, until somebody edits it or restores it from a dump. Only while
-- all are still true do `digest`, `applied` and `last_name` say what the ledger holds.
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
) with (fillfactor = 70);
do $body$
begin
    -- asked first, because IF NOT EXISTS locks the table against every migration that runs before it looks
    if not exists (select from pg_class where relname = 'targets_ledger' and relnamespace = 'devctl'::regnamespace) then
        create index targets_ledger on devctl.targets (ledger);
    end if;
    -- Since version 3. `ledger_name` is the name that services.yaml or the files' format gives; `table_name` is the table
    -- that was found for it, and `form` whose it is. Names in `applied` are what that form tells migrations apart by.
    if not exists (select from pg_attribute where attrelid = 'devctl.targets'::regclass and attname = 'form') then
        alter table devctl.targets
            add column table_name text, add column form text, add column if not exists vouched_by xid;
    end if;
    -- Since version 9. Where the rows of the catalogs lay of which `identity` speaks: to look there first is four times as
    -- fast as to find them by their names, and where they lie elsewhere now, they are found by name.
    if not exists (select from pg_attribute where attrelid = 'devctl.targets'::regclass and attname = 'ledger_at') then
        alter table devctl.targets
            add column ledger_at tid, add column column_at tid, add column rows_at tid, add column truncate_at tid,
            set (fillfactor = 70);
    end if;
end
$body$;

-- What was applied, with the checksum that the file had then.
create table if not exists devctl.applied (
    target_id bigint not null,
    name text not null,
    checksum text not null,
    applied_at timestamptz not null default now(),
    duration_ms integer,
    primary key (target_id, name)
);

-- Who applied it: a run of devctl, or null for what others have applied and devctl has found.
do $body$
begin
    if not exists (select from pg_attribute where attrelid = 'devctl.applied'::regclass and attname = 'applied_by') then
        alter table devctl.applied add column applied_by text default nullif(current_setting('devctl.run', true), '');
    end if;
    -- Until version 8 a foreign key did what devctl_forget does: it looked at the target for each file of it.
    if exists (select from pg_constraint where conrelid = 'devctl.applied'::regclass and contype = 'f') then
        alter table devctl.applied drop constraint applied_target_id_fkey;
    end if;
end
$body$;
create or replace function devctl.forget() returns trigger
    language plpgsql security definer set search_path = pg_catalog, pg_temp as
$body$
begin
    if tg_op = 'TRUNCATE' then
        delete from devctl.applied;
    else
        delete from devctl.applied where target_id = old.id;
    end if;
    return null;
end
$body$;
do $body$
begin
    if not exists (select from pg_trigger where tgrelid = 'devctl.targets'::regclass and tgname = 'devctl_forget') then
        create trigger devctl_forget after delete on devctl.targets
            for each row execute function devctl.forget();
        create trigger devctl_forget_all after truncate on devctl.targets
            for each statement execute function devctl.forget();
        alter table devctl.targets enable always trigger devctl_forget, enable always trigger devctl_forget_all;
    end if;
end
$body$;
-- Since version 4. The text that an applied file had, once for all targets: the ways back from an edit or a lost file begin with it.
create table if not exists devctl.texts (
    checksum text primary key,
    text text not null,
    kept_at timestamptz not null default now()
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

-- Records an applied file, in one call: planned once a session, where four statements would be planned for each file.
-- p_applied null: nothing is said of the ledger as a whole. p_digest null: what it holds is not known until the last of
-- several files has been recorded. p_counted: how often the triggers have counted what was written into the ledger.
create or replace function devctl.record(p_target bigint, p_name text, p_checksum text, p_run text, p_duration_ms integer,
                                         p_counted integer, p_digest text, p_applied integer, p_last text) returns integer
    language plpgsql set search_path = pg_catalog, pg_temp set enable_seqscan = off
    set plan_cache_mode = force_generic_plan as
$body$
begin
    insert into devctl.applied(target_id, name, checksum, duration_ms, applied_by)
    values (p_target, p_name, p_checksum, p_duration_ms, p_run)
        on conflict (target_id, name)
        do update set checksum = excluded.checksum, applied_at = now(), duration_ms = excluded.duration_ms,
                      applied_by = excluded.applied_by;
    if p_applied is not null then
        delete from devctl.failures where target_id = p_target;
        -- only where nobody else touched the ledger since it was known, and it took every row that it was given
        update devctl.targets
           set vouched = changes, vouched_by = pg_current_xact_id()::xid, digest = p_digest, applied = p_applied,
               last_name = p_last
         where id = p_target and changes = vouched + p_counted
           and (p_digest is null or p_applied = (select count(*) from devctl.applied where target_id = p_target));
    end if;
    return p_duration_ms;
end
$body$;
-- Version 8 called devctl.record_applied, which is left where it is: a run of that version may be under way.

create or replace function devctl.identity(p_ledger oid, p_column text) returns text
    language plpgsql stable set search_path = pg_catalog, pg_temp set enable_seqscan = off
    set plan_cache_mode = force_generic_plan as
$body$
begin
    return (
        select /*identity*/
          from pg_class c
          /*identity-joins*/
         where c.oid = p_ledger and a.attnum is not null and r.tgenabled = 'A' and t.tgenabled = 'A'
           and c.relkind = 'r' and c.relpersistence = 'p' and not c.relhassubclass);
end
$body$;

-- Puts the triggers on a ledger unless they are just as devctl left them, and notes what the ledger is. What devctl itself
-- writes into a ledger (devctl.recording) is not counted: it vouches for it in the same transaction. A trigger of somebody
-- else that writes there meanwhile is one level deeper, and counted.
create or replace function devctl.watch(p_target bigint, p_schema text, p_ledger text, p_column text) returns void
    language plpgsql set search_path = pg_catalog, pg_temp set enable_seqscan = off
    set plan_cache_mode = force_generic_plan as
$body$
declare
    v_ledger oid := to_regclass(format('%I.%I', p_schema, p_ledger));
    v_known text := (select identity from devctl.targets where id = p_target and ledger = v_ledger);
    v_identity text;
begin
    if v_known is not null then
        v_identity := devctl.identity(v_ledger, p_column);
    end if;
    if v_identity is null or v_known is null or v_identity <> v_known then
        begin
            if exists (select from pg_trigger where tgrelid = v_ledger and tgname in ('devctl_rows', 'devctl_truncate')) then
                execute format('drop trigger if exists devctl_rows on %I.%I', p_schema, p_ledger);
                execute format('drop trigger if exists devctl_truncate on %I.%I', p_schema, p_ledger);
            end if;
            execute format('create trigger devctl_rows after insert or update or delete on %I.%I for each row '
                           'when (pg_catalog.pg_trigger_depth() > 0 '
                           'or pg_catalog.current_setting(''devctl.recording'', true) is distinct from ''on'') '
                           'execute function devctl.ledger_changed()', p_schema, p_ledger);
            execute format('create trigger devctl_truncate after truncate on %I.%I '
                           'for each statement execute function devctl.ledger_changed()', p_schema, p_ledger);
            execute format('alter table %I.%I enable always trigger devctl_rows, enable always trigger devctl_truncate',
                           p_schema, p_ledger);
            v_identity := devctl.identity(v_ledger, p_column);
        exception when insufficient_privilege or wrong_object_type or feature_not_supported then
            v_identity := null; -- somebody else's table, or a view: it is read each time
        end;
    end if;
    update devctl.targets
       set ledger = v_ledger, identity = v_identity, name_column = p_column, vouched = coalesce(vouched, changes),
           ledger_at = (select ctid from pg_class where oid = v_ledger),
           column_at = (select ctid from pg_attribute where attrelid = v_ledger and attname = p_column),
           rows_at = (select ctid from pg_trigger where tgrelid = v_ledger and tgname = 'devctl_rows'),
           truncate_at = (select ctid from pg_trigger where tgrelid = v_ledger and tgname = 'devctl_truncate')
     where id = p_target;
end
$body$;

-- What is known of a target whose row this transaction has locked. `baseline`: nobody has touched the ledger since it was
-- last known, so that what is written into it now can be vouched for.
create or replace function devctl.known(p_schema text, p_slot text, out id bigint, out changes bigint, out checksums text,
                                        out progress text, out version integer, out watched boolean, out baseline boolean)
    language plpgsql set search_path = pg_catalog, pg_temp set enable_seqscan = off
    set plan_cache_mode = force_generic_plan as
$body$
begin
    select t.id, t.changes, t.identity is not null, t.vouched is not distinct from t.changes
      into id, changes, watched, baseline
      from devctl.targets t where t.schema_name = p_schema and t.ledger_name = p_slot;
    checksums := (select string_agg(a.name || chr(9) || a.checksum, chr(10)) from devctl.applied a where a.target_id = known.id);
    progress := (select string_agg(concat_ws(chr(9), p.done, p.running is not null, p.prefix, p.name), chr(10))
                   from devctl.progress p where p.target_id = known.id);
    version := (select max(v.version) from devctl.version v);
end
$body$;

-- Takes a target's lock, which is the session's, without waiting for it.
create or replace function devctl.take(p_lock bigint) returns void
    language plpgsql set search_path = pg_catalog, pg_temp as
$body$
begin
    if not pg_try_advisory_lock(p_lock) then
        raise exception using errcode = 'DV001', message = 'another devctl migrates this target';
    end if;
end
$body$;

-- Takes the lock of a target that is still what it was seen to be: its ledger holds what the digest says. So a run knows
-- without looking what is to be done, and its message can go on with it. It only reads: a lock on the row would be one more
-- transaction for the disk. Who writes to the ledger at this moment is met by devctl.record, which waits for its count.
create or replace function devctl.resume(p_lock bigint, p_schema text, p_slot text, p_place text, p_digest text,
                                         p_version integer) returns void
    language plpgsql set search_path = pg_catalog, pg_temp set enable_seqscan = off set enable_hashjoin = off
    set enable_mergejoin = off set plan_cache_mode = force_generic_plan as
$body$
begin
    perform devctl.take(p_lock);
    if not exists (
        select from devctl.targets k
          join pg_namespace n on n.nspname = p_place
          join pg_class c on c.oid = k.ledger and c.relnamespace = n.oid and c.relname = coalesce(k.table_name, k.ledger_name)
          /*identity-joins-of-targets*/
         where k.schema_name = p_schema and k.ledger_name = p_slot and k.digest = p_digest and k.vouched = k.changes
           and k.vouched_by = k.xmin and k.identity = /*identity*/
           and not exists (select from devctl.progress g where g.target_id = k.id)
           and p_version = (select max(v.version) from devctl.version v)) then
        raise exception using errcode = 'DV002', message = 'the target is not what it was a moment ago';
    end if;
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
-- `migration`: which one made it; what another tool has rolled back is not lost.
do $body$
begin
    if not exists (select from pg_class where relname = 'tables_gone' and relnamespace = 'devctl'::regnamespace) then
        create index tables_gone on devctl.tables (schema_name) where gone;
        create index tables_relid on devctl.tables (relid);
    end if;
    if not exists (select from pg_attribute where attrelid = 'devctl.tables'::regclass and attname = 'migration') then
        alter table devctl.tables add column migration text;
    end if;
end
$body$;

-- Runs for each of a migration's tables, so it looks up what it needs by key, one query at a time: a join that is planned
-- while there are few tables reads all of the catalog ever after, and so does any plan without enable_seqscan off.
create or replace function devctl.tables_changed() returns event_trigger
    language plpgsql security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off
    set plan_cache_mode = force_generic_plan as
$body$
declare
    v_mode text := current_setting('devctl.migrating', true);
    v_migrating boolean := coalesce(v_mode, '') = 'on';
    v_table record;
    v_known record;
    v_schema text;
    v_name text;
begin
    if v_mode = 'own' then
        return; -- a ledger, which is no migration's table
    end if;
    if to_regclass('devctl.tables') is null then
        return; -- whoever dropped our records may go on with the rest of the database
    end if;
    for v_table in
        select e.objid, e.schema_name as nspname, parse_ident(e.object_identity) as names
          from pg_event_trigger_ddl_commands() e
         where e.object_type = 'table' and e.objsubid = 0
    loop
        v_schema := v_table.names[1];
        v_name := v_table.names[2];
        select t.schema_name, t.name, t.gone into v_known from devctl.tables t where t.relid = v_table.objid;
        if not found then
            if v_migrating and v_table.nspname <> 'pg_temp' then
                -- another table may have had the name before
                insert into devctl.tables(schema_name, name, relid, migration)
                values (v_schema, v_name, v_table.objid, nullif(current_setting('devctl.migration', true), ''))
                    on conflict (schema_name, name)
                    do update set relid = excluded.relid, migration = excluded.migration, gone = false;
            end if;
        elsif v_known.schema_name <> v_schema or v_known.name <> v_name or v_known.gone then
            if v_migrating then
                -- renamed: it stays the work of the migration that made it
                delete from devctl.tables t
                 where t.schema_name = v_schema and t.name = v_name and t.relid <> v_table.objid;
                update devctl.tables t
                   set schema_name = v_schema, name = v_name, gone = false
                 where t.relid = v_table.objid;
            elsif v_known.schema_name <> v_schema or v_known.name <> v_name then
                update devctl.tables t set gone = true where t.relid = v_table.objid;
            end if;
        end if;
    end loop;
end
$body$;

create or replace function devctl.tables_dropped() returns event_trigger
    language plpgsql security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off as
$body$
declare
    v_migrating boolean := coalesce(current_setting('devctl.migrating', true), '') = 'on';
    v_table record;
begin
    if to_regclass('devctl.tables') is null then
        return;
    end if;
    for v_table in
        select d.schema_name, d.object_name from pg_event_trigger_dropped_objects() d where d.object_type = 'table'
    loop
        if v_migrating then
            delete from devctl.tables t
             where t.schema_name = v_table.schema_name and t.name = v_table.object_name;
        else
            update devctl.tables t set gone = true
             where t.schema_name = v_table.schema_name and t.name = v_table.object_name;
        end if;
    end loop;
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
