DROP TABLE passkey_refusals;
DROP TABLE ceremonies;
DROP TABLE passkeys;
