-- {{description}}
--
-- What: one sentence on what changes, and why.
-- Undo: how, and what cannot be brought back.
-- Data: which rows this writes or rewrites, about how many, and whether it may run twice.

-- create table … ;
