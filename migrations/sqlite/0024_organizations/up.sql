-- Groups of people within a tenant, and who belongs to them. What an organization wants of its members
-- is read from here with every account.
CREATE TABLE organizations (
    tenant_id BLOB NOT NULL,
    organization_id BLOB NOT NULL,
    alias TEXT NOT NULL,
    name TEXT NOT NULL,
    two_factors INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, organization_id)
) STRICT;
CREATE UNIQUE INDEX organizations_by_alias ON organizations (tenant_id, alias);
CREATE UNIQUE INDEX organizations_by_name ON organizations (tenant_id, name);
CREATE TABLE memberships (
    tenant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    organization_id BLOB NOT NULL,
    role TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, account_id, organization_id)
) STRICT;
CREATE INDEX memberships_by_organization ON memberships (tenant_id, organization_id);
