ALTER TABLE accounts DROP COLUMN passkey_only;
-- A program from before reads settings and kinds of events strictly.
UPDATE tenants SET settings = (settings::jsonb #- '{factors,passkey_accounts}')::text;
DELETE FROM account_events WHERE document::jsonb ->> 'kind' IN ('password_added', 'password_removed');
