DELETE FROM logout_deliveries WHERE kind <> 'backchannel_logout';
ALTER TABLE logout_deliveries DROP COLUMN kind;
DROP TABLE confirmations;
-- A program from before takes every passkey for two factors, and knows no session that began with one that is not.
DELETE FROM passkeys WHERE (credential::json #>> '{cred,user_verified}') IS DISTINCT FROM 'true';
DELETE FROM sessions WHERE proofs LIKE '%silent_passkey%';
DELETE FROM interactions WHERE progress LIKE '%silent_passkey%';
-- A program from before reads settings and kinds of events strictly.
UPDATE tenants SET settings = (settings::jsonb #- '{protocol,confirmations}' #- '{factors,silent_passkeys}'
    #- '{branding,corners}')::text;
DELETE FROM account_events WHERE document::jsonb ->> 'kind' IN ('confirmed', 'confirmation_denied');
