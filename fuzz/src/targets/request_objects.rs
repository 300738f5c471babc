//! Request objects: only those that the client signed are believed, and whatever they say, an
//! answer goes to a registered address or nowhere.
use super::authorization::{Verdict, is_ours, verdict};
use super::provider::{CALLBACK, Provider, keys, request_objects, signer};
use super::{Check, mark};
use latchkey_oidc::authorize::request_object::{ObjectRequest, ObjectSource};
use latchkey_oidc::authorize::{Checked, Refusal};
use latchkey_oidc::{Client, Params, SigningAlg};
use url::form_urlencoded::Serializer;

/// Whole objects, signed and encrypted.
pub fn tokens() -> Check {
    let (provider, client, good) = (Provider::new(), signer(), request_objects());
    Box::new(move |input| {
        let Ok(object) = std::str::from_utf8(input) else { return Ok(0) };
        // Blanks around an object are no part of it.
        let is_good = good.iter().any(|token| token == object.trim_ascii().as_bytes());
        for request in [beside(object), alone(object)] {
            let found = judge(&request, &client, &provider)?;
            if found.refusal.is_none() && !is_good {
                return Err("an object that the client never signed is believed".to_owned());
            }
        }
        Ok(mark(&judge(&alone(object), &client, &provider)?.refusal))
    })
}

/// The claims of an object that nobody needs to sign.
pub fn claims() -> Check {
    let (provider, mut client) = (Provider::new(), signer());
    client.metadata.request_object_signing_alg = Some(SigningAlg::Unsecured);
    Box::new(move |input| {
        let Ok(text) = std::str::from_utf8(input) else { return Ok(0) };
        let object = format!("eyJhbGciOiJub25lIn0.{}.", base64url(text.as_bytes()));
        let found = judge(&beside(&object), &client, &provider)?;
        Ok(mark(&(found.refusal, found.goes_to.is_some())))
    })
}

fn beside(object: &str) -> String {
    let mut request = Serializer::new(String::new());
    request.append_pair("client_id", "app").append_pair("response_type", "code");
    request.append_pair("scope", "openid").append_pair("redirect_uri", CALLBACK);
    request.append_pair("request", object).finish()
}

fn alone(object: &str) -> String {
    let mut request = Serializer::new(String::new());
    request.append_pair("client_id", "app").append_pair("request", object).finish()
}

fn judge(request: &str, client: &Client, provider: &Provider) -> Result<Verdict, String> {
    let verdict = verdict(ask(request, client, provider));
    match &verdict.goes_to {
        Some(uri) if !is_ours(uri) => Err(format!("the answer goes to {uri}")),
        _ => Ok(verdict),
    }
}

fn ask(request: &str, client: &Client, provider: &Provider) -> Result<Checked, Refusal> {
    let params = Params::parse(request.as_bytes())?;
    let cx = provider.context();
    let request = ObjectRequest::of(&params, client, &cx)?;
    let opened = match request.source() {
        ObjectSource::Value(object) => request.open(object)?,
        ObjectSource::Reference(uri) => {
            let why = uri.unreachable("nothing is fetched here".to_owned());
            return Err(request.unreachable(why));
        }
    };
    let keys = opened.needs_keys().map(|_| &keys().verification);
    opened.check(keys)
}

fn base64url(octets: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut out = String::new();
    for chunk in octets.chunks(3) {
        let bits = chunk.iter().fold(0_usize, |bits, octet| bits << 8 | usize::from(*octet));
        let bits = bits << (8 * (3 - chunk.len()));
        let digits = (0..=chunk.len()).map(|place| ALPHABET[bits >> (18 - 6 * place) & 63]);
        out.extend(digits.map(char::from));
    }
    out
}
