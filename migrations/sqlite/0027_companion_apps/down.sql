-- Who runs the release before knows no such kind.
UPDATE accounts SET refuses = trim(replace(',' || refuses || ',', ',companion_app,', ','), ',') WHERE refuses LIKE '%companion_app%';
ALTER TABLE organizations DROP COLUMN refuses_companion_app;
DROP TABLE companion_apps;
