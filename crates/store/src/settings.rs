//! All settings of one tenant, kept as one document.
use latchkey_accounts::{AccountPolicy, Branding, TermsPolicy};
use latchkey_authn::{FactorPolicy, PasswordPolicy, ThrottlePolicy};
use latchkey_oidc::ProtocolPolicy;
use serde::{Deserialize, Serialize};

/// A tenant's settings, one section per crate that owns the rules.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TenantSettings {
    /// OpenID Connect and OAuth.
    pub protocol: ProtocolPolicy,
    /// Making and keeping accounts.
    pub accounts: AccountPolicy,
    /// Passwords.
    pub password: PasswordPolicy,
    /// Second factors.
    pub factors: FactorPolicy,
    /// Failed attempts.
    pub throttle: ThrottlePolicy,
    /// Terms of use.
    pub terms: TermsPolicy,
    /// The look of the pages.
    pub branding: Branding,
}
