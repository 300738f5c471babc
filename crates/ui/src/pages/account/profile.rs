//! "About you": name, language, time zone, and whether pages are light or dark.
use super::HOME;
use crate::samples::{member_page, sample};
use crate::{Language, Page, Problem, Sample, Samples, Scheme};
use askama::Template;

/// `form#profile-form` posts `name`, `given_name`, `family_name`, `locale`, `zoneinfo` and `scheme`.
#[derive(Template, Clone, Copy)]
#[template(path = "account/profile.html")]
pub struct AccountProfilePage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Back to the overview.
    pub home_url: &'a str,
    /// Where `form#profile-form` posts.
    pub action: &'a str,
    /// The full name, as typed or as it is.
    pub name: &'a str,
    /// Likewise.
    pub given_name: &'a str,
    /// Likewise.
    pub family_name: &'a str,
    /// The language tag; empty for none.
    pub locale: &'a str,
    /// The time zone; empty for none.
    pub zoneinfo: &'a str,
    /// Light or dark, in this browser; `None` for what the device prefers.
    pub scheme: Option<Scheme>,
    /// It was saved just now.
    pub is_saved: bool,
    /// What was wrong with the last attempt.
    pub problems: &'a [AccountProfileProblem],
}

impl AccountProfilePage<'_> {
    /// The id of the hint, which would say what the problem says already.
    fn zone_hint(&self) -> &'static str {
        if self.page.is_wrong(self.problems, "zoneinfo") { "" } else { "zone-hint" }
    }

    /// The languages of the pages.
    fn languages(&self) -> &'static [Language] {
        &Language::ALL
    }

    /// Value and text of each scheme, and whether it is the chosen one.
    fn schemes(&self) -> [(&'static str, &'static str, bool); 2] {
        Scheme::ALL.map(|scheme| {
            let text = match scheme {
                Scheme::Light => "account.scheme_light",
                Scheme::Dark => "account.scheme_dark",
            };
            (scheme.name(), text, self.scheme == Some(scheme))
        })
    }

    /// A language that the pages do not have, which stays what it is.
    fn other_language(&self) -> Option<&str> {
        let own = Language::ALL.iter().any(|known| known.tag() == self.locale);
        Some(self.locale).filter(|locale| !own && !locale.is_empty())
    }
}

/// Why a profile was not saved.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AccountProfileProblem {
    /// No name was given.
    NameMissing,
    /// The name is too long.
    NameTooLong,
    /// The given name is too long.
    GivenNameTooLong,
    /// The family name is too long.
    FamilyNameTooLong,
    /// There is no such time zone.
    UnknownZone,
    /// The form was open for too long, or cookies are off: the CSRF value did not fit.
    FormTooOld,
}

impl Problem for AccountProfileProblem {
    fn message(&self) -> &'static str {
        match self {
            Self::NameMissing => "signup.name_missing",
            Self::NameTooLong | Self::GivenNameTooLong | Self::FamilyNameTooLong => {
                "signup.name_too_long"
            }
            Self::UnknownZone => "account.unknown_zone",
            Self::FormTooOld => "page.form_too_old",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::NameMissing | Self::NameTooLong => Some("name"),
            Self::GivenNameTooLong => Some("given-name"),
            Self::FamilyNameTooLong => Some("family-name"),
            Self::UnknownZone => Some("zoneinfo"),
            Self::FormTooOld => None,
        }
    }
}

impl Samples for AccountProfilePage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        use AccountProfileProblem::*;
        let page = member_page(language);
        let full = AccountProfilePage {
            page: &page,
            home_url: HOME,
            action: "/northwind/account/profile",
            name: "Alice Nakamura",
            given_name: "Alice",
            family_name: "Nakamura",
            locale: "en",
            zoneinfo: "Europe/Berlin",
            scheme: None,
            is_saved: false,
            problems: &[],
        };
        let empty = AccountProfilePage {
            name: "",
            given_name: "",
            family_name: "",
            locale: "",
            zoneinfo: "",
            ..full
        };
        let dark = Some(Scheme::Dark);
        let saved = AccountProfilePage { is_saved: true, locale: "nl", scheme: dark, ..full };
        let wrong = AccountProfilePage {
            name: "",
            zoneinfo: "Mars",
            problems: &[NameMissing, UnknownZone],
            ..full
        };
        Ok(vec![
            sample("account-profile", &full)?,
            sample("account-profile-empty", &empty)?,
            sample("account-profile-saved", &saved)?,
            sample("account-profile-wrong", &wrong)?,
            sample("account-profile-old", &AccountProfilePage { problems: &[FormTooOld], ..full })?,
        ])
    }
}
