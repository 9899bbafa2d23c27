-- What a database consists of, a row for each object: kind, schema, name, definition. Not devctl's records, no ledger, and
-- nothing that an extension brought. The order of columns is left out: a column that is dropped and added again comes last.
-- Run with search_path = pg_catalog, so that definitions name every schema.
with spaces as (
    select n.oid, n.nspname
    from pg_namespace n
    where n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'devctl') and n.nspname <> all (:without)
),
ledgers as (
    select c.oid
    from devctl.targets t
    join pg_namespace n on n.nspname = t.schema_name
    join pg_class c on c.relnamespace = n.oid and c.relname = t.table_name
),
extended as (
    select classid, objid from pg_depend where deptype = 'e'
),
relations as (
    select c.*, s.nspname
    from pg_class c
    join spaces s on s.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S', 'c')
        and c.oid not in (select oid from ledgers)
        and not exists (select from extended e where e.classid = 'pg_class'::regclass and e.objid = c.oid)
        and not exists (select from pg_depend d where c.relkind = 'S' and d.classid = 'pg_class'::regclass and d.objid = c.oid
            and d.refclassid = 'pg_class'::regclass and d.refobjid in (select oid from ledgers))
),
-- of other kinds it is enough to know that they are there
others as (
    select 'pg_operator'::regclass as classid, oid from pg_operator
    union all select 'pg_opclass'::regclass, oid from pg_opclass
    union all select 'pg_opfamily'::regclass, oid from pg_opfamily
    union all select 'pg_cast'::regclass, oid from pg_cast
    union all select 'pg_collation'::regclass, oid from pg_collation
    union all select 'pg_conversion'::regclass, oid from pg_conversion
    union all select 'pg_ts_config'::regclass, oid from pg_ts_config
    union all select 'pg_ts_dict'::regclass, oid from pg_ts_dict
    union all select 'pg_foreign_data_wrapper'::regclass, oid from pg_foreign_data_wrapper
    union all select 'pg_foreign_server'::regclass, oid from pg_foreign_server
    union all select 'pg_event_trigger'::regclass, oid from pg_event_trigger where evtname !~ '^devctl_'
    union all select 'pg_publication'::regclass, oid from pg_publication
    union all select 'pg_language'::regclass, oid from pg_language
    union all select 'pg_default_acl'::regclass, oid from pg_default_acl
)
select 'schema', s.nspname, s.nspname, concat_ws(' ', pg_get_userbyid(n.nspowner), g.grants)
from spaces s
join pg_namespace n on n.oid = s.oid
left join lateral (select string_agg(a::text, ',' order by a::text) as grants
    from unnest(coalesce(n.nspacl, acldefault('n', n.nspowner))) a) g on true
where s.nspname not in (select schema_name from devctl.targets)
union all
select case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'f' then 'foreign table'
        when 'S' then 'sequence' when 'c' then 'type' else 'table' end,
    c.nspname, c.relname,
    concat_ws(' ', c.relkind, c.relpersistence, pg_get_userbyid(c.relowner), g.grants, c.reloptions,
        case when c.relrowsecurity then 'row security' end, case when c.relforcerowsecurity then 'forced' end,
        case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end,
        case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end,
        pg_get_expr(c.relpartbound, c.oid),
        (select string_agg(i.inhparent::regclass::text, ',' order by i.inhseqno) from pg_inherits i where i.inhrelid = c.oid),
        (select concat_ws(' ', q.seqtypid::regtype, q.seqstart, q.seqincrement, q.seqmin, q.seqmax, q.seqcache, q.seqcycle)
            from pg_sequence q where q.seqrelid = c.oid),
        obj_description(c.oid, 'pg_class'))
from relations c
left join lateral (select string_agg(a::text, ',' order by a::text) as grants
    from unnest(coalesce(c.relacl, acldefault(case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner))) a) g on true
union all
select 'column', c.nspname, c.relname || '.' || a.attname,
    concat_ws(' ', format_type(a.atttypid, a.atttypmod), case when a.attnotnull then 'not null' end,
        pg_get_expr(d.adbin, d.adrelid), nullif(a.attidentity::text, ''), nullif(a.attgenerated::text, ''),
        nullif(a.attcollation, t.typcollation)::regcollation,
        (select string_agg(x::text, ',' order by x::text) from unnest(a.attacl) x),
        col_description(c.oid, a.attnum))
from relations c
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
join pg_type t on t.oid = a.atttypid
left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
where c.relkind in ('r', 'p', 'f', 'c')
union all
-- NOT NULL is said of the column: since Postgres 18 it is a constraint as well, with a name that nobody chose
select 'constraint', c.nspname, c.relname || '.' || k.conname, pg_get_constraintdef(k.oid)
from pg_constraint k join relations c on c.oid = k.conrelid
where k.contype not in ('n', 't')
union all
select 'index', c.nspname, c.relname || '.' || x.relname,
    concat_ws(' ', pg_get_indexdef(i.indexrelid), case when not i.indisvalid then 'invalid' end,
        case when i.indisclustered then 'clustered' end, case when i.indisreplident then 'replica identity' end)
from pg_index i join relations c on c.oid = i.indrelid join pg_class x on x.oid = i.indexrelid
union all
select 'trigger', c.nspname, c.relname || '.' || t.tgname, concat_ws(' ', pg_get_triggerdef(t.oid), t.tgenabled)
from pg_trigger t join relations c on c.oid = t.tgrelid
where not t.tgisinternal
union all
select 'rule', c.nspname, c.relname || '.' || r.rulename, concat_ws(' ', pg_get_ruledef(r.oid), r.ev_enabled)
from pg_rewrite r join relations c on c.oid = r.ev_class
where r.rulename <> '_RETURN'
union all
select 'policy', c.nspname, c.relname || '.' || p.polname,
    concat_ws(' ', p.polcmd, p.polpermissive, (select string_agg(r::regrole::text, ',' order by 1) from unnest(p.polroles) r),
        pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
from pg_policy p join relations c on c.oid = p.polrelid
union all
select 'statistics', s.nspname, x.stxname, pg_get_statisticsobjdef(x.oid)
from pg_statistic_ext x join spaces s on s.oid = x.stxnamespace
union all
select case p.prokind when 'p' then 'procedure' when 'a' then 'aggregate' else 'function' end, s.nspname,
    p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
    concat_ws(' ', case when p.prokind = 'a' then pg_get_function_result(p.oid) else pg_get_functiondef(p.oid) end,
        pg_get_userbyid(p.proowner), g.grants, obj_description(p.oid, 'pg_proc'))
from pg_proc p
join spaces s on s.oid = p.pronamespace
left join lateral (select string_agg(a::text, ',' order by a::text) as grants
    from unnest(coalesce(p.proacl, acldefault('f', p.proowner))) a) g on true
where not exists (select from extended e where e.classid = 'pg_proc'::regclass and e.objid = p.oid)
    -- those of a range type come and go with it
    and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'i')
union all
select case t.typtype when 'd' then 'domain' else 'type' end, s.nspname, t.typname,
    concat_ws(' ', t.typtype, pg_get_userbyid(t.typowner), nullif(t.typbasetype, 0)::regtype, t.typtypmod,
        case when t.typnotnull then 'not null' end, t.typdefault,
        (select string_agg(quote_literal(e.enumlabel), ',' order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid),
        (select string_agg(k.conname || ' ' || pg_get_constraintdef(k.oid), ',' order by k.conname) from pg_constraint k
            where k.contypid = t.oid and k.contype <> 'n'),
        (select r.rngsubtype::regtype from pg_range r where r.rngtypid = t.oid),
        obj_description(t.oid, 'pg_type'))
from pg_type t
join spaces s on s.oid = t.typnamespace
where t.typtype in ('e', 'd', 'r')
    and not exists (select from extended e where e.classid = 'pg_type'::regclass and e.objid = t.oid)
union all
select 'extension', '', e.extname, concat_ws(' ', e.extversion, e.extnamespace::regnamespace)
from pg_extension e
union all
select i.type, coalesce(i.schema, ''), i.identity, ''
from others o
cross join lateral pg_identify_object(o.classid, o.oid, 0) i
where o.oid >= 16384 and coalesce(i.schema, '') <> all (:without) and coalesce(i.schema, '') <> 'devctl'
    and not exists (select from extended e where e.classid = o.classid and e.objid = o.oid)
