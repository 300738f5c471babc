-- What came of telling clients that a session has ended, for their developers and operators.
CREATE TABLE logout_deliveries (
    tenant_id BYTEA NOT NULL,
    message_id BYTEA NOT NULL,
    client_key BYTEA NOT NULL,
    session_id BYTEA NOT NULL,
    outcome TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    reason TEXT,
    tried_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, message_id)
);
CREATE INDEX logout_deliveries_by_client ON logout_deliveries (tenant_id, client_key, tried_at);
CREATE INDEX logout_deliveries_by_expiry ON logout_deliveries (expires_at);
