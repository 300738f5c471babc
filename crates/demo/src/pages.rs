//! The app's pages.
use crate::tokens::SignedIn;
use crate::tv::Screen;
use actix_web::http::header;
use actix_web::{HttpResponse, HttpResponseBuilder};
use askama::Template;

/// Nobody is signed in.
#[derive(Template)]
#[template(path = "demo/welcome.html")]
pub struct WelcomePage<'a> {
    pub issuer: &'a str,
}

/// Somebody is.
#[derive(Template)]
#[template(path = "demo/person.html")]
pub struct PersonPage<'a> {
    pub issuer: &'a str,
    pub person: &'a SignedIn,
}

/// The end of a sign-out.
#[derive(Template)]
#[template(path = "demo/signed_out.html")]
pub struct SignedOutPage;

/// Something went wrong.
#[derive(Template)]
#[template(path = "demo/problem.html")]
pub struct ProblemPage<'a> {
    pub title: &'a str,
    pub message: String,
    pub advice: &'a str,
    pub code: &'a str,
    pub detail: &'a str,
}

/// A television.
#[derive(Template)]
#[template(path = "demo/tv.html")]
pub struct TelevisionPage {
    pub screen: Screen,
}

impl TelevisionPage {
    fn title(&self) -> String {
        match &self.screen {
            Screen::Code { .. } => "Connect this television".to_owned(),
            Screen::Playing { name } => format!("Hello, {name}"),
            Screen::Off { why } if why == "access_denied" => "Nobody wanted this".to_owned(),
            Screen::Off { why } if why == "expired_token" => "That took too long".to_owned(),
            Screen::Off { .. } => "That did not work".to_owned(),
        }
    }

    fn waits(&self) -> bool {
        matches!(self.screen, Screen::Code { .. })
    }
}

/// The style sheet.
pub const STYLE: &str = include_str!("../assets/demo.css");

const POLICY: &str =
    "default-src 'none'; style-src 'self'; img-src data:; frame-ancestors 'none'; base-uri 'none'";

/// A page with the headers every page has.
pub fn answer(mut response: HttpResponseBuilder, page: &impl Template) -> HttpResponse {
    let Ok(html) = page.render() else {
        return HttpResponse::InternalServerError().body("The page could not be written.");
    };
    response
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .content_type("text/html; charset=utf-8")
        .body(html)
}
