//! The standard scope values and the claims behind them (OIDC Core §5.4, §11).
use crate::{ProtocolPolicy, Scope};

/// Asks for an ID token and the right to call the userinfo endpoint (OIDC Core §3.1.2.1).
pub const OPENID: &str = "openid";

/// Asks for a refresh token that outlives the browser session (OIDC Core §11).
pub const OFFLINE_ACCESS: &str = "offline_access";

/// A scope value that every tenant knows.
#[derive(Debug)]
pub struct StandardScope {
    /// The value.
    pub name: &'static str,
    /// The claims it stands for.
    pub claims: &'static [&'static str],
}

/// All of them, in the order of the discovery document.
pub static STANDARD_SCOPES: &[StandardScope] = &[
    StandardScope { name: OPENID, claims: &["sub", "group"] },
    StandardScope {
        name: "profile",
        claims: &[
            "name",
            "family_name",
            "given_name",
            "middle_name",
            "nickname",
            "preferred_username",
            "profile",
            "picture",
            "website",
            "gender",
            "birthdate",
            "zoneinfo",
            "locale",
            "updated_at",
        ],
    },
    StandardScope { name: "email", claims: &["email", "email_verified"] },
    StandardScope { name: "address", claims: &["address"] },
    StandardScope { name: "phone", claims: &["phone_number", "phone_number_verified"] },
    StandardScope { name: OFFLINE_ACCESS, claims: &[] },
];

/// Claims about the sign-in rather than the person, which ID tokens hold (OIDC Core §2).
pub(crate) static SIGN_IN_CLAIMS: &[&str] =
    &["iss", "aud", "exp", "iat", "auth_time", "acr", "amr", "sid"];

/// Whether somebody who may ask for this scope may know this claim, by whatever way and in
/// whatever language it is asked for. What the sign-in itself says is no secret to the client.
pub(crate) fn covers(scope: &Scope, claim: &str) -> bool {
    let plain = claim.split('#').next().unwrap_or_default();
    let mut allowed = STANDARD_SCOPES.iter().filter(|standard| scope.contains(standard.name));
    SIGN_IN_CLAIMS.contains(&plain) || allowed.any(|standard| standard.claims.contains(&plain))
}

/// Every scope value that means something at this tenant.
pub(crate) fn known(policy: &ProtocolPolicy) -> impl Iterator<Item = &str> {
    let standard = STANDARD_SCOPES.iter().map(|scope| scope.name);
    standard.chain(own(policy))
}

/// The tenant's own scope values: the only ones a client can have for itself.
pub(crate) fn own(policy: &ProtocolPolicy) -> impl Iterator<Item = &str> {
    let named = policy.scopes.iter().map(|scope| scope.name.as_str());
    let of_resources = policy.resources.iter().flat_map(|resource| &resource.scopes);
    named.chain(of_resources.map(String::as_str))
}

/// Whether the value means something at this tenant.
pub fn is_known(policy: &ProtocolPolicy, value: &str) -> bool {
    known(policy).any(|known| known == value)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// OIDC Core §5.4: a claim belongs to the scope value that stands for it.
    #[test]
    fn a_scope_covers_its_own_claims_and_those_of_the_sign_in() {
        let scope = Scope::parse("openid email orders:read").unwrap();
        for claim in ["sub", "email", "email_verified", "acr", "auth_time"] {
            assert!(covers(&scope, claim), "{claim}");
        }
        for claim in ["name", "name#de", "phone_number", "orders", "email#", ""] {
            assert_eq!(covers(&scope, claim), claim == "email#", "{claim}");
        }
    }
}
