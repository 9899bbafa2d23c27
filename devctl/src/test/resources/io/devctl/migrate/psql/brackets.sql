create table t(a int[] default '{}', check (a <> array[1]));
select ((1)), (array[(1), 2])[1], ')' , '(', "x" from (select 1 as "x") ")("; select 2;
select '{"a": "?"}'::jsonb ? 'a', '{"a": 1}'::jsonb ?| array['a;'], '{"a;": 1}'::jsonb @? '$.a';
