\set ON_ERROR_STOP on
\set QUIET 1
\encoding UTF8
\echo 'create table no(id int);'
create table t(id int); \echo after
\timing off
\pset pager off
insert into t \echo in the middle
values (1);
select 1
\echo between
;
  \qecho   ;
select '\echo no', $$
\echo no
$$;
