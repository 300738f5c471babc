//! What a tenant decides about the protocol. Every value is a setting with a default.
use crate::authorize::request_object::RequestObjectPolicy;
use crate::confirmation::ConfirmationPolicy;
use crate::registration::RegistrationPolicy;
use latchkey_base::Seconds;
use serde::{Deserialize, Serialize};

/// A tenant's protocol settings.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ProtocolPolicy {
    /// How long things live.
    pub lifetimes: Lifetimes,
    /// PKCE for confidential clients too; public clients always need it (RFC 9700 §2.1.1). Without
    /// it, a client that cannot do PKCE and has a secret can sign people in.
    pub pkce_required: bool,
    /// Tokens from the authorization endpoint: the implicit and hybrid flows. Security: what
    /// passes through a browser can leak from it (RFC 9700 §2.1.2), so they are off by default.
    pub front_channel_tokens: bool,
    /// Devices without a keyboard can be connected (RFC 8628). Security: people can be talked into
    /// entering a code that a stranger's device shows (RFC 8628 §5.4), so it is off unless wanted.
    pub device_flow: bool,
    /// The tenant's own scope values beside the standard ones.
    pub scopes: Vec<ScopeDefinition>,
    /// The resource servers a client may name (RFC 8707 §2).
    pub resources: Vec<ResourceServer>,
    /// Nobody is asked for consent by the apps that operators registered: for a tenant whose apps
    /// are all its own. People are asked all the same by apps that registered themselves, about
    /// devices, and where a request says `prompt=consent`; what `ask_for_native_apps` wants from
    /// people stays as it is.
    pub skip_consent: bool,
    /// A public native app that is answered at a loopback address or a scheme of its own gets
    /// nothing unless the person took part in that very request (RFC 8252 §8.6): what was
    /// allowed before does not count, and `prompt=none` fails.
    pub ask_for_native_apps: bool,
    /// `acr` values that discovery lists, worst first: whoever reaches one has reached those before
    /// it. Only what a sign-in here can reach.
    pub acr_values: Vec<String>,
    /// For how long a repeated refresh token gets the same successor again.
    pub refresh_repeat_window: Seconds,
    /// Requests that come in a JWT.
    pub request_objects: RequestObjectPolicy,
    /// Clients may encrypt request objects for us: the tenant has keys for that, publishes them
    /// and says so in its discovery document (OIDC Core §6.1, §10.2).
    pub request_object_encryption: bool,
    /// Apps can ask a frame whether somebody signed in or out in this browser (OIDC Session
    /// Management): answers hold `session_state`, and browsers a cookie that says nothing of anybody.
    pub session_management: bool,
    /// How long the signed-out page waits for the frames of apps before it goes on (OIDC
    /// Front-Channel Logout §3).
    pub frontchannel_logout_wait: Seconds,
    /// Clock difference allowed in assertions and request objects of clients; see
    /// [`ProtocolPolicy::tolerance`].
    pub clock_tolerance: Seconds,
    /// A page for developers about using this provider (RFC 8414 §2, `service_documentation`).
    pub service_documentation: Option<String>,
    /// A page for developers about what clients may do with what they learn of people (OIDC
    /// Discovery §3, `op_policy_uri`).
    pub op_policy_uri: Option<String>,
    /// A page for developers about the terms of using this provider (OIDC Discovery §3,
    /// `op_tos_uri`).
    pub op_tos_uri: Option<String>,
    /// Clients that register themselves.
    pub registration: RegistrationPolicy,
    /// Clients that ask people to confirm something.
    pub confirmations: ConfirmationPolicy,
    /// Clients that an operator lets (`client_account_security`) may make passkeys and recovery codes for
    /// the person whose token they bring, and lock their account (native contract U010, U011, U145 to
    /// U147). Any app may unlock an account for somebody with a recovery code who also has its mailbox
    /// (U012, U013). Security: an app that may is as good as the account page, so it is off unless wanted.
    pub account_calls: bool,
    /// The longest `nonce` that is taken, in octets: it is kept and goes into ID tokens.
    pub longest_nonce: usize,
    /// How many claims each member of `claims` may ask for.
    pub most_claims: usize,
}

/// What a password alone amounts to, and what it does with a second factor.
static ACR_VALUES: &[&str] = &["urn:latchkey:acr:1fa", "urn:latchkey:acr:2fa"];

/// A JWT from further ahead is refused, whatever the setting (FAPI 2.0 Security Profile §5.3.2.1).
const MOST_TOLERANCE: Seconds = Seconds::minutes(1);

impl ProtocolPolicy {
    /// By how much the clock of whoever wrote a JWT for us may differ from ours.
    pub(crate) fn tolerance(&self) -> Seconds {
        self.clock_tolerance.min(MOST_TOLERANCE)
    }
}

impl Default for ProtocolPolicy {
    fn default() -> Self {
        Self {
            lifetimes: Lifetimes::default(),
            pkce_required: true,
            front_channel_tokens: false,
            device_flow: false,
            scopes: Vec::new(),
            resources: Vec::new(),
            skip_consent: false,
            ask_for_native_apps: true,
            acr_values: ACR_VALUES.iter().map(|class| (*class).to_owned()).collect(),
            refresh_repeat_window: Seconds::new(30),
            request_objects: RequestObjectPolicy::default(),
            request_object_encryption: false,
            session_management: false,
            frontchannel_logout_wait: Seconds::new(5),
            clock_tolerance: Seconds::new(10),
            service_documentation: None,
            op_policy_uri: None,
            op_tos_uri: None,
            registration: RegistrationPolicy::default(),
            confirmations: ConfirmationPolicy::default(),
            account_calls: false,
            longest_nonce: 2048,
            most_claims: 100,
        }
    }
}

/// Lifetimes in seconds.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Lifetimes {
    /// Access tokens of people.
    pub access_token: Seconds,
    /// Access tokens of clients.
    pub client_credentials: Seconds,
    /// ID tokens.
    pub id_token: Seconds,
    /// Authorization codes; never more than 600 (RFC 6749 §4.1.2).
    pub authorization_code: Seconds,
    /// How long a person has to enter a device's code (RFC 8628 §3.2).
    pub device_code: Seconds,
    /// A refresh token that is not used.
    pub refresh_token: Seconds,
    /// A refresh token family, however often it is used.
    pub refresh_family: Seconds,
    /// A signed-in browser.
    pub session: Seconds,
    /// A signed-in browser that nobody uses.
    pub session_idle: Seconds,
    /// One pass through the pages.
    pub interaction: Seconds,
    /// A remembered consent.
    pub grant: Seconds,
    /// How far ahead the end of an assertion by which a client authenticates may be: its `jti` is kept
    /// until then (RFC 7523 §3, item 4). At most a day.
    pub client_assertion: Seconds,
    /// What our calls to others are signed for: logout tokens, what became of a confirmation, calls of
    /// the companion app. At most [`Lifetimes::LONGEST_CALL`].
    pub call_token: Seconds,
    /// The address of the signed-out page knows for so long which apps it tells.
    pub signed_out_page: Seconds,
}

impl Lifetimes {
    /// Security: a captured call cannot be sent again for longer.
    pub const LONGEST_CALL: Seconds = Seconds::minutes(10);

    /// The longest life of anything that is signed.
    pub fn longest_signed(&self) -> Seconds {
        self.id_token.max(self.access_token).max(self.client_credentials).max(self.call_token)
    }
}

impl Default for Lifetimes {
    fn default() -> Self {
        Self {
            access_token: Seconds::new(3600),
            client_credentials: Seconds::new(3600),
            id_token: Seconds::new(3600),
            authorization_code: Seconds::new(600),
            device_code: Seconds::new(3600),
            refresh_token: Seconds::new(86_400),
            refresh_family: Seconds::days(365),
            session: Seconds::days(10),
            session_idle: Seconds::days(1),
            interaction: Seconds::new(3600),
            grant: Seconds::days(10),
            client_assertion: Seconds::days(1),
            call_token: Seconds::minutes(2),
            signed_out_page: Seconds::minutes(10),
        }
    }
}

/// A scope value of the tenant's own.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScopeDefinition {
    /// The value in requests.
    pub name: String,
    /// What the consent page says it allows, in plain words.
    #[serde(default)]
    pub description: Option<String>,
}

/// A resource server that access tokens can be asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResourceServer {
    /// Its absolute URI, the `aud` of tokens for it.
    pub resource: String,
    /// The scope values it knows; empty: all of the tenant's.
    #[serde(default)]
    pub scopes: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Native contract 4.1, `ttl`; the last two it does not name (decision 7).
    #[test]
    fn lifetimes_are_the_contracts() {
        let it = Lifetimes::default();
        let rows = [
            ("accessToken", it.access_token, 3600),
            ("clientCredentials", it.client_credentials, 3600),
            ("idToken", it.id_token, 3600),
            ("authorizationCode", it.authorization_code, 600),
            ("deviceCode", it.device_code, 3600),
            ("refreshToken", it.refresh_token, 86_400),
            ("session", it.session, 864_000),
            ("interaction", it.interaction, 3600),
            ("grant", it.grant, 864_000),
            ("a session that nobody uses", it.session_idle, 86_400),
            ("a refresh token family", it.refresh_family, 31_536_000),
        ];
        for (name, lifetime, expected) in rows {
            assert_eq!(lifetime.get(), expected, "{name}");
        }
    }
}
