-- first; 'not a string
/* a /* nested; ' */ still */ create /* ; */ table t(v text); -- ' after
/*/ opens; */ create table u(v text);
/*+ hint; */ select 1 --; not here
, 2; select 3 /**/; select 4 -- last
;select 1 */**/ 2; select 4 -/* ; */ 3; select 5 +-- ;
6;/* at the end */
-- without a line end, $$ ' "