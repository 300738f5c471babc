//! Somebody has shown something of who they are: what that leads to.
use super::new_browser::NewBrowser;
use super::progress::SigningIn;
use super::sign_in::{SignIn, sign_in};
use super::{Answered, Pass, enrol_passkey, second};
use crate::attempts::Attempt;
use crate::cookies::CookieToken;
use crate::events::Events;
use crate::factors::{enrolled, has_shown_all, needed};
use crate::middleware::Trouble;
use actix_web::HttpResponse;
use latchkey_accounts::{Account, AccountStatus};
use latchkey_authn::Proof;
use latchkey_authn::factors::Needed;
use latchkey_base::{AccountId, Timestamp, TokenHash};
use latchkey_store::{Tx, TxError};
use std::sync::Arc;

/// What is done in the transaction that takes a proof; `false`: it is not one after all, because
/// somebody else used it first.
pub(super) type Act = Arc<dyn Fn(&mut dyn Tx) -> Result<bool, TxError> + Send + Sync>;

/// A proof that somebody made.
pub(super) struct Proven {
    /// Who.
    pub account: Account,
    /// By which means.
    pub proof: Proof,
    /// The attempt that succeeded, where attempts are counted.
    pub attempt: Option<Attempt>,
    /// The password hash that was matched, and the one that takes its place.
    pub password: Option<(String, Option<String>)>,
    /// What uses it up.
    pub act: Act,
}

/// What came of it.
enum Taken {
    /// It does not count any more: the password was changed meanwhile, the account suspended, the
    /// session ended.
    Void,
    /// Somebody else used it first.
    Spent,
    /// It counts, and completes a sign-in if there is a cookie.
    Yes(Option<CookieToken>),
}

/// Takes a proof. If it completes the sign-in, the session begins or becomes more than it was; if
/// not, it waits for the rest in the pass. Gives the pass back if somebody else used it first.
///
/// Security: there is no session before the sign-in is whole. What was shown before is read from
/// the pass, never from the browser, and counts for its own account only; whether it still counts
/// is settled in the transaction. Checking a password takes a while: if meanwhile it was changed,
/// the old one does not come back as a better hash.
///
/// # Errors
/// [`Trouble::Unavailable`].
pub(super) async fn proven(
    mut pass: Pass,
    by: Proven,
) -> Result<Result<HttpResponse, Box<Pass>>, Trouble> {
    let now = pass.visit.now;
    let step = Step::new(&pass, &by);
    let offers = by.proof == Proof::Password && enrol_passkey::may_offer(&pass);
    let before = pass.progress.signing_in.replace(step.signing_in.clone());
    let Proven { account, attempt, act, .. } = by;
    let new_browser = NewBrowser::of(&pass, &account)?;
    let is_new = new_browser.is_some();
    let (record, progress) = (pass.record(), pass.progress.clone());
    let (policy, asked) = (pass.factor_policy(), pass.asked_acr());
    let lifetime = pass.visit.tenant.policy().lifetimes.session;
    let (entropy, events) = (Arc::clone(&pass.visit.app.entropy), Events::of(&pass.visit));
    let (user_agent, account_id) = (pass.visit.user_agent.clone(), account.id);
    let taken = pass.visit.app.store.write(pass.visit.tenant.id(), move |tx| {
        if !step.stands(tx)? {
            return Ok(Taken::Void);
        }
        if !act(tx)? {
            return Ok(Taken::Spent);
        }
        if let Some(attempt) = &attempt {
            attempt.succeeded(tx)?;
        }
        let mut progress = progress.clone();
        let proofs = &step.signing_in.proofs;
        let (enrolled, _) = enrolled(tx, &account)?;
        let shown = (&proofs[..], &enrolled[..]);
        let cookie = if needed(&account, shown, &policy, asked) == Needed::Done {
            let (before, user_agent) = (step.before, user_agent.as_str());
            let begun = SignIn {
                account: &account,
                proofs,
                before,
                user_agent,
                lifetime,
                now,
                events: &events,
            };
            let (session, cookie) = sign_in(tx, &*entropy, &begun)?;
            new_browser.iter().try_for_each(|new| new.note(tx))?;
            progress.signed_in(session);
            if offers && has_shown_all(proofs, &enrolled, &policy) {
                enrol_passkey::offer(tx, &mut progress, account.id, now)?;
            }
            Some(cookie)
        } else {
            None
        };
        let mut record = record.clone();
        record.progress = serde_json::to_value(&progress).unwrap_or_default();
        if !tx.update_interaction(&record)? {
            return Err(Stop::Overtaken);
        }
        Ok(Taken::Yes(cookie))
    });
    let taken = match taken.await {
        Ok(taken) => taken,
        Err(Stop::Overtaken) => return Ok(Ok(pass.go_on())),
        Err(Stop::Tx(error)) => return Err(error.into()),
    };
    match taken {
        Taken::Void => {
            pass.visit.app.metrics.protocol.signed_in("failed");
            Ok(Ok(pass.go_on()))
        }
        Taken::Spent => {
            pass.progress.signing_in = before;
            Ok(Err(Box::new(pass)))
        }
        Taken::Yes(None) => Ok(Ok(pass.go_on())),
        Taken::Yes(Some(cookie)) => {
            if is_new {
                pass.visit.app.message_queued.notify_one();
            }
            welcome(&pass, &cookie, account_id).map(Ok)
        }
    }
}

/// Why nothing happened at all.
enum Stop {
    /// Another tab was faster: what this one would show, recovery codes for one, nobody would see.
    Overtaken,
    Tx(TxError),
}

impl From<TxError> for Stop {
    fn from(error: TxError) -> Self {
        Self::Tx(error)
    }
}

/// A proof beside those that were made before it.
struct Step {
    signing_in: SigningIn,
    /// SHA-256 of the password hash that must still be there.
    matched: Option<TokenHash>,
    /// The browser's session cookie.
    before: Option<TokenHash>,
    now: Timestamp,
}

impl Step {
    fn new(pass: &Pass, by: &Proven) -> Self {
        let account = by.account.id;
        let held = pass.progress.signing_in.as_ref().filter(|held| {
            second::under_way(pass).is_some()
                && held.account == account
                && !held.proofs.contains(&by.proof)
        });
        let hash = |phc: &String| TokenHash::of(phc);
        let password = by.password.as_ref();
        let matched = match password {
            Some((phc, _)) => Some(hash(phc)),
            None => held.and_then(|held| held.password),
        };
        let better = password.and_then(|(_, better)| better.as_ref()).map(hash);
        let before = held.into_iter().flat_map(|held| held.proofs.iter().copied());
        let signing_in = SigningIn {
            account,
            proofs: before.chain([by.proof]).collect(),
            since: held.map_or(pass.visit.now, |held| held.since),
            password: better.or(matched),
            session: held.and_then(|held| held.session),
            mailed: held.map_or(0, |held| held.mailed),
        };
        Self { signing_in, matched, before: pass.visit.session, now: pass.visit.now }
    }

    /// Whether what was shown before still counts.
    fn stands(&self, tx: &mut dyn Tx) -> Result<bool, TxError> {
        let SigningIn { account, session, .. } = self.signing_in;
        let is_active = |found: Account| found.status == AccountStatus::Active;
        if !tx.account(account)?.is_some_and(is_active) {
            return Ok(false);
        }
        if let Some(matched) = self.matched
            && tx.password_hash(account)?.map(|phc| TokenHash::of(&phc)) != Some(matched)
        {
            return Ok(false);
        }
        let Some(id) = session else { return Ok(true) };
        Ok(tx.session(id)?.is_some_and(|session| {
            session.account == account
                && Some(session.browser) == self.before
                && self.now < session.expires_at
        }))
    }
}

/// The answer to a sign-in that is whole: its cookies, and on.
fn welcome(pass: &Pass, cookie: &CookieToken, account: AccountId) -> Answered {
    let visit = &pass.visit;
    visit.app.metrics.protocol.signed_in("succeeded");
    let known = visit.app.known_browsers.with(visit.known.as_deref(), &visit.browser(), account);
    let lifetime = visit.tenant.policy().lifetimes.session;
    let cookies = [
        visit.app.cookies.set_session(visit.tenant.id(), cookie, lifetime),
        visit.app.cookies.set_known(known),
    ];
    let mut answer = pass.go_on();
    for cookie in &cookies {
        answer.add_cookie(cookie).map_err(|e| Trouble::Internal(e.to_string()))?;
    }
    visit.change_state(&mut answer)?;
    Ok(answer)
}
