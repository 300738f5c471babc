-- Links of mailed notices, with which whoever reads the mailbox can lock the account.
CREATE TABLE lock_links (
    tenant_id BLOB NOT NULL,
    link BLOB NOT NULL,
    account_id BLOB NOT NULL,
    address TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, link)
) STRICT;
CREATE INDEX lock_links_by_account ON lock_links (tenant_id, account_id);
CREATE INDEX lock_links_by_expiry ON lock_links (expires_at);

-- When somebody first signed in to an account, as far as that is known.
ALTER TABLE accounts ADD COLUMN first_used_at INTEGER;
UPDATE accounts SET first_used_at = created_at
WHERE EXISTS (SELECT 1 FROM sessions s
              WHERE s.tenant_id = accounts.tenant_id AND s.account_id = accounts.account_id)
   OR EXISTS (SELECT 1 FROM account_events e
              WHERE e.tenant_id = accounts.tenant_id AND e.account_id = accounts.account_id);
