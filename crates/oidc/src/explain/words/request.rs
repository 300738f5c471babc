//! Findings about parameters in sentences.
use super::{Words, differs, list, words};
use crate::explain::RequestFinding;
use crate::explain::parameter::about;

pub(super) fn request(finding: &RequestFinding) -> Words {
    use RequestFinding as F;
    match finding {
        F::Parameter { name, sent, expected } => parameter(name, sent.as_deref(), expected),
        F::SwitchedOff { sent, setting } => words(
            "tenant",
            "RFC 6749 §5.2",
            format!("switch {setting} on for the tenant, or use what discovery lists"),
        )
        .sent(sent),
        F::Repeated(name) => {
            words("parameters", "RFC 6749 §3.1", "send each parameter once").sent(name)
        }
        F::RedirectUri { sent, nearest, difference } => {
            let advice = match difference {
                Some(difference) => format!("{}; it is compared as text", differs(*difference)),
                None => "the client has registered no redirect URI at all".to_owned(),
            };
            let words = words("redirect_uri", "RFC 9700 §2.1", advice).sent(sent);
            nearest.iter().fold(words, |words, nearest| words.expected(nearest))
        }
        F::PostLogoutRedirectUri { sent, nearest, difference } => {
            let advice = match difference {
                Some(difference) => format!("{}; it is compared as text", differs(*difference)),
                None => "the client has registered no post_logout_redirect_uris".to_owned(),
            };
            let clause = "OIDC RP-Initiated Logout §3";
            let words = words("post_logout_redirect_uri", clause, advice).sent(sent);
            nearest.iter().fold(words, |words, nearest| words.expected(nearest))
        }
        F::InsecureRedirect(sent) => words(
            "redirect_uri",
            "OIDC Core §3.2.2.1",
            "tokens travel to https, or to a native app on the person's own device",
        )
        .sent(sent),
        F::ResponseTypeNotOffered { .. } | F::ResponseTypeNotRegistered { .. } => {
            response_type(finding)
        }
        F::GrantType { sent, possible } => words(
            "grant_type",
            "RFC 6749 §5.2",
            "register the grant type for this client, or use one that it has",
        )
        .sent(sent)
        .expected(list(possible)),
        F::Scope { refused, allowed } => {
            words("scope", "RFC 6749 §3.3", "ask for less, or add the values to the client's scope")
                .sent(list(refused))
                .expected(list(allowed))
        }
        F::Hint(why) => words(
            "id_token_hint",
            "OIDC Core §3.1.2.1, RP-Initiated Logout §2",
            "send an ID token of this issuer for this client, or leave the hint out",
        )
        .sent(why),
        F::Resource { sent, known } => words(
            "resource",
            "RFC 8707 §2",
            "name a resource server of the tenant, or add this one to its settings",
        )
        .sent(sent)
        .expected(list(known)),
        F::ResourceNotGranted { sent, granted } => words(
            "resource",
            "RFC 8707 §2.2",
            "name the resource in the authorization request already, or leave it out here",
        )
        .sent(list(sent))
        .expected(list(granted)),
        F::MustAsk(reason) => words(
            "prompt",
            "OIDC Core §3.1.2.1",
            "prompt=none works only while nothing has to be asked: repeat the request without it",
        )
        .sent(reason),
        F::NoChallenge { .. } | F::ChallengeMethod(_) => challenge(finding),
    }
}

fn response_type(finding: &RequestFinding) -> Words {
    use RequestFinding as F;
    match finding {
        F::ResponseTypeNotOffered { sent, is_switched_off: true } => words(
            "response_type",
            "OAuth MRT §5",
            "use code; or let the tenant's front_channel_tokens be switched on",
        )
        .sent(sent),
        F::ResponseTypeNotRegistered { sent, registered, needs } => words(
            "response_type",
            "RFC 7591 §2.1",
            format!("register it for this client, with the grant types {}", list(needs)),
        )
        .sent(sent)
        .expected(list(registered)),
        F::ResponseTypeNotOffered { sent, .. } => {
            words("response_type", "RFC 6749 §3.1.1", "use code").sent(sent)
        }
        _ => words("response_type", "RFC 6749 §3.1.1", "use code"),
    }
}

fn challenge(finding: &RequestFinding) -> Words {
    let check = "code_challenge";
    match finding {
        RequestFinding::NoChallenge { is_public } => words(
            check,
            "RFC 9700 §2.1.1",
            match is_public {
                true => "a public client always needs PKCE: switch it on in the library",
                false => "switch PKCE on in the library; the tenant's pkce_required asks for it",
            },
        )
        .expected("code_challenge with code_challenge_method=S256"),
        RequestFinding::ChallengeMethod(sent) => {
            words(check, "RFC 7636 §4.3", "the verifier itself must not pass through the browser")
                .sent(sent.as_deref().unwrap_or("no code_challenge_method, which means plain"))
                .expected("S256")
        }
        _ => words(check, "RFC 7636 §4.3", "use S256"),
    }
}

fn parameter(name: &str, sent: Option<&str>, expected: &str) -> Words {
    let words = match about(name) {
        Some(about) => words(about.param.name(), about.clause, about.advice),
        None => words("parameter", "RFC 6749 §3.1", format!("look at {name}")),
    };
    words.sent(sent.unwrap_or("nothing")).expected(expected)
}
