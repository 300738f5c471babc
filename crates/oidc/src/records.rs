//! What the provider remembers between requests, as values. The store keeps them.
use crate::Scope;
use latchkey_base::{
    AccountId, AuthorizationId, ClientKey, ConsentId, SessionId, Timestamp, TokenHash,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// That an end-user allowed a client something: the record every token of theirs descends
/// from. Immutable once made; it is *ended*, never changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Grant {
    /// The authorization this is.
    pub authorization: AuthorizationId,
    /// Whom it was given to.
    pub client: ClientKey,
    /// Who gave it.
    pub account: AccountId,
    /// The `sub` this client sees (OIDC Core §8).
    pub subject: String,
    /// The signed-in browser it was given in; clients know it as their own [`crate::Sid`].
    pub session: Option<SessionId>,
    /// What was granted. Tokens may carry less.
    pub scope: Scope,
    /// Claims asked for one by one (OIDC Core §5.5).
    #[serde(default)]
    pub claims: ClaimsRequest,
    /// Resource servers named at the authorization endpoint (RFC 8707 §2.1).
    #[serde(default)]
    pub resources: Vec<String>,
    /// `nonce` of the request.
    pub nonce: Option<String>,
    /// When the end-user proved who they are.
    pub auth_time: Timestamp,
    /// Whether ID tokens must say so (OIDC Core §2).
    pub auth_time_wanted: bool,
    /// How well they did.
    pub acr: Option<String>,
    /// By which means (RFC 8176).
    #[serde(default)]
    pub amr: Vec<String>,
    /// Whether refresh tokens outlive the browser session (`offline_access`).
    pub offline: bool,
    /// It was given to one device (RFC 8628), which is a row of its own and ends with it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_device: bool,
}

/// The `claims` parameter (OIDC Core §5.5).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClaimsRequest {
    /// For the userinfo answer, by claim name (language tag included).
    pub userinfo: BTreeMap<String, ClaimRequest>,
    /// For the ID token.
    pub id_token: BTreeMap<String, ClaimRequest>,
    /// The languages that claims are wished for in, best first: `claims_locales` (OIDC Core §5.2).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub locales: Vec<String>,
}

/// How one claim was asked for (OIDC Core §5.5.1).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClaimRequest {
    /// Asked for as essential.
    pub essential: bool,
    /// Exactly this value.
    pub value: Option<Value>,
    /// One of these, best first.
    pub values: Vec<Value>,
}

/// `code_challenge` by the method S256, 32 octets (RFC 7636 §4.2).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CodeChallenge(pub [u8; 32]);

/// An authorization code (RFC 6749 §4.1.2).
#[derive(Clone, Debug)]
pub struct AuthorizationCode {
    /// SHA-256 of the code.
    pub hash: TokenHash,
    /// What it stands for.
    pub grant: Arc<Grant>,
    /// Must be repeated at the token endpoint (RFC 6749 §4.1.3).
    pub redirect_uri: String,
    /// Must be answered by a verifier, if there is one (RFC 7636 §4.6).
    pub challenge: Option<CodeChallenge>,
    /// Expired from then on.
    pub expires_at: Timestamp,
}

/// An opaque access token.
#[derive(Clone, Debug)]
pub struct AccessToken {
    /// SHA-256 of the token.
    pub hash: TokenHash,
    /// Whose it is.
    pub client: ClientKey,
    /// What it descends from; `None` for a client's own token (RFC 6749 §4.4).
    pub grant: Option<Arc<Grant>>,
    /// What it allows: at most the grant's scope.
    pub scope: Scope,
    /// For whom it is (RFC 8707); empty for our own userinfo endpoint.
    pub audience: Vec<String>,
    /// `iat`.
    pub issued_at: Timestamp,
    /// Expired from then on.
    pub expires_at: Timestamp,
}

/// A refresh token (RFC 6749 §6).
#[derive(Clone, Debug)]
pub struct RefreshToken {
    /// SHA-256 of the token.
    pub hash: TokenHash,
    /// What it descends from.
    pub grant: Arc<Grant>,
    /// When the family began: its total life is bounded.
    pub family_started_at: Timestamp,
    /// Expired from then on.
    pub expires_at: Timestamp,
}

/// What an end-user has allowed a client so far, and need not be asked again.
#[derive(Clone, Debug)]
pub struct Consent {
    /// The row.
    pub id: ConsentId,
    /// Who allowed it.
    pub account: AccountId,
    /// Whom.
    pub client: ClientKey,
    /// The scope values.
    pub scope: Scope,
    /// Names of claims that were asked for one by one.
    pub claims: Vec<String>,
    /// When it was last given.
    pub granted_at: Timestamp,
    /// Forgotten from then on.
    pub expires_at: Timestamp,
}
