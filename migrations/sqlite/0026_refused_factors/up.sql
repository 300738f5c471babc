-- Kinds of second factors that are not taken from a person, by name, with commas between.
ALTER TABLE accounts ADD COLUMN refuses TEXT NOT NULL DEFAULT '';
-- Those that an organization does not take from its members. They are read with every account, as what it
-- wants of them is.
ALTER TABLE organizations ADD COLUMN refuses_email INTEGER NOT NULL DEFAULT 0;
ALTER TABLE organizations ADD COLUMN refuses_sms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE organizations ADD COLUMN refuses_totp INTEGER NOT NULL DEFAULT 0;
ALTER TABLE organizations ADD COLUMN refuses_approval INTEGER NOT NULL DEFAULT 0;
ALTER TABLE organizations ADD COLUMN refuses_recovery_code INTEGER NOT NULL DEFAULT 0;
