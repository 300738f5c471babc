-- Passwords that people had before, as hashes: they are not chosen again.
CREATE TABLE former_passwords (
    tenant_id BYTEA NOT NULL,
    account_id BYTEA NOT NULL,
    phc TEXT NOT NULL,
    replaced_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, account_id, phc)
);
CREATE INDEX former_passwords_by_expiry ON former_passwords (expires_at);

-- Why somebody has to choose another password, if they have to.
ALTER TABLE accounts ADD COLUMN password_demand TEXT;
