-- What happened at an account, for its owner to look at.
CREATE TABLE account_events (
    tenant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    event_id BLOB NOT NULL,
    document TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, account_id, event_id)
) STRICT, WITHOUT ROWID;

-- Accounts that go when their time has come.
CREATE TABLE account_deletions (
    tenant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    requested_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, account_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX account_events_by_expiry ON account_events (expires_at);
CREATE INDEX account_deletions_by_due ON account_deletions (due_at);
