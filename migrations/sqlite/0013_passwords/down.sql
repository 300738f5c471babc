ALTER TABLE accounts DROP COLUMN password_demand;
DROP TABLE former_passwords;
