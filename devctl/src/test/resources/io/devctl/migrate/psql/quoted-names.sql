create table "a;b"("c'd" int, "e""f" text, "$$" text, "--" text, "/*" int);
insert into "a;b" values (1, ';', '', '', 2);
create table U&"d\0061t\+000061;"(id int); create table u&"!0061"uescape'!'(id int);
create table "
;"("begin" int, "atomic" int, "\" int);
