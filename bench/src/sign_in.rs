//! People who sign in on the hosted pages.
use crate::browser::Browser;
use crate::http::Connection;
use crate::load::Operation;
use crate::provider::{ALICE, PASSWORD, Provider, authorize_path, with_code};
use latchkey_authenticators::Device;

/// A person who signs in anew in a browser that knows them, with the password: an authorization
/// request, the page, its form, the way back to the app.
pub struct ByPassword {
    browser: Browser,
    path: String,
}

impl ByPassword {
    /// In this browser.
    pub fn new(browser: Browser) -> Self {
        Self { browser, path: anew() }
    }
}

impl Operation for ByPassword {
    async fn once(&mut self, connection: &mut Connection) -> Result<bool, String> {
        let (path, browser) = (&self.path, &mut self.browser);
        let arrived = browser.sign_in(connection, path, ALICE, PASSWORD).await?;
        with_code(&arrived).map(|()| true)
    }
}

/// The same with a passkey: one request more, for the question that the device signs.
pub struct ByPasskey {
    browser: Browser,
    device: Device,
    path: String,
}

impl ByPasskey {
    /// With a copy of this device, in a browser that has signed in with it once.
    pub async fn open(provider: &Provider, device: &Device) -> Result<Self, String> {
        let (browser, device) = (Browser::default(), device.clone());
        let mut one = Self { browser, device, path: anew() };
        one.once(&mut Connection::open(provider.server.address).await?).await?;
        Ok(one)
    }
}

impl Operation for ByPasskey {
    async fn once(&mut self, connection: &mut Connection) -> Result<bool, String> {
        let (path, device) = (&self.path, &mut self.device);
        let arrived = self.browser.use_passkey(connection, path, device).await?;
        with_code(&arrived).map(|()| true)
    }
}

/// A session does not do.
fn anew() -> String {
    format!("{}&prompt=login", authorize_path("app", "code"))
}
