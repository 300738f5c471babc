ALTER TABLE accounts DROP COLUMN passkey_only;
-- A program from before reads settings and kinds of events strictly.
UPDATE tenants SET settings = json_remove(settings, '$.factors.passkey_accounts');
DELETE FROM account_events WHERE json_extract(document, '$.kind') IN ('password_added', 'password_removed');
