-- Requests to get back into an account without its second step. Each waits until `ready_at` and can be
-- stopped meanwhile; of one account one is open at a time. The mails about it that are still to go
-- out are rows of the outbox.
CREATE TABLE recoveries (
    tenant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    recovery_id BLOB NOT NULL,
    state TEXT NOT NULL,
    stop_link BLOB NOT NULL,
    finish_link BLOB NOT NULL,
    email TEXT NOT NULL,
    browser BLOB NOT NULL,
    address TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    reminder_id BLOB NOT NULL,
    message_id BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    ready_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    decided_at INTEGER,
    PRIMARY KEY (tenant_id, account_id, recovery_id)
) STRICT;
CREATE UNIQUE INDEX recoveries_open ON recoveries (tenant_id, account_id) WHERE state = 'open';
CREATE UNIQUE INDEX recoveries_by_stop_link ON recoveries (tenant_id, stop_link);
CREATE UNIQUE INDEX recoveries_by_finish_link ON recoveries (tenant_id, finish_link);
CREATE INDEX recoveries_by_expiry ON recoveries (expires_at);
