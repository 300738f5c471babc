//! Organizations, and who belongs to them.
use super::unreadable;
use crate::columns::Key16;
use crate::schema::{memberships, organizations};
use diesel::prelude::*;
use latchkey_accounts::{MemberRole, Membership, Organization, RefusedFactors};
use latchkey_base::{TenantId, Timestamp};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = organizations)]
#[diesel(check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub(crate) struct OrganizationRow {
    pub tenant_id: Key16,
    pub organization_id: Key16,
    pub alias: String,
    pub name: String,
    pub two_factors: bool,
    pub created_at: i64,
    pub updated_at: i64,
    pub refuses_email: bool,
    pub refuses_sms: bool,
    pub refuses_totp: bool,
    pub refuses_approval: bool,
    pub refuses_recovery_code: bool,
    pub refuses_companion_app: bool,
}

impl OrganizationRow {
    pub fn new(tenant: TenantId, organization: &Organization) -> Self {
        Self {
            tenant_id: tenant.into(),
            organization_id: organization.id.into(),
            alias: organization.alias.clone(),
            name: organization.name.clone(),
            two_factors: organization.two_factors,
            created_at: organization.created_at.millis(),
            updated_at: organization.updated_at.millis(),
            refuses_email: organization.refuses.email,
            refuses_sms: organization.refuses.sms,
            refuses_totp: organization.refuses.totp,
            refuses_approval: organization.refuses.approval,
            refuses_recovery_code: organization.refuses.recovery_code,
            refuses_companion_app: organization.refuses.companion_app,
        }
    }
}

impl From<OrganizationRow> for Organization {
    fn from(row: OrganizationRow) -> Self {
        Self {
            id: row.organization_id.into(),
            alias: row.alias,
            name: row.name,
            two_factors: row.two_factors,
            refuses: RefusedFactors {
                email: row.refuses_email,
                sms: row.refuses_sms,
                totp: row.refuses_totp,
                companion_app: row.refuses_companion_app,
                approval: row.refuses_approval,
                recovery_code: row.refuses_recovery_code,
            },
            created_at: Timestamp::from_millis(row.created_at),
            updated_at: Timestamp::from_millis(row.updated_at),
        }
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = memberships)]
#[diesel(check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub(crate) struct MembershipRow {
    pub tenant_id: Key16,
    pub account_id: Key16,
    pub organization_id: Key16,
    pub role: String,
    pub created_at: i64,
}

impl MembershipRow {
    pub fn new(tenant: TenantId, membership: &Membership) -> Self {
        Self {
            tenant_id: tenant.into(),
            account_id: membership.account.into(),
            organization_id: membership.organization.into(),
            role: membership.role.name().to_owned(),
            created_at: membership.created_at.millis(),
        }
    }
}

impl TryFrom<MembershipRow> for Membership {
    type Error = diesel::result::Error;

    fn try_from(row: MembershipRow) -> QueryResult<Self> {
        Ok(Self {
            organization: row.organization_id.into(),
            account: row.account_id.into(),
            role: MemberRole::parse(&row.role).ok_or_else(|| unreadable("memberships.role"))?,
            created_at: Timestamp::from_millis(row.created_at),
        })
    }
}
