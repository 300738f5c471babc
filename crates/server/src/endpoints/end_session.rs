//! `/{group}/session/end`: signing out (OIDC RP-Initiated Logout §2).
use crate::form::Form;
use crate::interaction::{Answered, SignedIn, app_view, people_here, person, refused};
use crate::middleware::Trouble;
use crate::posted;
use crate::visit::{Look, Visit, draw};
use actix_web::http::StatusCode;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use latchkey_base::{Reference, SessionId};
use latchkey_oidc::authorize::{BrowserSession, Refusal};
use latchkey_oidc::explain::MessageFinding;
use latchkey_oidc::logout::{self, LogoutDecision, LogoutRefusal, SignOut};
use latchkey_oidc::{Client, Param, Params};
use latchkey_store::{LoggedOut, TxError};
use latchkey_ui::pages::{Choice, SignOutPage};
use std::sync::Arc;

mod noted;
mod signed_out;

use noted::Ending;
use signed_out::End;

/// The purpose of the confirmation's CSRF token.
const PURPOSE: &str = "end_session";
/// Carried on in the place of what was posted and cannot stand in an address: it cannot be read either.
const UNREADABLE: &str = "%FF";

/// `POST`: the same by GET, for the reason given at the authorization endpoint.
///
/// # Errors
/// [`Trouble`].
pub async fn post(visit: Visit, body: Bytes) -> Answered {
    let form = std::str::from_utf8(&body).ok();
    let form = form.filter(|form| form.bytes().all(|octet| octet.is_ascii_graphic()));
    let place = ("end_session", "/session/end");
    posted::carry_on(visit, place, form.unwrap_or(UNREADABLE)).await
}

/// `GET`: asks, or signs out at once where there is nothing to ask.
///
/// # Errors
/// [`Trouble`].
pub async fn get(visit: Visit, request: HttpRequest) -> Answered {
    let wish = Wish::read(visit, request.query_string().to_owned()).await?;
    match wish.decision.clone() {
        LogoutDecision::SignOut(then) => wish.sign_out(then).await,
        LogoutDecision::Ask { problem: Some(refusal), .. } if wish.people.is_empty() => {
            Ok(wish.refused(refusal))
        }
        LogoutDecision::Ask { then, problem } => {
            // Whoever made the app sees no more than that nobody comes back.
            let reference = problem.map(|refusal| wish.known(refusal));
            Ok(wish.ask(&then, reference))
        }
    }
}

/// `POST …/confirm`: yes. The parameters are judged again, the form only says who.
///
/// # Errors
/// [`Trouble`].
pub async fn confirm(visit: Visit, request: HttpRequest, form: Form) -> Answered {
    let wish = Wish::read(visit, request.query_string().to_owned()).await?;
    if !wish.visit.sent(&form, PURPOSE) {
        return Ok(wish.visit.go(&wish.path("")));
    }
    let (LogoutDecision::Ask { then, .. } | LogoutDecision::SignOut(then)) = wish.decision.clone();
    let chosen: Option<SessionId> = form.get("session").and_then(|id| id.parse().ok());
    let everybody = form.get("session") == Some("all");
    let here: Vec<SessionId> = wish.people.iter().map(|person| person.session.session).collect();
    let sessions = match chosen.filter(|id| here.contains(id)) {
        Some(one) => vec![one],
        None if everybody => here,
        None => then.sessions,
    };
    wish.sign_out(SignOut { sessions, ..then }).await
}

/// `POST …/cancel`: no.
///
/// # Errors
/// [`Trouble`].
pub async fn cancel(visit: Visit, request: HttpRequest) -> Answered {
    let wish = Wish::read(visit, request.query_string().to_owned()).await?;
    Ok(wish.signed_out(End::Cancelled))
}

/// `GET …/success`: it is done. Apps that want it are told in frames, and then it goes on to where
/// the client wished, if it wished.
///
/// # Errors
/// [`Trouble`].
pub async fn success(visit: Visit, request: HttpRequest) -> Answered {
    let place = (visit.tenant.id(), visit.browser());
    let (query, told) = visit.app.told_apps.take(request.query_string(), place, visit.now);
    let wish = Wish::read(visit, query.to_owned()).await?;
    let apps = wish.registered(told.apps).await?;
    Ok(wish.signed_out(End::Done { apps, return_to: told.return_to }))
}

/// A wish to sign out, judged.
struct Wish {
    visit: Visit,
    query: String,
    client: Option<Arc<Client>>,
    people: Vec<SignedIn>,
    decision: LogoutDecision,
    /// The client that the request names, registered or not.
    named: Option<String>,
    ui_locales: Option<String>,
}

impl Wish {
    /// Of a request that was posted and has expired, nothing but the wish is known.
    async fn read(mut visit: Visit, query: String) -> Result<Self, Trouble> {
        let text = posted::parameters(&visit, &query).await?;
        let (params, unread) = match text.as_ref().map(|text| Params::parse(text.as_bytes())) {
            Some(Ok(params)) => (params, None),
            Some(Err(_)) => (Params::default(), Some(MessageFinding::Encoding)),
            None => (Params::default(), Some(MessageFinding::Forgotten)),
        };
        visit.speak(params.get(Param::UiLocales));
        let tenant = visit.tenant.id();
        let client_id = logout::client_id(&params, &visit.tenant.context(visit.now));
        let client = match &client_id {
            Some(client_id) => visit.app.store.client(tenant, client_id).await?,
            None => None,
        };
        let hint = params.get(Param::LogoutHint);
        let people = people_here(&visit, client.as_deref(), hint).await?;
        let sessions: Vec<BrowserSession> =
            people.iter().map(|person| person.session.clone()).collect();
        let decision = match unread {
            Some(why) => logout::unread(why, &sessions),
            None => {
                let cx = visit.tenant.context(visit.now);
                logout::decide(&params, client.as_deref(), &sessions, &cx)
            }
        };
        let ui_locales = params.get(Param::UiLocales).map(str::to_owned);
        drop(params);
        Ok(Self { visit, query, client, people, decision, named: client_id, ui_locales })
    }

    /// A path below ours with the parameters kept, so that each page can be reloaded.
    fn path(&self, step: &str) -> String {
        let query = if self.query.is_empty() { "" } else { "?" };
        self.visit.path(&format!("/session/end{step}{query}{}", self.query))
    }

    async fn sign_out(self, then: SignOut) -> Answered {
        let tenant = self.visit.tenant.id();
        let mut apps = Vec::new();
        if !then.sessions.is_empty() {
            let ending = Ending::new(&self, &then.sessions);
            let ended: Result<Vec<LoggedOut>, TxError> =
                self.visit.app.store.write(tenant, move |tx| ending.write(tx)).await;
            apps = ended?.into_iter().map(|app| (app.client, app.session)).collect();
            self.visit.app.session_ended.notify_one();
        }
        let nobody_left =
            self.people.iter().all(|person| then.sessions.contains(&person.session.session));
        let mut answer = self.after(apps, then.return_to).await?;
        if !then.sessions.is_empty() {
            self.visit.change_state(&mut answer)?;
        }
        if nobody_left {
            let gone = self.visit.app.cookies.clear_session(tenant);
            answer.add_cookie(&gone).map_err(|error| Trouble::Internal(error.to_string()))?;
        }
        Ok(answer)
    }

    fn ask(&self, then: &SignOut, no_return: Option<Reference>) -> HttpResponse {
        let meant: Vec<(&SignedIn, String)> = self
            .people
            .iter()
            .filter(|person| then.sessions.contains(&person.session.session))
            .map(|person| (person, person.session.session.to_string()))
            .collect();
        let choices: Vec<Choice<'_>> = meant
            .iter()
            .map(|(held, id)| Choice {
                session: id,
                person: person(&held.account),
                asks_password: false,
            })
            .collect();
        let (action, cancel) = (self.path("/confirm"), self.path("/cancel"));
        let no_return = no_return.map(|reference| reference.to_string());
        self.visit.page(self.look(then.return_to.as_deref()), |page| {
            draw(&SignOutPage {
                page,
                action: &action,
                cancel_action: &cancel,
                people: &choices,
                no_return: no_return.as_deref(),
            })
        })
    }

    /// With nobody to ask, a page says what is wrong.
    fn refused(&self, problem: LogoutRefusal) -> HttpResponse {
        let (client, named) = (self.client.as_deref(), self.named.as_deref());
        refused::without_return(&self.visit, (client, named), &refusal(problem))
    }

    /// Makes it known that there will be no way back, and names it.
    fn known(&self, problem: LogoutRefusal) -> Reference {
        refused::known(&self.visit, "end_session", self.named.as_deref(), &refusal(problem))
    }

    fn look<'a>(&'a self, leads_to: Option<&'a str>) -> Look<'a> {
        Look {
            app: self.client.as_deref().map(app_view),
            logo: self.client.as_deref().and_then(|client| self.visit.logo(client)),
            purpose: PURPOSE,
            leads_to,
            ..Look::plain(StatusCode::OK, self.visit.language(self.ui_locales.as_deref(), None))
        }
    }
}

fn refusal(refused: LogoutRefusal) -> Refusal {
    Refusal::invalid_request(refused.problem.description()).because(*refused.finding)
}
