//! "Set up a second step": an authenticator app, and the codes for the day it is lost.
use crate::pages::{CodeProblem, SetUpKind, SetUpWay};
use crate::qr::{self, Picture};
use crate::samples::{bare_page, member_page, page_for_app, sample};
use crate::{Language, Page, Sample, Samples};
use askama::Template;

/// `form#otp-form` posts `otp`: the first code that the app shows.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/enrol_totp.html")]
pub struct EnrolTotpPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Where `form#otp-form` posts.
    pub action: &'a str,
    /// Where `form#cancel-form` posts.
    pub cancel_action: Option<&'a str>,
    /// Back to where the person came from, on the account pages.
    pub back_url: Option<&'a str>,
    /// What can be set up instead, in a sign-in.
    pub instead: &'a [SetUpWay<'a>],
    /// What the picture says.
    pub uri: &'a str,
    /// The key in groups, for those who type it.
    pub key: &'a str,
    /// What was wrong with the last attempt.
    pub problems: &'a [CodeProblem],
}

impl EnrolTotpPage<'_> {
    fn picture(&self) -> Option<Picture> {
        qr::draw(self.uri)
    }
}

/// The list of recovery codes, the one time that it is shown. `form#recovery-codes-form` says
/// that it was saved.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/recovery_codes.html")]
pub struct RecoveryCodesPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Where `form#recovery-codes-form` posts.
    pub action: &'a str,
    /// What the person signs in with, for the printed page.
    pub login: &'a str,
    /// The codes.
    pub codes: &'a [&'a str],
    /// They take the place of a list that was used up.
    pub anew: bool,
}

/// All that can be set up in place of an authenticator app.
const OTHERS: [SetUpWay<'static>; 3] = [
    SetUpWay { kind: SetUpKind::Passkey, url: "/northwind/interaction/1/enrol/second-passkey" },
    SetUpWay { kind: SetUpKind::CompanionApp, url: "/northwind/interaction/1/enrol/companion-app" },
    SetUpWay { kind: SetUpKind::Sms, url: "/northwind/interaction/1/enrol/sms" },
];

impl Samples for EnrolTotpPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let (page, bare) = (page_for_app(language), bare_page(language));
        let own = member_page(language);
        let key = "NB2W 45DF OIZA NB2W 45DF OIZA NB2W 45DF";
        let first = EnrolTotpPage {
            page: &page,
            action: "/northwind/interaction/1/enrol/totp",
            cancel_action: Some("/northwind/interaction/1/abort"),
            back_url: None,
            instead: &[],
            uri: "otpauth://totp/Northwind:alice%40northwind.example?secret=NB2W45DFOIZANB2W\
                  45DFOIZANB2W45DF&issuer=Northwind",
            key,
            problems: &[],
        };
        let own = EnrolTotpPage {
            page: &own,
            action: "/northwind/account/security/totp/1",
            cancel_action: None,
            back_url: Some("/northwind/account/security"),
            ..first
        };
        let bare = EnrolTotpPage { page: &bare, ..first };
        let either = EnrolTotpPage { instead: &OTHERS, ..first };
        let failing = |name, problems| sample(name, &EnrolTotpPage { problems, ..first });
        Ok(vec![
            sample("enrol-totp", &first)?,
            sample("enrol-totp-long-names", &bare)?,
            sample("enrol-totp-or-sms", &either)?,
            sample("account-security-totp", &own)?,
            failing("enrol-totp-missing", &[CodeProblem::TotpMissing])?,
            failing("enrol-totp-wrong", &[CodeProblem::TotpWrong])?,
        ])
    }
}

impl Samples for RecoveryCodesPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let page = page_for_app(language);
        let codes = [
            "7gk2-4qxz-m1vd",
            "q8rm-0t5w-hx3c",
            "2vne-91kp-zs6a",
            "dd4j-7y0b-r2gq",
            "w5xh-38fn-cm9t",
            "0pz6-kveq-4s1r",
            "h9tb-2mwd-x7j5",
            "n3cg-qy84-60va",
            "xr1s-f5kz-9pte",
            "64bq-jw2h-vd8m",
        ];
        let first = RecoveryCodesPage {
            page: &page,
            action: "/northwind/interaction/1/recovery-codes",
            login: "alice@northwind.example",
            codes: &codes,
            anew: false,
        };
        let again = RecoveryCodesPage { anew: true, ..first };
        Ok(vec![sample("recovery-codes", &first)?, sample("recovery-codes-anew", &again)?])
    }
}
