create table t(a int[], v text);
insert into t values ('{1,2,3}'::int[], 'x'::text), (array[1]:: int[], ':DBNAME'), (null, ':''x''');
select a[1:2], a[:2], a[1:], 1::int from t; select $$ :DBNAME :'USER' $$, ':name' as ":USER";
create function f(a int default 1, b int default 2) returns int language plpgsql as $$ begin a:=b; return a; end $$;
select f(a:=1, b := 2), /* :DBNAME */ 3; -- :DBNAME
