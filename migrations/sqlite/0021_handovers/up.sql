-- Devices that their owner hands over: a code that is good once, and afterwards what is left of the device
-- until whoever took it has connected it.
CREATE TABLE handovers (
    tenant_id BLOB NOT NULL,
    authorization_id BLOB NOT NULL,
    from_account BLOB NOT NULL,
    to_account BLOB,
    client_key BLOB NOT NULL,
    code BLOB NOT NULL,
    name TEXT,
    model TEXT,
    state TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    decided_at INTEGER,
    PRIMARY KEY (tenant_id, authorization_id)
) STRICT;
CREATE UNIQUE INDEX handovers_by_code ON handovers (tenant_id, code);
CREATE INDEX handovers_by_giver ON handovers (tenant_id, from_account);
CREATE INDEX handovers_by_taker ON handovers (tenant_id, to_account) WHERE to_account IS NOT NULL;
CREATE INDEX handovers_by_expiry ON handovers (expires_at);
