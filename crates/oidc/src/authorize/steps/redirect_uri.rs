//! The redirect URI: the one check that earns the right to redirect.
use super::{Draft, Input, REDIRECTED, Step};
use crate::authorize::{Refusal, ReturnAddress, response_modes};
use crate::explain::{RequestFinding, sent, some_of};
use crate::{ApplicationType, Param};
use url::Url;

pub(super) const STEP: Step = Step {
    name: "redirect_uri",
    clause: "RFC 6749 §3.1.2.3, RFC 9700 §2.1, RFC 8252 §7.3, OIDC Core §3.2.2.1",
    columns: REDIRECTED,
    check,
};

/// Compares as strings. Security: anything cleverer has been the way in for attackers often
/// enough; the one exception is the port of a loopback address, which a native app cannot know
/// in advance.
fn check<'a>(input: &Input<'a>, draft: &mut Draft<'a>) -> Result<(), Refusal> {
    let metadata = &draft.client()?.metadata;
    let Some(uri) = input.params.get(Param::RedirectUri) else {
        return Err(absent(input, &metadata.redirect_uris));
    };
    let native = metadata.application_type == ApplicationType::Native;
    let registered = |held: &String| held == uri || (native && same_loopback(held, uri));
    if !metadata.redirect_uris.iter().any(registered) {
        return Err(Refusal::invalid_request("redirect_uri is not registered for this client")
            .because(RequestFinding::redirect_uri(uri, &metadata.redirect_uris)));
    }
    if response_modes::carries_tokens(input.params) && !may_carry_tokens(uri, native) {
        return Err(Refusal::invalid_request("redirect_uri must be https for this response_type")
            .because(RequestFinding::InsecureRedirect(sent(uri))));
    }
    let state = input.params.get(Param::State).map(str::to_owned);
    let mode = response_modes::default_for(input.params);
    draft.return_to = Some(ReturnAddress::new(uri.to_owned(), state, mode));
    Ok(())
}

fn absent(input: &Input<'_>, registered: &[String]) -> Refusal {
    let name = Param::RedirectUri;
    let finding = match input.params.repeated(&[name]) {
        Some(_) => RequestFinding::Repeated(name.name().to_owned()),
        None => RequestFinding::parameter(name, None, some_of(registered)),
    };
    Refusal::invalid_request("redirect_uri is missing or repeated").because(finding)
}

/// Security: tokens travel to an http address only on the person's own device, to a native app
/// (OIDC Core §3.2.2.1).
fn may_carry_tokens(uri: &str, native: bool) -> bool {
    let Ok(url) = Url::parse(uri) else { return false };
    let local = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    url.scheme() != "http" || native && local
}

/// Whether both are the same loopback redirect on whatever port (RFC 8252 §7.3). Host names
/// such as `localhost` are not loopback addresses (RFC 8252 §8.3).
fn same_loopback(held: &str, asked: &str) -> bool {
    match (without_port(held), without_port(asked)) {
        (Some(held), Some(asked)) => held == asked,
        _ => false,
    }
}

fn without_port(uri: &str) -> Option<(&'static str, &str)> {
    let hosts = ["http://127.0.0.1", "http://[::1]"];
    let (host, rest) = hosts.iter().find_map(|host| Some((*host, uri.strip_prefix(host)?)))?;
    let path = match rest.strip_prefix(':') {
        None => rest,
        Some(port_and_path) => {
            let end = port_and_path.find(['/', '?']).unwrap_or(port_and_path.len());
            let (port, path) = port_and_path.split_at(end);
            let digits = !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit());
            (digits && port.parse::<u16>().is_ok()).then_some(path)?
        }
    };
    (path.is_empty() || path.starts_with(['/', '?'])).then_some((host, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// OIDC Core §3.2.2.1: http for native apps on their own device, and for nobody else.
    #[test]
    fn tokens_travel_by_http_to_native_apps_on_this_device_only() {
        let rows = [
            ("https://rp.example/cb", true, true),
            ("com.example.app:/cb", true, true),
            ("http://localhost:8081/cb", false, true),
            ("http://127.0.0.1/cb", false, true),
            ("http://[::1]:9/cb", false, true),
            ("http://rp.example/cb", false, false),
            ("http://localhost.evil.example/cb", false, false),
            ("http://127.0.0.1@evil.example/cb", false, false),
        ];
        for (uri, web, native) in rows {
            assert_eq!(may_carry_tokens(uri, false), web, "{uri}");
            assert_eq!(may_carry_tokens(uri, true), native, "{uri}");
        }
    }

    /// RFC 8252 §7.3: any port, the rest as registered.
    #[test]
    fn only_the_port_of_a_loopback_address_may_differ() {
        let rows = [
            ("http://127.0.0.1/cb", "http://127.0.0.1:5000/cb", true),
            ("http://127.0.0.1:0/cb", "http://127.0.0.1/cb", true),
            ("http://[::1]/cb?a=1", "http://[::1]:5000/cb?a=1", true),
            ("http://127.0.0.1", "http://127.0.0.1:80", true),
            ("http://127.0.0.1/cb", "http://127.0.0.1:5000/other", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1.evil.example/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:5000@evil.example/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:99999/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:/cb", false),
            ("http://127.0.0.1/cb", "https://127.0.0.1:5000/cb", false),
            ("http://127.0.0.1/cb", "http://[::1]:5000/cb", false),
            ("http://localhost/cb", "http://localhost:5000/cb", false),
            ("https://rp.example/cb", "https://rp.example:5000/cb", false),
        ];
        for (held, asked, same) in rows {
            assert_eq!(same_loopback(held, asked), same, "{held} {asked}");
        }
    }
}
