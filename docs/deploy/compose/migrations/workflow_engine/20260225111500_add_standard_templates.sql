-- What: the templates that every tenant has from the start.
-- Undo: the down part takes them away again; workflows made from them stay.
-- Data: 2 rows. Run twice it changes nothing.

insert into workflow_templates (slug, title, steps)
values
    (
        'invoice-approval',
        'Invoice approval',
        $json$[
            {"name": "Read the invoice", "kind": "script", "settings": {"script": "extract"}},
            {"name": "Ask the budget's owner", "kind": "approval", "settings": {}},
            {"name": "Book it", "kind": "http", "settings": {"path": "/ledger"}}
        ]$json$
    ),
    (
        'onboarding',
        'A new colleague',
        $json$[
            {"name": "Create the accounts", "kind": "http", "settings": {"path": "/accounts"}},
            {"name": "Sign the papers", "kind": "approval", "settings": {}}
        ]$json$
    )
on conflict (slug) do update set title = excluded.title, steps = excluded.steps;

-- migrate:down
delete from workflow_templates where slug in ('invoice-approval', 'onboarding');
