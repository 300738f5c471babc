//! Terms of use, and a password that is demanded.
use crate::stage::Stage;
use latchkey_testkit::{Person, Tenant};
use serde_json::json;
use thirtyfour::prelude::Key;

async fn with_terms(stage: &Stage) -> Tenant {
    stage
        .tenant(|plan| {
            let text = "Be kind to each other.\n\nWhat you write stays yours.";
            let texts = json!([{"language": "de", "text": text}]);
            plan.set("terms", "version", "2027-01")
                .set("terms", "uri", "https://example.com/terms")
                .set("terms", "texts", texts)
        })
        .await
}

/// Declined, asked again, accepted, and looked up.
pub async fn declined_and_accepted(stage: Stage) {
    let window = &stage.window;
    let tenant = with_terms(&stage).await;
    let rp = tenant.rp("app");
    stage.depart(&rp, &[]).await;
    stage.sign_in(&Person::named("alice")).await;
    window.see("#terms-form").await;
    window.look("terms").await;
    window.click("terms-decline").await;
    stage.refused("access_denied").await;

    stage.depart(&rp, &[]).await;
    window.click("terms-accept").await;
    window.click("consent-allow").await;
    stage.arrived().await;
    stage.depart(&rp, &[]).await;
    stage.arrived().await;
    window.open(&format!("{}/account/terms", tenant.issuer)).await;
    window.see("#terms-list").await;
    window.look("account-terms").await;
}

/// Without a mouse: Tab reaches the link, no and yes.
pub async fn by_keyboard(stage: Stage) {
    let window = &stage.window;
    let tenant = with_terms(&stage).await;
    let rp = tenant.rp("app");
    stage.depart(&rp, &[]).await;
    stage.sign_in(&Person::named("alice")).await;
    window.see("#terms-form").await;
    let mut reached = Vec::new();
    while reached.last().map(String::as_str) != Some("terms-accept") {
        assert!(reached.len() < 20, "Tab never reaches the button: {reached:?}");
        window.press(Key::Tab).await;
        reached.push(window.focused().await);
    }
    assert!(reached.iter().any(|id| id == "terms-link" || id == "terms-text"), "{reached:?}");
    assert!(reached.iter().any(|id| id == "terms-decline"), "{reached:?}");
    window.press(Key::Enter).await;
    window.click("consent-allow").await;
    stage.arrived().await;
}

/// With script switched off.
pub async fn without_script(stage: Stage) {
    let window = &stage.window;
    window.scripts(false).await;
    let tenant = with_terms(&stage).await;
    let rp = tenant.rp("app");
    stage.depart(&rp, &[]).await;
    stage.sign_in(&Person::named("alice")).await;
    window.click("terms-decline").await;
    stage.refused("access_denied").await;
    stage.depart(&rp, &[]).await;
    window.click("terms-accept").await;
    window.click("consent-allow").await;
    stage.arrived().await;
}

/// Another password in the sign-in that it is demanded in.
pub async fn another_password(stage: Stage) {
    let window = &stage.window;
    let tenant =
        stage.tenant(|plan| plan.person("carol", json!({"must_change_password": true}))).await;
    stage.depart(&tenant.rp("app"), &[]).await;
    let carol = Person::named("carol");
    stage.sign_in(&carol).await;
    window.fill("new-password", &carol.password).await;
    window.click("choose-password-submit").await;
    window.see("#form-error").await;
    window.look("choose-password").await;
    window.fill("new-password", "a quite different long one").await;
    window.click("choose-password-submit").await;
    window.click("consent-allow").await;
    stage.arrived().await;
}
