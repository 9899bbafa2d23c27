create table t(id int, v text);
copy t from stdin;
1	a;b
2	'; "$$ /* --
3	\\.
4	\N
\.
copy t (v, id) from stdin with (format csv, header, delimiter ';');
v;id
"x;
y";5
"\.x";6
\.
COPY t FROM STDIN CSV QUOTE '''';
7,'a''b'
\.
copy "app_a"."t"(id) from stdin; -- why
8
\.
copy t from stdin;
\.
copy/* ; */t(id)from/**/stdin;
12
\.
insert into t values (9, 'copy t from stdin;');
create table stdin(id int); copy stdin from stdin where id > 1;
1
2
\.
copy t from stdin
;
10	last
