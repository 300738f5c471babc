-- Kinds of second factors that are not taken from a person, by name, with commas between.
ALTER TABLE accounts ADD COLUMN refuses TEXT NOT NULL DEFAULT '';
-- Those that an organization does not take from its members. They are read with every account, as what it
-- wants of them is.
ALTER TABLE organizations ADD COLUMN refuses_email BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE organizations ADD COLUMN refuses_sms BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE organizations ADD COLUMN refuses_totp BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE organizations ADD COLUMN refuses_approval BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE organizations ADD COLUMN refuses_recovery_code BOOLEAN NOT NULL DEFAULT FALSE;
