-- What: the roles that every tenant has from the start.
-- Undo: the down part takes them away again; it fails while somebody still has one.
-- Data: 3 rows. Run twice it changes nothing.

insert into roles (name, description)
values
    ('admin', 'May do everything in the tenant; also invite and disable others'),
    ('member', 'May work with everything that is shared'),
    ('viewer', 'May look, not touch; what an auditor''s account gets')
on conflict (name) do update set description = excluded.description;

-- migrate:down
delete from roles where name in ('admin', 'member', 'viewer');
