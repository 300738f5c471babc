//! "Sign out?" and "signed out" (OIDC RP-Initiated Logout §2).
use crate::filters;
use crate::pages::Choice;
use crate::samples::{ALICE, LAYLA, NAMELESS, page, page_for_app, sample};
use crate::{Language, Page, Sample, Samples};
use askama::Template;

/// `form#logout-form` posts `session`: a choice's value or, of several people, `all`.
/// `form#cancel-form` keeps everything as it is.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/sign_out.html")]
pub struct SignOutPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Where `form#logout-form` posts.
    pub action: &'a str,
    /// Where `form#cancel-form` posts.
    pub cancel_action: &'a str,
    /// Who is signed in here, the one that the app named first. Never empty.
    pub people: &'a [Choice<'a>],
}

/// What was ended, and the ways on.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/signed_out.html")]
pub struct SignedOutPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Nobody is signed in here any more; else others still are.
    pub everyone: bool,
    /// The person chose to stay signed in.
    pub cancelled: bool,
    /// The names of apps that were told of it.
    pub apps: &'a [&'a str],
}

impl SignedOutPage<'_> {
    fn title(&self) -> &'static str {
        if self.cancelled { "signout.cancelled_title" } else { "signout.done_title" }
    }

    fn message(&self) -> &'static str {
        match (self.cancelled, self.everyone) {
            (true, _) => "signout.cancelled",
            (false, true) => "signout.done",
            (false, false) => "signout.done_others",
        }
    }
}

impl Samples for SignOutPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let (plain, app) = (page(language), page_for_app(language));
        let choice = |session, person| Choice { session, person, asks_password: false };
        let people = [choice("s1", ALICE), choice("s2", LAYLA), choice("s3", NAMELESS)];
        let several = SignOutPage {
            page: &plain,
            action: "/northwind/session/end/confirm",
            cancel_action: "/northwind/session/end/cancel",
            people: &people,
        };
        let one = SignOutPage { page: &app, people: &people[..1], ..several };
        Ok(vec![sample("sign-out", &one)?, sample("sign-out-several", &several)?])
    }
}

impl Samples for SignedOutPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let (plain, app) = (page(language), page_for_app(language));
        let done = SignedOutPage { page: &app, everyone: true, cancelled: false, apps: &[] };
        let alone = SignedOutPage { page: &plain, ..done };
        let some = SignedOutPage { everyone: false, ..done };
        let cancelled = SignedOutPage { cancelled: true, ..done };
        let apps = [
            "Harbour Mail",
            "Lagerverwaltung Nordwind",
            "Bestandsverwaltungs-Übersichtsanwendung für Auszubildende",
        ];
        let told = SignedOutPage { apps: &apps, ..done };
        Ok(vec![
            sample("signed-out", &done)?,
            sample("signed-out-apps", &told)?,
            sample("signed-out-without-app", &alone)?,
            sample("signed-out-others-stay", &some)?,
            sample("signed-out-cancelled", &cancelled)?,
        ])
    }
}
