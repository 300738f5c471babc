//! `/{group}/account/password`: another password, by who knows the one there is, or the first one, by who
//! has just shown another way in.
use super::old_passkeys::{old_from, wait};
use super::remove_password::can_do_without;
use super::{Member, Need, enter};
use crate::attempts::{self, Attempt, Counted, Tried};
use crate::events::Events;
use crate::form::Form;
use crate::interaction::{Answered, strength, void_mails};
use crate::middleware::Trouble;
use crate::new_passwords::{self, Unfit, words_of};
use crate::visit::{Visit, draw};
use crate::whereabouts;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use latchkey_accounts::{EventKind, normal_form};
use latchkey_authn::Weakness;
use latchkey_authn::throttle::Kind;
use latchkey_base::{Secret, Timestamp};
use latchkey_store::TxError;
use latchkey_ui::mail::Notice;
use latchkey_ui::pages::{
    AccountPasswordPage, AccountPasswordProblem, PasswordDone, PasswordRemoval, Strength,
};

pub(super) const SECTION: &str = "password";

type Refused = (StatusCode, AccountPasswordProblem, Option<Strength>);

/// `GET …/password`.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, request: HttpRequest) -> Answered {
    let member = enter!(visit, SECTION, Need::Fresh);
    let held = Held::read(&member).await?;
    let query = Form::parse(request.query_string().as_bytes());
    let done = PasswordDone::ALL.into_iter().find(|done| query.get("done") == Some(done.name()));
    Ok(page(&member, StatusCode::OK, &held, (true, done), None))
}

/// `POST …/password`.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, form: Form) -> Answered {
    let member = enter!(visit, SECTION, Need::Fresh);
    let held = Held::read(&member).await?;
    let kept = held.password.clone();
    let ends_others = form.get("end_others").is_some();
    let refused = |refused: Refused| {
        let (status, ..) = refused;
        Ok(page(&member, status, &held, (ends_others, None), Some(refused)))
    };
    if !member.sent(&form) {
        return refused((StatusCode::BAD_REQUEST, AccountPasswordProblem::FormTooOld, None));
    }
    let new = form.text("new_password");
    let words = words_of(&member.account);
    if let Err(weakness) = new_passwords::judge(&member.visit, new, &words).await {
        let problem = problem(new, &weakness);
        return refused((StatusCode::UNPROCESSABLE_ENTITY, problem, strength::strength(&weakness)));
    }
    let attempt = match prove(&member, kept.clone(), form.get("current_password")).await? {
        Ok(attempt) => attempt,
        Err((status, problem)) => return refused((status, problem, None)),
    };
    // Security: it tells of former passwords, so it is for whoever knows the present one.
    if let Err(unfit) = new_passwords::compare(&member.visit, new, &member.account).await? {
        cleared(&member, attempt).await?;
        return refused(unlike(new, &unfit));
    }
    let parameters = member.visit.tenant.settings().password.hash;
    let phc = member.visit.app.hashing.hash(Secret::from(new), &parameters).await?;
    if !set(&member, (kept.clone(), phc), attempt, ends_others).await? {
        let problem = AccountPasswordProblem::CurrentWrong;
        return refused((StatusCode::UNPROCESSABLE_ENTITY, problem, None));
    }
    let done = if kept.is_some() { PasswordDone::Changed } else { PasswordDone::Added };
    Ok(member.visit.go(&member.path(&format!("/{SECTION}?done={}", done.name()))))
}

/// What there is to change.
pub(super) struct Held {
    /// The hash of the password.
    pub password: Option<String>,
    /// From when on a passkey of theirs can take its place, if one can.
    passkey_from: Option<Timestamp>,
}

impl Held {
    /// Reads it.
    ///
    /// # Errors
    /// [`Trouble::Unavailable`].
    pub async fn read(member: &Member) -> Result<Self, Trouble> {
        let (id, wait) = (member.account.id, wait(&member.visit));
        let held = member.visit.app.store.read(member.visit.tenant.id(), move |tx| {
            let held = tx.passkeys_of(id)?;
            let passkey_from = held.iter().filter_map(|held| old_from(held, wait)).min();
            Ok::<_, TxError>(Self { password: tx.password_hash(id)?, passkey_from })
        });
        Ok(held.await?)
    }
}

/// The page, with why the password was not removed.
pub(super) fn refused(
    member: &Member,
    held: &Held,
    (status, problem): (StatusCode, AccountPasswordProblem),
) -> Answered {
    Ok(page(member, status, held, (true, None), Some((status, problem, None))))
}

/// Checks the current password. Guesses count as they do at sign-in: a browser that was left
/// alone is no place to find it out.
async fn prove(
    member: &Member,
    kept: Option<String>,
    current: Option<&str>,
) -> Result<Result<Option<Attempt>, (StatusCode, AccountPasswordProblem)>, Trouble> {
    if kept.is_none() {
        return Ok(Ok(None));
    }
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    let Some(current) = current else {
        return Ok(Err((unprocessable, AccountPasswordProblem::CurrentMissing)));
    };
    let (visit, account) = (&member.visit, &member.account);
    let identifier = normal_form(&account.username);
    let tried = Tried {
        kind: Kind::Password,
        identifier: &identifier,
        account: Some(account.id),
        known_browser: visit.known_browser(Some(account.id)),
    };
    let attempt = match attempts::count(visit, tried).await? {
        Counted::Go(attempt) => attempt,
        Counted::Wait(until) => {
            let problem = AccountPasswordProblem::TooManyAttempts { until };
            return Ok(Err((StatusCode::TOO_MANY_REQUESTS, problem)));
        }
    };
    let parameters = visit.tenant.settings().password.hash;
    let verdict = visit.app.hashing.verify(Secret::from(current), kept, &parameters).await?;
    Ok(if verdict.matches && !attempt.is_moot() {
        Ok(Some(attempt))
    } else {
        Err((unprocessable, AccountPasswordProblem::CurrentWrong))
    })
}

/// Sets the password. `false`: the one that was checked has been changed meanwhile.
async fn set(
    member: &Member,
    (checked, phc): (Option<String>, String),
    attempt: Option<Attempt>,
    ends_others: bool,
) -> Result<bool, Trouble> {
    let (visit, account) = (&member.visit, &member.account);
    let (event, notice) = match checked {
        Some(_) => {
            (EventKind::PasswordChanged, Notice::PasswordChanged { others_ended: ends_others })
        }
        None => (EventKind::PasswordAdded, Notice::PasswordAdded),
    };
    let notice = member.letter().map(|letter| letter.notice(&notice)).transpose()?;
    let (id, now, this, events) = (account.id, visit.now, member.session.id, Events::of(visit));
    let (standing, here) = (member.standing(), whereabouts::digests(visit, id));
    let policy = visit.tenant.settings().password.clone();
    let done = visit.app.store.write(visit.tenant.id(), move |tx| {
        if !standing.holds(tx)? || tx.password_hash(id)? != checked {
            return Ok(false);
        }
        attempt.iter().try_for_each(|attempt| attempt.succeeded(tx))?;
        tx.choose_password(id, new_passwords::chosen(&phc, &policy, now), now)?;
        if ends_others {
            for session in tx.sessions_of(id, now)?.iter().filter(|held| held.id != this) {
                tx.end_session(session.id, now)?;
            }
            tx.forget_whereabouts(id, &here)?;
            // Whoever knew the old password may have let an app or a device stay.
            tx.end_authorizations_of(id, now)?;
        }
        void_mails(tx, id)?;
        events.note(tx, id, event)?;
        notice.iter().try_for_each(|notice| notice.put(tx))?;
        Ok::<_, TxError>(true)
    });
    let done = done.await?;
    visit.app.message_queued.notify_one();
    visit.app.session_ended.notify_one();
    Ok(done)
}

/// The present password was right, though the new one is not taken.
async fn cleared(member: &Member, attempt: Option<Attempt>) -> Result<(), Trouble> {
    let Some(attempt) = attempt else { return Ok(()) };
    let store = &member.visit.app.store;
    let cleared = store.write(member.visit.tenant.id(), move |tx| attempt.succeeded(tx)).await;
    cleared.map_err(|error: TxError| error.into())
}

fn unlike(password: &str, unfit: &Unfit) -> Refused {
    match unfit {
        Unfit::Weak(weakness) => {
            (StatusCode::UNPROCESSABLE_ENTITY, problem(password, weakness), None)
        }
        Unfit::Wait(until) => {
            let problem = AccountPasswordProblem::TooManyAttempts { until: *until };
            (StatusCode::TOO_MANY_REQUESTS, problem, None)
        }
    }
}

fn problem(password: &str, weakness: &Weakness) -> AccountPasswordProblem {
    match weakness {
        _ if password.is_empty() => AccountPasswordProblem::Missing,
        Weakness::TooShort { min } => AccountPasswordProblem::TooShort { min: *min },
        Weakness::TooLong { max } => AccountPasswordProblem::TooLong { max: *max },
        Weakness::TooWeak { .. } => AccountPasswordProblem::Weak,
        Weakness::Breached => AccountPasswordProblem::Breached,
        Weakness::UsedBefore => AccountPasswordProblem::UsedBefore,
    }
}

fn page(
    member: &Member,
    status: StatusCode,
    held: &Held,
    (ends_others, done): (bool, Option<PasswordDone>),
    refused: Option<Refused>,
) -> HttpResponse {
    let [home, action, remove] =
        ["", "/password", "/password/remove"].map(|rest| member.path(rest));
    let has_password = held.password.is_some();
    let can_go = has_password && can_do_without(&member.visit);
    let removal = held.passkey_from.filter(|_| can_go).map(|from| match from <= member.visit.now {
        true => PasswordRemoval::Now { action: &remove },
        false => PasswordRemoval::From(from),
    });
    let min_length = member.visit.tenant.settings().password.min_length;
    let strength = refused.as_ref().and_then(|(.., strength)| *strength);
    let problems: Vec<AccountPasswordProblem> =
        refused.iter().map(|(_, problem, _)| *problem).collect();
    member.page(status, |page| {
        draw(&AccountPasswordPage {
            page,
            home_url: &home,
            action: &action,
            username: &member.account.username,
            has_password,
            min_length,
            ends_others,
            strength,
            removal,
            done,
            problems: &problems,
        })
    })
}
