-- What people said to terms of use: those of the tenant, or those of a client.
CREATE TABLE terms_answers (
    tenant_id BYTEA NOT NULL,
    account_id BYTEA NOT NULL,
    answer_id BYTEA NOT NULL,
    client_key BYTEA,
    version TEXT NOT NULL,
    accepted BOOLEAN NOT NULL,
    user_agent TEXT,
    app TEXT,
    answered_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, account_id, answer_id)
);
