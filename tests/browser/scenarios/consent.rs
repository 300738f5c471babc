//! Allowing and refusing.
use crate::stage::Stage;
use latchkey_testkit::Person;

/// Given once, remembered, asked again for what is new only.
pub async fn given_remembered_widened(stage: Stage) {
    let window = &stage.window;
    let scopes = serde_json::json!([{"name": "lamps", "description": "Switch your lamps"}]);
    let tenant = stage.tenant(|plan| plan.set("protocol", "scopes", scopes)).await;
    let rp = tenant.rp("app");
    stage.depart(&rp, &[("scope", "openid profile")]).await;
    stage.sign_in(&Person::named("alice")).await;
    window.click("consent-allow").await;
    stage.arrived().await;

    stage.depart(&rp, &[("scope", "openid profile")]).await;
    stage.arrived().await;

    let more = [("scope", "openid profile email lamps offline_access"), ("prompt", "consent")];
    stage.depart(&rp, &more).await;
    window.see("#consent-form").await;
    let page = window.text("main").await;
    assert!(page.contains("alice@example.com"), "the actual value: {page}");
    assert!(page.contains("Switch your lamps"), "{page}");
    window.look("consent-more").await;
    window.click("consent-allow").await;
    stage.arrived().await;
}

/// Refusing at each point where one can.
pub async fn refused(stage: Stage) {
    let window = &stage.window;
    let tenant = stage.tenant(|plan| plan).await;
    let rp = tenant.rp("app");
    stage.depart(&rp, &[]).await;
    window.click("login-cancel").await;
    stage.refused("access_denied").await;

    stage.depart(&rp, &[]).await;
    stage.sign_in(&Person::named("alice")).await;
    window.click("consent-deny").await;
    stage.refused("access_denied").await;

    stage.depart(&rp, &[]).await;
    window.see("#consent-form").await;
}
