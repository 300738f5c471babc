//! Parameters that are missing, malformed, or do not go with the rest: how they are kept, and what
//! is to be known of each.
use super::{RequestFinding, nearest, sent};
use crate::{ClientMetadata, Param, Scope};

/// What is to be known of a parameter that was refused.
pub(super) struct About {
    pub param: Param,
    pub clause: &'static str,
    pub advice: &'static str,
}

macro_rules! about {
    ($($param:ident, $clause:literal, $advice:literal;)*) => {
        &[$(About { param: Param::$param, clause: $clause, advice: $advice },)*]
    };
}

static ABOUT: &[About] = about! {
    ClientId, "OIDC RP-Initiated Logout §2",
        "let the id_token_hint and the client_id name the same client, and send one of them along \
         with a post_logout_redirect_uri";
    RedirectUri, "RFC 6749 §3.1.2.3",
        "send the registered redirect URI that is meant, even if there is only one";
    ResponseType, "RFC 6749 §3.1.1", "say what the answer shall consist of; for most apps, code";
    ResponseMode, "OAuth MRT §2.1, §3, §5",
        "leave it out and the answer comes in the way that fits; tokens never come in the query";
    Scope, "RFC 6749 §3.3, OIDC Core §3.2.2.1",
        "put one blank between values of printable ASCII, and openid among them where an ID token \
         is wanted";
    Nonce, "OIDC Core §3.2.2.1, §3.3.2.11",
        "make a short random value for each request, keep it, and compare it with the ID token's";
    Prompt, "OIDC Core §3.1.2.1, Initiating User Registration §4.1",
        "leave prompt out, or ask for what this tenant has; none stands alone";
    MaxAge, "OIDC Core §3.1.2.1", "send a number of whole seconds in digits";
    Claims, "OIDC Core §5.5", "send JSON: its members userinfo and id_token hold claims by name";
    Request, "RFC 9101 §5", "send the parameters themselves, or an object where discovery lists it";
    RequestUri, "RFC 9101 §5",
        "send the parameters themselves, or an object where discovery lists it";
    Registration, "OIDC Core §7.2.1",
        "register the client, by hand or at the registration endpoint, and leave the parameter out";
    CodeChallenge, "RFC 7636 §4.2, §4.3",
        "send the base64url of the verifier's SHA-256, without padding, with \
         code_challenge_method=S256";
    GrantType, "RFC 6749 §5.2", "send grant_type in the body, as a form";
    Code, "RFC 6749 §4.1.3", "send the code that came to the redirect URI, in the body, as a form";
    RefreshToken, "RFC 6749 §6", "send the newest refresh token, in the body, as a form";
    DeviceCode, "RFC 8628 §3.4", "send the device_code, which is not the user_code, in the body";
    Token, "RFC 7662 §2.1, RFC 7009 §2.1", "send the token in the body, as a form";
    ClientAssertion, "RFC 7521 §4.2", "send client_assertion and client_assertion_type together";
    ClientAssertionType, "RFC 7521 §4.2",
        "send client_assertion and client_assertion_type together";
    AccessToken, "RFC 6750 §2", "send the access token once, in the Authorization header";
    DeviceName, "RFC 8628 §3.1", "send a short text that people can read, or leave it out";
    DeviceModel, "RFC 8628 §3.1", "send a short text that people can read, or leave it out";
    DeviceSoftwareVersion, "RFC 8628 §3.1",
        "send a short text that people can read, or leave it out";
};

/// Security: of these only the length is kept. They are secrets, prove something, or are made to be
/// known to the client alone; a `code_challenge` may be a verifier that somebody mistook for one.
static SECRET: &[Param] = &[
    Param::State,
    Param::Nonce,
    Param::IdTokenHint,
    Param::LoginHint,
    Param::LogoutHint,
    Param::Request,
    Param::Registration,
    Param::CodeChallenge,
    Param::Code,
    Param::CodeVerifier,
    Param::RefreshToken,
    Param::ClientSecret,
    Param::ClientAssertion,
    Param::Token,
    Param::AccessToken,
    Param::DeviceCode,
];

/// Of a list that clients or strangers write, so much is kept.
const MOST_KEPT: usize = 20;

/// Of a list, so many are named where one is missing.
const MOST_NAMED: usize = 5;

/// "One of these", where one is missing.
pub(crate) fn some_of(names: &[String]) -> String {
    let named: Vec<&str> = names.iter().take(MOST_NAMED).map(String::as_str).collect();
    match named.as_slice() {
        [] => "one, and none is registered".to_owned(),
        named => format!("one, such as {}", named.join(", ")),
    }
}

/// What is to be known of the parameter of that name.
pub(super) fn about(name: &str) -> Option<&'static About> {
    ABOUT.iter().find(|about| about.param.name() == name)
}

impl RequestFinding {
    /// A parameter that is not as it was expected.
    pub(crate) fn parameter(
        param: Param,
        value: Option<&str>,
        expected: impl Into<String>,
    ) -> Self {
        let kept = value.map(|value| match SECRET.contains(&param) {
            true => format!("{} characters", value.chars().count()),
            false => sent(value),
        });
        Self::Parameter { name: param.name().to_owned(), sent: kept, expected: expected.into() }
    }

    /// The same where it is not the value that is wrong: how it came, in our words.
    pub(crate) fn given(param: Param, how: &'static str, expected: &'static str) -> Self {
        let (name, how) = (param.name().to_owned(), Some(how.to_owned()));
        Self::Parameter { name, sent: how, expected: expected.to_owned() }
    }

    /// A grant type that the client has not registered.
    pub(crate) fn grant_type(name: &str, metadata: &ClientMetadata) -> Self {
        let possible = metadata.grant_types.clone();
        Self::GrantType {
            sent: sent(name),
            possible: possible.map_or_else(
                || vec!["authorization_code".to_owned()],
                |possible| possible.iter().take(MOST_KEPT).map(|name| sent(name)).collect(),
            ),
        }
    }

    /// The values of one scope that are not in the other.
    pub(crate) fn scope(asked: &Scope, allowed: &Scope) -> Self {
        let refused = asked.iter().filter(|value| !allowed.contains(value));
        Self::Scope {
            refused: refused.take(MOST_KEPT).map(sent).collect(),
            allowed: allowed.iter().take(MOST_KEPT).map(sent).collect(),
        }
    }

    /// A redirect URI that is not among the registered ones.
    pub(crate) fn redirect_uri(uri: &str, registered: &[String]) -> Self {
        let (nearest, difference) = nearest(uri, registered).unzip();
        Self::RedirectUri { sent: sent(uri), nearest: nearest.map(sent), difference }
    }

    /// The same of an address to go to after a sign-out.
    pub(crate) fn post_logout_redirect_uri(uri: &str, registered: &[String]) -> Self {
        let (nearest, difference) = nearest(uri, registered).unzip();
        let nearest = nearest.map(sent);
        Self::PostLogoutRedirectUri { sent: sent(uri), nearest, difference }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PARAMS;

    fn kept(param: Param, value: &str) -> String {
        match RequestFinding::parameter(param, Some(value), "another") {
            RequestFinding::Parameter { sent: Some(sent), .. } => sent,
            other => panic!("{other:?}"),
        }
    }

    /// Security: what proves something, or is known to few, is not kept; the rest is, bounded and
    /// so that a terminal does not act on it.
    #[test]
    fn of_secrets_only_the_length_is_kept() {
        let value = "s3cret-\u{1b}\u{e4}";
        for (param, name) in PARAMS {
            let expected = match SECRET.contains(param) {
                true => "9 characters".to_owned(),
                false => "s3cret-\\u{1b}\\u{e4}".to_owned(),
            };
            assert_eq!(kept(*param, value), expected, "{name}");
            assert!(kept(*param, &"x".repeat(10_000)).len() < 310, "{name}");
        }
        let words = ["secret", "token", "code", "verifier", "assertion", "hint", "nonce", "state"];
        let harmless = ["token_type_hint", "client_assertion_type", "code_challenge_method"];
        for (param, name) in PARAMS {
            let tells = words.iter().any(|word| name.contains(word)) && !harmless.contains(name);
            assert!(!tells || SECRET.contains(param), "{name} may be a secret");
        }
    }

    /// Security: whoever asks for thousands of values fills no log with them.
    #[test]
    fn of_a_long_list_some_are_kept() {
        let many = |word: &str| (0..1000).map(|at| format!("{word}{at} ")).collect::<String>();
        let (asked, allowed) =
            (Scope::parse(&many("a")).unwrap(), Scope::parse(&many("b")).unwrap());
        let RequestFinding::Scope { refused, allowed } = RequestFinding::scope(&asked, &allowed)
        else {
            panic!("it is about a scope");
        };
        assert_eq!([refused.len(), allowed.len()], [MOST_KEPT; 2]);
        let grant_types = Some((0..1000).map(|at| format!("grant{at}")).collect());
        let metadata = ClientMetadata { grant_types, ..ClientMetadata::default() };
        let RequestFinding::GrantType { possible, .. } =
            RequestFinding::grant_type("another", &metadata)
        else {
            panic!("it is about a grant type");
        };
        assert_eq!(possible.len(), MOST_KEPT);
    }

    #[test]
    fn every_parameter_is_described_once_with_its_clause() {
        for (at, one) in ABOUT.iter().enumerate() {
            assert!(one.clause.contains('§') && !one.advice.is_empty(), "{}", one.param.name());
            let first = ABOUT.iter().position(|other| other.param == one.param);
            assert_eq!(first, Some(at), "{}", one.param.name());
        }
    }
}
