//! `/{group}/account/security/companion-app`: the operator's own app, which asks when somebody signs in.
use super::renewed::{renewed, take_cookie};
use super::security::{Held, SECTION, changed};
use super::set_up::SetUp;
use super::{Member, Need, enter, recovery_codes};
use crate::cookies::CookieToken;
use crate::events::Events;
use crate::factors::{Connecting, NewCompanionApp, TypedRequest, keep_first_codes, lacks_own};
use crate::form::Form;
use crate::interaction::Answered;
use crate::middleware::Trouble;
use crate::visit::{Visit, draw};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use latchkey_accounts::EventKind;
use latchkey_authn::Proof;
use latchkey_outbound::CompanionApp;
use latchkey_store::{SessionEnds, TxError};
use latchkey_ui::mail::Notice;
use latchkey_ui::pages::{
    CodeProblem, CompanionAppPage, CompanionSteps, SecurityChange, SentBy, VerifyEmailPage,
    VerifyEmailProblem,
};

/// `GET …/security/companion-app`: the code, if a request was sent, else the steps. `?steps` asks for them again.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, request: HttpRequest) -> Answered {
    let member = enter!(visit, SECTION, Need::Fresh);
    let Some(app) = asked(&member).await? else { return Ok(home(&member)) };
    let connecting = new(&member, app).waiting().await?;
    let query = Form::parse(request.query_string().as_bytes());
    let wants_steps = query.get("steps").is_some();
    Ok(match connecting {
        Some(held) if held.is_asked() && !wants_steps => {
            let told: (bool, &[VerifyEmailProblem]) = (query.get("again").is_some(), &[]);
            code_page(&member, StatusCode::OK, app, told)
        }
        held => page(&member, StatusCode::OK, (app, held.as_ref()), &[]),
    })
}

/// `POST …/security/companion-app`: tells the app's service of the account.
///
/// # Errors
/// [`Trouble`].
pub async fn begin(visit: Visit, form: Form) -> Answered {
    let member = enter!(visit, SECTION, Need::Fresh);
    let Some(app) = asked(&member).await? else { return Ok(home(&member)) };
    if !member.sent(&form) {
        let problems = [CodeProblem::FormTooOld];
        return Ok(page(&member, StatusCode::BAD_REQUEST, (app, None), &problems));
    }
    Ok(match new(&member, app).begin().await? {
        Ok(()) => member.visit.go(&member.path("/security/companion-app")),
        Err(why) => page(&member, why.status(), (app, None), &[why.among_steps()]),
    })
}

/// `POST …/security/companion-app/send`: sends a request; the one before becomes void.
///
/// # Errors
/// [`Trouble`].
pub async fn send(visit: Visit, form: Form) -> Answered {
    let member = enter!(visit, SECTION, Need::Fresh);
    let Some(app) = asked(&member).await? else { return Ok(home(&member)) };
    let new = new(&member, app);
    let Some(held) = new.waiting().await?.filter(|_| member.sent(&form)) else {
        return Ok(member.visit.go(&member.path("/security/companion-app")));
    };
    Ok(match new.send(&held).await? {
        Ok(()) if held.is_asked() => {
            member.visit.go(&member.path("/security/companion-app?again=yes"))
        }
        Ok(()) => member.visit.go(&member.path("/security/companion-app")),
        Err(why) if held.is_asked() => {
            code_page(&member, why.status(), app, (false, &[why.at_code()]))
        }
        Err(why) => page(&member, why.status(), (app, Some(&held)), &[why.among_steps()]),
    })
}

/// `POST …/security/companion-app/confirm`: the code.
///
/// # Errors
/// [`Trouble`].
pub async fn confirm(visit: Visit, form: Form) -> Answered {
    let member = enter!(visit, SECTION, Need::Fresh);
    let Some(app) = asked(&member).await? else { return Ok(home(&member)) };
    let new = new(&member, app);
    let Some(held) = new.waiting().await?.filter(Connecting::is_asked) else {
        return Ok(member.visit.go(&member.path("/security/companion-app")));
    };
    let refused = |status, problem| Ok(code_page(&member, status, app, (false, &[problem])));
    if !member.sent(&form) {
        return refused(StatusCode::BAD_REQUEST, VerifyEmailProblem::FormTooOld);
    }
    let (unprocessable, code) = (StatusCode::UNPROCESSABLE_ENTITY, form.code());
    if code.is_empty() {
        return refused(unprocessable, VerifyEmailProblem::AppMissing);
    }
    match new.typed(&held, &code).await? {
        Err(why) => refused(why.status(), why.at_code()),
        Ok(typed) => match set_up(&member, typed, app.name()).await? {
            Kept::Wrong => refused(unprocessable, VerifyEmailProblem::AppWrong),
            Kept::Over => Ok(home(&member)),
            Kept::Yes(answer) => Ok(answer),
        },
    }
}

/// What came of a code.
enum Kept<T> {
    /// It was not the one.
    Wrong,
    /// Another tab was faster, or nobody is signed in any more.
    Over,
    /// The app is kept.
    Yes(T),
}

/// Keeps the app, and makes recovery codes if it is the first thing that they stand in for. Its owner hears of it by
/// mail.
async fn set_up(
    member: &Member,
    typed: TypedRequest,
    app: &str,
) -> Result<Kept<HttpResponse>, Trouble> {
    let (visit, id, now) = (&member.visit, member.account.id, member.visit.now);
    let notice = Notice::CompanionAppAdded { app };
    let notice = member.letter().map(|letter| letter.notice(&notice)).transpose()?;
    let (standing, events, session) = (member.standing(), Events::of(visit), renewed(member));
    let (account, shown) = (member.account.clone(), member.session.proofs.clone());
    let (codes, app, policy) = (SetUp::new(member), app.to_owned(), visit.factor_policy());
    let (record, digests) = recovery_codes::first(member, (&codes, SecurityChange::CompanionAdded));
    let kept = visit.app.store.write(visit.tenant.id(), move |tx| {
        if !standing.holds(tx)? || tx.companion_app(id)?.is_some() {
            return Ok(Kept::Over);
        }
        // Security: asking the service takes a while, in which the owner may have set something up elsewhere.
        if lacks_own(tx, (&account, &shown), &policy)? {
            return Ok(Kept::Over);
        }
        if !typed.keep(tx)? {
            return Ok(Kept::Wrong);
        }
        events.note_about(tx, id, (EventKind::CompanionAppAdded, &app))?;
        let shows_codes = keep_first_codes(tx, id, &digests, &events, now)?;
        if shows_codes {
            tx.insert_interaction(&record)?;
        }
        notice.iter().try_for_each(|notice| notice.put(tx))?;
        let ends = SessionEnds { shown: &[Proof::CompanionApp], except: Some(standing.session) };
        tx.end_sessions_with(id, &ends, now)?;
        let cookie = session.with(tx, Proof::CompanionApp)?;
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
        changed(member, SecurityChange::CompanionAdded)
    };
    take_cookie(member, &cookie, &mut answer)?;
    Ok(Kept::Yes(answer))
}

/// The app, where the person may have it and has not set it up.
///
/// # Errors
/// [`Trouble::Unavailable`].
async fn asked(member: &Member) -> Result<Option<&CompanionApp>, Trouble> {
    let app = member.visit.app.companion_app.as_ref();
    let app = app.filter(|_| member.rules().allowed.contains(&Proof::CompanionApp));
    let has_it = Held::read(member).await?.companion_app.is_some();
    Ok(app.filter(|_| !has_it))
}

fn home(member: &Member) -> HttpResponse {
    member.visit.go(&member.path("/security"))
}

fn new<'a>(member: &'a Member, app: &'a CompanionApp) -> NewCompanionApp<'a> {
    let place = member.session.id.to_string();
    NewCompanionApp { visit: &member.visit, account: &member.account, app, place }
}

fn page(
    member: &Member,
    status: StatusCode,
    (app, held): (&CompanionApp, Option<&Connecting>),
    problems: &[CodeProblem],
) -> HttpResponse {
    let (begin, back) = (member.path("/security/companion-app"), member.path("/security"));
    let action = if held.is_some() { format!("{begin}/send") } else { begin };
    let screen = held.map(|held| app.screen(&held.bound(&member.visit.app)).to_string());
    let steps = |screen| CompanionSteps { screen, instructions: app.instructions() };
    member.page(status, |page| {
        draw(&CompanionAppPage {
            page,
            app: app.name(),
            action: &action,
            cancel_action: None,
            back_url: Some(&back),
            instead: &[],
            steps: screen.as_deref().map(steps),
            problems,
        })
    })
}

fn code_page(
    member: &Member,
    status: StatusCode,
    app: &CompanionApp,
    (sent_again, problems): (bool, &[VerifyEmailProblem]),
) -> HttpResponse {
    let paths = ["/confirm", "/send", "?steps=yes"];
    let [action, resend, steps] =
        &paths.map(|rest| member.path(&format!("/security/companion-app{rest}")));
    member.page(status, |page| {
        draw(&VerifyEmailPage {
            page,
            by: SentBy::CompanionApp,
            action,
            resend_action: resend,
            cancel_action: None,
            change_url: Some(steps),
            address: app.name(),
            sent_again,
            problems,
        })
    })
}
