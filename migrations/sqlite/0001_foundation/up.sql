-- Ids and hashes are bytes, times are milliseconds since 1970, documents are JSON.
-- There are no foreign keys: what belongs to a row is deleted with it by the queries, and a
-- frequent write must not pay for looking at its parent.

-- What the deployment remembers about itself.
CREATE TABLE meta (
    name TEXT NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (name)
) STRICT;

-- Tenants; public paths call them groups.
CREATE TABLE tenants (
    tenant_id BLOB NOT NULL,
    group_name TEXT NOT NULL,
    pretty_name TEXT,
    name TEXT NOT NULL,
    settings TEXT NOT NULL,
    disabled INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id),
    UNIQUE (group_name)
) STRICT;

-- Every word that leads to a tenant: its group and its pretty name.
CREATE TABLE tenant_words (
    tenant_id BLOB NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (tenant_id, word),
    UNIQUE (word)
) STRICT, WITHOUT ROWID;

-- Signing keys, private parts sealed.
CREATE TABLE signing_keys (
    tenant_id BLOB NOT NULL,
    key_id BLOB NOT NULL,
    kid TEXT NOT NULL,
    alg TEXT NOT NULL,
    sealed BLOB NOT NULL,
    state TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    active_from INTEGER NOT NULL,
    retires_at INTEGER,
    longest_token INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, key_id)
) STRICT;

-- Registered clients.
CREATE TABLE clients (
    tenant_id BLOB NOT NULL,
    client_key BLOB NOT NULL,
    client_id TEXT NOT NULL,
    metadata TEXT NOT NULL,
    secret_digest BLOB,
    secret_sealed BLOB,
    registration_token BLOB,
    disabled INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, client_key),
    UNIQUE (tenant_id, client_id)
) STRICT;

-- What lets somebody register clients, by hash.
CREATE TABLE initial_access_tokens (
    tenant_id BLOB NOT NULL,
    hash BLOB NOT NULL,
    uses_left INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, hash)
) STRICT, WITHOUT ROWID;

-- People.
CREATE TABLE accounts (
    tenant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    username TEXT NOT NULL,
    username_normal TEXT NOT NULL,
    email TEXT,
    email_verified INTEGER NOT NULL,
    status TEXT NOT NULL,
    profile TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, account_id),
    UNIQUE (tenant_id, username_normal)
) STRICT;

-- User names and addresses in normal form: one space of names, so that neither can be the other's.
CREATE TABLE identifiers (
    tenant_id BLOB NOT NULL,
    identifier TEXT NOT NULL,
    account_id BLOB NOT NULL,
    PRIMARY KEY (tenant_id, identifier)
) STRICT, WITHOUT ROWID;

-- Password hashes in PHC form.
CREATE TABLE passwords (
    tenant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    phc TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, account_id)
) STRICT;

-- Signed-in people, one row per person and browser.
CREATE TABLE sessions (
    tenant_id BLOB NOT NULL,
    session_id BLOB NOT NULL,
    browser BLOB NOT NULL,
    account_id BLOB NOT NULL,
    auth_time INTEGER NOT NULL,
    amr TEXT NOT NULL,
    acr TEXT,
    user_agent TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, session_id)
) STRICT;

-- Passes through the hosted pages.
CREATE TABLE interactions (
    tenant_id BLOB NOT NULL,
    interaction_id BLOB NOT NULL,
    browser BLOB NOT NULL,
    client_key BLOB,
    request TEXT NOT NULL,
    progress TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    finished_at INTEGER,
    PRIMARY KEY (tenant_id, interaction_id)
) STRICT;

-- What end-users allowed clients. Every token of theirs descends from a row; a token is
-- good only while its row is there and has not ended.
CREATE TABLE authorizations (
    tenant_id BLOB NOT NULL,
    authorization_id BLOB NOT NULL,
    client_key BLOB NOT NULL,
    account_id BLOB NOT NULL,
    session_id BLOB,
    offline INTEGER NOT NULL,
    document TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at INTEGER,
    PRIMARY KEY (tenant_id, authorization_id)
) STRICT;

-- Authorization codes, by hash; spent ones are kept until they expire.
CREATE TABLE authorization_codes (
    tenant_id BLOB NOT NULL,
    hash BLOB NOT NULL,
    authorization_id BLOB NOT NULL,
    redirect_uri TEXT NOT NULL,
    challenge BLOB,
    expires_at INTEGER NOT NULL,
    redeemed_at INTEGER,
    PRIMARY KEY (tenant_id, hash)
) STRICT, WITHOUT ROWID;

-- Opaque access tokens, by hash.
CREATE TABLE access_tokens (
    tenant_id BLOB NOT NULL,
    hash BLOB NOT NULL,
    client_key BLOB NOT NULL,
    authorization_id BLOB,
    scope TEXT NOT NULL,
    audience TEXT NOT NULL,
    issued_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, hash)
) STRICT, WITHOUT ROWID;

-- Refresh tokens, by hash; a rotated one knows its successor, whose text is sealed under
-- a key that only the holder of the rotated one can make.
CREATE TABLE refresh_tokens (
    tenant_id BLOB NOT NULL,
    hash BLOB NOT NULL,
    authorization_id BLOB NOT NULL,
    family_started_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    rotated_at INTEGER,
    used_at INTEGER,
    successor BLOB,
    successor_sealed BLOB,
    PRIMARY KEY (tenant_id, hash)
) STRICT, WITHOUT ROWID;

-- What people need not be asked again.
CREATE TABLE consents (
    tenant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    client_key BLOB NOT NULL,
    consent_id BLOB NOT NULL,
    scope TEXT NOT NULL,
    claims TEXT NOT NULL,
    granted_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, account_id, client_key)
) STRICT;

-- Links and codes that were mailed.
CREATE TABLE proofs (
    tenant_id BLOB NOT NULL,
    link BLOB NOT NULL,
    purpose TEXT NOT NULL,
    account_id BLOB NOT NULL,
    code BLOB,
    attempts_left INTEGER NOT NULL,
    interaction_id BLOB,
    payload TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, link)
) STRICT;

-- Failed attempts under a key.
CREATE TABLE failures (
    tenant_id BLOB NOT NULL,
    failure_key BLOB NOT NULL,
    failed INTEGER NOT NULL,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, failure_key)
) STRICT, WITHOUT ROWID;

-- Used `jti`s of client assertions.
CREATE TABLE assertions (
    tenant_id BLOB NOT NULL,
    client_key BLOB NOT NULL,
    jti BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, client_key, jti)
) STRICT, WITHOUT ROWID;

-- Messages that wait to be delivered.
CREATE TABLE outbox (
    tenant_id BLOB NOT NULL,
    message_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    destination TEXT NOT NULL,
    sealed BLOB NOT NULL,
    attempts INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, message_id)
) STRICT;

-- Why requests were refused, by the reference that was shown, for the tenant's operators.
CREATE TABLE trails (
    tenant_id BLOB NOT NULL,
    reference TEXT NOT NULL,
    document TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, reference)
) STRICT, WITHOUT ROWID;

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
