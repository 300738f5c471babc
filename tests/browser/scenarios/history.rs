//! Back, reload, a second tab, an address from yesterday.
use crate::stage::Stage;
use latchkey_testkit::Person;

/// Every state survives.
pub async fn nothing_is_lost(stage: Stage) {
    let window = &stage.window;
    let tenant = stage.tenant(|plan| plan).await;
    let rp = tenant.rp("app");
    let alice = Person::named("alice");
    stage.depart(&rp, &[]).await;
    window.see("#login-form").await;
    window.driver.refresh().await.expect("a reload");
    window.fill("username", "somebody-else").await;
    window.click("login-submit").await;
    window.see("#password").await;
    window.driver.refresh().await.expect("a reload");
    window.see("#password").await;
    window.driver.back().await.expect("back");
    window.see("#username:not(.ahead)").await;
    window.fill("username", &alice.username).await;
    window.click("login-submit").await;
    window.see("#password").await;

    // A second tab with a request of its own does not disturb the first.
    window.second_tab().await;
    stage.depart(&rp, &[]).await;
    stage.sign_in(&alice).await;
    window.click("consent-allow").await;
    stage.arrived().await;

    window.first_tab().await;
    window.fill("password", &alice.password).await;
    window.click("login-submit").await;
    // What she allowed in the other tab is not asked again.
    stage.arrived().await;

    // The same request in two tabs.
    window.open("about:blank").await;
    let departure = rp.depart(&[("prompt", "login")]);
    window.open(departure.url.as_str()).await;
    window.see("#password").await;
    let address = window.url().await;
    window.second_tab().await;
    window.open(address.as_str()).await;
    window.fill("password", &alice.password).await;
    window.click("login-submit").await;
    stage.arrived().await;
    window.first_tab().await;
    window.fill("password", &alice.password).await;
    window.click("login-submit").await;
    window.see("#already-done").await;
}

/// A finished pass through the pages says so and offers the way back to the app.
pub async fn opened_again(stage: Stage) {
    let window = &stage.window;
    let tenant = stage.tenant(|plan| plan).await;
    let rp = tenant.rp("app");
    stage.depart(&rp, &[]).await;
    window.see("#login-form").await;
    let address = window.url().await;
    stage.sign_in(&Person::named("alice")).await;
    window.click("consent-allow").await;
    stage.arrived().await;
    window.open(address.as_str()).await;
    window.see("#already-done").await;
    window.look("already-done").await;
    window.click("back-to-app").await;
    window.see("#client").await;

    // Back from the app, into the middle of what is over.
    stage.depart(&rp, &[("prompt", "login")]).await;
    window.fill("password", &Person::named("alice").password).await;
    window.click("login-submit").await;
    stage.arrived().await;
    window.driver.back().await.expect("back");
    window.see("#already-done").await;
}
