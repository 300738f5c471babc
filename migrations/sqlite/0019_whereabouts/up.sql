-- From where people sign in: browsers and networks, as keyed digests that tell nobody which. What is
-- not among them is new to the account.
CREATE TABLE whereabouts (
    tenant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    digest BLOB NOT NULL,
    kind TEXT NOT NULL,
    seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, account_id, digest)
) STRICT;
CREATE INDEX whereabouts_by_expiry ON whereabouts (expires_at);

-- Somebody whose every sign-in takes two factors, whatever the tenant asks of others.
ALTER TABLE accounts ADD COLUMN two_factors INTEGER NOT NULL DEFAULT 0;
