//! Somebody has shown something of who they are: what that leads to.
use super::progress::SigningIn;
use super::sign_in::{SignIn, sign_in};
use super::{Answered, Later, Pass, Progress, enrol_passkey, recovery_asked, remembered, second};
use crate::attempts::Attempt;
use crate::cookies::CookieToken;
use crate::events::Events;
use crate::factors::{enrolled, has_shown_all, needed};
use crate::middleware::Trouble;
use crate::remembered_browsers::Remembering;
use crate::standing::Standing;
use crate::whereabouts::Whereabouts;
use actix_web::HttpResponse;
use latchkey_accounts::{Account, AccountStatus};
use latchkey_authn::factors::Needed;
use latchkey_authn::{Acr, FactorPolicy, Proof};
use latchkey_base::{AccountId, Entropy, Seconds, Timestamp, TokenHash};
use latchkey_store::{InteractionRecord, Tx, TxError};
use std::sync::Arc;

/// What is done in the transaction that takes a proof; `false`: it is not one after all, because
/// somebody else used it first.
pub type Act = Arc<dyn Fn(&mut dyn Tx) -> Result<bool, TxError> + Send + Sync>;

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

/// The cookies of a sign-in that is whole.
struct Cookies {
    session: CookieToken,
    /// Of the remembered browsers, if anything about them has changed.
    remembered: Option<String>,
}

/// What came of it.
enum Taken {
    /// It does not count any more: the password was changed meanwhile, the account suspended, the
    /// session ended.
    Void,
    /// Somebody else used it first.
    Spent,
    /// It counts, and completes a sign-in if there are cookies.
    Yes(Option<Cookies>),
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
    pass: Pass,
    by: Proven,
) -> Result<Result<HttpResponse, Box<Pass>>, Trouble> {
    take(pass, by, false).await
}

/// As [`proven`], by somebody whose account is made with that proof, in the same transaction: there is none
/// without a session in the browser where its address was proven.
///
/// # Errors
/// [`Trouble::Unavailable`].
pub(super) async fn proven_anew(
    pass: Pass,
    by: Proven,
) -> Result<Result<HttpResponse, Box<Pass>>, Trouble> {
    take(pass, by, true).await
}

async fn take(
    mut pass: Pass,
    by: Proven,
    makes_account: bool,
) -> Result<Result<HttpResponse, Box<Pass>>, Trouble> {
    let account = by.account.id;
    let whereabouts = Whereabouts::of(&pass.visit, &by.account).await?;
    let step = Step::new(&pass, &by, &whereabouts);
    let before = pass.progress.signing_in.clone();
    let is_told = whereabouts.is_told();
    let taking = Taking { makes_account, ..Taking::new(&mut pass, by, step, whereabouts) };
    let later = taking.later.clone();
    let taken = pass.visit.app.store.write(pass.visit.tenant.id(), move |tx| taking.run(tx));
    let taken = match taken.await {
        Ok(taken) => taken,
        Err(Stop::Overtaken) => return Ok(Ok(pass.go_on())),
        Err(Stop::Tx(error)) => return Err(error.into()),
    };
    later.deliver();
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
        Taken::Yes(Some(cookies)) => {
            if is_told {
                pass.visit.app.message_queued.notify_one();
            }
            welcome(&pass, cookies, account).map(Ok)
        }
    }
}

/// All that the transaction needs which takes a proof.
struct Taking {
    step: Step,
    account: Account,
    /// The act makes the account: it comes first.
    makes_account: bool,
    act: Act,
    attempt: Option<Attempt>,
    record: InteractionRecord,
    progress: Progress,
    policy: FactorPolicy,
    asked: Option<Acr>,
    offers_passkey: bool,
    /// Whoever signs in hears of somebody who wants to get in without the second step.
    tells_recovery: bool,
    /// The browser, where it may stand in for what is asked for out of habit.
    browser: Option<Remembering>,
    whereabouts: Whereabouts,
    user_agent: String,
    lifetime: Seconds,
    entropy: Arc<dyn Entropy>,
    events: Events,
    /// Who hears of what shows only in the transaction.
    later: Later,
}

impl Taking {
    /// With the proof noted in the pass.
    fn new(pass: &mut Pass, by: Proven, step: Step, whereabouts: Whereabouts) -> Self {
        let offers_passkey = by.proof == Proof::Password && enrol_passkey::may_offer(pass);
        let browser = remembered::is_heeded(pass).then(|| Remembering::of(&pass.visit));
        let later = Later::of(&pass.visit, &by.account);
        pass.progress.signing_in = Some(step.signing_in.clone());
        Self {
            asked: pass.asked_acr(&by.account),
            account: by.account,
            makes_account: false,
            act: by.act,
            attempt: by.attempt,
            record: pass.record(),
            progress: pass.progress.clone(),
            policy: pass.factor_policy(),
            offers_passkey,
            tells_recovery: pass.visit.tenant.settings().accounts.recovery.enabled,
            browser,
            whereabouts,
            user_agent: pass.visit.user_agent.clone(),
            lifetime: pass.visit.tenant.policy().lifetimes.session,
            entropy: Arc::clone(&pass.visit.app.entropy),
            events: Events::of(&pass.visit),
            later,
            step,
        }
    }

    fn run(&self, tx: &mut dyn Tx) -> Result<Taken, Stop> {
        if self.makes_account && !(self.act)(tx)? {
            return Ok(Taken::Spent);
        }
        if !self.step.stands(tx)? {
            return Ok(Taken::Void);
        }
        if !self.makes_account && !(self.act)(tx)? {
            return Ok(Taken::Spent);
        }
        if let Some(attempt) = &self.attempt {
            attempt.succeeded(tx)?;
        }
        let mut progress = self.progress.clone();
        let cookies = self.complete(tx, &mut progress)?;
        let mut record = self.record.clone();
        record.progress = serde_json::to_value(&progress).unwrap_or_default();
        if !tx.update_interaction(&record)? {
            return Err(Stop::Overtaken);
        }
        Ok(Taken::Yes(cookies))
    }

    /// Signs the person in, if nothing is lacking.
    fn complete(
        &self,
        tx: &mut dyn Tx,
        progress: &mut Progress,
    ) -> Result<Option<Cookies>, TxError> {
        let id = self.account.id;
        let (enrolled, _) = enrolled(tx, &self.account)?;
        let mut remembered = None;
        if !self.is_enough(&enrolled, &self.policy) {
            remembered = self.recognised(tx, &enrolled)?;
            if remembered.is_none() {
                return Ok(None);
            }
        }
        let proofs = &self.policy.counted(&self.step.signing_in.proofs)[..];
        let begun = SignIn {
            account: &self.account,
            proofs,
            adds: self.step.signing_in.session.is_some(),
            before: self.step.before,
            user_agent: &self.user_agent,
            lifetime: self.lifetime,
            now: self.step.now,
            events: &self.events,
            later: &self.later,
        };
        let (session, cookie) = sign_in(tx, &*self.entropy, &begun)?;
        self.whereabouts.note(tx)?;
        progress.signed_in(session);
        if self.tells_recovery {
            let shown = (proofs, self.step.now);
            progress.recovery = recovery_asked::news(tx, &self.account, shown)?;
        }
        if self.offers_passkey && has_shown_all((proofs, &enrolled), &self.policy) {
            enrol_passkey::offer(tx, progress, id, self.step.now)?;
        }
        if let Some(browser) = self.browser.as_ref().filter(|_| self.step.signing_in.remember) {
            remembered = Some(browser.remember(tx, id)?);
        }
        Ok(Some(Cookies { session: cookie, remembered }))
    }

    /// Whether nothing is lacking by these rules.
    fn is_enough(&self, enrolled: &[Proof], rules: &FactorPolicy) -> bool {
        let shown = (&self.step.signing_in.proofs[..], enrolled);
        needed(&self.account, shown, rules, self.asked) == Needed::Done
    }

    /// What the cookie of remembered browsers is from now on, if this one stands in for what is
    /// lacking.
    ///
    /// Security: beside a password alone. Who sits at an unlocked device has its mailbox, too, and
    /// would need nothing that they know or hold.
    fn recognised(&self, tx: &mut dyn Tx, enrolled: &[Proof]) -> Result<Option<String>, TxError> {
        let rules = self.policy.in_remembered_browser();
        let is_typed = self.step.signing_in.proofs.contains(&Proof::Password);
        match &self.browser {
            Some(browser) if is_typed && self.is_enough(enrolled, &rules) => {
                browser.recognise(tx, self.account.id, &self.later)
            }
            _ => Ok(None),
        }
    }
}

/// Why nothing happened at all.
pub(super) enum Stop {
    /// Another tab was faster: what this one would show, recovery codes for one, nobody would see.
    Overtaken,
    /// The transaction.
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
    fn new(pass: &Pass, by: &Proven, whereabouts: &Whereabouts) -> Self {
        let account = by.account.id;
        let held = pass.progress.signing_in.as_ref().filter(|held| {
            held.account == account
                && !held.proofs.contains(&by.proof)
                && second::is_way(pass, by.proof)
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
            held: held.and_then(|held| held.held),
            mailed: held.map_or(0, |held| held.mailed),
            texted: held.map_or(0, |held| held.texted),
            requested: held.map_or(0, |held| held.requested),
            remember: held.is_some_and(|held| held.remember),
            // Whoever goes on from another network has shown since what was asked for.
            in_doubt: held.map_or_else(
                || pass.factor_policy().doubts(whereabouts.novelty()),
                |held| held.in_doubt,
            ),
            challenge: held.and_then(|held| held.challenge),
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
        let (Some(id), Some(browser)) = (session, self.before) else {
            return Ok(session.is_none());
        };
        // What was shown in the session is what it counts on: it may have been taken away since. What was shown in
        // this pass is not in the session yet.
        let before = self.signing_in.proofs.split_last().map_or(&[][..], |(_, before)| before);
        let before = &before[..before.len().min(self.signing_in.held.unwrap_or(usize::MAX))];
        let held = Standing { account, session: id, browser, now: self.now }.session(tx)?;
        Ok(held.is_some_and(|held| before.iter().all(|proof| held.proofs.contains(proof))))
    }
}

/// The answer to a sign-in that is whole: its cookies, and on.
fn welcome(pass: &Pass, cookies: Cookies, account: AccountId) -> Answered {
    let visit = &pass.visit;
    visit.app.metrics.protocol.signed_in("succeeded");
    let known = visit.app.known_browsers.with(visit.known.as_deref(), &visit.browser(), account);
    let (style, tenant) = (visit.app.cookies, visit.tenant.id());
    let kept_for = visit.tenant.settings().factors.remember_browsers;
    let lifetime = visit.tenant.policy().lifetimes.session;
    let always = [style.set_session(tenant, &cookies.session, lifetime), style.set_known(known)];
    let remembered = cookies.remembered.map(|it| style.set_remembered(tenant, it, kept_for));
    let mut answer = pass.go_on();
    for cookie in always.into_iter().chain(remembered) {
        answer.add_cookie(&cookie).map_err(|e| Trouble::Internal(e.to_string()))?;
    }
    visit.change_state(&mut answer)?;
    Ok(answer)
}
