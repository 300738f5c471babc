//! What a request object says of itself, and whether it goes with the request that brought it.
use super::Form;
use crate::authorize::Refusal;
use crate::authorize::steps::Input;
use crate::hint::audience;
use crate::numeric_date::numeric_date;
use crate::scopes::OPENID;
use crate::{Param, Params, Scope};
use latchkey_base::Seconds;
use serde_json::{Map, Value};

/// An object from further ahead is refused, whatever the setting.
const MOST_TOLERANCE: Seconds = Seconds::new(60);

/// Checks the claims that are about the object itself, as far as they are there.
///
/// # Errors
/// What is wrong, for the developer of the client.
pub(super) fn judge(
    claims: &Map<String, Value>,
    input: &Input<'_>,
    form: Form,
) -> Result<(), &'static str> {
    let client_id = input.params.get(Param::ClientId);
    let is_client = |name: &str| claims.get(name).map(|value| value.as_str() == client_id);
    if claims.contains_key(Param::Request.name()) || claims.contains_key(Param::RequestUri.name()) {
        return Err("the request object holds request or request_uri");
    }
    if is_client("iss") == Some(false) {
        return Err("iss of the request object is not the client");
    }
    match is_client(Param::ClientId.name()) {
        Some(false) => return Err("client_id of the request object is another one"),
        // RFC 9101 §6.3: the values are identical, so there is one.
        None if form == Form::Complete => return Err("the request object has no client_id"),
        _ => {}
    }
    // Security: it might be meant for authenticating the client (RFC 9101 §10.8).
    if is_client("sub") == Some(true) {
        return Err("sub of the request object is the client: that is a client assertion");
    }
    if let Some(aud) = claims.get("aud") {
        let is_ours = |aud: Vec<String>| aud.iter().any(|one| one == input.cx.issuer);
        if !audience(aud).is_some_and(is_ours) {
            return Err("aud of the request object is not this issuer");
        }
    }
    times(claims, input)
}

fn times(claims: &Map<String, Value>, input: &Input<'_>) -> Result<(), &'static str> {
    let now = input.cx.now;
    let tolerance = input.cx.policy.clock_tolerance.min(MOST_TOLERANCE);
    if numeric_date(claims, "exp")?.is_some_and(|exp| exp + tolerance <= now) {
        return Err("the request object has expired");
    }
    for name in ["nbf", "iat"] {
        if numeric_date(claims, name)?.is_some_and(|from| now + tolerance < from) {
            return Err("the request object is from the future");
        }
    }
    Ok(())
}

/// Whether the parameters beside the object are those of an OAuth request that agrees with it
/// (OIDC Core §6.1): the same `response_type`, and `openid` in both scopes.
///
/// # Errors
/// `invalid_request_object` and `invalid_request`.
pub(super) fn agree(outside: &Params<'_>, together: &Params<'_>) -> Result<(), Refusal> {
    fn words<'p>(params: &'p Params<'_>, param: Param) -> Vec<&'p str> {
        let mut words: Vec<&str> = params.get(param).unwrap_or_default().split(' ').collect();
        words.sort_unstable();
        words
    }
    if words(outside, Param::ResponseType) != words(together, Param::ResponseType) {
        return Err(super::invalid("response_type of the request object is another one"));
    }
    let openid = |params: &Params<'_>| {
        let scope = params.get(Param::Scope).and_then(|text| Scope::parse(text).ok());
        scope.is_some_and(|scope| scope.contains(OPENID))
    };
    if openid(together) && !openid(outside) {
        let description = "scope beside the request object must hold openid too";
        return Err(Refusal::invalid_request(description));
    }
    Ok(())
}
