-- Sign-ins that ask to be approved in another browser of their person. The number is shown where
-- somebody signs in, and typed where that is approved.
CREATE TABLE challenges (
    tenant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    challenge_id BLOB NOT NULL,
    interaction_id BLOB NOT NULL,
    browser BLOB NOT NULL,
    number INTEGER NOT NULL,
    tries_left INTEGER NOT NULL,
    state TEXT NOT NULL,
    decided_in BLOB,
    app TEXT,
    address TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, account_id, challenge_id)
) STRICT;
CREATE INDEX challenges_by_expiry ON challenges (expires_at);
