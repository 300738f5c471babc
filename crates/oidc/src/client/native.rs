//! Types of the metadata that the native contract adds (5.4).
use serde::{Deserialize, Serialize};

/// `client_label` (native contract 5.4): what a client is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClientLabel {
    /// People sign in to it.
    #[default]
    Login,
    /// It guards an API.
    Api,
    /// Another app.
    App,
    /// Anything else.
    Custom,
    /// It stands behind keys of a product.
    ProductKey,
}

/// The code of a connection to another provider, `{spec}.{provider}.{name}` in small letters
/// (native contract 6.6): `oidc.google.staff`. Whether there is such a connection is another
/// question.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FederationCode(String);

/// What a connection speaks.
const SPECS: [&str; 3] = ["oidc", "oauth2", "saml"];

/// Octets of a code.
const LONGEST_CODE: usize = 200;

impl FederationCode {
    /// Reads a code; `None` for what cannot be one.
    pub fn parse(text: &str) -> Option<Self> {
        let (spec, rest) = text.split_once('.')?;
        let (provider, name) = rest.split_once('.')?;
        let provider = provider.strip_prefix("org:").unwrap_or(provider);
        let is_small = |c: char| c.is_alphanumeric() && !c.is_uppercase();
        let is_word = |word: &str| {
            !word.is_empty() && word.chars().all(|c| is_small(c) || matches!(c, '_' | '-'))
        };
        let fits = SPECS.contains(&spec) && provider.is_ascii() && is_word(provider);
        let fits = fits && is_word(name) && text.len() <= LONGEST_CODE;
        fits.then(|| Self(text.to_owned()))
    }

    /// The code as it was registered.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for FederationCode {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("is no code such as oidc.google.staff")
    }
}

impl From<FederationCode> for String {
    fn from(code: FederationCode) -> Self {
        code.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Native contract 6.6.
    #[test]
    fn codes_name_spec_provider_and_connection() {
        for good in ["oidc.google.staff", "saml.custom.our_idp", "oauth2.linkedin.ärzte"] {
            assert_eq!(FederationCode::parse(good).unwrap().as_str(), good);
        }
        let of_organization = "saml.org:01999999-0000-7000-8000-000000000000.sso";
        assert!(FederationCode::parse(of_organization).is_some());
        for bad in ["", "oidc", "oidc.google", "ldap.custom.x", "oidc..x", "oidc.google.", "true"] {
            assert_eq!(FederationCode::parse(bad), None, "{bad}");
        }
        for bad in ["oidc.Google.x", "oidc.google.a b", "oidc.google.<b>", "oidc.org:.x"] {
            assert_eq!(FederationCode::parse(bad), None, "{bad}");
        }
        assert_eq!(FederationCode::parse(&format!("oidc.google.{}", "x".repeat(200))), None);
    }

    /// Native contract 5.4: the words of the contract.
    #[test]
    fn labels_have_the_names_of_the_contract() {
        let names = ["login", "api", "app", "custom", "product-key"];
        let read = names.map(|name| serde_json::from_value::<ClientLabel>(name.into()).unwrap());
        assert_eq!(read[4], ClientLabel::ProductKey);
        assert_eq!(read.map(|label| serde_json::to_value(label).unwrap()), names);
        assert_eq!(read[0], ClientLabel::default());
        assert!(serde_json::from_value::<ClientLabel>("Login".into()).is_err());
    }
}
