-- What happened at an account, for its owner to look at.
CREATE TABLE account_events (
    tenant_id BYTEA NOT NULL,
    account_id BYTEA NOT NULL,
    event_id BYTEA NOT NULL,
    document TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, account_id, event_id)
);

-- Accounts that go when their time has come.
CREATE TABLE account_deletions (
    tenant_id BYTEA NOT NULL,
    account_id BYTEA NOT NULL,
    requested_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, account_id)
);

CREATE INDEX account_events_by_expiry ON account_events (expires_at);
CREATE INDEX account_deletions_by_due ON account_deletions (due_at);
