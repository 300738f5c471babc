-- What people said to terms of use: those of the tenant, or those of a client.
CREATE TABLE terms_answers (
    tenant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    answer_id BLOB NOT NULL,
    client_key BLOB,
    version TEXT NOT NULL,
    accepted INTEGER NOT NULL,
    user_agent TEXT,
    app TEXT,
    answered_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, account_id, answer_id)
) STRICT, WITHOUT ROWID;
