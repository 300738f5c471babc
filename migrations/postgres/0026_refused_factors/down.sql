ALTER TABLE accounts DROP COLUMN refuses;
ALTER TABLE organizations DROP COLUMN refuses_email;
ALTER TABLE organizations DROP COLUMN refuses_sms;
ALTER TABLE organizations DROP COLUMN refuses_totp;
ALTER TABLE organizations DROP COLUMN refuses_approval;
ALTER TABLE organizations DROP COLUMN refuses_recovery_code;
