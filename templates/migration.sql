-- {{description}}
--
-- What: one sentence on what changes, and why.
-- Undo: the down part below; what it cannot bring back.
-- Data: which rows this writes or rewrites, about how many, and whether it may run twice.
--
-- The target's schema is first in search_path: names without a schema work for every tenant. The file and its record in
-- the ledger are one transaction. Once it is merged, do not edit it: write the next one.

-- create table … ;

-- migrate:down

-- drop table … ;
