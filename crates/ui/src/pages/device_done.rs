//! "Look at your device": what became of it.
use crate::samples::{bare_page, page_for_app, sample};
use crate::{Language, Page, Sample, Samples};
use askama::Template;
use askama::filters::Safe;

/// `#device-done` or `#device-denied`.
#[derive(Template, Clone, Copy)]
#[template(path = "interaction/device_done.html")]
pub struct DeviceDonePage<'a> {
    /// The frame, with the app on the device.
    pub page: &'a Page<'a>,
    /// What the device is called.
    pub device: Option<&'a str>,
    /// It was connected; otherwise it was sent away.
    pub is_connected: bool,
    /// The page for another code.
    pub again_url: &'a str,
}

impl DeviceDonePage<'_> {
    fn title(&self) -> &'static str {
        if self.is_connected { "device.done_title" } else { "device.denied_title" }
    }

    fn lead(&self) -> Safe<String> {
        let app = ("app", self.page.app.as_ref().map_or("", |app| app.name));
        match self.device {
            _ if !self.is_connected => Safe(self.page.text("device.denied")),
            Some(device) => self.page.rich("device.done_named", &[("device", device), app]),
            None => self.page.rich("device.done", &[app]),
        }
    }
}

impl Samples for DeviceDonePage<'_> {
    fn samples(language: Language) -> askama::Result<Vec<Sample>> {
        let (app, bare) = (page_for_app(language), bare_page(language));
        let done = DeviceDonePage {
            page: &app,
            device: Some("Living room"),
            is_connected: true,
            again_url: "/northwind/device",
        };
        let silent = DeviceDonePage { page: &bare, device: None, ..done };
        Ok(vec![
            sample("device-done", &done)?,
            sample("device-done-silent", &silent)?,
            sample("device-denied", &DeviceDonePage { is_connected: false, ..done })?,
        ])
    }
}
