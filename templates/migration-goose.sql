-- {{description}}
--
-- What: one sentence on what changes, and why.
-- Undo: the down part below; what it cannot bring back.
-- Data: which rows this writes or rewrites, about how many, and whether it may run twice.

-- +goose Up

-- create table … ;

-- +goose Down

-- drop table … ;
