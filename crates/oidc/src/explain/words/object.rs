//! Findings about request objects in sentences.
use super::{Words, differs, list, words};
use crate::explain::ObjectFinding;

const CHECK: &str = "request object";

pub(super) fn object(finding: &ObjectFinding) -> Words {
    use ObjectFinding as F;
    match finding {
        F::NotOffered(_)
        | F::Demanded { .. }
        | F::Unregistered { .. }
        | F::Unreachable { .. }
        | F::Hash { .. }
        | F::PlainHttp => way(finding),
        F::Malformed
        | F::Kind(_)
        | F::Unsigned { .. }
        | F::Algorithm { .. }
        | F::NoKeys
        | F::NoSecret
        | F::UnknownKey { .. }
        | F::Signature(_)
        | F::Decryption(_) => envelope(finding),
        F::Claim { .. }
        | F::Expired { .. }
        | F::FromTheFuture { .. }
        | F::Parameter(_)
        | F::Disagrees { .. } => content(finding),
    }
}

/// The way it came.
fn way(finding: &ObjectFinding) -> Words {
    use ObjectFinding as F;
    match finding {
        F::NotOffered(setting) => words(
            CHECK,
            "OIDC Core §6",
            format!("send it in another way, or switch {setting} on for the tenant"),
        ),
        F::Demanded { by_tenant } => {
            let advice = match by_tenant {
                true => "sign the request: the tenant's request_objects.require_signed asks for it",
                false => "sign the request: the client registered require_signed_request_object",
            };
            words(CHECK, "RFC 9101 §10.5", advice).sent("a request without one")
        }
        F::Unregistered { sent, nearest, difference } => {
            let advice = match difference {
                Some(difference) => format!("{}; it is compared as text", differs(*difference)),
                None => "the client has registered no request_uris at all".to_owned(),
            };
            let words = words("request_uri", "RFC 9101 §10.4", advice).sent(sent);
            nearest.iter().fold(words, |words, nearest| words.expected(nearest))
        }
        F::Unreachable { uri, why } => words(
            "request_uri",
            "OIDC Core §6.2.3",
            format!("{why}; `latchkey client check` tries it"),
        )
        .sent(uri),
        F::Hash { found } => words(
            "request_uri",
            "OIDC Core §6.2",
            "the fragment is the base64url of the SHA-256 of the file as it is served, line breaks \
             and all; leave it out if the file changes with every request",
        )
        .expected(found),
        _ => words(CHECK, "OIDC Core §6.2", "sign it, or serve it by https")
            .sent("an unsigned one, by http"),
    }
}

/// Its form, signature and encryption.
fn envelope(finding: &ObjectFinding) -> Words {
    use ObjectFinding as F;
    let jws = "RFC 9101 §6.2";
    match finding {
        F::Kind(typ) => words(CHECK, "RFC 9101 §10.8", "leave typ out, or say what it is")
            .sent(typ)
            .expected("oauth-authz-req+jwt or JWT"),
        F::Unsigned { registered, why } => {
            let words = words(CHECK, "RFC 9101 §10.5", format!("sign it: {why}")).sent("alg none");
            registered.iter().fold(words, |words, alg| words.expected(alg))
        }
        F::Algorithm { sent, registered } => {
            let advice = "sign by the registered algorithm, or register this one as \
                          request_object_signing_alg";
            let words = words(CHECK, jws, advice).sent(sent);
            words.expected(registered.as_deref().unwrap_or("one that discovery lists"))
        }
        F::NoKeys => words(
            CHECK,
            jws,
            "no public key of the client could be had: `latchkey client check` tries its jwks_uri",
        ),
        F::NoSecret => words(
            CHECK,
            jws,
            "no secret that can check a MAC is kept: register this alg as \
             request_object_signing_alg, then `latchkey client secret` makes one",
        ),
        F::UnknownKey { kid, known } => words(
            CHECK,
            "RFC 7515 §4.1.4",
            "sign with a key whose public part is registered, for this algorithm and for use sig; \
             keys behind a jwks_uri are fetched again for a new kid, but not at once",
        )
        .sent(kid.as_deref().map_or("no kid".to_owned(), |kid| format!("kid {kid}")))
        .expected(list(known)),
        F::Signature(why) => {
            words(CHECK, jws, "sign with the private part of the key that the kid names").sent(why)
        }
        F::Decryption(why) => words(
            CHECK,
            "RFC 9101 §6.1",
            "encrypt the signed object for a key of our jwks_uri with use enc, by the registered \
             algorithms",
        )
        .sent(why),
        _ => words(CHECK, "RFC 9101 §4", "send a JWT in compact form").sent("something else"),
    }
}

/// What it says.
fn content(finding: &ObjectFinding) -> Words {
    use ObjectFinding as F;
    let clock = "set the clocks: the client's machine and this one disagree, or it was made too long \
                 before it was sent";
    match finding {
        F::Claim { name, sent, expected } => {
            words(CHECK, "RFC 9101 §5, §6.3", format!("look at the claim {name}"))
                .sent(sent.as_deref().unwrap_or("nothing"))
                .expected(expected)
        }
        F::Expired { since, tolerance } => words(CHECK, "RFC 7519 §4.1.4", clock)
            .sent(format!("expired {since} before it arrived"))
            .expected(format!("at most {tolerance} of difference")),
        F::FromTheFuture { claim, ahead, tolerance } => words(CHECK, "RFC 7519 §4.1.5", clock)
            .sent(format!("{claim} {ahead} ahead"))
            .expected(format!("at most {tolerance} of difference")),
        F::Parameter(name) => words(
            CHECK,
            "RFC 9101 §4",
            "parameters are JSON strings, max_age a number, claims an object",
        )
        .sent(format!("another kind of value as {name}")),
        F::Disagrees { parameter, inside, beside } => words(
            CHECK,
            "OIDC Core §6.1",
            format!("say the same as {parameter} inside and beside the object"),
        )
        .sent(format!("inside: {inside}; beside: {beside}")),
        _ => words(CHECK, "RFC 9101 §4", "make it anew"),
    }
}
