ALTER TABLE organizations DROP COLUMN refuses_companion_app;
DROP TABLE companion_apps;
DELETE FROM outbox WHERE kind = 'companion_app';
-- A program from before knows no such factor, and reads settings, sessions and kinds of events strictly.
UPDATE accounts SET refuses = trim(replace(',' || refuses || ',', ',companion_app,', ','), ',')
WHERE refuses LIKE '%companion_app%';
DELETE FROM sessions WHERE proofs LIKE '%companion_app%';
DELETE FROM interactions WHERE progress LIKE '%companion_app%';
UPDATE tenants SET settings = jsonb_set(settings::jsonb, '{factors,allowed}',
    (settings::jsonb #> '{factors,allowed}') - 'companion_app')::text
WHERE settings LIKE '%companion_app%';
DELETE FROM account_events
WHERE document::jsonb ->> 'kind' IN ('companion_app_added', 'companion_app_removed');
