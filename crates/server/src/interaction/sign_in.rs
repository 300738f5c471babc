//! A person has proven who they are: their session in this browser begins or is renewed.
use super::Later;
use crate::cookies::CookieToken;
use crate::events::Events;
use latchkey_accounts::{Account, EventKind};
use latchkey_authn::Proof;
use latchkey_authn::assurance::{acr, amr};
use latchkey_base::{Entropy, Seconds, SessionId, Timestamp, TokenHash};
use latchkey_store::{SessionRecord, Tx, TxError};
use latchkey_ui::mail::Notice;

/// What a sign-in needs to know.
pub struct SignIn<'a> {
    /// Who.
    pub account: &'a Account,
    /// By which means.
    pub proofs: &'a [Proof],
    /// Whether it adds to the session that is there. What the session began with is as old as before
    /// then: no `max_age` is met by a second factor alone.
    pub adds: bool,
    /// The browser's session cookie before, if any.
    pub before: Option<TokenHash>,
    /// What the browser calls itself.
    pub user_agent: &'a str,
    /// How long the session may live.
    pub lifetime: Seconds,
    /// Now.
    pub now: Timestamp,
    /// Where it is noted.
    pub events: &'a Events,
    /// Who hears of what it does.
    pub later: &'a Later,
}

/// Begins or renews the session and gives the browser a new cookie.
///
/// Security: the cookie is new after every sign-in, so a value planted beforehand names nothing
/// (session fixation); the sessions of other people in this browser move to it.
///
/// # Errors
/// [`TxError`] when the database is unavailable.
pub fn sign_in(
    tx: &mut dyn Tx,
    entropy: &dyn Entropy,
    sign_in: &SignIn<'_>,
) -> Result<(SessionId, CookieToken), TxError> {
    let (session, cookie) = renew(tx, entropy, sign_in)?;
    let account = sign_in.account.id;
    // Who comes back to an account that is to be deleted keeps it.
    if tx.cancel_deletion(account)? {
        sign_in.events.note(tx, account, EventKind::DeletionCancelled)?;
        sign_in.later.put(tx, &Notice::DeletionCancelled)?;
    }
    sign_in.events.note(tx, account, EventKind::SignedIn)?;
    Ok((session, cookie))
}

fn renew(
    tx: &mut dyn Tx,
    entropy: &dyn Entropy,
    sign_in: &SignIn<'_>,
) -> Result<(SessionId, CookieToken), TxError> {
    let cookie = CookieToken::new(entropy);
    let browser = cookie.hash();
    let mut existing = None;
    if let Some(before) = &sign_in.before {
        let sessions = tx.sessions(before, sign_in.now)?;
        existing = sessions.into_iter().find(|session| session.account == sign_in.account.id);
        tx.move_sessions(before, &browser)?;
    }
    let began = existing.as_ref().filter(|_| sign_in.adds);
    let record = SessionRecord {
        id: existing
            .as_ref()
            .map_or_else(|| SessionId::new(sign_in.now, entropy), |session| session.id),
        browser,
        account: sign_in.account.id,
        auth_time: began.map_or(sign_in.now, |began| began.auth_time),
        amr: amr(sign_in.proofs).into_iter().map(str::to_owned).collect(),
        acr: acr(sign_in.proofs).map(|acr| acr.name().to_owned()),
        user_agent: sign_in.user_agent.chars().take(200).collect(),
        created_at: existing.as_ref().map_or(sign_in.now, |session| session.created_at),
        seen_at: sign_in.now,
        expires_at: began.map_or(sign_in.now + sign_in.lifetime, |began| began.expires_at),
        proofs: sign_in.proofs.to_vec(),
    };
    match existing {
        Some(_) => tx.renew_session(&record)?,
        None => tx.insert_session(&record)?,
    }
    Ok((record.id, cookie))
}
