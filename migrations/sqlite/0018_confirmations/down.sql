DELETE FROM logout_deliveries WHERE kind <> 'backchannel_logout';
ALTER TABLE logout_deliveries DROP COLUMN kind;
DROP TABLE confirmations;
-- A program from before takes every passkey for two factors, and knows no session that began with one that is not.
DELETE FROM passkeys WHERE json_extract(credential, '$.cred.user_verified') IS NOT 1;
DELETE FROM sessions WHERE proofs LIKE '%silent_passkey%';
DELETE FROM interactions WHERE progress LIKE '%silent_passkey%';
-- A program from before reads settings and kinds of events strictly.
UPDATE tenants SET settings = json_remove(settings, '$.protocol.confirmations', '$.factors.silent_passkeys',
    '$.branding.corners');
DELETE FROM account_events WHERE json_extract(document, '$.kind') IN ('confirmed', 'confirmation_denied');
