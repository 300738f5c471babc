-- Passkeys of people: public keys and what else their verification needs, nothing secret.
CREATE TABLE passkeys (
    tenant_id BLOB NOT NULL,
    credential_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    user_handle BLOB NOT NULL,
    credential TEXT NOT NULL,
    label TEXT NOT NULL,
    counter INTEGER NOT NULL,
    backup_eligible INTEGER NOT NULL,
    backed_up INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    used_at INTEGER,
    PRIMARY KEY (tenant_id, credential_id)
) STRICT;
CREATE INDEX passkeys_by_account ON passkeys (tenant_id, account_id);

-- Challenges that wait for their answer, for the pass or the page that asked.
CREATE TABLE ceremonies (
    tenant_id BLOB NOT NULL,
    ceremony_id BLOB NOT NULL,
    owner BLOB NOT NULL,
    state TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, ceremony_id)
) STRICT;
CREATE INDEX ceremonies_by_expiry ON ceremonies (expires_at);

-- People who do not want to be asked again whether they would like a passkey.
CREATE TABLE passkey_refusals (
    tenant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    refused_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, account_id)
) STRICT;
