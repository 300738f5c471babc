-- Numbers that people are texted a code to when they sign in, each shown to be theirs.
CREATE TABLE phones (
    tenant_id BYTEA NOT NULL,
    account_id BYTEA NOT NULL,
    number TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (tenant_id, account_id)
);
