create function plain() returns int language sql as $$ select 1; $$; create function old() returns int language sql as 'select 1; select 2;';
create function "begin"() returns int return 1;
create procedure x(inout a int) language sql as $x$ select 1; $x$;
create function trigger_it() returns trigger language plpgsql as $body$
declare
  x text := 'a;b';
begin
  -- it's
  if new is null then return null; end if;
  execute $q$ select ';' $q$;
  return new;
end;
$body$;
create aggregate total(int) (sfunc = int4pl, stype = int, initcond = '0');
create operator === (function = int4eq, leftarg = int, rightarg = int); select 1 === 1; select 2 /* ; */ === 3;
create type mood as enum ('sad;', 'it''s'); create domain d as text check (value <> ';');
