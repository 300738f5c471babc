-- Browsers that are told when something waits for their person. Where and with which keys is sealed. One belongs to a
-- session and ends with it.
CREATE TABLE push_subscriptions (
    tenant_id BYTEA NOT NULL,
    session_id BYTEA NOT NULL,
    account_id BYTEA NOT NULL,
    sealed BYTEA NOT NULL,
    language TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, session_id)
);
CREATE INDEX push_subscriptions_by_account ON push_subscriptions (tenant_id, account_id);
CREATE INDEX push_subscriptions_by_expiry ON push_subscriptions (expires_at);
