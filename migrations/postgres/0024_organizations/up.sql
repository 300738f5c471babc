-- Groups of people within a tenant, and who belongs to them. What an organization wants of its members
-- is read from here with every account.
CREATE TABLE organizations (
    tenant_id BYTEA NOT NULL,
    organization_id BYTEA NOT NULL,
    alias TEXT NOT NULL,
    name TEXT NOT NULL,
    two_factors BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, organization_id)
);
CREATE UNIQUE INDEX organizations_by_alias ON organizations (tenant_id, alias);
CREATE UNIQUE INDEX organizations_by_name ON organizations (tenant_id, name);
CREATE TABLE memberships (
    tenant_id BYTEA NOT NULL,
    account_id BYTEA NOT NULL,
    organization_id BYTEA NOT NULL,
    role TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, account_id, organization_id)
);
CREATE INDEX memberships_by_organization ON memberships (tenant_id, organization_id);
