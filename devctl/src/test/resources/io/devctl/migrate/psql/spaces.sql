create table t(v text); -- c
insertinto	t values ('a b'); select 1 as é;select 'é;';select1;