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

/// The id of something that the native contract knows (1.7): a UUID, in the contract's own form.
/// Whether there is such a thing is another question.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NativeId(String);

impl NativeId {
    /// Reads an id; `None` for what is none.
    pub fn parse(text: &str) -> Option<Self> {
        let groups: Vec<&str> = text.split('-').collect();
        let is_hex = |group: &&str| group.bytes().all(|b| b.is_ascii_hexdigit());
        let fits = groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12]);
        (fits && groups.iter().all(is_hex)).then(|| Self(text.to_ascii_lowercase()))
    }

    /// The id, in small letters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for NativeId {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("is no UUID such as 01999999-0000-7000-8000-000000000000")
    }
}

impl From<NativeId> for String {
    fn from(id: NativeId) -> Self {
        id.0
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

    /// Native contract 1.7.
    #[test]
    fn ids_are_uuids_written_in_one_way() {
        let id = NativeId::parse("01999999-0000-7000-8000-00000000ABCD").unwrap();
        assert_eq!(id.as_str(), "01999999-0000-7000-8000-00000000abcd");
        for bad in [
            "",
            "0199999900007000800000000000abcd",
            "{01999999-0000-7000-8000-00000000abcd}",
            "01999999-0000-7000-8000-00000000abcg",
            "01999999-0000-7000-8000-00000000abc",
            "01999999-0000-7000-8000-00000000abcd-",
            "shop",
        ] {
            assert_eq!(NativeId::parse(bad), None, "{bad}");
        }
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
