ALTER TABLE sessions DROP COLUMN proofs;
DROP TABLE recovery_codes;
DROP TABLE totps;
