create table t(v text);
insert into t values ('a;b'), ('it''s'), (E'it\'s;\n'), (e'\\'), (U&'d\0061t\+000061;'), (u&'!0061;' uescape '!');
insert into t values ('a'
  'b;'
  -- between; '
  'c'), (E'\''
 ';'), (N'n;'), (b'01'::text), (X'1F'::bit(8)::text), ('\');
insert into t values ('--'), ('/*'), ('$$'), ('"'), ('
;
');
select 'a''b';select'c';select E'd'as x;select E'\\'';';
