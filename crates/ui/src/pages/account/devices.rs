//! "Your devices": those without a keyboard that are connected, their names, and an end of each.
use super::HOME;
use crate::filters;
use crate::samples::{SOON, member_page, sample};
use crate::{Language, Page, Problem, Sample, Samples};
use askama::Template;
use latchkey_base::{Seconds, Timestamp};

/// Every row has a form that posts `device` and disconnects it, and one that posts `device` and
/// `name`.
#[derive(Template, Clone, Copy)]
#[template(path = "account/devices.html")]
pub struct AccountDevicesPage<'a> {
    /// The frame.
    pub page: &'a Page<'a>,
    /// Back to the overview.
    pub home_url: &'a str,
    /// Where a row posts to be disconnected.
    pub end_action: &'a str,
    /// Where a row posts its name.
    pub rename_action: &'a str,
    /// The devices, the latest first.
    pub devices: &'a [AccountDeviceLine<'a>],
    /// Those that somebody else gave away and the person has not connected.
    pub waiting: &'a [AccountTakenLine<'a>],
    /// Where the code is entered that such a device shows.
    pub connect_url: &'a str,
    /// Where a row of those posts to be forgotten.
    pub forget_action: &'a str,
    /// To where a device of somebody else is taken, if there is that.
    pub take_url: Option<&'a str>,
    /// What was done just now.
    pub done: Option<DeviceChange>,
    /// The `device` of the row whose name was refused, and that name.
    pub typed: Option<(&'a str, &'a str)>,
    /// What was wrong with the last attempt.
    pub problems: &'a [AccountDeviceProblem],
}

impl<'a> AccountDevicesPage<'a> {
    /// The name of this one was refused.
    fn is_wrong(&self, line: &AccountDeviceLine<'_>) -> bool {
        self.typed.is_some_and(|(device, _)| device == line.device)
    }

    /// What its field holds.
    fn typed_name(&self, line: &AccountDeviceLine<'a>) -> &'a str {
        let typed = self.typed.filter(|(device, _)| *device == line.device);
        typed.map(|(_, name)| name).or(line.name).unwrap_or_default()
    }
}

/// A device.
#[derive(Clone, Copy, Debug)]
pub struct AccountDeviceLine<'a> {
    /// What the row posts as `device`.
    pub device: &'a str,
    /// What it is called.
    pub name: Option<&'a str>,
    /// Maker and model, as it says.
    pub model: Option<&'a str>,
    /// The version of what runs on it, as it says.
    pub version: Option<&'a str>,
    /// The app on it.
    pub app: &'a str,
    /// Since when.
    pub since: Timestamp,
    /// When it was last used.
    pub seen: Timestamp,
    /// To where it is handed over, if there is that.
    pub handover_url: Option<&'a str>,
    /// There is a code by which somebody can take it, good until then.
    pub offered: Option<Timestamp>,
}

/// A device that was taken and waits to be connected.
#[derive(Clone, Copy, Debug)]
pub struct AccountTakenLine<'a> {
    /// What the row posts as `device`.
    pub device: &'a str,
    /// What it is called.
    pub name: Option<&'a str>,
    /// Maker and model, as it said.
    pub model: Option<&'a str>,
    /// The app on it.
    pub app: &'a str,
    /// It waits until then.
    pub until: Timestamp,
}

/// What can be done to a device.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DeviceChange {
    /// It was disconnected.
    Ended,
    /// It is called something else.
    Renamed,
    /// The code by which somebody could have taken it is void.
    Withdrawn,
    /// Somebody else's was taken.
    Taken,
    /// Somebody else's was not.
    Declined,
    /// One that was taken does not wait any more.
    Forgotten,
}

impl DeviceChange {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Ended, Self::Renamed, Self::Withdrawn, Self::Taken, Self::Declined, Self::Forgotten];

    /// How an address names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ended => "ended",
            Self::Renamed => "renamed",
            Self::Withdrawn => "withdrawn",
            Self::Taken => "taken",
            Self::Declined => "declined",
            Self::Forgotten => "forgotten",
        }
    }

    fn message(self) -> &'static str {
        match self {
            Self::Ended => "devices.ended",
            Self::Renamed => "devices.renamed",
            Self::Withdrawn => "devices.withdrawn",
            Self::Taken => "devices.taken",
            Self::Declined => "devices.declined",
            Self::Forgotten => "devices.forgotten",
        }
    }
}

/// Why a device was not renamed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AccountDeviceProblem {
    /// The name is too long, or holds what cannot be seen.
    NameOdd,
    /// The form was open for too long, or cookies are off: the CSRF value did not fit.
    FormTooOld,
}

impl Problem for AccountDeviceProblem {
    fn message(&self) -> &'static str {
        match self {
            Self::NameOdd => "devices.name_odd",
            Self::FormTooOld => "page.form_too_old",
        }
    }

    fn field(&self) -> Option<&'static str> {
        matches!(self, Self::NameOdd).then_some("name")
    }
}

impl AccountDeviceLine<'_> {
    /// What to call it in a sentence.
    fn title(&self, page: &Page<'_>) -> String {
        called(self.name.or(self.model), page)
    }
}

impl AccountTakenLine<'_> {
    /// What to call it in a sentence.
    fn title(&self, page: &Page<'_>) -> String {
        called(self.name.or(self.model), page)
    }
}

fn called(said: Option<&str>, page: &Page<'_>) -> String {
    said.map_or_else(|| page.text("device.nameless"), str::to_owned)
}

impl Samples for AccountDevicesPage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let page = member_page(language);
        let line = |device, name, app, hours: i64| AccountDeviceLine {
            device,
            name,
            model: name.map(|_| "Vision 55"),
            version: name.map(|_| "7.4.1 (build 20261104)"),
            app,
            since: SOON - Seconds::days(40),
            seen: SOON - Seconds::minutes(60 * hours),
            handover_url: None,
            offered: None,
        };
        let long = "Bestandsverwaltungs-Übersichtsanwendung für Auszubildende";
        let devices = [
            line("d1", Some("Living room"), "Vision TV", 1),
            line("d2", Some("Der große Fernseher im Aufenthaltsraum im Erdgeschoss"), long, 30),
            line("d3", None, "Hub", 500),
        ];
        let full = AccountDevicesPage {
            page: &page,
            home_url: HOME,
            end_action: "/northwind/account/devices",
            rename_action: "/northwind/account/devices/name",
            devices: &devices,
            waiting: &[],
            connect_url: "/northwind/device",
            forget_action: "/northwind/account/take/forget",
            take_url: None,
            done: None,
            typed: None,
            problems: &[],
        };
        let none = AccountDevicesPage { devices: &[], done: Some(DeviceChange::Ended), ..full };
        let renamed = AccountDevicesPage { done: Some(DeviceChange::Renamed), ..full };
        let failing = |name, problems| sample(name, &AccountDevicesPage { problems, ..full });
        let long_name = "Der Fernseher im großen Saal im Erdgeschoss, gleich neben der Küche";
        let odd = AccountDevicesPage {
            typed: Some(("d2", long_name)),
            problems: &[AccountDeviceProblem::NameOdd],
            ..full
        };
        let offered = devices.map(|line| AccountDeviceLine {
            handover_url: Some("/northwind/account/devices/handover?device=d1"),
            offered: line.name.map(|_| SOON),
            ..line
        });
        let waiting = ["d7", "d8"].map(|device| AccountTakenLine {
            device,
            name: (device == "d7").then_some("Der große Fernseher im Aufenthaltsraum"),
            model: (device == "d7").then_some("Vision 55"),
            app: long,
            until: SOON + Seconds::days(30),
        });
        let handed = AccountDevicesPage {
            devices: &offered,
            waiting: &waiting,
            take_url: Some("/northwind/account/take"),
            done: Some(DeviceChange::Taken),
            ..full
        };
        let only_waiting =
            AccountDevicesPage { devices: &[], done: Some(DeviceChange::Forgotten), ..handed };
        Ok(vec![
            sample("account-devices", &full)?,
            sample("account-devices-handed-over", &handed)?,
            sample("account-devices-waiting", &only_waiting)?,
            sample("account-devices-none", &none)?,
            sample("account-devices-renamed", &renamed)?,
            sample("account-devices-name-odd", &odd)?,
            failing("account-devices-form-too-old", &[AccountDeviceProblem::FormTooOld])?,
        ])
    }
}
