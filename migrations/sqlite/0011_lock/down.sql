UPDATE accounts SET status = 'suspended' WHERE status = 'locked';
ALTER TABLE accounts DROP COLUMN first_used_at;
DROP TABLE lock_links;
