//! The app's routes. Every change of state is a POST that ends in a redirect.
use crate::Demo;
use crate::pages::{self, PersonPage, SignedOutPage, TelevisionPage, WelcomePage};
use crate::problem::Problem;
use crate::provider::Callback;
use crate::sessions::Session;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header;
use actix_web::web::{Data, Query, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, get, post};
use serde::Deserialize;

const COOKIE: &str = "latchkey_demo";
/// Which television stands in this browser.
const TV_COOKIE: &str = "latchkey_demo_tv";

/// All of them.
pub fn routes(app: &mut ServiceConfig) {
    app.service(home)
        .service(sign_in)
        .service(callback)
        .service(refresh)
        .service(sign_out)
        .service(signed_out)
        .service(show_television)
        .service(reset_television)
        .service(style);
}

/// The cookie's value and what is remembered under it.
fn session(request: &HttpRequest, demo: &Demo) -> (Option<String>, Session) {
    let id = request.cookie(COOKIE).map(|cookie| cookie.value().to_owned());
    let session = id.as_deref().map(|id| demo.sessions.get(id)).unwrap_or_default();
    (id, session)
}

/// Sends the browser on, with a fresh cookie.
fn go(to: &str, cookie: String) -> HttpResponse {
    // Lax: the provider's answer arrives as a top-level GET from another site.
    let cookie = Cookie::build(COOKIE, cookie).path("/").http_only(true);
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, to))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .cookie(cookie.same_site(SameSite::Lax).finish())
        .finish()
}

#[get("/")]
async fn home(request: HttpRequest, demo: Data<Demo>) -> HttpResponse {
    let (_, session) = session(&request, &demo);
    let issuer = demo.provider.issuer();
    match &session.signed_in {
        Some(person) => pages::answer(HttpResponse::Ok(), &PersonPage { issuer, person }),
        None => pages::answer(HttpResponse::Ok(), &WelcomePage { issuer }),
    }
}

#[post("/sign-in")]
async fn sign_in(request: HttpRequest, demo: Data<Demo>) -> Result<HttpResponse, Problem> {
    let (id, session) = session(&request, &demo);
    let (url, departure) = demo.provider.depart().await?;
    let session = Session { departure: Some(departure), ..session };
    Ok(go(url.as_str(), demo.sessions.put(id.as_deref(), session)))
}

#[get("/callback")]
async fn callback(
    request: HttpRequest,
    answer: Query<Callback>,
    demo: Data<Demo>,
) -> Result<HttpResponse, Problem> {
    let (id, mut session) = session(&request, &demo);
    let departure = session.departure.take().ok_or(Problem::NotStarted)?;
    // Forgotten before the code is redeemed, so a reload cannot redeem it twice.
    if let Some(id) = &id {
        demo.sessions.replace(id, session);
    }
    let person = demo.provider.arrive(answer.into_inner(), departure).await?;
    let session = Session { signed_in: Some(person), ..Session::default() };
    Ok(go("/", demo.sessions.put(id.as_deref(), session)))
}

#[post("/refresh")]
async fn refresh(request: HttpRequest, demo: Data<Demo>) -> Result<HttpResponse, Problem> {
    let (id, session) = session(&request, &demo);
    let person = session.signed_in.as_ref().ok_or(Problem::SignedOut)?;
    let person = demo.provider.refresh(person).await?;
    let session = Session { signed_in: Some(person), ..session };
    Ok(go("/", demo.sessions.put(id.as_deref(), session)))
}

#[post("/sign-out")]
async fn sign_out(request: HttpRequest, demo: Data<Demo>) -> Result<HttpResponse, Problem> {
    let (id, session) = session(&request, &demo);
    let person = session.signed_in.as_ref().ok_or(Problem::SignedOut)?;
    let (url, state) = demo.provider.leave(person).await?;
    let session = Session { leaving: Some(state), ..session };
    Ok(go(url.as_str(), demo.sessions.put(id.as_deref(), session)))
}

/// What comes back from a sign-out (RP-Initiated Logout §3).
#[derive(Deserialize)]
struct Left {
    state: Option<String>,
}

/// Here the provider sends people who signed out there.
///
/// Security: only the answer to our own sign-out ends our session, so no other site can.
#[get("/signed-out")]
async fn signed_out(request: HttpRequest, left: Query<Left>, demo: Data<Demo>) -> HttpResponse {
    let (id, session) = session(&request, &demo);
    match (id, session.leaving) {
        (Some(id), Some(state)) if left.state.as_deref() == Some(state.as_str()) => {
            demo.sessions.replace(&id, Session::default());
        }
        _ if session.signed_in.is_some() => {
            return HttpResponse::SeeOther().insert_header((header::LOCATION, "/")).finish();
        }
        _ => {}
    }
    pages::answer(HttpResponse::Ok(), &SignedOutPage)
}

/// A television. Opening the page switches one on.
#[get("/tv")]
async fn show_television(request: HttpRequest, demo: Data<Demo>) -> Result<HttpResponse, Problem> {
    let id = request.cookie(TV_COOKIE).map(|cookie| cookie.value().to_owned());
    if let Some(television) = id.as_deref().and_then(|id| demo.televisions.get(id)) {
        let page = TelevisionPage { screen: television.screen() };
        return Ok(pages::answer(HttpResponse::Ok(), &page));
    }
    let television = demo.maker.switch_on().await?;
    let page = TelevisionPage { screen: television.screen() };
    let cookie = Cookie::build(TV_COOKIE, demo.televisions.put(television)).path("/tv");
    let cookie = cookie.http_only(true).same_site(SameSite::Lax).finish();
    let mut answer = pages::answer(HttpResponse::Ok(), &page);
    // A cookie of ours is a header of letters and digits.
    let _ = answer.add_cookie(&cookie);
    Ok(answer)
}

/// As it came out of its box: the provider forgets it, too.
#[post("/tv/reset")]
async fn reset_television(request: HttpRequest, demo: Data<Demo>) -> Result<HttpResponse, Problem> {
    let id = request.cookie(TV_COOKIE).map(|cookie| cookie.value().to_owned());
    if let Some(television) = id.and_then(|id| demo.televisions.remove(&id)) {
        demo.maker.reset(&television).await?;
    }
    Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, "/tv")).finish())
}

#[get("/demo.css")]
async fn style() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/css; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "max-age=300"))
        .body(pages::STYLE)
}
