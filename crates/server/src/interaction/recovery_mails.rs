//! What is mailed and texted about a request to get back in without the second step.
//!
//! All of it is composed when it is asked for, and what is to come later waits in the outbox: no job
//! has to run for a wait to be over, and a request that is stopped takes its messages along.
use super::mails::{Letter, called};
use crate::middleware::Trouble;
use crate::visit::Visit;
use crate::whereabouts::network;
use latchkey_accounts::{Account, RecoveryPolicy, RecoveryState};
use latchkey_base::{RecoveryId, Seconds, Secret, Timestamp, TokenHash};
use latchkey_outbound::{Posting, TextMessage, compose};
use latchkey_store::{OutboxMessage, RecoveryRecord};
use latchkey_ui::mail::{Envelope, FinishRecovery, Notice, finish_recovery, notice};
use latchkey_ui::{BrowserName, sms_recovery};

/// A request with its messages.
pub(super) struct NewRecovery {
    /// The row.
    pub record: RecoveryRecord,
    /// The mails: the first one now, the others later.
    pub mails: [OutboxMessage; 3],
    /// The text message.
    pub text: Option<OutboxMessage>,
}

impl NewRecovery {
    /// Asked for in this visit, for the owner of that account; `number`: where it is texted, too.
    ///
    /// # Errors
    /// [`Trouble::Internal`] when a template does not render.
    pub fn new(
        visit: &Visit,
        account: &Account,
        (letter, number): (&Letter<'_>, Option<&str>),
    ) -> Result<Self, Trouble> {
        let (now, entropy) = (visit.now, &*visit.app.entropy);
        let RecoveryPolicy { wait, window, .. } = visit.tenant.settings().accounts.recovery;
        let (ready_at, expires_at) = (now + wait, now + wait + window);
        let (stop, finish) = (entropy.token(""), entropy.token(""));
        let stop_url = letter.url(&format!("/stoprecovery?code={}", stop.expose()));
        let user_agent: String = visit.user_agent.chars().take(200).collect();
        let started = Notice::RecoveryStarted {
            browser: BrowserName::read(&user_agent),
            place: &network(visit.address),
            at: ready_at,
        };
        let first = say(letter, (&started, &stop_url), wait)?;
        let half = Seconds::new(wait.get() / 2);
        let reminder = Notice::RecoveryReminder { at: ready_at };
        let reminder = later(say(letter, (&reminder, &stop_url), wait)?, now + half);
        let last = ready(letter, (&finish, Some(&stop_url)), expires_at)?;
        let last = later(last, ready_at);
        let text = number.map(|number| texted(visit, (letter, number), &stop_url));
        let record = RecoveryRecord {
            id: RecoveryId::new(now, entropy),
            account: account.id,
            state: RecoveryState::Open,
            stop_link: TokenHash::of(stop.expose()),
            finish_link: TokenHash::of(finish.expose()),
            email: letter.address.to_owned(),
            browser: visit.browser(),
            address: visit.address.to_canonical().to_string(),
            user_agent,
            reminder: reminder.id,
            message: last.id,
            created_at: now,
            ready_at,
            expires_at,
            decided_at: None,
        };
        Ok(Self { record, mails: [first, reminder, last], text })
    }
}

/// The mail with the link that finishes it, and one that stops it.
///
/// # Errors
/// [`Trouble::Internal`] when a template does not render.
pub(super) fn ready(
    letter: &Letter<'_>,
    (token, stop_link): (&Secret<String>, Option<&str>),
    until: Timestamp,
) -> Result<OutboxMessage, Trouble> {
    let link = letter.url(&format!("/finishrecovery?code={}", token.expose()));
    let (tenant, name) = (letter.tenant(), letter.name);
    let mail = FinishRecovery { tenant, name, link: &link, stop_link, until };
    let lifetime = until.since(letter.visit.now);
    letter.seal(finish_recovery(letter.language, &mail), lifetime)
}

/// A notice whose button leads to `link`.
fn say(
    letter: &Letter<'_>,
    (what, link): (&Notice<'_>, &str),
    lifetime: Seconds,
) -> Result<OutboxMessage, Trouble> {
    let envelope = Envelope { tenant: letter.tenant(), name: letter.name, link, lock_link: None };
    letter.seal(notice(letter.language, &envelope, what), lifetime)
}

fn later(message: OutboxMessage, due_at: Timestamp) -> OutboxMessage {
    OutboxMessage { due_at, ..message }
}

fn texted(visit: &Visit, (letter, number): (&Letter<'_>, &str), link: &str) -> OutboxMessage {
    let text = sms_recovery(letter.language, called(&visit.tenant), link);
    let message = TextMessage { to: number.to_owned(), text };
    let lifetime = visit.tenant.settings().accounts.recovery.wait;
    let posting = Posting { tenant: visit.tenant.id(), now: visit.now, lifetime };
    compose(&message, posting, &visit.app.outbox, &*visit.app.entropy)
}
