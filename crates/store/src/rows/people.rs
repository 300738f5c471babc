//! People and what they need not be asked again.
use super::{document, json, unreadable};
use crate::columns::Key16;
use crate::schema::{accounts, consents};
use diesel::prelude::*;
use latchkey_accounts::{Account, AccountStatus, PasswordDemand, RefusedFactors, normal_form};
use latchkey_base::{TenantId, Timestamp};
use latchkey_oidc::{Consent, Scope};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = accounts, treat_none_as_null = true)]
#[diesel(check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub(crate) struct AccountRow {
    pub tenant_id: Key16,
    pub account_id: Key16,
    pub username: String,
    pub username_normal: String,
    pub email: Option<String>,
    pub email_verified: bool,
    pub status: String,
    pub profile: String,
    pub created_at: i64,
    pub updated_at: i64,
    pub password_demand: Option<String>,
    pub two_factors: bool,
    // A choice that stays; to replace the account does not change it.
    #[diesel(skip_update)]
    pub passkey_only: bool,
    pub refuses: String,
}

/// The value of `status` for people who may sign in.
pub(crate) const ACTIVE: &str = "active";

impl AccountRow {
    pub fn new(tenant: TenantId, account: &Account) -> QueryResult<Self> {
        let status = match account.status {
            AccountStatus::Active => ACTIVE,
            AccountStatus::Suspended => "suspended",
            AccountStatus::Locked => "locked",
        };
        Ok(Self {
            tenant_id: tenant.into(),
            account_id: account.id.into(),
            username: account.username.clone(),
            username_normal: normal_form(&account.username),
            email: account.email.clone(),
            email_verified: account.email_verified,
            status: status.to_owned(),
            profile: json(&account.profile)?,
            created_at: account.created_at.millis(),
            updated_at: account.updated_at.millis(),
            password_demand: account.password_demand.map(|demand| demand.name().to_owned()),
            two_factors: account.two_factors,
            passkey_only: account.passkey_only,
            refuses: account.refuses.names().join(","),
        })
    }
}

/// An account as it is read.
#[derive(Queryable)]
pub(crate) struct FoundAccount {
    row: AccountRow,
    /// An organization of the person wants two factors of its members.
    organization_two_factors: bool,
    /// What the organizations of the person do not take from them: email, sms, totp, companion_app, approval,
    /// recovery_code.
    refused: (bool, bool, bool, bool, bool, bool),
    has_password: bool,
}

impl TryFrom<FoundAccount> for Account {
    type Error = diesel::result::Error;

    fn try_from(found: FoundAccount) -> QueryResult<Self> {
        let FoundAccount { row, organization_two_factors, refused, has_password } = found;
        let (email, sms, totp, companion_app, approval, recovery_code) = refused;
        Ok(Self {
            id: row.account_id.into(),
            username: row.username,
            email: row.email,
            email_verified: row.email_verified,
            status: match row.status.as_str() {
                ACTIVE => AccountStatus::Active,
                "suspended" => AccountStatus::Suspended,
                "locked" => AccountStatus::Locked,
                _ => return Err(unreadable("accounts.status")),
            },
            password_demand: match row.password_demand.as_deref().map(PasswordDemand::parse) {
                None => None,
                Some(Some(demand)) => Some(demand),
                Some(None) => return Err(unreadable("accounts.password_demand")),
            },
            two_factors: row.two_factors,
            passkey_only: row.passkey_only && !has_password,
            refuses: refuses(&row.refuses)?,
            organization_two_factors,
            organization_refuses: RefusedFactors {
                email,
                sms,
                totp,
                companion_app,
                approval,
                recovery_code,
            },
            profile: document(&row.profile)?,
            created_at: Timestamp::from_millis(row.created_at),
            updated_at: Timestamp::from_millis(row.updated_at),
        })
    }
}

fn refuses(names: &str) -> QueryResult<RefusedFactors> {
    let names: Vec<&str> = names.split(',').filter(|name| !name.is_empty()).collect();
    RefusedFactors::parse(&names).map_err(|_| unreadable("accounts.refuses"))
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = consents)]
#[diesel(check_for_backend(diesel::pg::Pg, diesel::sqlite::Sqlite))]
pub(crate) struct ConsentRow {
    pub tenant_id: Key16,
    pub account_id: Key16,
    pub client_key: Key16,
    pub consent_id: Key16,
    pub scope: String,
    pub claims: String,
    pub granted_at: i64,
    pub expires_at: i64,
}

impl ConsentRow {
    pub fn new(tenant: TenantId, consent: &Consent) -> QueryResult<Self> {
        Ok(Self {
            tenant_id: tenant.into(),
            account_id: consent.account.into(),
            client_key: consent.client.into(),
            consent_id: consent.id.into(),
            scope: consent.scope.to_string(),
            claims: json(&consent.claims)?,
            granted_at: consent.granted_at.millis(),
            expires_at: consent.expires_at.millis(),
        })
    }
}

impl TryFrom<ConsentRow> for Consent {
    type Error = diesel::result::Error;

    fn try_from(row: ConsentRow) -> QueryResult<Self> {
        Ok(Self {
            id: row.consent_id.into(),
            account: row.account_id.into(),
            client: row.client_key.into(),
            scope: Scope::parse(&row.scope).map_err(|_| unreadable("consents.scope"))?,
            claims: document(&row.claims)?,
            granted_at: Timestamp::from_millis(row.granted_at),
            expires_at: Timestamp::from_millis(row.expires_at),
        })
    }
}
