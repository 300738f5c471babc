ALTER TABLE organizations DROP COLUMN refuses_companion_app;
DROP TABLE companion_apps;
DELETE FROM outbox WHERE kind = 'companion_app';
-- A program from before knows no such factor, and reads settings, sessions and kinds of events strictly.
UPDATE accounts SET refuses = trim(replace(',' || refuses || ',', ',companion_app,', ','), ',')
WHERE refuses LIKE '%companion_app%';
DELETE FROM sessions WHERE proofs LIKE '%companion_app%';
DELETE FROM interactions WHERE progress LIKE '%companion_app%';
UPDATE tenants SET settings = json_set(settings, '$.factors.allowed', (
    SELECT json_group_array(value) FROM json_each(settings, '$.factors.allowed') WHERE value <> 'companion_app'
)) WHERE settings LIKE '%companion_app%';
DELETE FROM account_events
WHERE json_extract(document, '$.kind') IN ('companion_app_added', 'companion_app_removed');
