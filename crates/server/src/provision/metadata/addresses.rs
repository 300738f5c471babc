//! Addresses of a client that we call, frame or send people to.
use super::{Invalid, NO_HOST_NAME};
use crate::middleware::is_host_name;
use latchkey_oidc::ClientMetadata;
use url::{Host, Url};

/// What is wrong with them.
pub fn check(metadata: &ClientMetadata) -> Vec<Invalid> {
    let judged = [
        ("backchannel_logout_uri", &metadata.backchannel_logout_uri, back_channel as Rule),
        ("frontchannel_logout_uri", &metadata.frontchannel_logout_uri, front_channel),
        ("initiate_login_uri", &metadata.initiate_login_uri, https),
    ];
    let wrong = judged.into_iter().filter_map(|(key, uri, rule)| {
        let why = web_address(uri.as_deref()?).and_then(|url| rule(&url, metadata)).err()?;
        Some(Invalid::new(key, why))
    });
    wrong.chain(callbacks(metadata)).collect()
}

/// What is wrong with where it hears what became of confirmations, and with that it may ask for them.
fn callbacks(metadata: &ClientMetadata) -> Vec<Invalid> {
    let key = "client_challenge_callbacks";
    let held = &metadata.client_challenge_callbacks;
    let judged = held.iter().map(|uri| web_address(uri).and_then(|url| https(&url, metadata)));
    let mut problems: Vec<Invalid> =
        judged.filter_map(|judged| Some(Invalid::new(key, judged.err()?))).collect();
    if held.len() > MOST_CALLBACKS {
        problems.push(Invalid::new(key, "must be 20 at most"));
    }
    if metadata.client_device_challenge && metadata.is_public() {
        let why = "needs a client that can authenticate";
        problems.push(Invalid::new("client_device_challenge", why));
    }
    problems
}

/// As many as anybody can oversee.
const MOST_CALLBACKS: usize = 20;

type Rule = fn(&Url, &ClientMetadata) -> Result<(), &'static str>;

/// An absolute address of the web, without fragment and password.
fn web_address(uri: &str) -> Result<Url, &'static str> {
    if !uri.bytes().all(|octet| octet.is_ascii_graphic()) {
        return Err("holds a character that no URI has (RFC 3986 §2)");
    }
    let url = Url::parse(uri).map_err(|_| "is not an absolute URI")?;
    if url.fragment().is_some() {
        return Err("must have no fragment");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must hold no user name or password");
    }
    if matches!(url.host(), Some(Host::Domain(name)) if !is_host_name(name)) {
        return Err(NO_HOST_NAME);
    }
    Ok(url)
}

/// Plain http for clients that can authenticate (OIDC Back-Channel Logout §2.2). Which plain ones
/// are called at all is the operator's decision.
fn back_channel(url: &Url, metadata: &ClientMetadata) -> Result<(), &'static str> {
    match url.scheme() {
        "https" => Ok(()),
        "http" if !metadata.is_public() => Ok(()),
        _ => Err("must be https, or http for a client that can authenticate"),
    }
}

/// Scheme, host and port of a redirect URI (OIDC Front-Channel Logout §2).
fn front_channel(url: &Url, metadata: &ClientMetadata) -> Result<(), &'static str> {
    back_channel(url, metadata)?;
    // Security: what a content security policy cannot name could only be framed by a policy that
    // lets in others too.
    if matches!(url.host(), Some(Host::Ipv6(_)) | None) {
        return Err("must have a host that is a name or an IPv4 address");
    }
    let is_here = |uri: &String| Url::parse(uri).is_ok_and(|held| held.origin() == url.origin());
    match metadata.redirect_uris.iter().any(is_here) {
        true => Ok(()),
        false => Err("must have the scheme, host and port of a redirect URI"),
    }
}

/// https (of `initiate_login_uri`: OIDC Registration §2).
fn https(url: &Url, _: &ClientMetadata) -> Result<(), &'static str> {
    if url.scheme() == "https" { Ok(()) } else { Err("must be an https URL") }
}

#[cfg(test)]
mod tests {
    use crate::provision::metadata::tests::keys;
    use serde_json::json;

    const NO_ADDRESSES: [&str; 5] = [
        "/out",
        "https://a.example/#x",
        "javascript:alert(1)",
        "https://u:p@a.example/",
        "https://a.example/\u{fc}",
    ];

    fn judged(member: &str, uri: &str, method: &str) -> Vec<String> {
        keys(json!({
            "redirect_uris": ["https://a.example/cb", "http://127.0.0.1:8080/cb", "http://[::1]/cb"],
            "token_endpoint_auth_method": method,
            member: uri,
        }))
    }

    /// OIDC Back-Channel Logout §2.2.
    #[test]
    fn a_backchannel_logout_uri_is_absolute_without_fragment_and_http_only_when_confidential() {
        let member = "backchannel_logout_uri";
        let secret = "client_secret_basic";
        for good in ["https://b.example/out?x=1", "http://b.example:8080/out"] {
            assert!(judged(member, good, secret).is_empty(), "{good}");
        }
        assert!(judged(member, "https://b.example/out", "none").is_empty());
        assert_eq!(judged(member, "http://b.example/out", "none"), [member]);
        for bad in NO_ADDRESSES {
            assert_eq!(judged(member, bad, secret), [member], "{bad}");
        }
    }

    /// OIDC Front-Channel Logout §2: the origin of a redirect URI; plain http only for clients
    /// that can authenticate.
    #[test]
    fn a_frontchannel_logout_uri_is_where_a_redirect_uri_is() {
        let member = "frontchannel_logout_uri";
        let secret = "client_secret_basic";
        for good in
            ["https://a.example/out?x=1", "https://A.example:443/", "http://127.0.0.1:8080/"]
        {
            assert!(judged(member, good, secret).is_empty(), "{good}");
        }
        let elsewhere = [
            "https://b.example/out",
            "http://a.example/out",
            "https://a.example:8443/out",
            "http://127.0.0.1/",
            "http://[::1]/out",
        ];
        for bad in elsewhere.into_iter().chain(NO_ADDRESSES) {
            assert_eq!(judged(member, bad, secret), [member], "{bad}");
        }
        assert_eq!(judged(member, "http://127.0.0.1:8080/", "none"), [member]);
        assert!(judged(member, "https://a.example/", "none").is_empty());
    }

    /// OIDC Registration §2, OIDC Core §4.
    #[test]
    fn an_initiate_login_uri_is_https() {
        let member = "initiate_login_uri";
        assert!(judged(member, "https://b.example/login?x=1", "none").is_empty());
        for bad in NO_ADDRESSES.into_iter().chain(["http://127.0.0.1:8080/login"]) {
            assert_eq!(judged(member, bad, "none"), [member], "{bad}");
        }
    }

    /// Native contract U143, DO BETTER: the source calls whatever it is told to.
    #[test]
    fn challenge_callbacks_are_https_and_few() {
        let judged = |uris: &[&str], method: &str| {
            keys(json!({
                "redirect_uris": ["https://a.example/cb"],
                "token_endpoint_auth_method": method,
                "client_device_challenge": true,
                "client_challenge_callbacks": uris,
            }))
        };
        let (member, secret) = ("client_challenge_callbacks", "client_secret_basic");
        assert!(judged(&["https://b.example/x?y=1", "https://c.example:8443/"], secret).is_empty());
        for bad in NO_ADDRESSES.into_iter().chain(["http://b.example/x"]) {
            assert_eq!(judged(&[bad], secret), [member], "{bad}");
        }
        assert_eq!(judged(&["https://b.example/"; 21], secret), [member]);
        assert_eq!(judged(&[], "none"), ["client_device_challenge"]);
    }
}
