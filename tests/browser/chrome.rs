//! Chromium and its driver, for one run.
use crate::look;
use latchkey_testkit::{Folder, Guarded};
use serde_json::json;
use std::fs;
use std::process::Command;
use std::time::Duration;
use thirtyfour::LoggingPrefsLogLevel;
use thirtyfour::prelude::*;

/// A browser under remote control.
pub struct Chrome {
    /// The control.
    pub driver: WebDriver,
    process: Guarded,
    _folder: Folder,
}

const ARGUMENTS: [&str; 17] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-quic",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
    "--disable-background-timer-throttling",
    "--disable-features=Translate,AcceptCHFrame,MediaRouter,OptimizationHints",
    "--hide-scrollbars",
    // Of tests that speak https, with certificates of their own.
    "--ignore-certificate-errors",
];

/// Starts the driver on a free port, and a browser with a profile of its own that keeps cookies
/// from frames of other sites, or does not.
///
/// # Errors
/// When one of the two programs is missing.
pub async fn start(blocks_third_parties: bool) -> Result<Chrome, String> {
    for program in ["chromium", "chromedriver"] {
        let there = Command::new(program).arg("--version").output();
        there.map_err(|error| format!("{program} does not start: {error}"))?;
    }
    let folder = Folder::new("chrome");
    let log = folder.path().join("chromedriver.txt");
    let mut command = Command::new("chromedriver");
    command.arg("--port=0");
    let process = Guarded::start(&command, &log);

    let mut tick = tokio::time::interval(Duration::from_millis(20));
    let port = loop {
        tick.tick().await;
        let said = fs::read_to_string(&log).unwrap_or_default();
        if let Some((_, rest)) = said.split_once("started successfully on port ") {
            break rest.split('.').next().unwrap_or_default().to_owned();
        }
    };
    let mut capabilities = DesiredCapabilities::chrome();
    for argument in ARGUMENTS {
        capabilities.add_arg(argument).expect("a capability");
    }
    let profile = format!("--user-data-dir={}", folder.path().join("profile").display());
    capabilities.add_arg(&profile).expect("a capability");
    let preferences = json!({
        "profile.cookie_controls_mode": u8::from(blocks_third_parties),
        "profile.block_third_party_cookies": blocks_third_parties,
    });
    capabilities.add_experimental_option("prefs", preferences).expect("a capability");
    capabilities.set_logging_prefs("browser", LoggingPrefsLogLevel::All).expect("a capability");
    let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities).await;
    let driver = driver.expect("a browser starts");
    look::bring_axe(&driver).await;
    Ok(Chrome { driver, process, _folder: folder })
}

impl Chrome {
    /// Ends browser and driver.
    pub async fn quit(self) {
        let _ = self.driver.quit().await;
        drop(self.process);
    }
}
