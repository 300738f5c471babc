-- Questions of apps to people: whether they confirm something. One about somebody who is not there has
-- no account, and is answered by nobody.
CREATE TABLE confirmations (
    tenant_id BYTEA NOT NULL,
    confirmation_id BYTEA NOT NULL,
    client_key BYTEA NOT NULL,
    account_id BYTEA,
    lookup BYTEA NOT NULL,
    handle TEXT NOT NULL,
    client_state TEXT NOT NULL,
    app TEXT NOT NULL,
    title TEXT NOT NULL,
    header TEXT NOT NULL,
    message TEXT NOT NULL,
    callback TEXT,
    state TEXT NOT NULL,
    decided_in BYTEA,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, confirmation_id)
);
CREATE UNIQUE INDEX confirmations_by_client_state ON confirmations (tenant_id, client_key, client_state);
CREATE INDEX confirmations_by_client ON confirmations (tenant_id, client_key, created_at);
CREATE INDEX confirmations_by_account ON confirmations (tenant_id, account_id, created_at) WHERE account_id IS NOT NULL;
CREATE INDEX confirmations_by_expiry ON confirmations (expires_at);

-- Clients are told of more than of sessions that have ended: what a record is about is a session or a
-- confirmation, as its kind says.
ALTER TABLE logout_deliveries ADD COLUMN kind TEXT NOT NULL DEFAULT 'backchannel_logout';
