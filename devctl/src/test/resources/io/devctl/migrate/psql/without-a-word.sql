(select 1); ((values (1), (2))) order by 1;
