//! The account of a person.
use crate::RefusedFactors;
use latchkey_base::{AccountId, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A person's account within a tenant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// Who; its text is the public `sub`, never reassigned.
    pub id: AccountId,
    /// What they sign in with; unique in the tenant, compared in its normal form.
    pub username: String,
    /// Their address; unique in the tenant, compared in its normal form.
    pub email: Option<String>,
    /// Whether they proved to own it.
    pub email_verified: bool,
    /// Whether they may sign in.
    pub status: AccountStatus,
    /// They choose another password before they go on anywhere; why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password_demand: Option<PasswordDemand>,
    /// Their every sign-in takes two factors, whatever the tenant asks of others.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub two_factors: bool,
    /// What is not taken from them, whatever the tenant takes from others.
    #[serde(default, skip_serializing_if = "RefusedFactors::is_empty")]
    pub refuses: RefusedFactors,
    /// They have chosen to sign in with a passkey and to have no password. The store keeps the choice, which to replace
    /// the account does not change, and says so as long as there is none: a password outweighs it, and whoever locks
    /// it away is back where they were.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub passkey_only: bool,
    /// An organization of theirs wants the same of its members. It follows from their memberships: the
    /// store reads it along with the account, and never writes it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub organization_two_factors: bool,
    /// What any organization of theirs does not take from its members; read along as well, and never
    /// written.
    #[serde(default, skip_serializing_if = "RefusedFactors::is_empty")]
    pub organization_refuses: RefusedFactors,
    /// What the standard claims say of them (OIDC Core §5.1).
    pub profile: Profile,
    /// When it was made.
    pub created_at: Timestamp,
    /// When any claim last changed: `updated_at` (OIDC Core §5.1).
    pub updated_at: Timestamp,
}

impl Account {
    /// Whether two factors are demanded of this person, whatever the tenant asks of others.
    pub fn takes_two_factors(&self) -> bool {
        self.two_factors || self.organization_two_factors
    }

    /// What is not taken from this person, by whomever.
    pub fn refused(&self) -> RefusedFactors {
        self.refuses.and(self.organization_refuses)
    }
}

/// Whether a person may sign in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AccountStatus {
    /// Yes.
    #[default]
    Active,
    /// No, until an operator says otherwise.
    Suspended,
    /// No, until its owner has shown that it is theirs: they locked it, or somebody did for them.
    Locked,
}

/// Why somebody has to choose another password.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasswordDemand {
    /// An operator wants it (native contract: `require_password_change`).
    Operator,
    /// The one there is, is known from a leak.
    Breached,
}

impl PasswordDemand {
    /// Its name in the store.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Breached => "breached",
        }
    }

    /// Finds it by that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Operator, Self::Breached].into_iter().find(|demand| demand.name() == name)
    }
}

/// Standard claims beside name and e-mail (OIDC Core §5.1). Absent ones are left out of
/// every answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the names are those of the claims")]
pub struct Profile {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub middle_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nickname: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preferred_username: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gender: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birthdate: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zoneinfo: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    pub phone_number_verified: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// Claims of the tenant's own and language-tagged ones (`name#de`), by name.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The `address` claim (OIDC Core §5.1.1).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the names are those of the claim's members")]
pub struct Address {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub formatted: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street_address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locality: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}
