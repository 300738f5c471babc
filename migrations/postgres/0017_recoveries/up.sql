-- Requests to get back into an account without its second step. Each waits until `ready_at` and can be
-- stopped meanwhile; of one account one is open at a time. The mails about it that are still to go
-- out are rows of the outbox.
CREATE TABLE recoveries (
    tenant_id BYTEA NOT NULL,
    account_id BYTEA NOT NULL,
    recovery_id BYTEA NOT NULL,
    state TEXT NOT NULL,
    stop_link BYTEA NOT NULL,
    finish_link BYTEA NOT NULL,
    email TEXT NOT NULL,
    browser BYTEA NOT NULL,
    address TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    reminder_id BYTEA NOT NULL,
    message_id BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    ready_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    decided_at BIGINT,
    PRIMARY KEY (tenant_id, account_id, recovery_id)
);
CREATE UNIQUE INDEX recoveries_open ON recoveries (tenant_id, account_id) WHERE state = 'open';
CREATE UNIQUE INDEX recoveries_by_stop_link ON recoveries (tenant_id, stop_link);
CREATE UNIQUE INDEX recoveries_by_finish_link ON recoveries (tenant_id, finish_link);
CREATE INDEX recoveries_by_expiry ON recoveries (expires_at);
