-- Ids and hashes are bytes, times are milliseconds since 1970, documents are JSON.
-- There are no foreign keys: what belongs to a row is deleted with it by the queries, and a
-- frequent write must not pay for looking at its parent.

-- What the deployment remembers about itself.
CREATE TABLE meta (
    name TEXT NOT NULL,
    value BYTEA NOT NULL,
    PRIMARY KEY (name)
);

-- Tenants; public paths call them groups.
CREATE TABLE tenants (
    tenant_id BYTEA NOT NULL,
    group_name TEXT NOT NULL,
    pretty_name TEXT,
    name TEXT NOT NULL,
    settings TEXT NOT NULL,
    disabled BOOLEAN NOT NULL,
    revision BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id),
    UNIQUE (group_name)
);

-- Every word that leads to a tenant: its group and its pretty name.
CREATE TABLE tenant_words (
    tenant_id BYTEA NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (tenant_id, word),
    UNIQUE (word)
);

-- Signing keys, private parts sealed.
CREATE TABLE signing_keys (
    tenant_id BYTEA NOT NULL,
    key_id BYTEA NOT NULL,
    kid TEXT NOT NULL,
    alg TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    active_from BIGINT NOT NULL,
    retires_at BIGINT,
    longest_token BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, key_id)
);

-- Registered clients.
CREATE TABLE clients (
    tenant_id BYTEA NOT NULL,
    client_key BYTEA NOT NULL,
    client_id TEXT NOT NULL,
    metadata TEXT NOT NULL,
    secret_digest BYTEA,
    secret_sealed BYTEA,
    registration_token BYTEA,
    disabled BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, client_key),
    UNIQUE (tenant_id, client_id)
);

-- What lets somebody register clients, by hash.
CREATE TABLE initial_access_tokens (
    tenant_id BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    uses_left BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, hash)
);

-- People.
CREATE TABLE accounts (
    tenant_id BYTEA NOT NULL,
    account_id BYTEA NOT NULL,
    username TEXT NOT NULL,
    username_normal TEXT NOT NULL,
    email TEXT,
    email_verified BOOLEAN NOT NULL,
    status TEXT NOT NULL,
    profile TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, account_id),
    UNIQUE (tenant_id, username_normal)
);

-- User names and addresses in normal form: one space of names, so that neither can be the other's.
CREATE TABLE identifiers (
    tenant_id BYTEA NOT NULL,
    identifier TEXT NOT NULL,
    account_id BYTEA NOT NULL,
    PRIMARY KEY (tenant_id, identifier)
);

-- Password hashes in PHC form.
CREATE TABLE passwords (
    tenant_id BYTEA NOT NULL,
    account_id BYTEA NOT NULL,
    phc TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, account_id)
);

-- Signed-in people, one row per person and browser.
CREATE TABLE sessions (
    tenant_id BYTEA NOT NULL,
    session_id BYTEA NOT NULL,
    browser BYTEA NOT NULL,
    account_id BYTEA NOT NULL,
    auth_time BIGINT NOT NULL,
    amr TEXT NOT NULL,
    acr TEXT,
    user_agent TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, session_id)
);

-- Passes through the hosted pages.
CREATE TABLE interactions (
    tenant_id BYTEA NOT NULL,
    interaction_id BYTEA NOT NULL,
    browser BYTEA NOT NULL,
    client_key BYTEA,
    request TEXT NOT NULL,
    progress TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    finished_at BIGINT,
    PRIMARY KEY (tenant_id, interaction_id)
);

-- What end-users allowed clients. Every token of theirs descends from a row; a token is
-- good only while its row is there and has not ended.
CREATE TABLE authorizations (
    tenant_id BYTEA NOT NULL,
    authorization_id BYTEA NOT NULL,
    client_key BYTEA NOT NULL,
    account_id BYTEA NOT NULL,
    session_id BYTEA,
    offline BOOLEAN NOT NULL,
    document TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT,
    PRIMARY KEY (tenant_id, authorization_id)
);

-- Authorization codes, by hash; spent ones are kept until they expire. Pages keep room, so
-- that the change at redemption stays on its page and touches no index.
CREATE TABLE authorization_codes (
    tenant_id BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    authorization_id BYTEA NOT NULL,
    redirect_uri TEXT NOT NULL,
    challenge BYTEA,
    expires_at BIGINT NOT NULL,
    redeemed_at BIGINT,
    PRIMARY KEY (tenant_id, hash)
) WITH (fillfactor = 60);

-- Opaque access tokens, by hash.
CREATE TABLE access_tokens (
    tenant_id BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    client_key BYTEA NOT NULL,
    authorization_id BYTEA,
    scope TEXT NOT NULL,
    audience TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, hash)
);

-- Refresh tokens, by hash; a rotated one knows its successor, whose text is sealed under
-- a key that only the holder of the rotated one can make.
CREATE TABLE refresh_tokens (
    tenant_id BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    authorization_id BYTEA NOT NULL,
    family_started_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    rotated_at BIGINT,
    used_at BIGINT,
    successor BYTEA,
    successor_sealed BYTEA,
    PRIMARY KEY (tenant_id, hash)
) WITH (fillfactor = 60);

-- What people need not be asked again.
CREATE TABLE consents (
    tenant_id BYTEA NOT NULL,
    account_id BYTEA NOT NULL,
    client_key BYTEA NOT NULL,
    consent_id BYTEA NOT NULL,
    scope TEXT NOT NULL,
    claims TEXT NOT NULL,
    granted_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, account_id, client_key)
);

-- Links and codes that were mailed.
CREATE TABLE proofs (
    tenant_id BYTEA NOT NULL,
    link BYTEA NOT NULL,
    purpose TEXT NOT NULL,
    account_id BYTEA NOT NULL,
    code BYTEA,
    attempts_left BIGINT NOT NULL,
    interaction_id BYTEA,
    payload TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, link)
);

-- Failed attempts under a key.
CREATE TABLE failures (
    tenant_id BYTEA NOT NULL,
    failure_key BYTEA NOT NULL,
    failed BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, failure_key)
);

-- Used `jti`s of client assertions.
CREATE TABLE assertions (
    tenant_id BYTEA NOT NULL,
    client_key BYTEA NOT NULL,
    jti BYTEA NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, client_key, jti)
);

-- Messages that wait to be delivered.
CREATE TABLE outbox (
    tenant_id BYTEA NOT NULL,
    message_id BYTEA NOT NULL,
    kind TEXT NOT NULL,
    destination TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    attempts BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, message_id)
);

-- Why requests were refused, by the reference that was shown, for the tenant's operators.
CREATE TABLE trails (
    tenant_id BYTEA NOT NULL,
    reference TEXT NOT NULL,
    document TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, reference)
);

CREATE INDEX initial_access_tokens_by_expiry ON initial_access_tokens (expires_at);
CREATE INDEX sessions_by_browser ON sessions (tenant_id, browser);
CREATE INDEX sessions_by_account ON sessions (tenant_id, account_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);
CREATE INDEX interactions_by_expiry ON interactions (expires_at);
CREATE INDEX identifiers_by_account ON identifiers (tenant_id, account_id);
CREATE INDEX authorizations_by_session ON authorizations (tenant_id, session_id) WHERE session_id IS NOT NULL;
CREATE INDEX authorizations_by_account ON authorizations (tenant_id, account_id, client_key);
CREATE INDEX authorizations_by_client ON authorizations (tenant_id, client_key);
CREATE INDEX authorizations_by_expiry ON authorizations (expires_at);
CREATE INDEX authorization_codes_by_expiry ON authorization_codes (expires_at);
CREATE INDEX access_tokens_by_expiry ON access_tokens (expires_at);
CREATE INDEX refresh_tokens_by_expiry ON refresh_tokens (expires_at);
CREATE INDEX consents_by_client ON consents (tenant_id, client_key);
CREATE INDEX consents_by_expiry ON consents (expires_at);
CREATE INDEX proofs_by_account ON proofs (tenant_id, account_id, purpose);
CREATE INDEX proofs_by_expiry ON proofs (expires_at);
CREATE INDEX failures_by_expiry ON failures (expires_at);
CREATE INDEX assertions_by_expiry ON assertions (expires_at);
CREATE INDEX outbox_by_due ON outbox (due_at);
CREATE INDEX outbox_by_expiry ON outbox (expires_at);
CREATE INDEX trails_by_expiry ON trails (expires_at);
