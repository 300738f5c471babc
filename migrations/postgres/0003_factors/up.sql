-- Authenticator apps, secrets sealed. Of a code that matched, its step is kept: it is good once.
CREATE TABLE totps (
    tenant_id BYTEA NOT NULL,
    account_id BYTEA NOT NULL,
    sealed BYTEA NOT NULL,
    last_step BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (tenant_id, account_id)
);

-- Recovery codes that are still good, as keyed digests.
CREATE TABLE recovery_codes (
    tenant_id BYTEA NOT NULL,
    account_id BYTEA NOT NULL,
    digest BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, account_id, digest)
);

-- What the person showed, by factor: a session that lacks one is asked for that one.
ALTER TABLE sessions ADD COLUMN proofs TEXT NOT NULL DEFAULT '["password"]';
