//! Without a mouse: Tab, Shift+Tab, Space and Enter, and at each stop one sees where one is (WCAG 2.2, 2.1.1 and 2.4.7).
use super::devices;
use super::passkeys::{Device, able};
use super::second_step::code;
use crate::stage::Stage;
use crate::window::Window;
use latchkey_testkit::{Authenticator, Person, Television};
use oauth2::TokenResponse as _;
use serde_json::json;
use thirtyfour::prelude::Key;

/// What is wrong with how the focus shows; nothing between the end of a page and its beginning.
const UNSEEN: &str = "const at = document.activeElement;
    if (!at || at === document.body) return '';
    const style = getComputedStyle(at), box = at.getBoundingClientRect();
    const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    const inside = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
    return ring && inside ? '' : at.outerHTML.slice(0, 200);";

/// Somebody sees where they are.
async fn is_seen(window: &Window) {
    let unseen = window.ask(UNSEEN).await;
    assert_eq!(unseen, "", "nobody sees that this has the focus");
}

/// Tab until that element has the focus.
async fn reach(window: &Window, id: &str) {
    window.see(&format!("#{id}")).await;
    let mut reached = Vec::new();
    while reached.last().map(String::as_str) != Some(id) {
        assert!(reached.len() < 40, "Tab never reaches #{id}: {reached:?}");
        window.press(Key::Tab).await;
        is_seen(window).await;
        reached.push(window.focused().await);
    }
}

/// Shift and Tab, once.
async fn back(window: &Window) {
    window.press_shifted(Key::Tab).await;
    is_seen(window).await;
}

async fn enter(window: &Window, id: &str) {
    reach(window, id).await;
    window.press(Key::Enter).await;
}

/// Types where the focus is already.
async fn types(window: &Window, id: &str, text: &str) {
    window.see(&format!("#{id}")).await;
    assert_eq!(window.focused().await, id);
    is_seen(window).await;
    window.press(text).await;
    window.press(Key::Enter).await;
}

/// Name, then password, in a browser that can make passkeys.
async fn signs_in(window: &Window) {
    let alice = Person::named("alice");
    able(window).await;
    types(window, "username", &alice.username).await;
    window.see("#password").await;
    able(window).await;
    types(window, "password", &alice.password).await;
}

/// The focus is where one types; Tab reaches every button, Enter submits.
pub async fn only(stage: Stage) {
    let window = &stage.window;
    let tenant = stage.tenant(|plan| plan).await;
    let rp = tenant.rp("app");
    let alice = Person::named("alice");
    stage.depart(&rp, &[]).await;
    types(window, "username", &alice.username).await;
    types(window, "password", "wrong").await;
    window.see("#login-error").await;
    types(window, "password", &alice.password).await;
    enter(window, "consent-allow").await;
    stage.arrived().await;
}

/// A passkey made, an app set up, both used, a recovery code; then the passkey gets a name and goes, and an app is
/// disconnected.
pub async fn sign_in_methods(stage: Stage) {
    let window = &stage.window;
    let tenant = stage.tenant(|plan| plan).await;
    let rp = tenant.rp("app");
    let two = [("acr_values", "urn:latchkey:acr:2fa")];
    let device = Device::new(window).await;
    stage.depart(&rp, &[]).await;
    signs_in(window).await;
    enter(window, "passkey-start").await;
    let saved = window.text("#recovery-codes li code").await;
    enter(window, "recovery-codes-saved").await;
    enter(window, "consent-allow").await;
    stage.arrived().await;

    let security = format!("{}/account/security", tenant.issuer);
    window.open(&security).await;
    enter(window, "totp-set-up").await;
    reach(window, "totp-by-hand").await;
    window.press(Key::Space).await;
    let app = Authenticator::typed(&window.text("#totp-key").await);
    while window.focused().await != "otp" {
        window.press(Key::Tab).await;
        is_seen(window).await;
    }
    types(window, "otp", &code(&app, 0)).await;
    window.see("#account-done").await;

    // What is asked for autofill is not answered.
    device.answers(false).await;
    window.cdp("Network.clearBrowserCookies", json!({})).await;
    stage.depart(&rp, &two).await;
    signs_in(window).await;
    window.see("#passkey-start").await;
    device.answers(true).await;
    enter(window, "passkey-start").await;
    stage.arrived().await;

    device.answers(false).await;
    window.cdp("Network.clearBrowserCookies", json!({})).await;
    stage.depart(&rp, &two).await;
    signs_in(window).await;
    enter(window, "way-recovery-code").await;
    types(window, "otp", &saved).await;
    stage.arrived().await;

    window.open(&security).await;
    reach(window, "passkey-change-1").await;
    window.press(Key::Space).await;
    reach(window, "passkey-name-1").await;
    window.press("Kitchen").await;
    enter(window, "passkey-rename-1").await;
    window.see("#account-done").await;
    assert!(window.text("#passkey-list").await.contains("Kitchen"));
    enter(window, "passkey-change-1").await;
    enter(window, "passkey-remove-1").await;
    window.gone("#passkey-list").await;
    window.open(&format!("{}/account/apps", tenant.issuer)).await;
    reach(window, "disconnect-1").await;
    window.press(Key::Space).await;
    window.gone("#app-list").await;
    device.remove().await;
}

/// The code of a television typed; "no" stands before "yes", and one gets back to it.
pub async fn a_device(stage: Stage) {
    let window = &stage.window;
    let tenant = devices::tenant(&stage, 600).await;
    let tv = Television::on(&tenant).await;
    let (tokens, ()) = tokio::join!(tv.waits(), async {
        window.open(tv.address()).await;
        types(window, "user-code", tv.user_code()).await;
        let alice = Person::named("alice");
        types(window, "username", &alice.username).await;
        types(window, "password", &alice.password).await;
        reach(window, "device-allow").await;
        back(window).await;
        assert_eq!(window.focused().await, "device-deny");
        enter(window, "device-allow").await;
        window.see("#device-done").await;
    });
    assert!(tokens.expect("tokens").refresh_token().is_some());
}
