-- Who is asked by the operator's own app on their phone when they sign in, each shown to have it, and what it knows
-- them by.
CREATE TABLE companion_apps (
    tenant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    handle BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    used_at INTEGER,
    PRIMARY KEY (tenant_id, account_id)
) STRICT;
-- Whether an organization does not take that from its members.
ALTER TABLE organizations ADD COLUMN refuses_companion_app INTEGER NOT NULL DEFAULT 0;
