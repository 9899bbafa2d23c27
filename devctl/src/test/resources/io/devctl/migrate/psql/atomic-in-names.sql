create table atomic(begin_atomic int, atomic int, atomics int);
insert into atomic(atomic) values (1);
create function atomic() returns int language sql as 'select 1';
create function begin_atomic() returns int return 2;
create function f(atomic int) returns int return atomic;
create view end_case as select atomic as begin from atomic;
select 1 as atomic; select atomic from atomic; create table after_it(id int);
create procedure non_atomic() language plpgsql as $$ begin perform atomic(); end $$;
create index atomic_i on atomic(atomic);
