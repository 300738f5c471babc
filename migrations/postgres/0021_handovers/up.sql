-- Devices that their owner hands over: a code that is good once, and afterwards what is left of the device
-- until whoever took it has connected it.
CREATE TABLE handovers (
    tenant_id BYTEA NOT NULL,
    authorization_id BYTEA NOT NULL,
    from_account BYTEA NOT NULL,
    to_account BYTEA,
    client_key BYTEA NOT NULL,
    code BYTEA NOT NULL,
    name TEXT,
    model TEXT,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    decided_at BIGINT,
    PRIMARY KEY (tenant_id, authorization_id)
);
CREATE UNIQUE INDEX handovers_by_code ON handovers (tenant_id, code);
CREATE INDEX handovers_by_giver ON handovers (tenant_id, from_account);
CREATE INDEX handovers_by_taker ON handovers (tenant_id, to_account) WHERE to_account IS NOT NULL;
CREATE INDEX handovers_by_expiry ON handovers (expires_at);
