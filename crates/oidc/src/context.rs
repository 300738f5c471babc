//! What the tenant and the moment contribute to every decision.
use crate::ProtocolPolicy;
use latchkey_base::{CodeKey, Entropy, Timestamp};
use latchkey_jose::encryption::DecryptionKeys;
use latchkey_jose::{Algorithm, SigningKey, VerificationKeys};
use std::sync::Arc;

/// The tenant's own keys.
pub trait Keys: Send + Sync {
    /// The key that signs with `alg` now; `None` if the tenant has none.
    fn signing_key(&self, alg: Algorithm) -> Option<&SigningKey>;

    /// Public keys of everything that was ever signed and may still be shown to us, retired
    /// keys included (OIDC Core §3.1.2.1, `id_token_hint`).
    fn verification_keys(&self) -> &VerificationKeys;

    /// What opens what clients encrypted for us, retired keys included (OIDC Core §10.2).
    fn decryption_keys(&self) -> &DecryptionKeys;

    /// The algorithms of the published keys, best first, for the discovery document.
    fn algorithms(&self) -> Vec<Algorithm>;
}

/// The absolute URLs of a tenant's endpoints, from the server's route rows.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the names are those of the endpoints")]
pub struct Endpoints {
    pub authorization: String,
    pub token: String,
    pub introspection: String,
    pub revocation: String,
    pub userinfo: String,
    pub jwks: String,
    pub end_session: String,
    pub check_session: String,
    pub registration: String,
    pub device_authorization: String,
    pub device: String,
    pub device_challenge: String,
}

/// Facts that hold for a whole request.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The issuer identifier, character by character what discovery says.
    pub issuer: &'a str,
    /// The tenant's word in public paths: the `group` claim (native contract 5.3).
    pub group: &'a str,
    /// Where our endpoints are: assertions of clients are addressed to them.
    pub endpoints: &'a Endpoints,
    /// The tenant's settings.
    pub policy: &'a ProtocolPolicy,
    /// The tenant's keys.
    pub keys: &'a dyn Keys,
    /// The key under which client secrets are digested.
    pub client_secrets: &'a CodeKey,
    /// The tenant's salt for pairwise subjects (OIDC Core §8.1) and for [`crate::Sid`]. It never
    /// changes.
    pub pairwise_salt: &'a Arc<CodeKey>,
    /// People can make an account themselves (`prompt=create`).
    pub sign_up: bool,
    /// Random bytes.
    pub entropy: &'a dyn Entropy,
    /// The one time of this request.
    pub now: Timestamp,
}
