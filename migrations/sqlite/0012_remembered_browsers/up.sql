-- Browsers whose owner is not asked for the second step for a while. What the browser shows of its
-- secret changes with each use; here is its digest.
CREATE TABLE remembered_browsers (
    tenant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    remembered_id BLOB NOT NULL,
    digest BLOB NOT NULL,
    user_agent TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, account_id, remembered_id)
) STRICT;
CREATE INDEX remembered_browsers_by_expiry ON remembered_browsers (expires_at);
