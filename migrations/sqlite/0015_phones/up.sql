-- Numbers that people are texted a code to when they sign in, each shown to be theirs.
CREATE TABLE phones (
    tenant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    number TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    used_at INTEGER,
    PRIMARY KEY (tenant_id, account_id)
) STRICT;
