//! The hosted pages and the mails: askama structs, the message catalogue, the look, static files.
//!
//! A page gets view values only (text, small enums, lists), so nothing here knows an account, a
//! client or a request. The server fills a struct from [`pages`] and calls `render()`.
//!
//! Security: no page holds an inline style or script, so the strictest policy fits:
//! `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:`. A tenant's or
//! an app's colour therefore travels as a stylesheet of its own, see [`Theme`].

mod assets;
mod browser_name;
mod colour;
mod companion_app;
mod filters;
mod language;
pub mod mail;
mod messages;
mod page;
pub mod pages;
mod preview;
mod problem;
mod push;
pub mod qr;
mod samples;
mod sms;
mod theme;

pub use askama::{Error as RenderError, Template};
pub use assets::{StaticFile, asset, loaded_by, service_worker, static_file};
pub use browser_name::BrowserName;

pub use companion_app::{RequestAbout, RequestText, request_text};
pub use language::{Language, negotiate, supported_locales};
pub use page::{App, Page, Person, Tenant, Work, letter_svg};
pub use preview::theme_preview;
pub use problem::{Fact, Problem};
pub use push::{PushText, push_text};
pub use samples::{PAGES, PageSamples, Sample, Samples, gallery};
pub use sms::{SmsCode, sms_code, sms_recovery};
pub use theme::{Corners, Figure, Scheme, Shown, Theme};
