//! Whether a client's metadata can be: the rules of registration (RFC 7591 §2, OIDC
//! Registration §2, RFC 8252 §7, RFC 9700 §2.1) for what is offered here.
mod addresses;

use super::Invalid;
use super::settings::is_web_url;
use crate::middleware::is_host_name;
use latchkey_accounts::RefusedFactors;
use latchkey_base::Seconds;
use latchkey_jose::{Algorithm, Jwk, JwkSet};
use latchkey_oidc::authorize::{IMPLICIT, RESPONSE_TYPES, ResponseType, response_type};
use latchkey_oidc::client_auth::CLIENT_AUTH_METHODS;
use latchkey_oidc::token::GRANT_TYPES;
use latchkey_oidc::{ApplicationType, ClientMetadata, Scope, SigningAlg, SubjectType, is_visible};
use url::{Host, Url};

/// Everything that is wrong with a client's metadata, given the algorithms of the tenant's keys.
pub fn check_metadata(metadata: &ClientMetadata, algorithms: &[Algorithm]) -> Vec<Invalid> {
    let mut problems = grants(metadata);
    problems.extend(redirects(metadata));
    problems.extend(authentication(metadata));
    problems.extend(signatures(metadata, algorithms));
    problems.extend(super::answer_encryption::check(metadata));
    problems.extend(subjects(metadata));
    problems.extend(links(metadata));
    problems.extend(addresses::check(metadata));
    let is_private = |set: &JwkSet| set.keys.iter().any(Jwk::is_private);
    if metadata.jwks.as_ref().is_some_and(is_private) {
        problems.push(Invalid::new("jwks", "must hold public keys only (OIDC Registration §2)"));
    }
    if metadata.client_name.as_deref().is_some_and(|name| !is_line(name)) {
        problems.push(Invalid::new(
            "client_name",
            "must be one line of 1 to 200 characters that can be seen",
        ));
    }
    if let Some(version) = metadata.client_terms_version.as_deref() {
        if !(1..=64).contains(&version.chars().count()) || version.chars().any(char::is_control) {
            let why = "must be one line of 1 to 64 characters";
            problems.push(Invalid::new("client_terms_version", why));
        }
        if metadata.tos_uri.is_none() {
            problems.push(Invalid::new("tos_uri", "is needed for client_terms_version"));
        }
    }
    if !metadata.client_refused_factors.is_empty() {
        let key = "client_refused_factors";
        let unknown = RefusedFactors::parse(&metadata.client_refused_factors).err();
        problems.extend(unknown.map(|why| Invalid::new(key, why.to_string())));
        if !metadata.client_require_second_factor {
            problems.push(Invalid::new(key, "needs client_require_second_factor"));
        }
    }
    if let Some(theme) = &metadata.client_theme {
        let (accent, corners) = (theme.accent.as_deref(), theme.corners.as_deref());
        problems.extend(super::settings::theme("client_theme", accent, corners));
    }
    if metadata.default_max_age.is_some_and(|age| age < Seconds::default()) {
        problems.push(Invalid::new("default_max_age", "must be 0 or more"));
    }
    let scopes = [("scope", &metadata.scope), ("dynamic_scope", &metadata.dynamic_scope)];
    for (key, scope) in scopes {
        if scope.as_deref().is_some_and(|scope| Scope::parse(scope).is_err()) {
            problems.push(Invalid::new(key, "holds characters no scope value may have"));
        }
    }
    problems
}

fn is_line(text: &str) -> bool {
    text.chars().count() <= 200 && is_visible(text)
}

fn unknown<'a>(
    key: &'static str,
    given: Option<&'a Vec<String>>,
    offered: &[&str],
) -> impl Iterator<Item = Invalid> + use<'a> {
    let list = offered.join(", ");
    let offered: Vec<String> = offered.iter().map(|name| (*name).to_owned()).collect();
    given.into_iter().flatten().filter(move |name| !offered.contains(name)).map(move |name| {
        Invalid::new(key, format!("holds {name:?}, which is not offered (offered: {list})"))
    })
}

fn grants(metadata: &ClientMetadata) -> Vec<Invalid> {
    let mut offered: Vec<&str> = GRANT_TYPES.iter().map(|grant| grant.name()).collect();
    offered.push(IMPLICIT);
    let mut problems: Vec<Invalid> =
        unknown("grant_types", metadata.grant_types.as_ref(), &offered).collect();
    problems.extend(responses(metadata));
    if metadata.is_public() && metadata.allows_grant_type("client_credentials") {
        let why = "holds client_credentials, which needs a client that can authenticate";
        problems.push(Invalid::new("grant_types", why));
    }
    let redirected = ["authorization_code", IMPLICIT];
    let needs = redirected.into_iter().find(|name| metadata.allows_grant_type(name));
    if let Some(grant) = needs.filter(|_| metadata.redirect_uris.is_empty()) {
        problems.push(Invalid::new("redirect_uris", format!("is needed for {grant}")));
    }
    problems
}

/// Response types that there are, and that go with the grant types (RFC 7591 §2.1, OIDC
/// Registration §2). Whether the tenant offers them is its own decision, at any time.
fn responses(metadata: &ClientMetadata) -> Vec<Invalid> {
    let names: Vec<&str> = RESPONSE_TYPES.iter().map(|known| known.name).collect();
    let wanted = metadata.response_types.clone().unwrap_or_default();
    let unknown_names: Vec<String> =
        wanted.iter().filter(|name| response_type(name).is_none()).cloned().collect();
    let mut problems: Vec<Invalid> =
        unknown("response_types", Some(&unknown_names), &names).collect();
    let known: Vec<&ResponseType> = wanted.iter().filter_map(|name| response_type(name)).collect();
    for kind in &known {
        for grant in kind.grant_types.iter().filter(|name| !metadata.allows_grant_type(name)) {
            let why = format!("holds {:?}, which needs the grant type {grant}", kind.name);
            problems.push(Invalid::new("response_types", why));
        }
    }
    let has_token = known.iter().any(|kind| kind.is_front_channel());
    if metadata.allows_grant_type(IMPLICIT) && !has_token {
        let why = "holds implicit, but no response type that brings tokens";
        problems.push(Invalid::new("grant_types", why));
    }
    problems
}

fn redirects(metadata: &ClientMetadata) -> Vec<Invalid> {
    let lists = [
        ("redirect_uris", &metadata.redirect_uris),
        ("post_logout_redirect_uris", &metadata.post_logout_redirect_uris),
    ];
    let mut problems = Vec::new();
    for (key, uris) in lists {
        for (index, uri) in uris.iter().enumerate() {
            let judged = redirect(uri, metadata.application_type).and_then(|()| {
                let carries_tokens = key == "redirect_uris" && metadata.allows_grant_type(IMPLICIT);
                if carries_tokens { token_redirect(uri, metadata.application_type) } else { Ok(()) }
            });
            if let Err(why) = judged {
                problems.push(Invalid::new(format!("{key}[{index}]"), why));
            }
        }
    }
    problems
}

/// What is wrong with a host such as `a;b`.
const NO_HOST_NAME: &str = "has a host that no name in the DNS looks like (RFC 1123 §2.1)";

/// https everywhere; plain http on one's own machine; an app's own scheme for native apps
/// (RFC 8252 §7.1), which must not be one that browsers act on.
fn redirect(uri: &str, application_type: ApplicationType) -> Result<(), &'static str> {
    // Parsing drops blanks and line breaks; what is compared and sent on is the text.
    // Security: of a backslash browsers make a slash, so that the host becomes another one.
    let fits = |octet: u8| octet.is_ascii_graphic() && !br#""<>\^`{|}"#.contains(&octet);
    if !uri.bytes().all(fits) {
        return Err("holds a character that no URI has (RFC 3986 §2)");
    }
    let url = Url::parse(uri).map_err(|_| "is not an absolute URI")?;
    if url.fragment().is_some() {
        return Err("must have no fragment");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must have no user name before its host");
    }
    let local = match url.host() {
        Some(Host::Domain(name)) if !is_host_name(name) => return Err(NO_HOST_NAME),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    match (url.scheme(), application_type) {
        ("https", _) => Ok(()),
        ("http", _) if local => Ok(()),
        ("http", _) => Err("must be https, except on localhost"),
        (scheme, ApplicationType::Native) if scheme.contains('.') => Ok(()),
        (_, ApplicationType::Native) => {
            Err("must be https, http on localhost, or a scheme such as com.example.app")
        }
        (_, ApplicationType::Web) => Err("must be https for a web client"),
    }
}

/// Web clients that get tokens through the browser: https and a host of their own (OIDC
/// Registration §2, `application_type`).
fn token_redirect(uri: &str, application_type: ApplicationType) -> Result<(), &'static str> {
    let local = Url::parse(uri).is_ok_and(|url| url.host_str() == Some("localhost"));
    let fits = uri.starts_with("https://") && !local;
    if application_type == ApplicationType::Native || fits {
        return Ok(());
    }
    Err("must be https and not localhost for a web client with the grant type implicit")
}

fn authentication(metadata: &ClientMetadata) -> Vec<Invalid> {
    let mut problems = Vec::new();
    let method = metadata.auth_method();
    let offered: Vec<&str> = CLIENT_AUTH_METHODS.iter().map(|method| method.name()).collect();
    if !offered.contains(&method) {
        let why = format!("is {method:?}, which is not offered (offered: {})", offered.join(", "));
        problems.push(Invalid::new("token_endpoint_auth_method", why));
    }
    // A client authenticates in one way wherever it does.
    let elsewhere = [
        ("introspection_endpoint_auth_method", &metadata.introspection_endpoint_auth_method),
        ("revocation_endpoint_auth_method", &metadata.revocation_endpoint_auth_method),
    ];
    for (key, said) in elsewhere {
        if said.as_deref().is_some_and(|said| said != method) {
            problems.push(Invalid::new(key, "must be as token_endpoint_auth_method or absent"));
        }
    }
    if metadata.jwks.is_some() && metadata.jwks_uri.is_some() {
        problems.push(Invalid::new("jwks", "and jwks_uri exclude each other"));
    }
    if method == "private_key_jwt" && metadata.jwks.is_none() && metadata.jwks_uri.is_none() {
        problems.push(Invalid::new("jwks", "or jwks_uri is needed for private_key_jwt"));
    }
    if let Some(alg) = metadata.token_endpoint_auth_signing_alg {
        let fits = match method {
            "client_secret_jwt" => alg.is_symmetric(),
            "private_key_jwt" => !alg.is_symmetric(),
            _ => true,
        };
        if !fits {
            let why = format!("is {}, which does not fit {method}", alg.name());
            problems.push(Invalid::new("token_endpoint_auth_signing_alg", why));
        }
    }
    problems
}

fn signatures(metadata: &ClientMetadata, algorithms: &[Algorithm]) -> Vec<Invalid> {
    let id_token = metadata.id_token_signed_response_alg;
    let wanted = [
        ("id_token_signed_response_alg", id_token.and_then(SigningAlg::signed)),
        ("userinfo_signed_response_alg", metadata.userinfo_signed_response_alg),
    ];
    let mut problems = Vec::new();
    // OIDC Registration §2.
    if id_token == Some(SigningAlg::Unsecured) && !metadata.gets_id_tokens_by_code_only() {
        let why = "is none, which goes with ID tokens from the token endpoint only";
        problems.push(Invalid::new("id_token_signed_response_alg", why));
    }
    for (key, alg) in wanted {
        let Some(alg) = alg else { continue };
        if alg.is_symmetric() && metadata.is_public() {
            problems.push(Invalid::new(key, "needs a client secret, which a public client lacks"));
        } else if !alg.is_symmetric() && !algorithms.contains(&alg) {
            let why = format!("is {}, for which tenants have no key", alg.name());
            problems.push(Invalid::new(key, why));
        }
    }
    problems
}

/// A pairwise client has one sector (OIDC Core §8.1, OIDC Registration §5).
fn subjects(metadata: &ClientMetadata) -> Option<Invalid> {
    let key = "sector_identifier_uri";
    if let Some(uri) = &metadata.sector_identifier_uri {
        let fits = Url::parse(uri).is_ok_and(|url| url.scheme() == "https");
        return (!fits).then(|| Invalid::new(key, "must be an https URL"));
    }
    let lacks = metadata.subject_type == SubjectType::Pairwise && metadata.sector().is_none();
    let why = "is needed for pairwise subjects unless all redirect URIs are on one host";
    lacks.then(|| Invalid::new(key, why))
}

fn links(metadata: &ClientMetadata) -> Vec<Invalid> {
    let links = [
        ("client_uri", &metadata.client_uri),
        ("logo_uri", &metadata.logo_uri),
        ("policy_uri", &metadata.policy_uri),
        ("tos_uri", &metadata.tos_uri),
        ("register_url", &metadata.register_url),
    ];
    let wrong =
        links.into_iter().filter(|(_, link)| link.as_deref().is_some_and(|l| !is_web_url(l)));
    let mut problems: Vec<Invalid> =
        wrong.map(|(key, _)| Invalid::new(key, "must be an http or https URL")).collect();
    if metadata.jwks_uri.as_deref().is_some_and(|uri| !uri.starts_with("https://")) {
        problems.push(Invalid::new("jwks_uri", "must be an https URL"));
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    pub(super) fn keys(metadata: Value) -> Vec<String> {
        let metadata: ClientMetadata = serde_json::from_value(metadata).unwrap();
        let algorithms = [Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA];
        check_metadata(&metadata, &algorithms).into_iter().map(|invalid| invalid.key).collect()
    }

    fn redirecting(uri: &str, application_type: &str) -> Vec<String> {
        keys(json!({ "redirect_uris": [uri], "application_type": application_type }))
    }

    #[test]
    fn a_plain_web_client_passes() {
        assert!(redirecting("https://app.example/callback", "web").is_empty());
        assert!(redirecting("http://localhost:8081/callback", "web").is_empty());
    }

    /// RFC 8252 §7: the three kinds of addresses.
    #[test]
    fn redirect_uris_of_native_apps() {
        for good in ["com.example.app:/callback", "http://127.0.0.1:9/cb", "https://a.example"] {
            assert!(redirecting(good, "native").is_empty(), "{good}");
        }
    }

    #[test]
    fn redirect_uris_that_would_leak_codes_are_refused() {
        for bad in [
            "http://app.example/cb",
            "https://app.example/cb#x",
            "/cb",
            "javascript:alert(1)",
            "data:text/html,x",
            "app:/cb",
            " https://app.example/cb",
            "https://app.example/c\r\nb",
            "https://app.example/ü",
            "https://app.example@evil.example/cb",
            "https://app.example\\@evil.example/cb",
        ] {
            assert_eq!(redirecting(bad, "native"), ["redirect_uris[0]"], "{bad}");
        }
        assert_eq!(redirecting("com.example.app:/cb", "web"), ["redirect_uris[0]"]);
    }

    /// RP-Initiated Logout §3.1: judged as redirect URIs are, and each by its own name.
    #[test]
    fn post_logout_redirect_uris_are_judged_too() {
        let with = |uri: &str| {
            let uris = json!(["https://app.example/bye", uri]);
            keys(json!({
                "redirect_uris": ["https://app.example/cb"],
                "post_logout_redirect_uris": uris,
            }))
        };
        assert!(with("https://app.example:8443/bye?from=op").is_empty());
        for bad in ["http://app.example/bye", "https://app.example/bye#x", "/bye", "app:/bye"] {
            assert_eq!(with(bad), ["post_logout_redirect_uris[1]"], "{bad}");
        }
    }

    /// Security: whoever has nothing else would sign in with less than before.
    #[test]
    fn kinds_are_refused_by_apps_that_demand_two_factors() {
        let with = |kinds: &[&str], demands: bool| {
            keys(json!({
                "redirect_uris": ["https://a.example"],
                "client_refused_factors": kinds,
                "client_require_second_factor": demands,
            }))
        };
        let wrong = ["client_refused_factors"];
        assert!(with(&[], false).is_empty() && with(&["sms", "email"], true).is_empty());
        assert_eq!(with(&["sms"], false), wrong);
        assert_eq!(with(&["sms", "passkey"], true), wrong);
        assert_eq!(with(&["fingerprint"], true), wrong);
    }

    /// Security: a name stands in our sentences, and turns none of them around.
    #[test]
    fn a_name_is_a_line_that_can_be_seen() {
        let named = |name: &str| {
            keys(json!({ "redirect_uris": ["https://a.example"], "client_name": name }))
        };
        for good in ["Harbour Bank", "港銀行", &"x".repeat(200)] {
            assert!(named(good).is_empty(), "{good}");
        }
        for bad in ["", " ", "a\nb", "Bank\u{202e}", "\u{2066}Bank", "\u{3000}", &"x".repeat(201)] {
            assert_eq!(named(bad), ["client_name"], "{bad:?}");
        }
    }

    #[test]
    fn what_is_not_offered_is_refused() {
        let uris = json!(["https://a.example"]);
        let grants = json!(["authorization_code", "password"]);
        assert_eq!(keys(json!({ "redirect_uris": uris, "grant_types": grants })), ["grant_types"]);
        let wrong = json!({ "redirect_uris": uris, "response_types": ["token"] });
        assert_eq!(keys(wrong), ["response_types"]);
        let wrong =
            json!({ "redirect_uris": uris, "token_endpoint_auth_method": "tls_client_auth" });
        assert_eq!(keys(wrong), ["token_endpoint_auth_method"]);
        let wrong = json!({ "redirect_uris": uris, "id_token_signed_response_alg": "PS512" });
        assert_eq!(keys(wrong), ["id_token_signed_response_alg"]);
    }

    /// RFC 7591 §2.1, OIDC Registration §2.
    #[test]
    fn response_types_and_grant_types_go_together() {
        let with = |response_types: &[&str], grant_types: &[&str]| {
            keys(json!({
                "redirect_uris": ["https://a.example/cb"],
                "response_types": response_types,
                "grant_types": grant_types,
            }))
        };
        let all = ["authorization_code", "implicit"];
        assert!(with(&["code id_token", "token id_token", "code", "none"], &all).is_empty());
        assert!(with(&["id_token"], &["implicit"]).is_empty());
        assert_eq!(with(&["code token"], &["implicit"]), ["response_types"]);
        assert_eq!(with(&["code id_token"], &["authorization_code"]), ["response_types"]);
        assert_eq!(with(&["code"], &["implicit"]), ["response_types", "grant_types"]);
        assert_eq!(with(&["code"], &all), ["grant_types"]);
        assert_eq!(with(&["token"], &all), ["response_types", "grant_types"]);
    }

    /// OIDC Registration §2: `application_type`.
    #[test]
    fn web_clients_get_tokens_by_https_only() {
        let with = |uri: &str, application_type: &str| {
            keys(json!({
                "redirect_uris": [uri],
                "application_type": application_type,
                "response_types": ["id_token"],
                "grant_types": ["implicit"],
            }))
        };
        for bad in ["http://localhost:8081/cb", "https://localhost/cb", "http://127.0.0.1/cb"] {
            assert_eq!(with(bad, "web"), ["redirect_uris[0]"], "{bad}");
            assert!(with(bad, "native").is_empty(), "{bad}");
        }
        assert!(with("https://a.example/cb", "web").is_empty());
    }

    /// OIDC Core §8.1, OIDC Registration §5.
    #[test]
    fn a_pairwise_client_has_one_sector() {
        let with = |uris: &[&str], sector: Option<&str>| {
            keys(json!({
                "redirect_uris": uris,
                "subject_type": "pairwise",
                "sector_identifier_uri": sector,
            }))
        };
        let two = ["https://a.example/1", "https://b.example/1"];
        assert!(with(&["https://a.example/1", "https://a.example/2"], None).is_empty());
        assert_eq!(with(&two, None), ["sector_identifier_uri"]);
        assert!(with(&two, Some("https://c.example/s")).is_empty());
        assert_eq!(with(&two, Some("http://c.example/s")), ["sector_identifier_uri"]);
    }

    #[test]
    fn members_that_need_each_other() {
        assert_eq!(keys(json!({})), ["redirect_uris"]);
        assert!(keys(json!({ "grant_types": ["client_credentials"] })).is_empty());
        let public = json!({
            "grant_types": ["client_credentials"],
            "token_endpoint_auth_method": "none",
            "id_token_signed_response_alg": "HS256",
        });
        assert_eq!(keys(public), ["grant_types", "id_token_signed_response_alg"]);
        let keyless = json!({
            "grant_types": ["client_credentials"],
            "token_endpoint_auth_method": "private_key_jwt",
            "token_endpoint_auth_signing_alg": "HS256",
        });
        assert_eq!(keys(keyless), ["jwks", "token_endpoint_auth_signing_alg"]);
        let twice = json!({
            "grant_types": ["client_credentials"],
            "jwks": { "keys": [] },
            "jwks_uri": "https://app.example/keys",
        });
        assert_eq!(keys(twice), ["jwks"]);
    }

    /// OIDC Registration §2: `none` only where no ID token passes through the browser; never
    /// for userinfo answers or assertions.
    #[test]
    fn unsigned_id_tokens_are_for_code_clients() {
        let client = |member: &str, response_types: Value| {
            let mut metadata = json!({
                "redirect_uris": ["https://app.example/cb"],
                "response_types": response_types,
            });
            metadata[member] = "none".into();
            serde_json::from_value::<ClientMetadata>(metadata).map(|it| signatures(&it, &[]).len())
        };
        let id_token = "id_token_signed_response_alg";
        assert_eq!(client(id_token, json!(["code"])).unwrap(), 0);
        assert_eq!(client(id_token, json!(["code", "code token"])).unwrap(), 0);
        assert_eq!(client(id_token, json!(["code", "code id_token"])).unwrap(), 1);
        assert_eq!(client(id_token, json!(["id_token"])).unwrap(), 1);
        for member in ["userinfo_signed_response_alg", "token_endpoint_auth_signing_alg"] {
            assert!(client(member, json!(["code"])).is_err(), "{member}");
        }
    }

    /// OIDC Registration §2: `jwks` holds public keys; a name is a name.
    #[test]
    fn private_keys_and_strange_names_are_refused() {
        let grants = json!([]);
        let key = json!({ "kty": "OKP", "crv": "Ed25519", "x": "AA", "d": "AA" });
        assert_eq!(keys(json!({ "grant_types": grants, "jwks": { "keys": [key] } })), ["jwks"]);
        for name in ["", "a\nb", &"x".repeat(201)] {
            assert_eq!(
                keys(json!({ "grant_types": grants, "client_name": name })),
                ["client_name"]
            );
        }
    }

    /// RFC 6749 §3.3; native contract 5.3.
    #[test]
    fn scopes_hold_scope_values() {
        for key in ["scope", "dynamic_scope"] {
            assert_eq!(keys(json!({ "grant_types": [], key: "read \"x\"" })), [key]);
            assert!(keys(json!({ "grant_types": [], key: "read:ORDERS secret" })).is_empty());
        }
    }

    /// Native contract U057: a client authenticates in one way wherever it does.
    #[test]
    fn there_is_one_way_to_authenticate() {
        for key in ["introspection_endpoint_auth_method", "revocation_endpoint_auth_method"] {
            let client = |method: &str| json!({ "grant_types": [], key: method });
            assert!(keys(client("client_secret_basic")).is_empty());
            assert_eq!(keys(client("client_secret_post")), [key]);
            assert_eq!(keys(client("magic")), [key]);
        }
    }

    #[test]
    fn links_are_web_addresses() {
        let client = json!({
            "grant_types": [],
            "logo_uri": "javascript:alert(1)",
            "register_url": "com.example.app:/join",
            "jwks_uri": "http://a.example/jwks",
        });
        assert_eq!(keys(client), ["logo_uri", "register_url", "jwks_uri"]);
    }
}
