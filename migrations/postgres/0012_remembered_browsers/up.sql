-- Browsers whose owner is not asked for the second step for a while. What the browser shows of its
-- secret changes with each use; here is its digest.
CREATE TABLE remembered_browsers (
    tenant_id BYTEA NOT NULL,
    account_id BYTEA NOT NULL,
    remembered_id BYTEA NOT NULL,
    digest BYTEA NOT NULL,
    user_agent TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, account_id, remembered_id)
);
CREATE INDEX remembered_browsers_by_expiry ON remembered_browsers (expires_at);
