//! "Get codes by text message": a number, where a sign-in takes two factors and the person has one.
use super::proven::{Act, Proven, proven};
use super::{Answered, Pass, PassPath, UnderWay, enter, recovery_codes, second};
use crate::events::Events;
use crate::factors::sms::{NewPhone, TypedCode, keep};
use crate::factors::{keep_first_codes, sms};
use crate::form::Form;
use crate::middleware::Trouble;
use crate::visit::{Visit, draw};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use latchkey_accounts::{EventKind, PhoneProblem, masked_number, phone_number};
use latchkey_authn::Proof;
use latchkey_ui::mail::Notice;
use latchkey_ui::pages::{
    PhoneNumberPage, PhoneNumberProblem, SentBy, VerifyEmailPage, VerifyEmailProblem,
};
use std::sync::Arc;

/// `GET …/enrol/sms`: the code, if one was texted, else the number. `?change` asks for another one.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, path: PassPath, request: HttpRequest) -> Answered {
    let pass = enter!(visit, path);
    let Some(who) = asked(&pass) else { return Ok(pass.go_on()) };
    let query = Form::parse(request.query_string().as_bytes());
    if query.get("change").is_none()
        && let Some(number) = new(&pass, who).waiting().await?
    {
        let told: (bool, &[VerifyEmailProblem]) = (query.get("again").is_some(), &[]);
        return Ok(code_page(&pass, StatusCode::OK, &number, told));
    }
    Ok(page(&pass, StatusCode::OK, "", &[]))
}

/// `POST …/enrol/sms`: texts a code to a number.
///
/// # Errors
/// [`Trouble`].
pub async fn submit(visit: Visit, path: PassPath, form: Form) -> Answered {
    let pass = enter!(visit, path);
    let Some(who) = asked(&pass) else { return Ok(pass.go_on()) };
    let typed = form.text("phone").trim();
    let refused = |status, problem| Ok(page(&pass, status, typed, &[problem]));
    if !pass.sent(&form) {
        return refused(StatusCode::BAD_REQUEST, PhoneNumberProblem::FormTooOld);
    }
    let number = match number(&pass.visit, typed) {
        Ok(number) => number,
        Err(problem) => return refused(StatusCode::UNPROCESSABLE_ENTITY, problem),
    };
    if let Err(until) = new(&pass, who).send(&number).await? {
        return refused(StatusCode::TOO_MANY_REQUESTS, PhoneNumberProblem::TooOften { until });
    }
    Ok(pass.visit.go(&pass.path("enrol/sms")))
}

/// The number that was typed, or what is wrong with it in the words of the form.
pub fn number(visit: &Visit, typed: &str) -> Result<String, PhoneNumberProblem> {
    let number = phone_number(typed).map_err(|problem| match problem {
        PhoneProblem::Missing => PhoneNumberProblem::Missing,
        PhoneProblem::NoCountry => PhoneNumberProblem::NoCountry,
        PhoneProblem::Malformed => PhoneNumberProblem::Malformed,
    })?;
    let is_texted = visit.tenant.settings().factors.texts_to(&number);
    if is_texted { Ok(number) } else { Err(PhoneNumberProblem::Elsewhere) }
}

/// `POST …/enrol/sms/again`: texts another code; the one before becomes void.
///
/// # Errors
/// [`Trouble`].
pub async fn again(visit: Visit, path: PassPath, form: Form) -> Answered {
    let pass = enter!(visit, path);
    let Some(who) = asked(&pass) else { return Ok(pass.go_on()) };
    let new = new(&pass, who);
    let Some(number) = new.waiting().await?.filter(|_| pass.sent(&form)) else {
        return Ok(pass.visit.go(&pass.path("enrol/sms")));
    };
    let Err(until) = new.send(&number).await? else {
        return Ok(pass.visit.go(&pass.path("enrol/sms?again=yes")));
    };
    let problems = [VerifyEmailProblem::ResentTooOften { until }];
    Ok(code_page(&pass, StatusCode::TOO_MANY_REQUESTS, &number, (false, &problems)))
}

/// `POST …/enrol/sms/confirm`: the code.
///
/// # Errors
/// [`Trouble`].
pub async fn confirm(visit: Visit, path: PassPath, form: Form) -> Answered {
    let mut pass = enter!(visit, path);
    let Some(who) = asked(&pass).cloned() else { return Ok(pass.go_on()) };
    let Some(number) = new(&pass, &who).waiting().await? else {
        return Ok(pass.visit.go(&pass.path("enrol/sms")));
    };
    let refused =
        |pass: &Pass, status, problem| Ok(code_page(pass, status, &number, (false, &[problem])));
    if !pass.sent(&form) {
        return refused(&pass, StatusCode::BAD_REQUEST, VerifyEmailProblem::FormTooOld);
    }
    let (unprocessable, code) = (StatusCode::UNPROCESSABLE_ENTITY, form.code());
    if code.is_empty() {
        return refused(&pass, unprocessable, VerifyEmailProblem::TextMissing);
    }
    match new(&pass, &who).count().await? {
        Ok(attempt) if !attempt.is_moot() => {}
        Ok(_) => return refused(&pass, unprocessable, VerifyEmailProblem::TextWrong),
        Err(until) => {
            let problem = VerifyEmailProblem::TooManyAttempts { until };
            return refused(&pass, StatusCode::TOO_MANY_REQUESTS, problem);
        }
    }
    let typed = new(&pass, &who).typed(&code);
    let act = set_up(&mut pass, &who, (typed, &number))?;
    let account = who.account;
    let by = Proven { account, proof: Proof::Sms, attempt: None, password: None, act };
    let app = pass.visit.app.clone();
    let answer = proven(pass, by)
        .await?
        .or_else(|pass| refused(&pass, unprocessable, VerifyEmailProblem::TextWrong));
    app.message_queued.notify_one();
    answer
}

/// Keeps the number, makes recovery codes where there are none, and says so by mail. Not if another
/// page has set one up meanwhile.
fn set_up(
    pass: &mut Pass,
    who: &UnderWay,
    (typed, number): (TypedCode, &str),
) -> Result<Act, Trouble> {
    let (id, now, events) = (who.account.id, pass.visit.now, Events::of(&pass.visit));
    let enrolment = second::Enrolment::of(pass, &who.account, Proof::Sms);
    let (masked, number) = (masked_number(number), number.to_owned());
    let notice = Notice::SmsAdded { number: &masked, replaces: false };
    let letter = second::letter(pass, &who.account);
    let message = letter.map(|letter| letter.notice(&notice)).transpose()?;
    let codes = match who.codes_left {
        0 => recovery_codes::make_first(pass, &who.account),
        _ => Vec::new(),
    };
    Ok(Arc::new(move |tx| {
        if typed.take(tx)?.as_ref() != Some(&number) || !enrolment.is_due(tx)? {
            return Ok(false);
        }
        // A list that is shown is the one that is kept.
        if !codes.is_empty() && tx.recovery_codes_left(id)? > 0 {
            return Ok(false);
        }
        keep(tx, id, &number, now)?;
        events.note_about(tx, id, (EventKind::SmsAdded, &masked))?;
        keep_first_codes(tx, id, &codes, &events, now)?;
        message.iter().try_for_each(|message| message.put(tx))?;
        Ok(true)
    }))
}

/// Who has to set something up, if a number is a way.
fn asked(pass: &Pass) -> Option<&UnderWay> {
    second::under_way(pass).filter(|_| second::enrols(pass, Proof::Sms))
}

fn new<'a>(pass: &'a Pass, who: &'a UnderWay) -> sms::NewPhone<'a> {
    NewPhone { visit: &pass.visit, account: &who.account, place: pass.id().to_string() }
}

fn page(
    pass: &Pass,
    status: StatusCode,
    typed: &str,
    problems: &[PhoneNumberProblem],
) -> HttpResponse {
    let (action, cancel) = (pass.path("enrol/sms"), pass.path("abort"));
    let others = second::set_up_instead(pass, Proof::Sms);
    pass.page(status, |page| {
        draw(&PhoneNumberPage {
            page,
            action: &action,
            cancel_action: Some(&cancel),
            back_url: None,
            instead: &second::instead(&others),
            number: typed,
            problems,
        })
    })
}

fn code_page(
    pass: &Pass,
    status: StatusCode,
    number: &str,
    (sent_again, problems): (bool, &[VerifyEmailProblem]),
) -> HttpResponse {
    let paths = ["enrol/sms/confirm", "enrol/sms/again", "enrol/sms?change=yes", "abort"];
    let [action, resend, change, cancel] = &paths.map(|step| pass.path(step));
    pass.page(status, |page| {
        draw(&VerifyEmailPage {
            page,
            by: SentBy::Sms,
            action,
            resend_action: resend,
            cancel_action: Some(cancel),
            change_url: Some(change),
            address: number,
            sent_again,
            problems,
        })
    })
}
