//! Pages in colours that the system forces on them, and on paper.
use super::second_step::code;
use crate::look;
use crate::stage::Stage;
use crate::window::Window;
use latchkey_testkit::{Authenticator, Person};
use serde_json::json;
use thirtyfour::Key;

/// Which of these are not there to be seen, have no edge that stands out from the card, or no outline while
/// they have the focus.
const FAINT: &str = "ids => {
    const ground = getComputedStyle(document.querySelector('.card')).backgroundColor;
    const line = (style, name) => style[name + 'Style'] === 'solid'
        && parseFloat(style[name + 'Width']) >= 1 && style[name + 'Color'] !== ground;
    return ids.filter(id => {
        const found = document.getElementById(id);
        found.focus();
        const style = getComputedStyle(found);
        const shown = found.getClientRects().length && style.visibility === 'visible';
        return !shown || !line(style, 'borderTop') || !line(style, 'outline');
    });
}";

/// What of these kinds is seen; and how many there are.
const SHOWN: &str = "css => {
    const all = Array.from(document.querySelectorAll(css));
    const shown = all.filter(found => found.getClientRects().length);
    return { shown: shown.map(found => found.id || found.className), all: all.length };
}";

/// What goes with the screen.
const OF_THE_SCREEN: &str = ".button, .foot, .reveal, .remove";

/// Where somebody signs in, and what they keep: each can be told from its ground where the system sets
/// the colours, and on paper there is what is read and nothing that is pressed.
pub async fn forced_colours_and_print(stage: Stage) {
    let window = &stage.window;
    let tenant = stage.tenant(|plan| plan.set("factors", "second_factor", "always")).await;
    stage.depart(&tenant.rp("app"), &[]).await;
    window.see("#username").await;
    stands_out(window, &["username", "login-submit"]).await;
    printed(window).await;
    stage.sign_in(&Person::named("alice")).await;
    window.click("totp-by-hand").await;
    let app = Authenticator::typed(&window.text("#totp-key").await);
    window.fill("otp", &code(&app, 0)).await;
    window.click("otp-submit").await;
    window.see("#recovery-codes").await;
    window.see("#recovery-codes-print:not([hidden])").await;
    stands_out(window, &["recovery-codes-print", "recovery-codes-saved"]).await;
    print(window).await;
    let codes = window.ask(&format!("return ({SHOWN})('#recovery-codes li code')")).await;
    assert_eq!((codes["shown"].as_array().map(Vec::len), &codes["all"]), (Some(10), &json!(10)));
    screen(window).await;
    printed(window).await;
    window.click("recovery-codes-saved").await;
    window.click("consent-allow").await;
    stage.arrived().await;
}

/// Their edges and their focus are seen in forced colours.
async fn stands_out(window: &Window, ids: &[&str]) {
    let forced = json!({"features": [
        {"name": "forced-colors", "value": "active"},
        {"name": "prefers-color-scheme", "value": "light"},
        {"name": "prefers-reduced-motion", "value": "reduce"},
    ]});
    window.cdp("Emulation.setEmulatedMedia", forced).await;
    assert_eq!(window.ask("return matchMedia('(forced-colors: active)').matches").await, true);
    // Whoever points has no outline; whoever types has one from here on.
    window.press(Key::Tab).await;
    let faint = window.ask(&format!("return ({FAINT})({})", json!(ids))).await;
    assert_eq!(faint, json!([]));
    screen(window).await;
}

/// As every errand begins.
async fn screen(window: &Window) {
    let none = json!({"media": "", "features": []});
    window.cdp("Emulation.setEmulatedMedia", none).await;
    look::plain(window).await;
    let other = "return matchMedia('print, (forced-colors: active)').matches";
    assert_eq!(window.ask(other).await, false);
}

async fn print(window: &Window) {
    window.cdp("Emulation.setEmulatedMedia", json!({"media": "print"})).await;
    assert_eq!(window.ask("return matchMedia('print').matches").await, true);
}

/// On paper there is the title, no frame and nothing to press; on the screen there was.
async fn printed(window: &Window) {
    let pressed = format!("return ({SHOWN})('{OF_THE_SCREEN}')");
    let before = window.ask(&pressed).await;
    assert_ne!(before["shown"], json!([]), "on the screen");
    print(window).await;
    let after = window.ask(&pressed).await;
    assert_eq!((&after["shown"], &after["all"]), (&json!([]), &before["all"]));
    let rest = "const style = getComputedStyle(document.querySelector('.card'));
        return [style.borderTopStyle, style.boxShadow,
            document.getElementById('page-title').getClientRects().length]";
    assert_eq!(window.ask(rest).await, json!(["none", "none", 1]));
    screen(window).await;
}
