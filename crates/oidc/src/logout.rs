//! RP-initiated logout (OIDC RP-Initiated Logout §2 to §4): whom to sign out, whether to ask
//! first, and where to go afterwards; and what clients are told.
mod front_channel;
mod token;

pub use front_channel::front_channel_logout;
pub use token::logout_token;

use crate::authorize::BrowserSession;
use crate::explain::{ClientFinding, Finding, MessageFinding, RequestFinding, sent};
use crate::hint::Hint;
use crate::{Client, Context, Param, Params, Sid};
use latchkey_base::SessionId;
use latchkey_jose::Unverified;
use serde::{Deserialize, Serialize};

/// The parameters of the endpoint (RP-Initiated Logout §2).
static KNOWN: &[Param] = &[
    Param::IdTokenHint,
    Param::ClientId,
    Param::PostLogoutRedirectUri,
    Param::State,
    Param::LogoutHint,
    Param::UiLocales,
];

/// Of a list, so many are shown to operators.
const MOST_SHOWN: usize = 5;

/// What is wrong with a request. The person can still sign out; nobody is redirected, and the
/// page tells the developer why.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LogoutProblem {
    /// A parameter is given more than once.
    Repeated,
    /// The hint is not an ID token of ours.
    BadHint,
    /// The hint was issued to another client than `client_id` names.
    OtherClient,
    /// The client is not registered here, or switched off.
    UnknownClient,
    /// A `post_logout_redirect_uri` without a client it could belong to.
    NoClient,
    /// The `post_logout_redirect_uri` is not registered for the client.
    UnregisteredUri,
    /// The parameters are no form in UTF-8.
    Unreadable,
    /// The parameters were posted too long ago, or elsewhere.
    Forgotten,
}

impl LogoutProblem {
    /// For the developer of the client.
    pub fn description(self) -> &'static str {
        match self {
            Self::Repeated => "a parameter is given more than once",
            Self::BadHint => "id_token_hint is not an ID token of this issuer",
            Self::OtherClient => "id_token_hint was issued to another client than client_id",
            Self::UnknownClient => "the client is not registered here",
            Self::NoClient => "post_logout_redirect_uri needs an id_token_hint or a client_id",
            Self::UnregisteredUri => "post_logout_redirect_uri is not registered for this client",
            Self::Unreadable => "the parameters are badly encoded",
            Self::Forgotten => "the request has expired: begin it anew",
        }
    }
}

/// A problem, and what it is for the tenant's operators.
#[derive(Clone, Debug, PartialEq)]
pub struct LogoutRefusal {
    /// Which.
    pub problem: LogoutProblem,
    /// Which check failed, with what was sent and what was expected.
    pub finding: Box<Finding>,
}

impl LogoutRefusal {
    fn new(problem: LogoutProblem, finding: impl Into<Finding>) -> Self {
        Self { problem, finding: Box::new(finding.into()) }
    }
}

/// What happens next.
#[derive(Clone, Debug, PartialEq)]
pub enum LogoutDecision {
    /// Ask the person; on yes do what is in it, on no nothing. Without sessions there is
    /// nothing to ask, only a `problem` to show.
    Ask {
        /// On yes.
        then: SignOut,
        /// What the developer should know.
        problem: Option<LogoutRefusal>,
    },
    /// Nothing needs to be asked.
    SignOut(SignOut),
}

/// Signing out, decided: may wait in a row or a sealed form field while the person is asked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SignOut {
    /// Sessions to end. None: nobody is signed in, which is no error.
    pub sessions: Vec<SessionId>,
    /// Where to go then, `state` included; `None` for the page that says it is done.
    pub return_to: Option<String>,
    /// The `client_id` of who asked, if that is known.
    pub client_id: Option<String>,
}

/// The client that must be loaded for [`decide`]: who the hint says it was issued to, or
/// `client_id`. Nothing is checked yet. Of a hint that the client's secret decrypts only `client_id`
/// can say whose it is (RP-Initiated Logout §2).
pub fn client_id(params: &Params<'_>, cx: &Context<'_>) -> Option<String> {
    let named = params.get(Param::ClientId).map(str::to_owned);
    named.or_else(|| {
        let opened = crate::hint::opened(params.get(Param::IdTokenHint)?, None, cx).ok()?;
        let said = Unverified::decode(&opened)?;
        crate::hint::audience(said.claim("aud")?)?.into_iter().next()
    })
}

/// Decides. `client` is what was found under [`client_id`], `sessions` are those of the browser.
pub fn decide(
    params: &Params<'_>,
    client: Option<&Client>,
    sessions: &[BrowserSession],
    cx: &Context<'_>,
) -> LogoutDecision {
    let known = client;
    let client = known.filter(|client| !client.disabled);
    let (who, problem) = match judge(params, (known, client), cx) {
        Ok(who) => (who, None),
        Err(problem) => (Requester::default(), Some(problem)),
    };
    let (meant, is_exact) = match (&who.hint, client) {
        (Some(hint), Some(client)) => meant(hint, sessions, client, cx),
        _ => (hinted(params.get(Param::LogoutHint), sessions, client, cx), false),
    };
    let signed_in = !sessions.is_empty();
    let then = SignOut {
        sessions: if meant.is_empty() { every(sessions) } else { meant.clone() },
        return_to: who.return_to,
        client_id: client.map(|client| client.client_id.clone()),
    };
    // Security: without a hint for somebody who is signed in here, any site could sign people
    // out by a link (RP-Initiated Logout §2, §6).
    let skips = client.is_some_and(|it| it.metadata.client_optional_skip_logout_prompt);
    let proven = who.hint.as_ref().is_some_and(|hint| !hint.is_unsecured);
    let certain = problem.is_none() && proven && is_exact && skips;
    // With nobody to ask, only a hint makes the target certain: a bare client_id is no proof.
    let nobody = !signed_in && problem.is_none();
    match (nobody, certain) {
        (true, _) if !proven => LogoutDecision::SignOut(SignOut { return_to: None, ..then }),
        (true, _) | (false, true) => LogoutDecision::SignOut(then),
        (false, false) => LogoutDecision::Ask { then, problem },
    }
}

/// What the parameters prove.
#[derive(Debug, Default)]
struct Requester {
    hint: Option<Hint>,
    return_to: Option<String>,
}

/// `known` is the client, switched off or not; `client` is the same if it is not.
fn judge(
    params: &Params<'_>,
    (known, client): (Option<&Client>, Option<&Client>),
    cx: &Context<'_>,
) -> Result<Requester, LogoutRefusal> {
    if let Some(param) = params.repeated(KNOWN) {
        let finding = RequestFinding::Repeated(param.name().to_owned());
        return Err(LogoutRefusal::new(LogoutProblem::Repeated, finding));
    }
    let hint = params.get(Param::IdTokenHint).map(|token| Hint::verify(token, client, cx));
    let hint = hint.transpose().map_err(|why| {
        LogoutRefusal::new(LogoutProblem::BadHint, RequestFinding::Hint(why.to_string()))
    })?;
    let named = params.get(Param::ClientId);
    if let (Some(hint), Some(named)) = (&hint, named)
        && !hint.is_for(named)
    {
        let aud = hint.audience.iter().take(MOST_SHOWN).map(|aud| sent(aud));
        let expected = format!("{}, the aud of the hint", aud.collect::<Vec<_>>().join(", "));
        let finding = RequestFinding::parameter(Param::ClientId, Some(named), expected);
        return Err(LogoutRefusal::new(LogoutProblem::OtherClient, finding));
    }
    let claims_to_be_a_client = hint.is_some() || named.is_some();
    if claims_to_be_a_client && client.is_none() {
        let off = known.map_or(ClientFinding::Unknown, |_| ClientFinding::Disabled);
        return Err(LogoutRefusal::new(LogoutProblem::UnknownClient, off));
    }
    let return_to = match (params.get(Param::PostLogoutRedirectUri), client) {
        (None, _) => None,
        (Some(_), None) => {
            let expected = "one, or an id_token_hint, beside post_logout_redirect_uri";
            let finding = RequestFinding::parameter(Param::ClientId, None, expected);
            return Err(LogoutRefusal::new(LogoutProblem::NoClient, finding));
        }
        (Some(uri), Some(client)) => {
            let registered = &client.metadata.post_logout_redirect_uris;
            // Security: compared as a string, as redirect URIs are.
            if !registered.iter().any(|held| held == uri) {
                let finding = RequestFinding::post_logout_redirect_uri(uri, registered);
                return Err(LogoutRefusal::new(LogoutProblem::UnregisteredUri, finding));
            }
            let state = params.get(Param::State).map(|state| ("state", state));
            // As it came, and only if it came (RP-Initiated Logout §3).
            Some(with_query(uri, state.as_slice()))
        }
    };
    Ok(Requester { hint, return_to })
}

/// The sessions a hint is about: the very one, or else the person's; and whether it is about them
/// without doubt. The token of another session of theirs is suspect (RP-Initiated Logout §2).
fn meant(
    hint: &Hint,
    sessions: &[BrowserSession],
    client: &Client,
    cx: &Context<'_>,
) -> (Vec<SessionId>, bool) {
    let own = sessions.iter().filter(|held| held.subject == hint.subject);
    let own: Vec<SessionId> = own.map(|held| held.session).collect();
    let Some(sid) = &hint.sid else {
        let is_here = !own.is_empty();
        return (own, is_here);
    };
    let exact = own.iter().copied().find(|id| Sid::of(*id, client, cx).as_str() == sid);
    match exact {
        Some(one) => (vec![one], true),
        None => (own, false),
    }
}

/// The sessions of whom `logout_hint` names: by what they sign in with, or by the `sub` or `sid`
/// that the client knows (RP-Initiated Logout §2). It proves nothing.
fn hinted(
    hint: Option<&str>,
    sessions: &[BrowserSession],
    client: Option<&Client>,
    cx: &Context<'_>,
) -> Vec<SessionId> {
    let Some(hint) = hint else { return Vec::new() };
    let is_sid = |id| client.is_some_and(|client| Sid::of(id, client, cx).as_str() == hint);
    let is_named =
        |held: &&BrowserSession| held.is_hinted || held.subject == hint || is_sid(held.session);
    sessions.iter().filter(is_named).map(|held| held.session).collect()
}

/// The same for a request whose parameters cannot be had, because of that: nothing is known but that
/// somebody wants to sign out.
pub fn unread(why: MessageFinding, sessions: &[BrowserSession]) -> LogoutDecision {
    let problem = match why {
        MessageFinding::Forgotten => LogoutProblem::Forgotten,
        _ => LogoutProblem::Unreadable,
    };
    let then = SignOut { sessions: every(sessions), ..SignOut::default() };
    LogoutDecision::Ask { then, problem: Some(LogoutRefusal::new(problem, why)) }
}

fn every(sessions: &[BrowserSession]) -> Vec<SessionId> {
    sessions.iter().map(|held| held.session).collect()
}

/// A registered address, character by character, with more parameters.
pub(crate) fn with_query(uri: &str, pairs: &[(&str, &str)]) -> String {
    if pairs.is_empty() {
        return uri.to_owned();
    }
    let joint = if uri.contains('?') { '&' } else { '?' };
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("{uri}{joint}{query}")
}

#[cfg(test)]
mod tests;
