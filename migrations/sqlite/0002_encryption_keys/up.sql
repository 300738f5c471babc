-- Keys that others encrypt for, private parts sealed.
CREATE TABLE encryption_keys (
    tenant_id BLOB NOT NULL,
    key_id BLOB NOT NULL,
    kid TEXT NOT NULL,
    alg TEXT NOT NULL,
    sealed BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    retired_at INTEGER,
    PRIMARY KEY (tenant_id, key_id)
) STRICT;
