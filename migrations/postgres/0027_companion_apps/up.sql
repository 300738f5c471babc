-- Who is asked by the operator's own app on their phone when they sign in, each shown to have it, and what it knows
-- them by.
CREATE TABLE companion_apps (
    tenant_id BYTEA NOT NULL,
    account_id BYTEA NOT NULL,
    handle BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (tenant_id, account_id)
);
-- Whether an organization does not take that from its members.
ALTER TABLE organizations ADD COLUMN refuses_companion_app BOOLEAN NOT NULL DEFAULT FALSE;
