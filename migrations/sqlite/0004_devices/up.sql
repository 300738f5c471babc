-- Devices that ask (RFC 8628): what became of it is an authorization, or a refusal.
CREATE TABLE device_codes (
    tenant_id BLOB NOT NULL,
    hash BLOB NOT NULL,
    user_code BLOB NOT NULL,
    client_key BLOB NOT NULL,
    request TEXT NOT NULL,
    authorization_id BLOB,
    denied_at INTEGER,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, hash)
) STRICT, WITHOUT ROWID;

-- Devices that were connected: each is one authorization, and goes with it.
CREATE TABLE devices (
    tenant_id BLOB NOT NULL,
    authorization_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    client_key BLOB NOT NULL,
    name TEXT,
    model TEXT,
    software_version TEXT,
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, authorization_id),
    FOREIGN KEY (tenant_id, authorization_id)
        REFERENCES authorizations (tenant_id, authorization_id) ON DELETE CASCADE
) STRICT;

CREATE UNIQUE INDEX device_codes_by_user_code ON device_codes (tenant_id, user_code);
CREATE INDEX device_codes_by_expiry ON device_codes (expires_at);
CREATE INDEX devices_by_account ON devices (tenant_id, account_id);
