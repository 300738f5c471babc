//! What a tenant lets others register. Every value is a setting with a default.
use super::{RegistrationError, StatementIssuer};
use crate::authorize::response_type;
use crate::{ClientMetadata, ProtocolPolicy, Scope};
use serde::{Deserialize, Serialize};
use std::num::NonZeroU32;
use url::Url;

/// Who may register clients.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegistrationMode {
    /// Operators only.
    #[default]
    Closed,
    /// Whoever holds an initial access token (RFC 7591 §3).
    InitialAccessToken,
    /// Anybody.
    Open,
}

/// A tenant's settings for dynamic registration. They hold for clients that register
/// themselves, not for those that an operator makes.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RegistrationPolicy {
    /// Who may register clients.
    pub mode: RegistrationMode,
    /// How many clients one network (an IPv4 address, an IPv6 /64) may register in an hour.
    pub per_address_per_hour: NonZeroU32,
    /// How many times as many an IPv6 site may.
    pub networks_per_site: NonZeroU32,
    /// The grant types they may have.
    pub grant_types: Vec<String>,
    /// The scope values they may ask for; empty: all of the tenant's.
    pub scopes: Vec<String>,
    /// The hosts that redirect URIs may have: a name, `*.` and a domain for all names below it,
    /// or a scheme of a native app's own. Empty: any.
    pub redirect_hosts: Vec<String>,
    /// Whose software statements are taken (RFC 7591 §2.3); empty: nobody's.
    pub statement_issuers: Vec<StatementIssuer>,
}

impl Default for RegistrationPolicy {
    fn default() -> Self {
        let grant_types = ["authorization_code", "implicit", "refresh_token"];
        Self {
            mode: RegistrationMode::Closed,
            per_address_per_hour: const { NonZeroU32::new(60).unwrap() },
            networks_per_site: const { NonZeroU32::new(8).unwrap() },
            grant_types: grant_types.map(str::to_owned).into(),
            scopes: Vec::new(),
            redirect_hosts: Vec::new(),
            statement_issuers: Vec::new(),
        }
    }
}

impl RegistrationPolicy {
    /// Whether there is a registration endpoint.
    pub fn is_open_to_some(&self) -> bool {
        self.mode != RegistrationMode::Closed
    }

    /// Judges metadata whose defaults are filled in.
    ///
    /// # Errors
    /// The first thing that the tenant does not let others register (RFC 7591 §3.2.2).
    pub fn check(
        &self,
        metadata: &ClientMetadata,
        protocol: &ProtocolPolicy,
    ) -> Result<(), RegistrationError> {
        let grants = metadata.grant_types.iter().flatten();
        if let Some(grant) = grants.clone().find(|grant| !self.grant_types.contains(grant)) {
            let why = format!("holds {grant}, which must not be registered here");
            return Err(RegistrationError::of_member("grant_types", &why));
        }
        for name in metadata.response_types.iter().flatten() {
            if response_type(name).is_some_and(|kind| !kind.is_offered(protocol)) {
                let why = format!("holds {name}, which is not offered here");
                return Err(RegistrationError::of_member("response_types", &why));
            }
        }
        if !self.scopes.is_empty() {
            let asked = metadata.allowed_scope().unwrap_or_default();
            if let Some(value) = asked.iter().find(|value| !self.allows_scope(value)) {
                let why = format!("holds {value}, which must not be registered here");
                return Err(RegistrationError::of_member("scope", &why));
            }
        }
        let lists = [
            ("redirect_uris", &metadata.redirect_uris),
            ("post_logout_redirect_uris", &metadata.post_logout_redirect_uris),
        ];
        for (member, uris) in lists {
            if let Some(index) = uris.iter().position(|uri| !self.allows_redirect(uri)) {
                let why = "has a host or scheme that must not be registered here";
                return Err(RegistrationError::of_member(&format!("{member}[{index}]"), why));
            }
        }
        // People are sent there too (OIDC Core §4).
        let links = [
            ("initiate_login_uri", &metadata.initiate_login_uri),
            ("register_url", &metadata.register_url),
        ];
        for (member, uri) in links {
            if uri.as_ref().is_some_and(|uri| !self.allows_redirect(uri)) {
                let why = "has a host that must not be registered here";
                return Err(RegistrationError::of_member(member, why));
            }
        }
        Ok(())
    }

    /// The scope of a client that names none: all, or all that it may ask for.
    pub(super) fn default_scope(&self) -> Option<String> {
        (!self.scopes.is_empty())
            .then(|| Scope::parse(&self.scopes.join(" ")).ok().map(|scope| scope.to_string()))
            .flatten()
    }

    fn allows_scope(&self, value: &str) -> bool {
        self.scopes.iter().any(|allowed| allowed == value)
    }

    fn allows_redirect(&self, uri: &str) -> bool {
        if self.redirect_hosts.is_empty() {
            return true;
        }
        // What is no URL is refused by the rules for all clients.
        let Ok(url) = Url::parse(uri) else { return true };
        let host = match url.scheme() {
            "http" | "https" => url.host_str().unwrap_or_default(),
            // Security: any app can take a scheme for itself, so a domain does not stand for one.
            own => return self.redirect_hosts.iter().any(|allowed| allowed == own),
        };
        self.redirect_hosts.iter().any(|allowed| match allowed.strip_prefix("*.") {
            Some(domain) => host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.')),
            None => allowed == host,
        })
    }
}
