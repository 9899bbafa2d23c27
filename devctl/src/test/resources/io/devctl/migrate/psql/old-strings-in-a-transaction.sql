create table t(v text);
begin;
set local standard_conforming_strings = off;
insert into t values ('\';');
commit;
insert into t values ('\');
