-- Undoes: {{description}}
--
-- What it cannot bring back: …

-- drop table … ;
