//! "Connect this device?": which, for what, and is it yours (RFC 8628 §3.3, §5.4).
use super::ScopeLine;
use crate::filters;
use crate::samples::{ALICE, NAMELESS, bare_page, page_for_app, sample};
use crate::{Language, Page, Person, Sample, Samples};
use askama::Template;

/// `form#device-allow-form` connects, `form#device-deny-form` sends the device away; neither
/// holds a field but `csrf`.
///
/// Security: what a device says of itself was chosen by whoever holds it, so it stands under a
/// heading that says so, apart from what we know.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/device_confirm.html")]
pub struct DeviceConfirmPage<'a> {
    /// The frame; it must have an app for the page to make sense.
    pub page: &'a Page<'a>,
    /// Where `form#device-allow-form` posts.
    pub action: &'a str,
    /// Where `form#device-deny-form` posts.
    pub deny_action: &'a str,
    /// Who is asked.
    pub person: Person<'a>,
    /// "Use another account".
    pub other_account_url: Option<&'a str>,
    /// The code to compare, in two groups.
    pub user_code: &'a str,
    /// What the device is called.
    pub name: Option<&'a str>,
    /// Maker and model.
    pub model: Option<&'a str>,
    /// The version of its software.
    pub software_version: Option<&'a str>,
    /// How long ago it asked.
    pub minutes: usize,
    /// Where it asked from.
    pub origin: Origin<'a>,
    /// What is asked for, in the order to be shown.
    pub scopes: &'a [ScopeLine<'a>],
}

/// Where a device asked from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin<'a> {
    /// The address that the person comes from, too.
    SameNetwork,
    /// Another address.
    Elsewhere(&'a str),
}

impl DeviceConfirmPage<'_> {
    fn app_name(&self) -> &str {
        self.page.app.as_ref().map_or("", |app| app.name)
    }

    fn device(&self) -> Option<&str> {
        self.name.or(self.model)
    }

    fn title(&self) -> String {
        match self.device() {
            Some(device) => self.page.plain("device.connect_named", &[("device", device)]),
            None => self.page.text("device.connect_title"),
        }
    }

    /// What it says of itself beside what it is called.
    fn details(&self) -> Vec<&str> {
        let model = self.model.filter(|_| self.name.is_some());
        model.into_iter().chain(self.software_version).collect()
    }
}

impl Samples for DeviceConfirmPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let (app, bare) = (page_for_app(language), bare_page(language));
        let line = |scope, values| ScopeLine { scope, description: None, values, is_new: false };
        let lines = [
            line("openid", &[] as &[&str]),
            line("profile", &["Alice Nakamura", "alice"]),
            line("offline_access", &[]),
        ];
        let full = DeviceConfirmPage {
            page: &app,
            action: "/northwind/interaction/1/connect",
            deny_action: "/northwind/interaction/1/abort",
            person: ALICE,
            other_account_url: Some("/northwind/interaction/1/select"),
            user_code: "WDJB-MJHT",
            name: Some("Living room"),
            model: Some("Vision 55"),
            software_version: Some("4.1.2"),
            minutes: 0,
            origin: Origin::SameNetwork,
            scopes: &lines,
        };
        let silent = DeviceConfirmPage {
            page: &bare,
            person: NAMELESS,
            other_account_url: None,
            name: None,
            model: None,
            software_version: None,
            minutes: 12,
            origin: Origin::Elsewhere("2001:db8:85a3:8d3:1319:8a2e:370:7348"),
            scopes: &[],
            ..full
        };
        let name =
            Some("Fernsehgerät im Besprechungsraum der Niederlassung Unterschleißheim, 2. OG");
        let long = DeviceConfirmPage { name, minutes: 1, scopes: &lines, ..silent };
        Ok(vec![
            sample("device-confirm", &full)?,
            sample("device-confirm-silent", &silent)?,
            sample("device-confirm-long-names", &long)?,
        ])
    }
}
