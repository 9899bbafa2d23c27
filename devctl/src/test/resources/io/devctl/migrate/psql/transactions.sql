begin; create table t(id int); commit;
start transaction isolation level serializable; insert into t values (1); end;
begin work; insert into t values (2); savepoint s; insert into t values (3); rollback to s; release s; commit work;
insert into t values (4);
begin transaction read write; insert into t values (5); commit and no chain;
