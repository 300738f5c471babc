-- Devices that ask (RFC 8628): what became of it is an authorization, or a refusal.
CREATE TABLE device_codes (
    tenant_id BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    user_code BYTEA NOT NULL,
    client_key BYTEA NOT NULL,
    request TEXT NOT NULL,
    authorization_id BYTEA,
    denied_at BIGINT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, hash)
);

-- Devices that were connected: each is one authorization, and goes with it.
CREATE TABLE devices (
    tenant_id BYTEA NOT NULL,
    authorization_id BYTEA NOT NULL,
    account_id BYTEA NOT NULL,
    client_key BYTEA NOT NULL,
    name TEXT,
    model TEXT,
    software_version TEXT,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, authorization_id),
    FOREIGN KEY (tenant_id, authorization_id)
        REFERENCES authorizations (tenant_id, authorization_id) ON DELETE CASCADE
);

CREATE UNIQUE INDEX device_codes_by_user_code ON device_codes (tenant_id, user_code);
CREATE INDEX device_codes_by_expiry ON device_codes (expires_at);
CREATE INDEX devices_by_account ON devices (tenant_id, account_id);
