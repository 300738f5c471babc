//! A registered client and its metadata (RFC 7591 §2, OIDC Registration §2).
mod native;
mod theme;

pub use native::{ClientLabel, FederationCode, NativeId};
pub use theme::ClientTheme;

use crate::{ProtocolPolicy, Scope, SigningAlg};
use latchkey_base::{ClientKey, CodeDigest, Seconds, Secret};
use latchkey_jose::encryption::{ContentEncryption, KeyManagement};
use latchkey_jose::{Algorithm, JwkSet};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A client as the protocol sees it.
#[derive(Debug)]
pub struct Client {
    /// The row.
    pub key: ClientKey,
    /// The public name (RFC 6749 §2.2).
    pub client_id: String,
    /// What was registered.
    pub metadata: ClientMetadata,
    /// How its secret is checked; `None` for clients without one.
    pub secret: Option<ClientSecret>,
    /// Switched off by an operator: every request of it is refused.
    pub disabled: bool,
    /// It registered itself, so that nobody vouches for it (RFC 7591 §5).
    pub registered_itself: bool,
}

/// The `client_id` of the account pages, which are an app of ours with a registration of its own
/// at every tenant.
pub const ACCOUNT_CLIENT_ID: &str = "latchkey-account";

impl Client {
    /// Whether these are the account pages, whose registration nobody else may make or change.
    pub fn is_account_pages(&self) -> bool {
        self.client_id == ACCOUNT_CLIENT_ID
    }

    /// Nobody is asked for consent: an operator says so of this client, or of all that operators
    /// registered (native contract 5.4, 6.5).
    pub fn skips_consent(&self, policy: &ProtocolPolicy) -> bool {
        self.metadata.client_skip_consent || (policy.skip_consent && !self.registered_itself)
    }

    /// The octets of its secret, if it is the key of a MAC or a cipher (see
    /// [`ClientSecret::mac_key`]).
    pub(crate) fn mac_secret(&self) -> Option<&[u8]> {
        let key = self.secret.as_ref()?.mac_key.as_ref()?;
        Some(key.expose().as_bytes())
    }
}

/// A client secret of 256 random bits that we made.
#[derive(Debug)]
pub struct ClientSecret {
    /// For `client_secret_basic` and `client_secret_post`: `CodeKey::digest("client_secret", …)`.
    pub digest: CodeDigest,
    /// The secret itself, opened from its seal, for clients that use it as the key of a MAC
    /// (`client_secret_jwt`, HS256 answers) or, hashed, of a cipher (OIDC Core §10.2); `None` for
    /// all others.
    pub mac_key: Option<Secret<String>>,
}

/// `application_type` (OIDC Registration §2).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ApplicationType {
    /// Runs on a server or in a browser; redirects to https.
    #[default]
    Web,
    /// Runs on a device; redirects to its own scheme or a loopback address (RFC 8252 §7).
    Native,
}

/// `subject_type` (OIDC Core §8).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SubjectType {
    /// Every client sees the same `sub`.
    #[default]
    Public,
    /// Each sector sees its own.
    Pairwise,
}

impl SubjectType {
    /// Both, by the names of the metadata.
    pub const NAMES: [&'static str; 2] = ["public", "pairwise"];

    fn is_public(&self) -> bool {
        *self == Self::Public
    }
}

/// Client metadata by its registered names. Absent members have the defaults of the
/// registration specifications, which the accessor methods apply.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ClientMetadata {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[doc = "Where answers may go, compared as strings."]
    pub redirect_uris: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[doc = "The one way this client authenticates; default `client_secret_basic`."]
    pub token_endpoint_auth_method: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[doc = "The algorithm of its assertions; default: any that is offered."]
    pub token_endpoint_auth_signing_alg: Option<Algorithm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[doc = "The same at the introspection endpoint, if it is said (native contract U057)."]
    pub introspection_endpoint_auth_method: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[doc = "The same at the revocation endpoint, if it is said (native contract U057)."]
    pub revocation_endpoint_auth_method: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[doc = "Default: `authorization_code`."]
    pub grant_types: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[doc = "Default: `code`."]
    pub response_types: Option<Vec<String>>,
    #[doc = "`web` or `native`."]
    pub application_type: ApplicationType,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[doc = "The name people see."]
    pub client_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[doc = "The app's home page."]
    pub client_uri: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[doc = "The app's logo."]
    pub logo_uri: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[doc = "The app's privacy policy."]
    pub policy_uri: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[doc = "The app's terms of service."]
    pub tos_uri: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[doc = "Whom to ask about this client."]
    pub contacts: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[doc = "The scope values this client may ask for, separated by blanks; absent: all."]
    pub scope: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[doc = "The client's public keys by value."]
    pub jwks: Option<JwkSet>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[doc = "The client's public keys by reference."]
    pub jwks_uri: Option<String>,
    #[serde(skip_serializing_if = "SubjectType::is_public")]
    #[doc = "`public` or `pairwise`."]
    pub subject_type: SubjectType,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[doc = "Whose host is the sector of a pairwise client, and which lists its redirect URIs."]
    pub sector_identifier_uri: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[doc = "The algorithm of its ID tokens, or `none`; default RS256."]
    pub id_token_signed_response_alg: Option<SigningAlg>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[doc = "Present: its ID tokens and logout tokens are encrypted too."]
    pub id_token_encrypted_response_alg: Option<KeyManagement>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[doc = "How their content is; default A128CBC-HS256."]
    pub id_token_encrypted_response_enc: Option<ContentEncryption>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[doc = "Present: userinfo answers are signed JWTs."]
    pub userinfo_signed_response_alg: Option<Algorithm>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[doc = "Where its request objects may be fetched, compared as strings without fragment."]
    pub request_uris: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[doc = "The algorithm of its request objects, or `none`; default: any that is offered."]
    pub request_object_signing_alg: Option<SigningAlg>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[doc = "How it encrypts the key of its request objects; default: as is offered, or not."]
    pub request_object_encryption_alg: Option<KeyManagement>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[doc = "How it encrypts their content; default, with the above: `A128CBC-HS256`."]
    pub request_object_encryption_enc: Option<ContentEncryption>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[doc = "Requests without a signed request object are refused (RFC 9101 §10.5)."]
    pub require_signed_request_object: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[doc = "Present: userinfo answers are encrypted, signed or not."]
    pub userinfo_encrypted_response_alg: Option<KeyManagement>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[doc = "How their content is; default A128CBC-HS256."]
    pub userinfo_encrypted_response_enc: Option<ContentEncryption>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[doc = "A `max_age` that holds when the request names none."]
    pub default_max_age: Option<Seconds>,
    #[doc = "`auth_time` is in every ID token."]
    pub require_auth_time: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[doc = "Asked for when the request has no `acr_values`."]
    pub default_acr_values: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[doc = "Where people may be sent after signing out, compared as strings."]
    pub post_logout_redirect_uris: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[doc = "Told by us when a session ends (OIDC Back-Channel Logout §2.2)."]
    pub backchannel_logout_uri: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[doc = "What it is told names the session; always so (OIDC Back-Channel Logout §2.2)."]
    pub backchannel_logout_session_required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[doc = "Shown in a hidden frame when a session ends (OIDC Front-Channel Logout §2)."]
    pub frontchannel_logout_uri: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[doc = "That frame's address names issuer and session (OIDC Front-Channel Logout §2)."]
    pub frontchannel_logout_session_required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[doc = "Where others may send people to begin a sign-in (OIDC Core §4)."]
    pub initiate_login_uri: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[doc = "First-party app: people are not asked for consent (native contract 5.4)."]
    pub client_skip_consent: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[doc = "Nobody signs in to this app with one factor alone."]
    pub client_require_second_factor: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[doc = "Kinds of second factors that it does not take, by the names of the tenant's settings; it requires one then."]
    pub client_refused_factors: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[doc = "Nobody signs in to this app before they have accepted this version of its terms, which are at `tos_uri`."]
    pub client_terms_version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[doc = "What the pages of a sign-in to it look like, where that is not as its tenant's own."]
    pub client_theme: Option<ClientTheme>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[doc = "It may ask people to confirm something (native contract U143), where the tenant has that."]
    pub client_device_challenge: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[doc = "Where it may hear what became of that, compared as strings."]
    pub client_challenge_callbacks: Vec<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[doc = "It may make passkeys and recovery codes for whoever lets it, and lock their account (native contract U010, U011, U145), where the tenant has that."]
    pub client_account_security: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[doc = "Sign-out without confirmation, given a valid `id_token_hint` (native contract 5.4)."]
    pub client_optional_skip_logout_prompt: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[doc = "What kind of client it is, for lists; default `login`. Nothing is decided by it."]
    pub client_label: Option<ClientLabel>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[doc = "Where people get an account at the app, a link on the sign-in page (native contract 5.4)."]
    pub register_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[doc = "The product that it belongs to (native contract 5.4). Kept only, so far."]
    pub associated_product: Option<NativeId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[doc = "The organization that its keys are for (native contract 5.4). Kept only, so far."]
    pub initialized_org_context: Option<NativeId>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[doc = "People shall be asked for no password (native contract 5.4). Kept only, so far."]
    pub client_only_passwordless: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[doc = "The providers to be offered for signing in (native contract 5.4). Kept only, so far."]
    pub client_federation_options: Vec<FederationCode>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[doc = "People may sign in at their organization (native contract 5.4). Kept only, so far."]
    pub client_allow_org_federation: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[doc = "People are first asked for their organization (native contract 5.4). Kept only, so far."]
    pub client_allow_org_self_identify: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[doc = "The provider to send people to at once (native contract 5.4). Kept only, so far."]
    pub client_skip_to_federated: Option<FederationCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[doc = "Scope values by pattern or of restricted use, separated by blanks (native contract"]
    #[doc = "5.3). Kept only, so far: they widen no scope."]
    pub dynamic_scope: Option<String>,
    #[serde(flatten)]
    #[doc = "Members we keep but do not act on, language-tagged names among them."]
    pub other: Map<String, Value>,
}

impl ClientMetadata {
    /// The authentication method (OIDC Registration §2: `client_secret_basic` if unset).
    pub fn auth_method(&self) -> &str {
        self.token_endpoint_auth_method.as_deref().unwrap_or("client_secret_basic")
    }

    /// Whether the client has no means to authenticate (RFC 6749 §2.1).
    pub fn is_public(&self) -> bool {
        self.auth_method() == "none"
    }

    /// Whether this grant type was registered (default: `authorization_code`).
    pub fn allows_grant_type(&self, name: &str) -> bool {
        match &self.grant_types {
            Some(registered) => registered.iter().any(|grant| grant == name),
            None => name == "authorization_code",
        }
    }

    /// Whether this response type was registered (default: `code`). Both sides are compared as
    /// sets of words (OAuth MRT §5).
    pub fn allows_response_type(&self, name: &str) -> bool {
        let words = |text: &str| {
            let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
            words.sort_unstable();
            words
        };
        match &self.response_types {
            Some(registered) => registered.iter().any(|held| words(held) == words(name)),
            None => name == "code",
        }
    }

    /// The sector for pairwise subjects (OIDC Core §8.1): the host of the
    /// `sector_identifier_uri`, or else the one host of all redirect URIs.
    pub fn sector(&self) -> Option<String> {
        // Security: in an address of a private-use scheme anybody can write anybody's host.
        let host = |uri: &String| {
            let url = url::Url::parse(uri).ok()?;
            let is_web = matches!(url.scheme(), "http" | "https");
            url.host_str().filter(|_| is_web).map(str::to_lowercase)
        };
        if let Some(uri) = &self.sector_identifier_uri {
            return host(uri);
        }
        let mut hosts = self.redirect_uris.iter().map(host);
        let first = hosts.next()??;
        hosts.all(|host| host.as_ref() == Some(&first)).then_some(first)
    }

    /// The host that is told when a session ends (OIDC Back-Channel Logout §2.2); empty for an
    /// address that has none, which registration refuses.
    pub fn backchannel_logout_host(&self) -> Option<String> {
        let url = url::Url::parse(self.backchannel_logout_uri.as_deref()?).ok();
        Some(url.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default())
    }

    /// The scope values this client is limited to, if it is. Malformed text allows none.
    pub fn allowed_scope(&self) -> Option<Scope> {
        self.scope.as_deref().map(|text| Scope::parse(text).unwrap_or_default())
    }

    /// The algorithm of this client's ID tokens (default RS256, OIDC Registration §2).
    pub fn id_token_alg(&self) -> SigningAlg {
        self.id_token_signed_response_alg.unwrap_or(SigningAlg::Signed(Algorithm::RS256))
    }

    /// How this client encrypts the content of request objects, if it registered how it encrypts
    /// them (OIDC Registration §2).
    pub fn request_object_enc(&self) -> Option<ContentEncryption> {
        let default = self.request_object_encryption_alg.map(|_| ContentEncryption::A128CbcHs256);
        self.request_object_encryption_enc.or(default)
    }

    /// Whether every response type of this client leaves its ID tokens to the token endpoint,
    /// the only way on which they may go unsigned (OIDC Registration §2).
    pub fn gets_id_tokens_by_code_only(&self) -> bool {
        let in_front = |name: &String| name.split(' ').any(|word| word == "id_token");
        !self.response_types.iter().flatten().any(in_front)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sector(uris: &[&str]) -> Option<String> {
        let redirect_uris = uris.iter().map(|uri| (*uri).to_owned()).collect();
        ClientMetadata { redirect_uris, ..ClientMetadata::default() }.sector()
    }

    /// OIDC Core §8.1: anybody can write anybody's host behind a scheme of their own, and would
    /// learn whom the other app knows.
    #[test]
    fn a_private_scheme_names_no_sector() {
        assert_eq!(sector(&["com.evil.app://victim.example/cb"]), None);
        assert_eq!(sector(&["https://a.example/1", "com.evil.app://a.example/cb"]), None);
        assert_eq!(
            sector(&["https://a.example/1", "https://A.example:8443/2"]).unwrap(),
            "a.example"
        );
        assert_eq!(sector(&["https://a.example/1", "https://b.example/1"]), None);
        assert_eq!(sector(&[]), None);
    }
}
