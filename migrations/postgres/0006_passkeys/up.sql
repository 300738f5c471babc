-- Passkeys of people: public keys and what else their verification needs, nothing secret.
CREATE TABLE passkeys (
    tenant_id BYTEA NOT NULL,
    credential_id BYTEA NOT NULL,
    account_id BYTEA NOT NULL,
    user_handle BYTEA NOT NULL,
    credential TEXT NOT NULL,
    label TEXT NOT NULL,
    counter BIGINT NOT NULL,
    backup_eligible BOOLEAN NOT NULL,
    backed_up BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (tenant_id, credential_id)
);
CREATE INDEX passkeys_by_account ON passkeys (tenant_id, account_id);

-- Challenges that wait for their answer, for the pass or the page that asked.
CREATE TABLE ceremonies (
    tenant_id BYTEA NOT NULL,
    ceremony_id BYTEA NOT NULL,
    owner BYTEA NOT NULL,
    state TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, ceremony_id)
);
CREATE INDEX ceremonies_by_expiry ON ceremonies (expires_at);

-- People who do not want to be asked again whether they would like a passkey.
CREATE TABLE passkey_refusals (
    tenant_id BYTEA NOT NULL,
    account_id BYTEA NOT NULL,
    refused_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, account_id)
);
