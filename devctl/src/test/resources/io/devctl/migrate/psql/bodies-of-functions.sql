create table t(id int);
create function f(a int) returns int begin atomic select 1; select case when a > 0 then 1 else 2 end; end;
create or replace function g(a int) returns int language sql begin atomic
  select case a when 1 then case when true then 2 end end;
  select (case when a > 1 then 1 end);
end;
create procedure p() begin /* ; */ atomic insert into t select 1; end; create table x(id int);
create function h() returns void begin atomic end; select 1;
create function i() returns text BEGIN ATOMIC select $$;end;$$; select 'end;'; select 1 as "end;"; -- end;
END; select 2;
