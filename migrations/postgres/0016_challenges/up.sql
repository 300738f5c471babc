-- Sign-ins that ask to be approved in another browser of their person. The number is shown where
-- somebody signs in, and typed where that is approved.
CREATE TABLE challenges (
    tenant_id BYTEA NOT NULL,
    account_id BYTEA NOT NULL,
    challenge_id BYTEA NOT NULL,
    interaction_id BYTEA NOT NULL,
    browser BYTEA NOT NULL,
    number BIGINT NOT NULL,
    tries_left BIGINT NOT NULL,
    state TEXT NOT NULL,
    decided_in BYTEA,
    app TEXT,
    address TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, account_id, challenge_id)
);
CREATE INDEX challenges_by_expiry ON challenges (expires_at);
