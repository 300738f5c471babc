DELETE FROM logout_deliveries WHERE kind <> 'backchannel_logout';
ALTER TABLE logout_deliveries DROP COLUMN kind;
DROP TABLE confirmations;
-- A program from before takes every passkey for two factors, and knows no session that began with one that is not.
DELETE FROM passkeys WHERE (credential::json #>> '{cred,user_verified}') IS DISTINCT FROM 'true';
DELETE FROM sessions WHERE proofs LIKE '%silent_passkey%';
DELETE FROM interactions WHERE progress LIKE '%silent_passkey%';
