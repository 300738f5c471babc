//! Errors that cannot or must not go back to the app (RFC 6749 §4.1.2.1).
use crate::samples::{bare_page, page, page_for_app, sample};
use crate::{Language, Page, Sample, Samples};
use askama::Template;

/// What happened, what to do now, a reference; folded, the details for the app's developer.
///
/// Security: it never holds a link to an address that was not verified.
#[derive(Template, Clone, Copy)]
#[template(path = "error/error.html")]
pub struct ErrorPage<'a> {
    /// The frame; with an app only if its `client_id` was known.
    pub page: &'a Page<'a>,
    /// What it means to the person.
    pub kind: ErrorKind,
    /// The OAuth error code, `#error-code`.
    pub code: &'a str,
    /// For the developer, in English, `#error-description`.
    pub description: &'a str,
    /// Finds the request in our log.
    pub reference: &'a str,
    /// More for the developer: parameter names and values as they came.
    pub details: &'a [(&'a str, &'a str)],
}

/// What an error means to the person in front of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ErrorKind {
    /// The app is unknown, or its address is not registered: only its maker can help.
    App,
    /// The request has mistakes in it, or a form was changed on its way.
    Request,
    /// The app may not do what it asked for.
    Refused,
    /// A fault of ours.
    Ours,
    /// A sign-out where nobody is signed in, with mistakes in the request: there is no way back.
    NoReturn,
}

impl ErrorKind {
    fn title(self) -> &'static str {
        match self {
            Self::App => "error.app_title",
            Self::Request => "error.request_title",
            Self::Refused => "error.refused_title",
            Self::Ours => "error.ours_title",
            Self::NoReturn => "error.no_return_title",
        }
    }

    fn message(self) -> &'static str {
        match self {
            Self::App => "error.app",
            Self::Request => "error.request",
            Self::Refused => "error.refused",
            Self::Ours => "error.ours",
            Self::NoReturn => "error.no_return",
        }
    }
}

/// 404: no such page.
#[derive(Template, Clone, Copy)]
#[template(path = "error/not_found.html")]
pub struct NotFoundPage<'a> {
    /// The frame; for an unknown tenant, one with the service's own name.
    pub page: &'a Page<'a>,
}

/// 503: come back in a moment.
#[derive(Template, Clone, Copy)]
#[template(path = "error/unavailable.html")]
pub struct UnavailablePage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Finds the request in our log.
    pub reference: &'a str,
    /// The same page again, if it was asked for by GET.
    pub retry_url: Option<&'a str>,
}

impl Samples for ErrorPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let (plain, app, bare) = (page(language), page_for_app(language), bare_page(language));
        let first = ErrorPage {
            page: &plain,
            kind: ErrorKind::App,
            code: "invalid_request",
            description: "the redirect_uri is not registered for this client",
            reference: "7GK2M-4QXZ1",
            details: &[
                ("client_id", "harbour-mail"),
                ("redirect_uri", "https://mail.harbour.example/call-back?from=northwind&x=1"),
            ],
        };
        let request = ErrorPage { page: &app, kind: ErrorKind::Request, details: &[], ..first };
        let refused = ErrorPage {
            page: &bare,
            kind: ErrorKind::Refused,
            code: "unauthorized_client",
            description: "the client may not use this response_type",
            ..request
        };
        let ours = ErrorPage {
            page: &app,
            kind: ErrorKind::Ours,
            code: "server_error",
            description: "an internal error; the reference finds it in the log",
            ..request
        };
        let no_return = ErrorPage {
            kind: ErrorKind::NoReturn,
            description: "post_logout_redirect_uri is not registered for this client",
            details: &[],
            ..first
        };
        Ok(vec![
            sample("error", &first)?,
            sample("error-no-return", &no_return)?,
            sample("error-request", &request)?,
            sample("error-refused", &refused)?,
            sample("error-ours", &ours)?,
        ])
    }
}

impl Samples for NotFoundPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let page = page(language);
        Ok(vec![sample("not-found", &NotFoundPage { page: &page })?])
    }
}

impl Samples for UnavailablePage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let page = page(language);
        let busy = UnavailablePage {
            page: &page,
            reference: "7GK2M-4QXZ1",
            retry_url: Some("/northwind/interaction/1"),
        };
        let posted = UnavailablePage { retry_url: None, ..busy };
        Ok(vec![sample("unavailable", &busy)?, sample("unavailable-posted", &posted)?])
    }
}
