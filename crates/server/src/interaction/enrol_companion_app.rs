//! "Set up Hearth": the companion app, where a sign-in takes two factors and the person has one.
use super::proven::{Act, Proven, proven};
use super::{Answered, Pass, PassPath, UnderWay, enter, recovery_codes, second};
use crate::events::Events;
use crate::factors::{
    CompanionProblem, Connecting, NewCompanionApp, TypedRequest, keep_first_codes,
};
use crate::form::Form;
use crate::middleware::Trouble;
use crate::visit::{Visit, draw};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use latchkey_accounts::EventKind;
use latchkey_authn::Proof;
use latchkey_outbound::CompanionApp;
use latchkey_ui::mail::Notice;
use latchkey_ui::pages::{
    CodeProblem, CompanionAppPage, CompanionSteps, SentBy, VerifyEmailPage, VerifyEmailProblem,
};
use std::sync::Arc;

/// `GET …/enrol/companion-app`: the code, if a request was sent, else the steps. `?steps` asks for them again.
///
/// # Errors
/// [`Trouble`].
pub async fn show(visit: Visit, path: PassPath, request: HttpRequest) -> Answered {
    let pass = enter!(visit, path);
    let Some((who, app)) = asked(&pass) else { return Ok(pass.go_on()) };
    let connecting = new(&pass, who, app).waiting().await?;
    let query = Form::parse(request.query_string().as_bytes());
    let wants_steps = query.get("steps").is_some();
    Ok(match connecting {
        Some(held) if held.is_asked() && !wants_steps => {
            let told: (bool, &[VerifyEmailProblem]) = (query.get("again").is_some(), &[]);
            code_page(&pass, StatusCode::OK, app, told)
        }
        held => page(&pass, StatusCode::OK, (app, held.as_ref()), &[]),
    })
}

/// `POST …/enrol/companion-app`: tells the app's service of the account.
///
/// # Errors
/// [`Trouble`].
pub async fn begin(visit: Visit, path: PassPath, form: Form) -> Answered {
    let pass = enter!(visit, path);
    let Some((who, app)) = asked(&pass) else { return Ok(pass.go_on()) };
    if !pass.sent(&form) {
        let problems = [CodeProblem::FormTooOld];
        return Ok(page(&pass, StatusCode::BAD_REQUEST, (app, None), &problems));
    }
    Ok(match new(&pass, who, app).begin().await? {
        Ok(()) => pass.visit.go(&pass.path("enrol/companion-app")),
        Err(why) => page(&pass, why.status(), (app, None), &[why.among_steps()]),
    })
}

/// `POST …/enrol/companion-app/send`: sends a request; the one before becomes void.
///
/// # Errors
/// [`Trouble`].
pub async fn send(visit: Visit, path: PassPath, form: Form) -> Answered {
    let pass = enter!(visit, path);
    let Some((who, app)) = asked(&pass) else { return Ok(pass.go_on()) };
    let new = new(&pass, who, app);
    let Some(held) = new.waiting().await?.filter(|_| pass.sent(&form)) else {
        return Ok(pass.visit.go(&pass.path("enrol/companion-app")));
    };
    Ok(match new.send(&held).await? {
        Ok(()) if held.is_asked() => pass.visit.go(&pass.path("enrol/companion-app?again=yes")),
        Ok(()) => pass.visit.go(&pass.path("enrol/companion-app")),
        Err(why) if held.is_asked() => {
            code_page(&pass, why.status(), app, (false, &[why.at_code()]))
        }
        Err(why) => page(&pass, why.status(), (app, Some(&held)), &[why.among_steps()]),
    })
}

/// `POST …/enrol/companion-app/confirm`: the code.
///
/// # Errors
/// [`Trouble`].
pub async fn confirm(visit: Visit, path: PassPath, form: Form) -> Answered {
    let mut pass = enter!(visit, path);
    let Some((who, app)) = asked(&pass) else { return Ok(pass.go_on()) };
    let new = new(&pass, who, app);
    let Some(held) = new.waiting().await?.filter(Connecting::is_asked) else {
        return Ok(pass.visit.go(&pass.path("enrol/companion-app")));
    };
    let refused = |status, problem| Ok(code_page(&pass, status, app, (false, &[problem])));
    if !pass.sent(&form) {
        return refused(StatusCode::BAD_REQUEST, VerifyEmailProblem::FormTooOld);
    }
    let code = form.code();
    if code.is_empty() {
        return refused(StatusCode::UNPROCESSABLE_ENTITY, VerifyEmailProblem::AppMissing);
    }
    let typed = match new.typed(&held, &code).await? {
        Ok(typed) => typed,
        Err(why) => return refused(why.status(), why.at_code()),
    };
    let (who, name) = (who.clone(), app.name().to_owned());
    let act = set_up(&mut pass, &who, (typed, name))?;
    let account = who.account;
    let by = Proven { account, proof: Proof::CompanionApp, attempt: None, password: None, act };
    let shared = pass.visit.app.clone();
    let answer = proven(pass, by).await?.or_else(|pass| {
        let why = CompanionProblem::Wrong;
        let Some((_, app)) = asked(&pass) else { return Ok(pass.go_on()) };
        Ok(code_page(&pass, why.status(), app, (false, &[why.at_code()])))
    });
    shared.message_queued.notify_one();
    answer
}

/// Keeps the app, makes recovery codes where there are none, and says so by mail. Not if another page has set one up
/// meanwhile.
fn set_up(
    pass: &mut Pass,
    who: &UnderWay,
    (typed, app): (TypedRequest, String),
) -> Result<Act, Trouble> {
    let (id, now, events) = (who.account.id, pass.visit.now, Events::of(&pass.visit));
    let enrolment = second::Enrolment::of(pass, &who.account, Proof::CompanionApp);
    let notice = Notice::CompanionAppAdded { app: &app };
    let letter = second::letter(pass, &who.account);
    let message = letter.map(|letter| letter.notice(&notice)).transpose()?;
    let codes = match who.codes_left {
        0 => recovery_codes::make_first(pass, &who.account),
        _ => Vec::new(),
    };
    Ok(Arc::new(move |tx| {
        // A list that is shown is the one that is kept. What is typed is taken last: it sets the app up.
        let has_codes = !codes.is_empty() && tx.recovery_codes_left(id)? > 0;
        if has_codes || !enrolment.is_due(tx)? || !typed.keep(tx)? {
            return Ok(false);
        }
        events.note_about(tx, id, (EventKind::CompanionAppAdded, &app))?;
        keep_first_codes(tx, id, &codes, &events, now)?;
        message.iter().try_for_each(|message| message.put(tx))?;
        Ok(true)
    }))
}

/// Who has to set something up, if the app is a way.
fn asked(pass: &Pass) -> Option<(&UnderWay, &CompanionApp)> {
    let app = pass.visit.app.companion_app.as_ref()?;
    let who = second::under_way(pass).filter(|_| second::enrols(pass, Proof::CompanionApp))?;
    Some((who, app))
}

fn new<'a>(pass: &'a Pass, who: &'a UnderWay, app: &'a CompanionApp) -> NewCompanionApp<'a> {
    NewCompanionApp { visit: &pass.visit, account: &who.account, app, place: pass.id().to_string() }
}

fn page(
    pass: &Pass,
    status: StatusCode,
    (app, held): (&CompanionApp, Option<&Connecting>),
    problems: &[CodeProblem],
) -> HttpResponse {
    let (begin, cancel) = (pass.path("enrol/companion-app"), pass.path("abort"));
    let action = if held.is_some() { format!("{begin}/send") } else { begin };
    let others = second::set_up_instead(pass, Proof::CompanionApp);
    let screen = held.map(|held| app.screen(&held.bound(&pass.visit.app)).to_string());
    let steps = |screen| CompanionSteps { screen, instructions: app.instructions() };
    pass.page(status, |page| {
        draw(&CompanionAppPage {
            page,
            app: app.name(),
            action: &action,
            cancel_action: Some(&cancel),
            back_url: None,
            instead: &second::instead(&others),
            steps: screen.as_deref().map(steps),
            problems,
        })
    })
}

fn code_page(
    pass: &Pass,
    status: StatusCode,
    app: &CompanionApp,
    (sent_again, problems): (bool, &[VerifyEmailProblem]),
) -> HttpResponse {
    let paths = ["/confirm", "/send", "?steps=yes"];
    let [action, resend, steps] =
        &paths.map(|rest| pass.path(&format!("enrol/companion-app{rest}")));
    let cancel = pass.path("abort");
    pass.page(status, |page| {
        draw(&VerifyEmailPage {
            page,
            by: SentBy::CompanionApp,
            action,
            resend_action: resend,
            cancel_action: Some(&cancel),
            change_url: Some(steps),
            address: app.name(),
            sent_again,
            problems,
        })
    })
}
