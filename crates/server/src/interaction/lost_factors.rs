//! "I can't use any of these": somebody who has shown the first factor asks to get back in without the
//! second step.
//!
//! Security: nobody gets here before the first factor, so the page tells strangers nothing. It opens
//! nothing by itself: what follows is a wait, and a link to the mailbox (docs/decisions/0047).
use super::facts::UnderWay;
use super::mails::Letter;
use super::recovery_mails::{NewRecovery, ready};
use super::{Answered, Pass, PassPath, enter, person, second};
use crate::attempts::{self, Counted, Tried};
use crate::events::Events;
use crate::form::Form;
use crate::middleware::Trouble;
use crate::recovery::{is_for, lately};
use crate::visit::{Visit, draw};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use latchkey_accounts::{Account, EventKind, may_recover_from};
use latchkey_authn::Proof;
use latchkey_authn::throttle::Kind;
use latchkey_base::{Timestamp, TokenHash};
use latchkey_store::{RecoveryRecord, Tx, TxError};
use latchkey_ui::pages::{LostFactorsPage, LostProblem, LostStage};

/// How far it is.
pub(super) enum Stage {
    /// It can be asked for.
    Offer,
    /// It was.
    Open(Box<RecoveryRecord>),
    /// Not before then.
    Later(Timestamp),
    /// There is nowhere to write to.
    NoMailbox,
}

/// `GET …/lost`. Nothing is asked for yet.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, path: PassPath, request: HttpRequest) -> Answered {
    let mut pass = enter!(visit, path);
    if second::is_stuck(&pass) && second::adds_to_session(&pass) {
        // Security: a session that there is may be anybody's who came upon the browser. The first
        // factor is shown anew.
        let whose = second::under_way(&pass).map(|who| person(&who.account).login.to_owned());
        second::ask_anew(&mut pass, whose).await?;
        return Ok(pass.go_on());
    }
    let Some(who) = asked(&pass) else { return Ok(pass.go_on()) };
    let stage = stage(&pass.visit, &who.account).await?;
    let again = Form::parse(request.query_string().as_bytes()).get("again").is_some();
    Ok(page(&pass, StatusCode::OK, (&stage, again), &[]))
}

/// `POST …/lost`: asks for it, or for its link once more.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, path: PassPath, form: Form) -> Answered {
    let pass = enter!(visit, path);
    let Some(who) = asked(&pass).cloned() else { return Ok(pass.go_on()) };
    let stage = stage(&pass.visit, &who.account).await?;
    if !pass.sent(&form) {
        let problems = [LostProblem::FormTooOld];
        return Ok(page(&pass, StatusCode::BAD_REQUEST, (&stage, false), &problems));
    }
    match &stage {
        Stage::Offer => {
            let number = number(&pass.visit, who.phone.as_deref());
            start(&pass.visit, (&who.account, number), still_matched(&pass, &who)).await?;
            Ok(pass.visit.go(&pass.path("lost")))
        }
        Stage::Open(held) if held.is_ready(pass.visit.now) => {
            let whose = who.account.id.to_string();
            let counted = attempts::count(&pass.visit, Tried::new(Kind::OwnMail, &whose)).await?;
            if let Counted::Wait(until) = counted {
                let problems = [LostProblem::TooOften { until }];
                let status = StatusCode::TOO_MANY_REQUESTS;
                return Ok(page(&pass, status, (&stage, false), &problems));
            }
            let is_mailed = mail_again(&pass.visit, &who.account, held).await?;
            let query = if is_mailed { "lost?again=yes" } else { "lost" };
            Ok(pass.visit.go(&pass.path(query)))
        }
        Stage::Open(_) | Stage::Later(_) | Stage::NoMailbox => {
            Ok(pass.visit.go(&pass.path("lost")))
        }
    }
}

/// Whether the first factor that was shown still counts.
fn still_matched(
    pass: &Pass,
    who: &UnderWay,
) -> impl Fn(&mut dyn Tx) -> Result<bool, TxError> + Send + 'static + use<> {
    let matched = pass.progress.signing_in.as_ref().and_then(|held| held.password);
    let account = who.account.id;
    move |tx: &mut dyn Tx| {
        let hash = tx.password_hash(account)?.map(|phc| TokenHash::of(&phc));
        Ok(matched.is_none() || matched == hash)
    }
}

/// Adds the request with its messages; of two who ask at once one does. `still`: what they have shown counts as
/// it did.
pub(super) async fn start(
    visit: &Visit,
    (account, number): (&Account, Option<&str>),
    still: impl Fn(&mut dyn Tx) -> Result<bool, TxError> + Send + 'static,
) -> Result<(), Trouble> {
    let Some(letter) = mailbox(visit, account) else { return Ok(()) };
    let NewRecovery { record, mails, text } = NewRecovery::new(visit, account, (&letter, number))?;
    let (policy, events) = (visit.tenant.settings().accounts.recovery.clone(), Events::of(visit));
    let now = visit.now;
    let started = visit.app.store.write(visit.tenant.id(), move |tx| {
        // Security: looked at once more where it counts, also whether the first factor still does.
        let account = tx.account(record.account)?;
        let is_theirs = account.is_some_and(|account| is_for(&record, &account));
        if !is_theirs || !still(tx)? {
            return Ok(false);
        }
        let lately = lately(tx, record.account, now)?;
        if may_recover_from(lately, &policy, now).is_some() || !tx.insert_recovery(&record)? {
            return Ok(false);
        }
        mails.iter().chain(&text).try_for_each(|message| tx.put_message(message))?;
        events.note(tx, record.account, EventKind::RecoveryStarted)?;
        Ok::<_, TxError>(true)
    });
    if started.await? {
        visit.app.message_queued.notify_one();
    }
    Ok(())
}

/// Where it is texted, too: whoever can be texted codes.
///
/// Security: it does not count as a texted code does. Whoever has used those up would otherwise ask without the owner's
/// hearing of it; so many requests as may be made in a month bound it.
pub(super) fn number<'a>(visit: &Visit, phone: Option<&'a str>) -> Option<&'a str> {
    let is_on = visit.factor_policy().allowed.contains(&Proof::Sms);
    phone.filter(|_| is_on)
}

/// Another link in the place of the one that was lost.
///
/// # Errors
/// [`Trouble`].
pub(super) async fn mail_again(
    visit: &Visit,
    account: &Account,
    held: &RecoveryRecord,
) -> Result<bool, Trouble> {
    let letter = mailbox(visit, account).filter(|letter| letter.address == held.email);
    let Some(letter) = letter else { return Ok(false) };
    let token = visit.app.entropy.token("");
    let message = ready(&letter, (&token, None), held.expires_at)?;
    let (of, link, now) = ((held.account, held.id), TokenHash::of(token.expose()), visit.now);
    let mailed = visit.app.store.write(visit.tenant.id(), move |tx| {
        let is_new = tx.relink_recovery(of, (&link, message.id), now)?;
        if is_new {
            tx.put_message(&message)?;
        }
        Ok::<_, TxError>(is_new)
    });
    let mailed = mailed.await?;
    visit.app.message_queued.notify_one();
    Ok(mailed)
}

/// Who is stuck here.
fn asked(pass: &Pass) -> Option<&UnderWay> {
    second::under_way(pass).filter(|_| second::is_stuck(pass) && !second::adds_to_session(pass))
}

/// A mail to the address that is proven to be theirs.
fn mailbox<'a>(visit: &'a Visit, account: &'a Account) -> Option<Letter<'a>> {
    Letter::of(visit, account).filter(|letter| letter.owner.is_some())
}

/// How far somebody is who has shown the first factor of that account.
///
/// # Errors
/// [`Trouble::Unavailable`].
pub(super) async fn stage(visit: &Visit, account: &Account) -> Result<Stage, Trouble> {
    if mailbox(visit, account).is_none() {
        return Ok(Stage::NoMailbox);
    }
    let (id, now) = (account.id, visit.now);
    let policy = visit.tenant.settings().accounts.recovery.clone();
    let found = visit.app.store.read(visit.tenant.id(), move |tx| {
        if let Some(open) = tx.recovery_of(id, now)? {
            return Ok(Stage::Open(Box::new(open)));
        }
        let until = may_recover_from(lately(tx, id, now)?, &policy, now);
        Ok::<_, TxError>(until.map_or(Stage::Offer, Stage::Later))
    });
    Ok(found.await?)
}

/// For a page.
pub(super) fn shown(visit: &Visit, (stage, again): (&Stage, bool)) -> LostStage {
    let now = visit.now;
    let wait = visit.tenant.settings().accounts.recovery.wait;
    match stage {
        Stage::Offer => LostStage::Offer { ready: now + wait },
        Stage::Open(held) if held.is_ready(now) => LostStage::Ready { again },
        Stage::Open(held) => LostStage::Waiting { ready: held.ready_at },
        Stage::Later(until) => LostStage::Later { until: *until },
        Stage::NoMailbox => LostStage::NoMailbox,
    }
}

fn page(
    pass: &Pass,
    status: StatusCode,
    (stage, again): (&Stage, bool),
    problems: &[LostProblem],
) -> HttpResponse {
    let Some(who) = asked(pass) else { return pass.go_on() };
    let (action, cancel) = (pass.path("lost"), pass.path("abort"));
    let (not_you, others) = (second::not_you(pass), second::all_ways(pass));
    let stage = shown(&pass.visit, (stage, again));
    pass.page(status, |page| {
        draw(&LostFactorsPage {
            page,
            action: &action,
            cancel_action: Some(&cancel),
            person: second::who(pass, &who.account),
            not_you_url: not_you.as_deref(),
            stage,
            ways: &second::ways(&others),
            problems,
        })
    })
}
