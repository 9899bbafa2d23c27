create table t(v text);
insert into t values ($$a;b$$), ($x$a $$ ; $y$ b$x$), ($$$$), ($a1$'$a1$), ($é$;$é$), ($_$;$_$);
create table a$b$c(id int); insert into a$b$c values (1); select 1 as x$y; select 2 as z$$;
do $do$ begin execute $e$ create table "in;side"(id int); $e$; end $do$;
insert into t values ($a$ $a $ a$ $b$ ; $a$), ($$
;
$$);
