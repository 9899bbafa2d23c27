create table t(id int); create table u(id int);
create rule r as on insert to t do also (insert into u values (new.id); insert into u values (new.id + 1));
create rule s as on delete to t do instead (select 1; delete from u where id = old.id;);
create rule n as on update to t do instead nothing;
insert into t values (1); delete from t;
