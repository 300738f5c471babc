//! Signing out.
use crate::stage::Stage;
use latchkey_testkit::{Person, RelyingParty};

async fn is_signed_in(stage: &Stage, rp: &RelyingParty) -> bool {
    stage.depart(rp, &[("prompt", "none")]).await;
    stage.window.see("#client").await;
    stage.window.url().await.query_pairs().any(|(name, _)| name == "code")
}

/// Asked, cancelled, asked again, done.
pub async fn one_person(stage: Stage) {
    let window = &stage.window;
    let tenant = stage.tenant(|plan| plan).await;
    let rp = tenant.rp("app");
    stage.alice_is_signed_in(&rp).await;
    window.open(&format!("{}/session/end?client_id=app", tenant.issuer)).await;
    window.see("#logout-form").await;
    window.look("sign-out").await;
    window.click("logout-cancel").await;
    window.see("#logout-cancelled").await;
    window.look("sign-out-cancelled").await;
    assert!(is_signed_in(&stage, &rp).await, "cancelled");

    window.open(&format!("{}/session/end", tenant.issuer)).await;
    window.click("logout-confirm").await;
    window.see("#logout-done").await;
    window.look("signed-out").await;
    window.driver.refresh().await.expect("a reload");
    window.see("#logout-done").await;
    assert!(!is_signed_in(&stage, &rp).await);

    window.open(&format!("{}/session/end", tenant.issuer)).await;
    window.see("h1#page-title").await;
    window.look("signed-out-already").await;
}

/// Of two people one signs out, then everyone.
pub async fn two_people(stage: Stage) {
    let window = &stage.window;
    let tenant = stage.tenant(|plan| plan).await;
    let rp = tenant.rp("app");
    stage.alice_is_signed_in(&rp).await;
    stage.depart(&rp, &[("prompt", "select_account")]).await;
    window.click("use-other-account").await;
    stage.sign_in(&Person::named("bob")).await;
    window.click("consent-allow").await;
    stage.arrived().await;

    window.open(&format!("{}/session/end", tenant.issuer)).await;
    window.see("#session-all").await;
    window.look("sign-out-several").await;
    window.click("logout-confirm").await;
    window.see("#logout-done").await;
    assert!(is_signed_in(&stage, &rp).await, "the other one still is");

    window.open(&format!("{}/session/end", tenant.issuer)).await;
    window.click("logout-confirm").await;
    window.see("#logout-done").await;
    assert!(!is_signed_in(&stage, &rp).await);
}
