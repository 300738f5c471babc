//! Without a mouse.
use crate::stage::Stage;
use latchkey_testkit::Person;
use thirtyfour::prelude::Key;

/// The focus is where one types; Tab reaches every button, Enter submits.
pub async fn only(stage: Stage) {
    let window = &stage.window;
    let tenant = stage.tenant(|plan| plan).await;
    let rp = tenant.rp("app");
    let alice = Person::named("alice");
    stage.depart(&rp, &[]).await;
    window.see("#login-form").await;
    assert_eq!(window.focused().await, "username");
    window.press(alice.username.as_str()).await;
    window.press(Key::Enter).await;
    window.see("#password").await;
    assert_eq!(window.focused().await, "password");
    window.press("wrong").await;
    window.press(Key::Enter).await;
    window.see("#login-error").await;
    assert_eq!(window.focused().await, "password", "the first wrong field");
    window.press(alice.password.as_str()).await;
    window.press(Key::Enter).await;
    window.see("#consent-form").await;
    let mut reached = Vec::new();
    while reached.last().map(String::as_str) != Some("consent-allow") {
        assert!(reached.len() < 20, "Tab never reaches the button: {reached:?}");
        window.press(Key::Tab).await;
        reached.push(window.focused().await);
    }
    window.press(Key::Enter).await;
    stage.arrived().await;
}
