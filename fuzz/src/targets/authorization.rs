//! Authorization requests: whatever the request says, an answer goes to a registered address or
//! nowhere.
use super::provider::{CALLBACK, CHALLENGE, ISSUER, Provider, client, tokens};
use super::{Check, mark};
use latchkey_oidc::authorize::{Answer, Checked, Refusal, check};
use latchkey_oidc::{ApplicationType, Client, Params};
use url::{Url, form_urlencoded};

const LOOPBACK: &str = "http://127.0.0.1/callback";

/// Whole requests.
pub fn requests() -> Check {
    let (provider, client) = (Provider::new(), client(ApplicationType::Web, &[CALLBACK]));
    Box::new(move |input| match decide(input, &client, &provider) {
        Err(mark) => Ok(mark),
        Ok(Verdict { refusal, goes_to, text }) => {
            if goes_to.as_ref().is_some_and(|uri| !is_ours(uri)) {
                return Err(format!("the answer goes to {goes_to:?}"));
            }
            Ok(mark(&(refusal, text.len().min(1), goes_to.is_some())))
        }
    })
}

pub(super) fn is_ours(uri: &str) -> bool {
    let ours = Url::parse(CALLBACK).map(|url| (url.origin(), url.path().to_owned()));
    Url::parse(uri).map(|url| (url.origin(), url.path().to_owned())) == ours
}

/// A native app's address, of which only the port is open.
pub fn loopback() -> Check {
    let (provider, client) = (Provider::new(), client(ApplicationType::Native, &[LOOPBACK]));
    Box::new(move |input| {
        let Ok(uri) = std::str::from_utf8(input) else { return Ok(0) };
        let request = request_with("redirect_uri", uri);
        let verdict = match decide(request.as_bytes(), &client, &provider) {
            Err(mark) => return Ok(mark),
            Ok(verdict) => verdict,
        };
        let Some(goes_to) = verdict.goes_to else { return Ok(mark(&"page")) };
        let parsed = Url::parse(&goes_to).map_err(|e| format!("{goes_to}: {e}"))?;
        let is_right = parsed.scheme() == "http"
            && parsed.host_str() == Some("127.0.0.1")
            && parsed.path() == "/callback"
            && parsed.username().is_empty();
        if is_right {
            Ok(mark(&parsed.port().is_some()))
        } else {
            Err(format!("goes to {goes_to}"))
        }
    })
}

/// Hints: only our own tokens name a person.
pub fn hints() -> Check {
    let (provider, client) = (Provider::new(), client(ApplicationType::Native, &[LOOPBACK]));
    let good = tokens();
    Box::new(move |input| {
        let Ok(hint) = std::str::from_utf8(input) else { return Ok(0) };
        let request = request_with("id_token_hint", hint);
        let verdict = match decide(request.as_bytes(), &client, &provider) {
            Err(mark) => return Ok(mark),
            Ok(verdict) => verdict,
        };
        let is_taken = verdict.refusal.is_none() && !hint.is_empty();
        if is_taken && !good.iter().any(|token| token == input) {
            return Err("a hint that we never signed is taken".to_owned());
        }
        Ok(mark(&verdict.refusal))
    })
}

fn request_with(name: &str, value: &str) -> String {
    let mut request = form_urlencoded::Serializer::new(String::new());
    request.append_pair("client_id", "app").append_pair("response_type", "code");
    request.append_pair("scope", "openid").append_pair("state", "s");
    request.append_pair("code_challenge", CHALLENGE).append_pair("code_challenge_method", "S256");
    if name != "redirect_uri" {
        request.append_pair("redirect_uri", LOOPBACK);
    }
    request.append_pair(name, value).finish()
}

/// What became of a request.
pub(super) struct Verdict {
    /// Why it was refused, if it was.
    pub refusal: Option<String>,
    /// Where its answer goes, if it goes anywhere.
    pub goes_to: Option<String>,
    text: String,
}

/// `Err` when the bytes are no parameters at all.
fn decide(input: &[u8], client: &Client, provider: &Provider) -> Result<Verdict, u64> {
    let params = Params::parse(input).map_err(|_| mark(&"malformed"))?;
    let cx = provider.context();
    Ok(verdict(check(&params, Some(client), &cx)))
}

/// What became of a request that was checked in whatever way.
pub(super) fn verdict(outcome: Result<Checked, Refusal>) -> Verdict {
    match outcome {
        Ok(checked) => Verdict {
            refusal: None,
            goes_to: Some(checked.return_to.redirect_uri().to_owned()),
            text: String::new(),
        },
        Err(refusal) => refused(&refusal),
    }
}

fn refused(refusal: &Refusal) -> Verdict {
    let (goes_to, text) = match refusal.answer(ISSUER) {
        None => (None, String::new()),
        Some(Answer::Redirect(url)) => (Some(url), String::new()),
        Some(Answer::Elsewhere) => (Some(String::new()), "elsewhere".to_owned()),
        Some(Answer::FormPost { action, .. }) => (Some(action), "post".to_owned()),
    };
    let said = format!("{} {}", refusal.code.name(), refusal.description);
    Verdict { refusal: Some(said), goes_to, text }
}
