//! `/{group}/account/security/sms`: a number to which codes are texted, perhaps in the place of another.
use super::renewed::{renewed, take_cookie};
use super::security::{Held, SECTION, changed};
use super::set_up::SetUp;
use super::{Member, Need, enter, recovery_codes};
use crate::cookies::CookieToken;
use crate::events::Events;
use crate::factors::keep_first_codes;
use crate::factors::sms::{NewPhone, TypedCode, keep};
use crate::form::Form;
use crate::interaction::Answered;
use crate::interaction::enrol_sms::number;
use crate::middleware::Trouble;
use crate::visit::{Visit, draw};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use latchkey_accounts::{EventKind, masked_number};
use latchkey_authn::Proof;
use latchkey_store::{SessionEnds, TxError};
use latchkey_ui::mail::Notice;
use latchkey_ui::pages::{
    PhoneNumberPage, PhoneNumberProblem, SecurityChange, SentBy, VerifyEmailPage,
    VerifyEmailProblem,
};

/// `GET …/security/sms`: the code, if one was texted, else the number. `?change` asks for another one.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, request: HttpRequest) -> Answered {
    let member = enter!(visit, SECTION, Need::Fresh);
    if !is_wanted(&member) {
        return Ok(member.visit.go(&member.path("/security")));
    }
    let query = Form::parse(request.query_string().as_bytes());
    if query.get("change").is_none()
        && let Some(number) = new(&member).waiting().await?
    {
        let told: (bool, &[VerifyEmailProblem]) = (query.get("again").is_some(), &[]);
        return Ok(code_page(&member, StatusCode::OK, &number, told));
    }
    Ok(page(&member, StatusCode::OK, "", &[]))
}

/// `POST …/security/sms`: texts a code to a number.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, form: Form) -> Answered {
    let member = enter!(visit, SECTION, Need::Fresh);
    if !is_wanted(&member) {
        return Ok(member.visit.go(&member.path("/security")));
    }
    let typed = form.text("phone").trim();
    let refused = |status, problem| Ok(page(&member, status, typed, &[problem]));
    if !member.sent(&form) {
        return refused(StatusCode::BAD_REQUEST, PhoneNumberProblem::FormTooOld);
    }
    let number = match number(&member.visit, typed) {
        Ok(number) => number,
        Err(problem) => return refused(StatusCode::UNPROCESSABLE_ENTITY, problem),
    };
    if let Err(until) = new(&member).send(&number).await? {
        return refused(StatusCode::TOO_MANY_REQUESTS, PhoneNumberProblem::TooOften { until });
    }
    Ok(member.visit.go(&member.path("/security/sms")))
}

/// `POST …/security/sms/again`: texts another code; the one before becomes void.
///
/// # Errors
/// [`Trouble`].
pub async fn again(visit: Visit, form: Form) -> Answered {
    let member = enter!(visit, SECTION, Need::Fresh);
    let new = new(&member);
    let waiting = new.waiting().await?.filter(|_| member.sent(&form) && is_wanted(&member));
    let Some(number) = waiting else {
        return Ok(member.visit.go(&member.path("/security/sms")));
    };
    let Err(until) = new.send(&number).await? else {
        return Ok(member.visit.go(&member.path("/security/sms?again=yes")));
    };
    let problems = [VerifyEmailProblem::ResentTooOften { until }];
    Ok(code_page(&member, StatusCode::TOO_MANY_REQUESTS, &number, (false, &problems)))
}

/// `POST …/security/sms/confirm`: the code.
///
/// # Errors
/// [`Trouble`].
pub async fn confirm(visit: Visit, form: Form) -> Answered {
    let member = enter!(visit, SECTION, Need::Fresh);
    let new = new(&member);
    let Some(number) = new.waiting().await?.filter(|_| is_wanted(&member)) else {
        return Ok(member.visit.go(&member.path("/security/sms")));
    };
    let refused =
        |status, problem| Ok(code_page(&member, status, &number, (false, &[problem][..])));
    if !member.sent(&form) {
        return refused(StatusCode::BAD_REQUEST, VerifyEmailProblem::FormTooOld);
    }
    let (unprocessable, code) = (StatusCode::UNPROCESSABLE_ENTITY, form.code());
    if code.is_empty() {
        return refused(unprocessable, VerifyEmailProblem::TextMissing);
    }
    match new.count().await? {
        Ok(attempt) if !attempt.is_moot() => {}
        Ok(_) => return refused(unprocessable, VerifyEmailProblem::TextWrong),
        Err(until) => {
            let problem = VerifyEmailProblem::TooManyAttempts { until };
            return refused(StatusCode::TOO_MANY_REQUESTS, problem);
        }
    }
    match set_up(&member, new.typed(&code), &number).await? {
        Kept::Wrong => refused(unprocessable, VerifyEmailProblem::TextWrong),
        Kept::Over => Ok(member.visit.go(&member.path("/security"))),
        Kept::Yes(answer) => Ok(answer),
    }
}

/// What came of a code.
enum Kept<T> {
    /// It was not the one.
    Wrong,
    /// Another tab was faster, or nobody is signed in any more.
    Over,
    /// The number is kept.
    Yes(T),
}

/// Keeps the number, and makes recovery codes if it is the first thing that they stand in for. Its owner
/// hears of it by mail.
///
/// Security: what was shown with the last number is worth nothing any more: other sessions in which it
/// was shown end.
async fn set_up(
    member: &Member,
    typed: TypedCode,
    number: &str,
) -> Result<Kept<HttpResponse>, Trouble> {
    let (visit, id, now) = (&member.visit, member.account.id, member.visit.now);
    let replaces = Held::read(member).await?.phone.is_some();
    let (masked, number) = (masked_number(number), number.to_owned());
    let notice = Notice::SmsAdded { number: &masked, replaces };
    let notice = member.letter().map(|letter| letter.notice(&notice)).transpose()?;
    let (standing, events, session) = (member.standing(), Events::of(visit), renewed(member));
    let codes = SetUp::new(member);
    let (record, digests) = recovery_codes::first(member, (&codes, SecurityChange::SmsAdded));
    let kept = visit.app.store.write(visit.tenant.id(), move |tx| {
        if !standing.holds(tx)? {
            return Ok(Kept::Over);
        }
        let Some(shown) = typed.take(tx)? else { return Ok(Kept::Wrong) };
        if shown != number || tx.phone(id)?.is_some() != replaces {
            return Ok(Kept::Over);
        }
        keep(tx, id, &number, now)?;
        events.note_about(tx, id, (EventKind::SmsAdded, &masked))?;
        let shows_codes = keep_first_codes(tx, id, &digests, &events, now)?;
        if shows_codes {
            tx.insert_interaction(&record)?;
        }
        notice.iter().try_for_each(|notice| notice.put(tx))?;
        let ends = SessionEnds { shown: &[Proof::Sms], except: Some(standing.session) };
        tx.end_sessions_with(id, &ends, now)?;
        let cookie = session.with(tx, Proof::Sms)?;
        Ok(cookie.map_or(Kept::Over, |cookie| Kept::Yes((cookie, shows_codes))))
    });
    let kept: Result<Kept<(CookieToken, bool)>, TxError> = kept.await;
    let (cookie, shows_codes) = match kept? {
        Kept::Yes(kept) => kept,
        Kept::Wrong => return Ok(Kept::Wrong),
        Kept::Over => return Ok(Kept::Over),
    };
    visit.app.session_ended.notify_one();
    visit.app.message_queued.notify_one();
    let mut answer = if shows_codes {
        recovery_codes::go_to(member, &codes)
    } else {
        changed(member, SecurityChange::SmsAdded)
    };
    take_cookie(member, &cookie, &mut answer)?;
    Ok(Kept::Yes(answer))
}

fn is_wanted(member: &Member) -> bool {
    member.rules().allowed.contains(&Proof::Sms)
}

fn new(member: &Member) -> NewPhone<'_> {
    let place = member.session.id.to_string();
    NewPhone { visit: &member.visit, account: &member.account, place }
}

fn page(
    member: &Member,
    status: StatusCode,
    typed: &str,
    problems: &[PhoneNumberProblem],
) -> HttpResponse {
    let (action, back) = (member.path("/security/sms"), member.path("/security"));
    member.page(status, |page| {
        draw(&PhoneNumberPage {
            page,
            action: &action,
            cancel_action: None,
            back_url: Some(&back),
            instead: &[],
            number: typed,
            problems,
        })
    })
}

fn code_page(
    member: &Member,
    status: StatusCode,
    number: &str,
    (sent_again, problems): (bool, &[VerifyEmailProblem]),
) -> HttpResponse {
    let paths = ["/confirm", "/again", "?change=yes"];
    let [action, resend, change] = &paths.map(|rest| member.path(&format!("/security/sms{rest}")));
    member.page(status, |page| {
        draw(&VerifyEmailPage {
            page,
            by: SentBy::Sms,
            action,
            resend_action: resend,
            cancel_action: None,
            change_url: Some(change),
            address: number,
            sent_again,
            problems,
        })
    })
}
