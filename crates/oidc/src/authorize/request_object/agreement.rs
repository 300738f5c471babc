//! What a request object says of itself, and whether it goes with the request that brought it.
use super::{Form, wrong};
use crate::authorize::Refusal;
use crate::authorize::steps::Input;
use crate::explain::{ObjectFinding as Finding, sent};
use crate::hint::audience;
use crate::numeric_date::numeric_date;
use crate::scopes::OPENID;
use crate::{Param, Params, Scope};
use serde_json::{Map, Value};

/// Checks the claims that are about the object itself, as far as they are there.
///
/// # Errors
/// `invalid_request_object`.
pub(super) fn judge(
    claims: &Map<String, Value>,
    input: &Input<'_>,
    form: Form,
) -> Result<(), Refusal> {
    let client_id = input.params.get(Param::ClientId).unwrap_or_default();
    let is_client = |name: &str| claims.get(name).map(|value| value == client_id);
    let differs = |description: &'static str, name: &str, expected: &str| {
        Err(wrong(description, Finding::claim(name, claims.get(name), expected)))
    };
    for inner in [Param::Request, Param::RequestUri] {
        if claims.contains_key(inner.name()) {
            let description = "the request object holds request or request_uri";
            return differs(description, inner.name(), "nothing");
        }
    }
    if is_client("iss") == Some(false) {
        return differs("iss of the request object is not the client", "iss", client_id);
    }
    let name = Param::ClientId.name();
    match is_client(name) {
        Some(false) => {
            return differs("client_id of the request object is another one", name, client_id);
        }
        // RFC 9101 §6.3: the values are identical, so there is one.
        None if form == Form::Complete => {
            return differs("the request object has no client_id", name, client_id);
        }
        _ => {}
    }
    // Security: it might be meant for authenticating the client (RFC 9101 §10.8).
    if is_client("sub") == Some(true) {
        let description = "sub of the request object is the client: that is a client assertion";
        return differs(description, "sub", "nothing");
    }
    if let Some(aud) = claims.get("aud") {
        let is_ours = |aud: Vec<String>| aud.iter().any(|one| one == input.cx.issuer);
        if !audience(aud).is_some_and(is_ours) {
            let description = "aud of the request object is not this issuer";
            return differs(description, "aud", input.cx.issuer);
        }
    }
    times(claims, input)
}

fn times(claims: &Map<String, Value>, input: &Input<'_>) -> Result<(), Refusal> {
    let now = input.cx.now;
    let tolerance = input.cx.policy.tolerance();
    let time = |name: &str| {
        numeric_date(claims, name)
            .map_err(|why| wrong(why, Finding::claim(name, claims.get(name), "a number")))
    };
    if let Some(exp) = time("exp")?.filter(|exp| *exp + tolerance <= now) {
        let finding = Finding::Expired { since: now.since(exp), tolerance };
        return Err(wrong("the request object has expired", finding));
    }
    for name in ["nbf", "iat"] {
        if let Some(from) = time(name)?.filter(|from| now + tolerance < *from) {
            let (claim, ahead) = (name.to_owned(), from.since(now));
            let finding = Finding::FromTheFuture { claim, ahead, tolerance };
            return Err(wrong("the request object is from the future", finding));
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
        let description = "response_type of the request object is another one";
        return Err(wrong(description, disagrees(outside, together, Param::ResponseType)));
    }
    let openid = |params: &Params<'_>| {
        let scope = params.get(Param::Scope).and_then(|text| Scope::parse(text).ok());
        scope.is_some_and(|scope| scope.contains(OPENID))
    };
    if openid(together) && !openid(outside) {
        let description = "scope beside the request object must hold openid too";
        let finding = disagrees(outside, together, Param::Scope);
        return Err(Refusal::invalid_request(description).because(finding));
    }
    Ok(())
}

fn disagrees(outside: &Params<'_>, together: &Params<'_>, param: Param) -> Finding {
    let said = |params: &Params<'_>| sent(params.get(param).unwrap_or_default());
    Finding::Disagrees {
        parameter: param.name().to_owned(),
        inside: said(together),
        beside: said(outside),
    }
}
