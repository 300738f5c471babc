-- Authenticator apps, secrets sealed. Of a code that matched, its step is kept: it is good once.
CREATE TABLE totps (
    tenant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    sealed BLOB NOT NULL,
    last_step INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    used_at INTEGER,
    PRIMARY KEY (tenant_id, account_id)
) STRICT;

-- Recovery codes that are still good, as keyed digests.
CREATE TABLE recovery_codes (
    tenant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    digest BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, account_id, digest)
) STRICT;

-- What the person showed, by factor: a session that lacks one is asked for that one.
ALTER TABLE sessions ADD COLUMN proofs TEXT NOT NULL DEFAULT '["password"]';
