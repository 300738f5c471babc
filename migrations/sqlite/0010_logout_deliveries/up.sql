-- What came of telling clients that a session has ended, for their developers and operators.
CREATE TABLE logout_deliveries (
    tenant_id BLOB NOT NULL,
    message_id BLOB NOT NULL,
    client_key BLOB NOT NULL,
    session_id BLOB NOT NULL,
    outcome TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    reason TEXT,
    tried_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, message_id)
) STRICT;
CREATE INDEX logout_deliveries_by_client ON logout_deliveries (tenant_id, client_key, tried_at);
CREATE INDEX logout_deliveries_by_expiry ON logout_deliveries (expires_at);
