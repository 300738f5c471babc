//! "Allow this app?": who asks, who runs it, and what it will really see.
use crate::filters;
use crate::samples::{ALICE, NAMELESS, bare_page, page_for_app, sample};
use crate::{Language, Page, Person, Sample, Samples};
use askama::Template;

/// `form#consent-form` allows, `form#deny-form` cancels; neither holds a field but `csrf`.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/consent.html")]
pub struct ConsentPage<'a> {
    /// The frame; it must have an app for the page to make sense.
    pub page: &'a Page<'a>,
    /// Where `form#consent-form` posts.
    pub action: &'a str,
    /// Where `form#deny-form` posts.
    pub deny_action: &'a str,
    /// Who is asked.
    pub person: Person<'a>,
    /// "Use another account".
    pub other_account_url: Option<&'a str>,
    /// The host that the answer goes to: who runs the app, as far as we can tell.
    pub destination: &'a str,
    /// What is asked for, in the order to be shown.
    pub scopes: &'a [ScopeLine<'a>],
}

impl ConsentPage<'_> {
    fn app_name(&self) -> &str {
        self.page.app.as_ref().map_or(self.destination, |app| app.name)
    }
}

/// One scope, in one line.
#[derive(Clone, Copy, Debug)]
pub struct ScopeLine<'a> {
    /// The scope value (RFC 6749 §3.3).
    pub scope: &'a str,
    /// For scopes of the tenant's own: its description.
    pub description: Option<&'a str>,
    /// What the app will see, as it stands in the account: "Alice Nakamura", "+49 …".
    pub values: &'a [&'a str],
    /// Not allowed to this app before, while others were.
    pub is_new: bool,
}

impl<'a> ScopeLine<'a> {
    /// The key of a standard scope (OIDC Core §5.4, §11).
    fn key(&self) -> Option<&'static str> {
        match self.scope {
            "openid" => Some("scope.openid"),
            "profile" => Some("scope.profile"),
            "email" => Some("scope.email"),
            "address" => Some("scope.address"),
            "phone" => Some("scope.phone"),
            "offline_access" => Some("scope.offline_access"),
            _ => None,
        }
    }

    /// What it means, in plain words: ours for a standard scope, else the tenant's, else that it
    /// is used.
    pub fn words(&self, page: &Page<'_>) -> String {
        match (self.key(), self.description) {
            (Some(key), _) => page.text(key),
            (None, Some(description)) => description.to_owned(),
            (None, None) => page.plain("scope.other", &[("scope", self.scope)]),
        }
    }

    /// The name of its picture.
    pub fn icon(&self) -> &'static str {
        match self.scope {
            "openid" => "key",
            "profile" => "person",
            "email" => "mail",
            "address" => "place",
            "phone" => "phone",
            "offline_access" => "again",
            _ => "dot",
        }
    }
}

impl Samples for ConsentPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let (app, bare) = (page_for_app(language), bare_page(language));
        let line = |scope, values| ScopeLine { scope, description: None, values, is_new: false };
        let lines = [
            line("openid", &[] as &[&str]),
            line("profile", &["Alice Nakamura", "alice"]),
            line("email", &["alice@northwind.example"]),
        ];
        let first = ConsentPage {
            page: &app,
            action: "/northwind/interaction/1/consent",
            deny_action: "/northwind/interaction/1/abort",
            person: ALICE,
            other_account_url: Some("/northwind/interaction/1/select"),
            destination: "mail.harbour.example",
            scopes: &lines,
        };
        let own = ScopeLine {
            scope: "invoices.read",
            description: Some("Read the invoices of your organization"),
            values: &[],
            is_new: true,
        };
        let many = [
            lines[1],
            lines[2],
            line("address", &["12 Quay Street, 20457 Hamburg, Germany"]),
            line("phone", &["+49 40 5550 0199"]),
            ScopeLine { is_new: true, ..line("offline_access", &[]) },
            own,
            ScopeLine { scope: "urn:northwind:undescribed", description: None, ..own },
        ];
        let full = ConsentPage {
            page: &bare,
            person: NAMELESS,
            other_account_url: None,
            destination: "rechnungspruefung.niederlassungen.donaudampfschiff.example:8443",
            scopes: &many,
            ..first
        };
        Ok(vec![sample("consent", &first)?, sample("consent-full", &full)?])
    }
}
