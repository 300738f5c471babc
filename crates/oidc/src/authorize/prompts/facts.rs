//! What is known about the browser in which a request runs.
use crate::authorize::{AuthorizationRequest, Checked};
use crate::{ClaimRequest, Consent};
use latchkey_base::{AccountId, ConsentId, SessionId, Timestamp, TokenHash};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// A person who is signed in in this browser.
#[derive(Clone, Debug, PartialEq)]
pub struct BrowserSession {
    /// The session; clients know it as their own [`crate::Sid`].
    pub session: SessionId,
    /// SHA-256 of the cookie by which the browser shows that it is its own.
    pub browser: TokenHash,
    /// Who.
    pub account: AccountId,
    /// The `sub` that this client sees (OIDC Core §8).
    pub subject: String,
    /// When they last proved who they are.
    pub auth_time: Timestamp,
    /// How well.
    pub acr: Option<String>,
    /// By which means (RFC 8176).
    pub amr: Vec<String>,
    /// The `login_hint` of the request is a name of theirs.
    pub is_hinted: bool,
}

/// What has happened within one interaction. Part of its row.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    /// Whose account it is about: chosen from the list, or just signed in.
    pub chosen: Option<SessionId>,
    /// Sessions whose person proved who they are within this interaction.
    pub proved: Vec<SessionId>,
    /// Who allowed within this interaction everything that was asked for.
    pub consented: Option<AccountId>,
}

/// Which of our cookies a browser brought. Nothing is decided by it: it explains why nobody is
/// signed in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cookies {
    /// None at all.
    None,
    /// Some, but none of a sign-in at this tenant.
    Others,
    /// One of a sign-in at this tenant, which need not be live any more.
    Session,
}

/// All that a decision about a request depends on. A silent request, and one that just
/// arrived, has an empty [`Progress`].
#[derive(Clone, Copy, Debug)]
pub struct BrowserFacts<'a> {
    /// The live sessions of this browser.
    pub sessions: &'a [BrowserSession],
    /// The cookies that it brought.
    pub cookies: Cookies,
    /// What has happened within the interaction.
    pub progress: &'a Progress,
    /// What the person found by [`chosen`] has allowed this client before.
    pub consent: Option<&'a Consent>,
    /// That person's e-mail address must be verified first.
    pub must_verify_email: bool,
    /// The tenant's or the client's rules ask them for one factor more than they showed.
    pub must_add_factor: bool,
    /// They have to choose another password first.
    pub must_choose_password: bool,
    /// There are terms of use that they have not accepted.
    pub must_accept_terms: bool,
}

/// Proof that nothing is left to ask. Only [`super::next_step`] makes one.
#[derive(Debug)]
pub struct Allowed<'a> {
    checked: &'a Checked,
    session: &'a BrowserSession,
    consent: Option<ConsentId>,
}

impl<'a> Allowed<'a> {
    pub(super) fn new(
        checked: &'a Checked,
        session: &'a BrowserSession,
        consent: Option<ConsentId>,
    ) -> Self {
        Self { checked, session, consent }
    }

    /// The request.
    pub fn checked(&self) -> &'a Checked {
        self.checked
    }

    /// The person it is granted by.
    pub fn session(&self) -> &'a BrowserSession {
        self.session
    }

    /// The remembered consent that it rests on; `None` where nobody is asked for one.
    pub fn consent(&self) -> Option<ConsentId> {
        self.consent
    }
}

/// The person a request is about, if that can be told without asking: the one chosen within
/// the interaction, else the one the client named by `id_token_hint` or `sub`, else the one it
/// hinted at by `login_hint` (OIDC Core §3.1.2.1), else the only one there is.
pub fn chosen<'a>(
    request: &AuthorizationRequest,
    sessions: &'a [BrowserSession],
    progress: &Progress,
) -> Option<&'a BrowserSession> {
    let by_hand = sessions.iter().find(|held| Some(held.session) == progress.chosen);
    let named = || sessions.iter().find(|held| is_named(request, &held.subject) == Some(true));
    let only = || if let [only] = sessions { Some(only) } else { None };
    let hinted = || {
        let mut hinted = sessions.iter().filter(|held| held.is_hinted);
        let first = hinted.next().filter(|held| is_named(request, &held.subject).is_none());
        first.filter(|_| hinted.next().is_none())
    };
    by_hand.or_else(named).or_else(hinted).or_else(only)
}

/// Whether the request names this person; `None` if it names nobody.
pub(super) fn is_named(request: &AuthorizationRequest, subject: &str) -> Option<bool> {
    let hinted = request.hint_subject.as_ref().map(|hinted| hinted == subject);
    let claims = &request.claims;
    let claimed = [&claims.id_token, &claims.userinfo].map(|asked| names_subject(asked, subject));
    let claimed = claimed.into_iter().flatten().reduce(|one, other| one && other);
    match (hinted, claimed) {
        (None, None) => None,
        (hinted, claimed) => Some(hinted.unwrap_or(true) && claimed.unwrap_or(true)),
    }
}

/// Whom the request names: by hint, and by the values of `sub` claims.
pub(super) fn named(request: &AuthorizationRequest) -> impl Iterator<Item = &str> {
    let claims = [&request.claims.id_token, &request.claims.userinfo];
    let asked = claims.into_iter().filter_map(|claims| claims.get("sub"));
    let values = asked.flat_map(|asked| asked.value.iter().chain(&asked.values));
    request.hint_subject.as_deref().into_iter().chain(values.filter_map(Value::as_str))
}

/// Whether a `sub` claim with a value names this person (OIDC Core §5.5.1).
fn names_subject(claims: &BTreeMap<String, ClaimRequest>, subject: &str) -> Option<bool> {
    let asked = claims.get("sub")?;
    let with_value = asked.value.is_some() || !asked.values.is_empty();
    with_value.then(|| asked.accepts(&Value::from(subject)))
}
