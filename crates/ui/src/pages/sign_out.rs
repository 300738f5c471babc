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
    /// There will be no way back to the app: the reference under which operators find out why.
    pub no_return: Option<&'a str>,
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
    /// The apps that are told of it.
    pub apps: &'a [ToldApp<'a>],
    /// The frames that tell some of them (OIDC Front-Channel Logout §3).
    pub frames: &'a [Frame<'a>],
    /// Where the page goes on to once the frames are there.
    pub onward: Option<Onward<'a>>,
}

/// An app that is told of a sign-out.
#[derive(Clone, Copy, Debug)]
pub struct ToldApp<'a> {
    /// Its name.
    pub name: &'a str,
    /// Where to sign in to it again, if that can be begun here.
    pub login_url: Option<&'a str>,
}

/// A hidden frame.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// Whose it is.
    pub app: &'a str,
    /// The app's own address.
    pub src: &'a str,
}

/// The way back to the app that asked for the sign-out.
#[derive(Clone, Copy, Debug)]
pub struct Onward<'a> {
    /// The app's own address.
    pub url: &'a str,
    /// How many seconds it takes at the most.
    pub wait: i64,
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
            no_return: None,
        };
        let one = SignOutPage { page: &app, people: &people[..1], ..several };
        let no_return = SignOutPage { no_return: Some("7GK2M-4QXZ1"), ..one };
        Ok(vec![
            sample("sign-out", &one)?,
            sample("sign-out-several", &several)?,
            sample("sign-out-no-return", &no_return)?,
        ])
    }
}

impl Samples for SignedOutPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let (plain, app) = (page(language), page_for_app(language));
        let done = SignedOutPage {
            page: &app,
            everyone: true,
            cancelled: false,
            apps: &[],
            frames: &[],
            onward: None,
        };
        let alone = SignedOutPage { page: &plain, ..done };
        let some = SignedOutPage { everyone: false, ..done };
        let cancelled = SignedOutPage { cancelled: true, ..done };
        let apps = [
            ToldApp { name: "Harbour Mail", login_url: Some("/northwind/login?client_id=mail") },
            ToldApp { name: "Lagerverwaltung Nordwind", login_url: None },
            ToldApp {
                name: "Bestandsverwaltungs-Übersichtsanwendung für Auszubildende",
                login_url: Some("/northwind/login?client_id=overview"),
            },
        ];
        let told = SignedOutPage { apps: &apps, ..done };
        let frames = [Frame {
            app: "Harbour Mail",
            src: "https://mail.harbour.example/out?iss=https%3A%2F%2Fid.example&sid=x",
        }];
        let url = "https://mail.harbour.example/bye?state=a&b=c";
        let onward = Some(Onward { url, wait: 5 });
        let leaving = SignedOutPage { frames: &frames, onward, ..told };
        Ok(vec![
            sample("signed-out", &done)?,
            sample("signed-out-apps", &told)?,
            sample("signed-out-onward", &leaving)?,
            sample("signed-out-without-app", &alone)?,
            sample("signed-out-others-stay", &some)?,
            sample("signed-out-cancelled", &cancelled)?,
        ])
    }
}
