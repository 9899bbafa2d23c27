create table t(v int default case when true then 1 else 2 end);
create view v as select case v when 1 then case 2 when 2 then 3 end end as "end" from t; select 1;
create function f() returns int language sql return case when true then 1 end; select 2;
create function g() returns trigger language plpgsql as $$ begin return case when 1=1 then new end; end $$;
create table e("end" int, "case" int, "begin" int); select "end", "case" from e;
