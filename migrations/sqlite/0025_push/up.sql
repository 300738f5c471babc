-- Browsers that are told when something waits for their person. Where and with which keys is sealed. One belongs to a
-- session and ends with it.
CREATE TABLE push_subscriptions (
    tenant_id BLOB NOT NULL,
    session_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    sealed BLOB NOT NULL,
    language TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, session_id)
) STRICT;
CREATE INDEX push_subscriptions_by_account ON push_subscriptions (tenant_id, account_id);
CREATE INDEX push_subscriptions_by_expiry ON push_subscriptions (expires_at);
