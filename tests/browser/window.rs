//! The browser window as a person uses it.
use crate::chrome::Chrome;
use crate::look;
use serde_json::{Value, json};
use std::time::Duration;
use thirtyfour::prelude::*;
use url::Url;

/// The window. Clones are the same one.
#[derive(Clone)]
pub struct Window {
    /// The control.
    pub driver: WebDriver,
    /// The language the browser asks for.
    pub language: &'static str,
}

/// How long anything may take to appear.
const PATIENCE: Duration = Duration::from_secs(20);

impl Window {
    /// The one window, without cookies, with nothing left of what was before.
    pub async fn fresh(chrome: &Chrome, language: &'static str) -> Self {
        let window = Self { driver: chrome.driver.clone(), language };
        let windows = window.driver.windows().await.expect("windows");
        for extra in &windows[1..] {
            window.driver.switch_to_window(extra.clone()).await.expect("a window");
            window.driver.close_window().await.expect("it closes");
        }
        window.driver.switch_to_window(windows[0].clone()).await.expect("a window");
        window.prepare().await;
        window.open("about:blank").await;
        look::plain(&window).await;
        window.cdp("Network.clearBrowserCookies", json!({})).await;
        let _ = window.driver.browser_log().await;
        window
    }

    /// Language and script switch of this tab.
    async fn prepare(&self) {
        self.cdp("Network.enable", json!({})).await;
        let headers = json!({"headers": {"Accept-Language": self.language}});
        self.cdp("Network.setExtraHTTPHeaders", headers).await;
        self.scripts(true).await;
    }

    /// Lets pages run scripts, or not.
    pub async fn scripts(&self, allowed: bool) {
        self.cdp("Emulation.setScriptExecutionDisabled", json!({"value": !allowed})).await;
    }

    /// A command of the DevTools protocol.
    pub async fn cdp(&self, method: &str, parameters: Value) -> Value {
        let cdp = self.driver.cdp();
        let done = tokio::time::timeout(PATIENCE, cdp.send_raw(method, parameters));
        let done = done.await.unwrap_or_else(|_| panic!("{method} is not answered"));
        done.unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// Opens an address.
    pub async fn open(&self, url: &str) {
        self.driver.goto(url).await.unwrap_or_else(|error| panic!("{url}: {error}"));
    }

    /// Opens a second tab and goes there.
    pub async fn second_tab(&self) {
        let tab = self.driver.new_tab().await.expect("a new tab");
        self.driver.switch_to_window(tab).await.expect("the new tab");
        self.prepare().await;
        look::bring_axe(&self.driver).await;
    }

    /// Goes to the tab that was opened first.
    pub async fn first_tab(&self) {
        let tabs = self.driver.windows().await.expect("tabs");
        self.driver.switch_to_window(tabs[0].clone()).await.expect("the first tab");
    }

    /// The address.
    pub async fn url(&self) -> Url {
        self.driver.current_url().await.expect("an address")
    }

    /// Whether an element matches, now.
    pub async fn has(&self, css: &str) -> bool {
        !self.driver.find_all(By::Css(css)).await.unwrap_or_default().is_empty()
    }

    /// Waits for an element.
    pub async fn see(&self, css: &str) -> WebElement {
        let wait = async {
            let mut tick = tokio::time::interval(Duration::from_millis(15));
            loop {
                tick.tick().await;
                if let Ok(element) = self.driver.find(By::Css(css)).await {
                    return element;
                }
            }
        };
        match tokio::time::timeout(PATIENCE, wait).await {
            Ok(element) => element,
            Err(_) => panic!("no {css} at {}", self.url().await),
        }
    }

    /// Waits until no element matches.
    pub async fn gone(&self, css: &str) {
        let mut tick = tokio::time::interval(Duration::from_millis(15));
        let wait = async {
            while self.has(css).await {
                tick.tick().await;
            }
        };
        let gone = tokio::time::timeout(PATIENCE, wait).await;
        assert!(gone.is_ok(), "{css} is still there");
    }

    /// The text of an element.
    pub async fn text(&self, css: &str) -> String {
        self.see(css).await.text().await.expect("text")
    }

    /// An attribute of an element, empty if it is not there.
    pub async fn attribute(&self, css: &str, name: &str) -> String {
        self.see(css).await.attr(name).await.expect("an attribute").unwrap_or_default()
    }

    /// Types into the field with this id, in place of what is there.
    pub async fn fill(&self, id: &str, text: &str) {
        let field = self.see(&format!("#{id}")).await;
        field.clear().await.unwrap_or_else(|error| panic!("#{id}: {error}"));
        field.send_keys(text).await.unwrap_or_else(|error| panic!("#{id}: {error}"));
    }

    /// Clicks the button or link with this id.
    pub async fn click(&self, id: &str) {
        let button = self.see(&format!("#{id}")).await;
        button.click().await.unwrap_or_else(|error| panic!("#{id}: {error}"));
    }

    /// Clicks on an element if it is still there. Whether it was.
    pub async fn click_if_there(&self, css: &str) -> bool {
        let found = self.driver.find_all(By::Css(css)).await.unwrap_or_default();
        match found.first() {
            Some(element) => element.click().await.is_ok(),
            None => false,
        }
    }

    /// Clicks, and waits until the page it was on is gone: for a next page that looks the same.
    pub async fn click_away(&self, id: &str) {
        let button = self.see(&format!("#{id}")).await;
        button.click().await.unwrap_or_else(|error| panic!("#{id}: {error}"));
        let mut tick = tokio::time::interval(Duration::from_millis(15));
        let wait = async {
            while button.is_present().await.unwrap_or(false) {
                tick.tick().await;
            }
        };
        let gone = tokio::time::timeout(PATIENCE, wait).await;
        assert!(gone.is_ok(), "#{id} leads nowhere");
    }

    /// Types on the keyboard, wherever the focus is.
    pub async fn press(&self, keys: impl Into<TypingData>) {
        let chain = self.driver.action_chain().send_keys(keys);
        chain.perform().await.expect("keys");
    }

    /// Presses one key with the shift key held down.
    pub async fn press_shifted(&self, key: Key) {
        let chain = self.driver.action_chain().key_down(Key::Shift).send_keys(key);
        chain.key_up(Key::Shift).perform().await.expect("keys");
    }

    /// The id of the focused element.
    pub async fn focused(&self) -> String {
        let script = "return document.activeElement ? document.activeElement.id : ''";
        let id = self.driver.execute(script, Vec::new()).await.expect("a script");
        id.json().as_str().unwrap_or_default().to_owned()
    }

    /// Keeps a picture of this state in each look, and holds it against the rules for all pages.
    pub async fn look(&self, name: &str) {
        look::at(self, name).await;
    }

    /// A picture of what axe cannot look into, and no complaint of the browser.
    pub async fn picture(&self, name: &str) {
        look::unjudged(self, name).await;
    }

    /// Axe alone, in the look whose turn it is.
    pub async fn judge(&self, name: &str, turn: usize) {
        look::judged(self, name, turn).await;
    }

    /// What a script says of the page, whether pages may run any or not.
    pub async fn ask(&self, script: &str) -> Value {
        let asked =
            json!({"expression": format!("(() => {{ {script} }})()"), "returnByValue": true});
        self.cdp("Runtime.evaluate", asked).await["result"]["value"].clone()
    }

    /// What does not fit into the narrow frames of a sheet of pages.
    pub async fn sheet(&self, name: &str) -> Vec<String> {
        look::sheet(self, name).await
    }

    /// What does not fit into the frames of a sheet of pages, in each look, and what axe finds in one of them.
    pub async fn sheet_in_each_look(&self, name: &str, asks_axe: bool) -> Vec<String> {
        look::sheet_in_each_look(self, name, asks_axe).await
    }

    /// What a failed scenario leaves behind.
    pub async fn keep_evidence(&self, scenario: &str) {
        let source = self.driver.source().await.unwrap_or_default();
        println!("at {}\n{source}", self.url().await);
        look::keep(self, &format!("failed-{}-{}", scenario.replace(' ', "-"), self.language)).await;
    }
}
