-- What: users with their roles, without anything secret: what the service shows to others.
-- Undo: the down part drops the view.
-- Data: none.

create view user_directory as
select
    u.id,
    u.email,
    u.display_name,
    u.status,
    coalesce(array_agg(r.role order by r.role) filter (where r.role is not null), array[]::text[]) as roles,
    u.created_at
from users u
left join user_roles r on r.user_id = u.id
group by u.id;

comment on view user_directory is 'Users with their roles, fit to be shown; no hashes.';

-- migrate:down
drop view user_directory;
