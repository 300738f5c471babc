-- Keys that others encrypt for, private parts sealed.
CREATE TABLE encryption_keys (
    tenant_id BYTEA NOT NULL,
    key_id BYTEA NOT NULL,
    kid TEXT NOT NULL,
    alg TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    retired_at BIGINT,
    PRIMARY KEY (tenant_id, key_id)
);
