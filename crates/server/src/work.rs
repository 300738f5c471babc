//! Asking browsers for work where much is tried (rules: `latchkey_authn::throttle::work`).
//!
//! Pages hold a challenge, a script answers it while somebody types. Whoever answers none, for want
//! of a script or of patience, waits a little at most.
use crate::attempts::{self, Counted, Tried};
use crate::form::Form;
use crate::middleware::Trouble;
use crate::visit::Visit;
use latchkey_authn::throttle::Bucket;
use latchkey_authn::throttle::work::Place;
use latchkey_authn::{AskWork, ThrottlePolicy};
use latchkey_base::{Timestamp, TokenHash};
use latchkey_store::{Tx, TxError};

/// Which form, and for whom as far as its page knows.
#[derive(Clone, Copy)]
pub(crate) struct At<'a> {
    /// A name that no other form has; none of a stranger's words.
    pub form: &'a str,
    /// In normal form; empty where the form itself asks for whom.
    pub name: &'a str,
}

impl At<'_> {
    /// A form at which nobody in particular is meant beforehand.
    pub const fn form(form: &str) -> At<'_> {
        At { form, name: "" }
    }
}

/// The work that came with an attempt, and what it is for. By default none is asked for.
#[derive(Default)]
pub(crate) struct Brought {
    buckets: Vec<Bucket>,
    spends: Option<TokenHash>,
}

impl Brought {
    /// Until when the attempt has to wait for the lack of work, if it does. A solution is spent in
    /// the transaction that counts the attempt: of two that bring the same one, one has it.
    pub fn judge(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
        policy: &ThrottlePolicy,
    ) -> Result<Option<Timestamp>, TxError> {
        let mut asking = Vec::new();
        for bucket in &self.buckets {
            let failures = attempts::failures(tx, bucket)?;
            if bucket.limit.asks_for_work(failures, now, policy) {
                asking.push(bucket.without_work());
            }
        }
        if asking.is_empty() {
            return Ok(None);
        }
        if let Some(key) = &self.spends
            && tx.note_once(key, now, now + policy.proof_of_work.lifetime)?
        {
            return Ok(None);
        }
        let mut until = None;
        for bucket in &asking {
            let last = attempts::failures(tx, bucket)?;
            until = until.max(bucket.limit.wait_without_work(last, now, policy));
        }
        if until.is_none() {
            for bucket in &asking {
                tx.add_failure(&bucket.key, now, now - policy.proof_of_work.wait)?;
            }
        }
        Ok(until)
    }
}

/// Whether no page of the tenant ever asks for any.
pub(crate) fn is_never(visit: &Visit) -> bool {
    visit.tenant.settings().throttle.proof_of_work.ask == AskWork::Never
}

/// Has the page of an attempt ask for work, if it is to bring some.
///
/// # Errors
/// [`Trouble::Unavailable`] when the database is.
pub(crate) async fn ask(visit: &mut Visit, tried: Tried<'_>, at: At<'_>) -> Result<(), Trouble> {
    let policy = visit.tenant.settings().throttle.clone();
    let buckets = tried.subject(visit).worked_for(&policy);
    if buckets.is_empty() {
        return Ok(());
    }
    if is_wanted(visit, &buckets, None).await? {
        challenge(visit, at);
    }
    Ok(())
}

/// Whether work is asked for there, and that challenge was not spent.
async fn is_wanted(
    visit: &Visit,
    buckets: &[Bucket],
    spent: Option<TokenHash>,
) -> Result<bool, Trouble> {
    let policy = visit.tenant.settings().throttle.clone();
    let is_always = policy.proof_of_work.ask == AskWork::Always;
    if is_always && spent.is_none() {
        return Ok(true);
    }
    let (buckets, now) = (buckets.to_vec(), visit.now);
    let wanted = visit.app.store.read(visit.tenant.id(), move |tx| {
        if spent.map_or(Ok(None), |spent| tx.failures(&spent))?.is_some() {
            return Ok(false);
        }
        let mut is_asked = is_always;
        for bucket in &buckets {
            let failures = attempts::failures(tx, bucket)?;
            is_asked |= bucket.limit.asks_for_work(failures, now, &policy);
        }
        Ok::<_, TxError>(is_asked)
    });
    Ok(wanted.await?)
}

/// Counts an attempt whose page may have asked for work, unless it has to wait. What is shown after
/// it asks for more.
///
/// # Errors
/// As [`attempts::count`].
pub(crate) async fn count(
    visit: &mut Visit,
    tried: Tried<'_>,
    (form, at): (&Form, At<'_>),
) -> Result<Counted, Trouble> {
    let buckets = tried.subject(visit).worked_for(&visit.tenant.settings().throttle);
    if buckets.is_empty() {
        return attempts::count(visit, tried).await;
    }
    let (browser, rules) = (visit.browser(), visit.tenant.settings().throttle.proof_of_work);
    let challenge = form.text("work");
    let asked = place(visit, &browser, at).asked(&visit.app.work, &rules, visit.now, challenge);
    let spends = match asked {
        // Security: nobody has us check for long what is not asked for, or the same thing twice.
        Some(asked) if is_wanted(visit, &buckets, Some(asked.spent)).await? => {
            asked.is_solved_by(form.text("worked")).then_some(asked.spent)
        }
        _ => None,
    };
    let counted = attempts::count_with(visit, tried, (Brought { buckets, spends }, 1)).await?;
    ask(visit, tried, at).await?;
    Ok(counted)
}

fn place<'a>(visit: &Visit, browser: &'a TokenHash, at: At<'a>) -> Place<'a> {
    Place { tenant: visit.tenant.id(), browser, form: at.form, name: at.name }
}

fn challenge(visit: &mut Visit, at: At<'_>) {
    let mut random = [0u8; 9];
    visit.app.entropy.fill(&mut random);
    let (browser, rules) = (visit.browser(), visit.tenant.settings().throttle.proof_of_work);
    let made = place(visit, &browser, at).challenge(&visit.app.work, &rules, visit.now, random);
    visit.work = Some(made);
}
