create table t(v text);
set standard_conforming_strings = off;
set escape_string_warning = off;
insert into t values ('it\'s;'), ('\\'), ('a''b'), (N'\';'), ('a'
'\';');
set standard_conforming_strings to on;
insert into t values ('\'), ('a;');
SET SESSION standard_conforming_strings = 0;
insert into t values ('\';');
set standard_conforming_strings to default;
insert into t values ('\');
set standard_conforming_strings = 'off';
reset standard_conforming_strings;
insert into t values ('\');
set standard_conforming_strings = "off";
insert into t values ('\';');
reset all;
set search_path = app_a;
insert into t values ('\');
