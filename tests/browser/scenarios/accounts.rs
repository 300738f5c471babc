//! Several people in one browser.
use crate::stage::Stage;
use latchkey_testkit::Person;

/// Two sign in, choose, and leave the list.
pub async fn two_people(stage: Stage) {
    let window = &stage.window;
    let tenant = stage.tenant(|plan| plan).await;
    let rp = tenant.rp("app");
    stage.alice_is_signed_in(&rp).await;
    stage.depart(&rp, &[("prompt", "select_account")]).await;
    window.see("#account-list").await;
    window.look("choose-account-one").await;
    window.click("use-other-account").await;
    stage.sign_in(&Person::named("bob")).await;
    window.click("consent-allow").await;
    stage.arrived().await;

    stage.depart(&rp, &[("prompt", "select_account")]).await;
    window.see("#account-2").await;
    window.look("choose-account").await;
    window.click("account-2").await;
    stage.arrived().await;

    stage.depart(&rp, &[]).await;
    window.see("#account-list").await;
    window.click("remove-2").await;
    window.gone("#account-2").await;
    window.see("#account-1").await;
    window.see("#account-removed[role=status]").await;
    window.look("choose-account-removed").await;
    window.click("account-1").await;
    stage.arrived().await;

    stage.depart(&rp, &[("prompt", "select_account")]).await;
    window.see("#account-list").await;
    assert!(!window.has("#account-removed").await, "it was said once");
    window.click("remove-1").await;
    window.see("#login-form").await;
    window.see("#account-removed[role=status]").await;
    window.look("sign-in-after-removal").await;
}
