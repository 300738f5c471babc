//! Findings in sentences: one row for each.
mod confirmation;
mod object;
mod own_account;
mod request;

use super::{
    AssertionFinding, BrowserFinding, ClientFinding, Difference, Finding, GrantFinding,
    MessageFinding, PersonFinding, Presented, TokenFinding, VerifierFinding,
};
use latchkey_base::Timestamp;
use serde::Serialize;

/// One finding in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Words {
    /// What was looked at.
    pub check: &'static str,
    /// The clause that asks for it.
    pub clause: &'static str,
    /// What was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent: Option<String>,
    /// What was expected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What to do.
    pub advice: String,
}

impl Words {
    /// The words for a finding. `other` is the name of [`super::Trail::other_client`]; `time`
    /// writes a point in time.
    pub fn of(finding: &Finding, other: Option<&str>, time: fn(Timestamp) -> String) -> Self {
        match finding {
            Finding::Client(finding) => client(finding),
            Finding::Request(finding) => request::request(finding),
            Finding::Object(finding) => object::object(finding),
            Finding::Grant(finding) => grant(finding, other.unwrap_or("a removed client"), time),
            Finding::Token(finding) => token(finding),
            Finding::Person(finding) => person(finding),
            Finding::Browser(finding) => browser(*finding),
            Finding::Message(finding) => message(finding),
            Finding::Confirmation(finding) => confirmation::confirmation(finding),
            Finding::OwnAccount(finding) => own_account::own_account(finding),
            Finding::Metadata(why) => {
                let advice = "change the member that is named, and send all of it again";
                words("client metadata", "RFC 7591 §3.2.2", advice).sent(why)
            }
        }
    }

    fn sent(mut self, text: impl Into<String>) -> Self {
        self.sent = Some(text.into());
        self
    }

    fn expected(mut self, text: impl Into<String>) -> Self {
        self.expected = Some(text.into());
        self
    }
}

fn words(check: &'static str, clause: &'static str, advice: impl Into<String>) -> Words {
    Words { check, clause, sent: None, expected: None, advice: advice.into() }
}

/// Strings for a list, or that there are none.
fn list(items: &[String]) -> String {
    if items.is_empty() { "nothing".to_owned() } else { items.join(", ") }
}

fn client(finding: &ClientFinding) -> Words {
    use ClientFinding as F;
    let (naming, proof) = ("client_id", "client authentication");
    match finding {
        F::Unnamed => words(naming, "RFC 6749 §2.3.1", "send a client_id or credentials"),
        F::Unknown => words(
            naming,
            "RFC 6749 §4.1.1",
            "look for a typing error, or for the client_id of another tenant or installation; \
             `latchkey client list` names those that are registered here",
        ),
        F::Disabled => words(naming, "RFC 6749 §2.2", "an operator switched this client off"),
        F::Method { used, registered } => words(
            proof,
            "OIDC Registration §2 (token_endpoint_auth_method)",
            "let the library use the registered method, or register the other one",
        )
        .sent(used)
        .expected(registered),
        F::SeveralMethods(used) => words(
            proof,
            "RFC 6749 §2.3",
            "let the library use one method, the one that is registered for the client",
        )
        .sent(list(used))
        .expected("one method"),
        F::OtherClient { sent, authenticated } => words(
            naming,
            "RFC 6749 §3.2.1",
            "send the client_id that the credentials are of, or leave it out",
        )
        .sent(sent)
        .expected(authenticated),
        F::Header => words(
            proof,
            "RFC 6749 §2.3.1",
            "the Authorization header must be Basic with base64 of client_id:secret, both \
             form-encoded first",
        ),
        F::Secret => words(
            proof,
            "RFC 6749 §2.3.1",
            "the client_secret is not the registered one: perhaps it was replaced, is cut off, or \
             has a blank or line break at its end; `latchkey client secret` makes a new one",
        ),
        F::NoSecret => words(
            proof,
            "OIDC Core §9",
            "no secret of the kind that this method needs is registered: `latchkey client secret` \
             makes one",
        ),
        F::Public => words(
            proof,
            "RFC 6749 §4.4",
            "a client without secret or key cannot ask for itself: register another \
             token_endpoint_auth_method",
        )
        .sent("a public client")
        .expected("one that proves who it is"),
        F::NoKeyToEncrypt(alg) => words(
            "encryption",
            "OIDC Core §10.2",
            "register a public key with use enc for this algorithm, in jwks or behind jwks_uri: \
             `latchkey client check` tries it",
        )
        .expected(format!("a key for {alg}")),
        F::Assertion(finding) => assertion(finding),
    }
}

fn assertion(finding: &AssertionFinding) -> Words {
    use AssertionFinding as F;
    let check = "client_assertion";
    let clock = "set the clocks: the client's machine and this one disagree";
    match finding {
        F::Malformed(why) => {
            words(check, "RFC 7523 §3", "make it with iss, sub, aud, exp and jti").sent(why)
        }
        F::NoKeys => words(
            check,
            "OIDC Core §9",
            "no public key of the client could be had: `latchkey client check` tries its jwks_uri",
        ),
        F::Signature(why) => words(
            check,
            "RFC 7523 §3 item 9",
            "sign with the key whose public part is registered, by the registered algorithm",
        )
        .sent(why),
        F::Audience { sent, expected } => {
            words(check, "RFC 7523 §3 item 3", "put this issuer into aud")
                .sent(list(sent))
                .expected(expected)
        }
        F::Expired { since, tolerance } => words(check, "RFC 7523 §3 item 4", clock)
            .sent(format!("expired {since} before it arrived"))
            .expected(format!("at most {tolerance} of difference")),
        F::LivesTooLong { ahead, most } => {
            words(check, "RFC 7523 §3 item 4", "let it live for a few minutes only")
                .sent(format!("exp {ahead} ahead"))
                .expected(format!("at most {most}"))
        }
        F::FromTheFuture { claim, ahead, tolerance } => {
            words(check, "RFC 7523 §3 items 5 and 6", clock)
                .sent(format!("{claim} {ahead} ahead"))
                .expected(format!("at most {tolerance} of difference"))
        }
        F::Replayed => words(
            check,
            "RFC 7523 §3 item 7",
            "its jti was used before: make a new assertion for every request, retries too",
        ),
    }
}

fn differs(difference: Difference) -> &'static str {
    match difference {
        Difference::TrailingSlash => "only a slash at the end differs",
        Difference::LetterCase => "only small and capital letters differ",
        Difference::Scheme => "the scheme differs",
        Difference::Host => "the host differs",
        Difference::Port => "the port differs",
        Difference::Path => "the path differs",
        Difference::Query => "the query differs",
        Difference::Spelling => "the spelling differs",
    }
}

fn grant(finding: &GrantFinding, other: &str, time: fn(Timestamp) -> String) -> Words {
    use GrantFinding as F;
    let clause = "RFC 6749 §5.2";
    match finding {
        F::Unknown(what) => words(
            name(*what),
            clause,
            "it is not one of this tenant's, or it expired some time ago and was forgotten",
        ),
        F::OfAnother(what, _) => {
            words(name(*what), clause, "redeem it with the client that it was given to")
                .expected(other)
        }
        F::Expired(what, since) => {
            words(name(*what), clause, "use it sooner, or let the tenant's lifetimes be longer")
                .sent(format!("expired {since} before it arrived"))
        }
        F::Spent { at, client, .. } => {
            let when = at.map_or("before".to_owned(), |at| format!("at {}", time(at)));
            let by = client.map_or(String::new(), |_| format!(", by {other}"));
            let advice = "send it once: a page that is loaded twice or a retry uses it up; all \
                          tokens that came of it were revoked";
            words("single use", "RFC 6749 §4.1.2", advice).sent(format!("first used {when}{by}"))
        }
        F::RedirectUri { sent, expected } => words(
            "redirect_uri",
            "RFC 6749 §4.1.3",
            "repeat the redirect_uri of the authorization request as it was",
        )
        .sent(sent.as_deref().unwrap_or("nothing"))
        .expected(expected),
        F::Verifier(finding) => verifier(*finding),
        F::FamilyOver(most) => words(
            "refresh token",
            "RFC 9700 §4.14.2",
            "let the person sign in again; the tenant's refresh_family bounds how long this goes on",
        )
        .expected(format!("at most {most} since the first one")),
        F::Overtaken => words(
            "write",
            clause,
            "it was used, revoked or switched off by another request at the same moment",
        ),
    }
}

fn name(what: Presented) -> &'static str {
    match what {
        Presented::Code => "code",
        Presented::RefreshToken => "refresh token",
        Presented::DeviceCode => "device code",
    }
}

fn verifier(finding: VerifierFinding) -> Words {
    let (sent, advice) = match finding {
        VerifierFinding::Missing => ("nothing", "send the code_verifier that the challenge is of"),
        VerifierFinding::Malformed => {
            ("something else", "it has 43 to 128 letters, digits and -._~ only")
        }
        VerifierFinding::Wrong => (
            "the verifier of another request",
            "keep the verifier with the state it belongs to; the challenge is base64url of its \
             SHA-256, without padding",
        ),
        VerifierFinding::Unexpected => (
            "a verifier without a challenge",
            "send the code_challenge with the authorization request; if it was sent, somebody \
             took it out on the way",
        ),
    };
    words("code_verifier", "RFC 7636 §4.6", advice).sent(sent)
}

fn token(finding: &TokenFinding) -> Words {
    let check = "access token";
    match finding {
        TokenFinding::NotLive => words(
            check,
            "RFC 6750 §3.1",
            "it is not one of this tenant's, was revoked, or expired some time ago; an ID token is \
             no access token",
        ),
        TokenFinding::Expired(since) => {
            words(check, "RFC 6750 §3.1", "ask for a new one before it expires")
                .sent(format!("expired {since} before it arrived"))
        }
        TokenFinding::Audience { sent, expected } => {
            words(check, "RFC 9068 §4", "ask for a token without resource for this endpoint")
                .sent(list(sent))
                .expected(expected)
        }
        TokenFinding::Scope(sent) => {
            words(check, "OIDC Core §5.3.3", "ask for openid with the authorization request")
                .sent(list(sent))
                .expected("openid")
        }
        TokenFinding::SelfContained => words(
            check,
            "RFC 7009 §2.2.1",
            "revoke the refresh token that it came with, or wait until it is over: a JWT is in no \
             table",
        )
        .sent("a JWT"),
        TokenFinding::InitialAccess
        | TokenFinding::RegistrationAccess { .. }
        | TokenFinding::RegistrationOvertaken => registration(finding),
    }
}

fn registration(finding: &TokenFinding) -> Words {
    let check = "registration access token";
    match finding {
        TokenFinding::InitialAccess => words(
            "initial access token",
            "RFC 7591 §3",
            "it is not one of this tenant's, is used up or over: `latchkey client invite` makes one",
        ),
        TokenFinding::RegistrationAccess { is_client_known: false } => words(
            "registration_client_uri",
            "RFC 7592 §2.1",
            "there is no client of that name: it was deleted, or the address is another one",
        ),
        TokenFinding::RegistrationAccess { is_client_known: true } => words(
            check,
            "RFC 7592 §2.1, §3",
            "each update answers with a new registration_access_token: keep the newest",
        ),
        _ => words(
            check,
            "RFC 7592 §2",
            "the registration was changed or removed in the same moment: read it again",
        ),
    }
}

fn person(finding: &PersonFinding) -> Words {
    match finding {
        PersonFinding::Acr { asked, reached, offered } => {
            let reached = reached.as_deref().unwrap_or("none");
            let advice = "ask for a class that this tenant offers, or, if it does, look why the \
                          person cannot reach it: they may have set up nothing of the kind";
            words("acr", "OIDC Core §5.5.1.1", advice)
                .sent(format!("{}, and {reached} was reached", list(asked)))
                .expected(list(offered))
        }
        PersonFinding::SecondFactor { reached } => words(
            "second factor",
            "OIDC Core §3.1.2.3",
            "the tenant's factors.second_factor or the client's client_require_second_factor asks \
             for one more: let the person set one up",
        )
        .sent(format!("{} was reached", reached.as_deref().unwrap_or("none"))),
        PersonFinding::SomebodyElse { asked, found } => words(
            "sub",
            "OIDC Core §3.1.2.1, §3.1.2.2, §5.5.1",
            "let the person whom the request names sign in, or send no id_token_hint and no value \
             for the claim sub",
        )
        .sent(list(asked))
        .expected(format!("{found}, who signed in")),
        PersonFinding::Denied => words(
            "consent",
            "RFC 6749 §4.1.2.1",
            "the person said no, and may be asked again when they come back",
        ),
    }
}

fn message(finding: &MessageFinding) -> Words {
    match finding {
        MessageFinding::Encoding => words(
            "parameters",
            "RFC 6749 appendix B",
            "encode names and values as a form, in UTF-8: no % without two hex digits",
        )
        .expected("application/x-www-form-urlencoded"),
        MessageFinding::MediaType { sent, expected } => {
            words("Content-Type", "RFC 9110 §15.5.16", "send another kind of body")
                .sent(sent.as_deref().unwrap_or("nothing"))
                .expected(expected)
        }
        MessageFinding::Forgotten => words(
            "posted request",
            "OIDC Core §3.1.2.1",
            "it was posted too long ago, in another browser or to another tenant: begin again at \
             the app",
        ),
        MessageFinding::TooMany { wait, limit } => words(
            "limit",
            "RFC 6585 §4",
            format!("wait as Retry-After says; {limit} bounds what one network may do"),
        )
        .sent("too many requests of one network")
        .expected(format!("the next one in {wait}")),
    }
}

fn browser(finding: BrowserFinding) -> Words {
    let check = "browser cookie";
    let clause = "RFC 6819 §4.4.1.8";
    let (silent, none) = ("session cookie", "OIDC Core §3.1.2.1, §3.1.2.6");
    match finding {
        BrowserFinding::NoCookie => words(
            check,
            clause,
            "the browser brought no cookie: it refuses them, a web view dropped them, or the link \
             was opened elsewhere",
        ),
        BrowserFinding::OtherCookie => words(
            check,
            clause,
            "the pass was begun in another browser or profile, or cookies were deleted meanwhile",
        ),
        BrowserFinding::Expired => words(
            "interaction",
            "OIDC Core §3.1.2.3",
            "it was left alone for longer than the tenant's lifetimes.interaction: begin again at \
             the app",
        ),
        BrowserFinding::SilentWithoutCookies => words(
            silent,
            none,
            "browsers keep our cookies back from frames and scripts within another site \
             (SameSite=Lax): send the whole window with prompt=none, or use refresh tokens. If it \
             was the whole window, this browser was never here, or refuses cookies",
        )
        .sent("no cookie of ours at all"),
        BrowserFinding::NotSignedIn => words(
            silent,
            none,
            "nobody is signed in at this tenant in this browser, or they closed it meanwhile: \
             repeat the request without prompt=none",
        )
        .sent("cookies of ours, none of a sign-in at this tenant"),
        BrowserFinding::SignInOver => words(
            silent,
            none,
            "they signed out, were away for longer than the tenant's lifetimes.session_idle, or an \
             operator ended it: repeat the request without prompt=none",
        )
        .sent("the cookie of a sign-in that is over"),
    }
}
