//! The account pages.
use crate::stage::Stage;
use latchkey_testkit::Person;

/// Every section, and a change of what can be changed.
pub async fn every_section(stage: Stage) {
    let window = &stage.window;
    let tenant = stage.tenant(|plan| plan).await;
    let rp = tenant.rp("app");
    stage.alice_is_signed_in(&rp).await;
    let home = format!("{}/account", rp.issuer);
    window.open(&home).await;
    window.see("#account-sections").await;
    window.look("account").await;
    for section in [
        "profile", "email", "password", "security", "sessions", "apps", "devices", "activity",
        "data",
    ] {
        window.click(&format!("account-{section}")).await;
        window.see("#account-back").await;
        window.look(&format!("account-{section}")).await;
        window.click("account-back").await;
    }
    change(&stage).await;
    is_dark(&stage, &home).await;
    window.open(&format!("{home}/deletion")).await;
    window.look("account-deletion").await;
    window.click("deletion-submit").await;
    window.see("#deletion-done").await;
    window.look("account-deletion-done").await;
}

/// Dark by choice where the device prefers light, and as the device again.
async fn is_dark(stage: &Stage, home: &str) {
    let window = &stage.window;
    for (scheme, ground) in [("dark", "rgb(11, 12, 15)"), ("", "rgb(244, 245, 247)")] {
        window.open(&format!("{home}/profile")).await;
        let option = window.see(&format!("#scheme option[value='{scheme}']")).await;
        option.click().await.expect("a choice");
        window.click_away("profile-submit").await;
        window.see("#account-done").await;
        let colour = "return getComputedStyle(document.body).backgroundColor";
        assert_eq!(window.ask(colour).await, ground);
        window.judge("account-profile-scheme", 0).await;
    }
}

/// The same errands with script switched off.
pub async fn without_script(stage: Stage) {
    let window = &stage.window;
    window.scripts(false).await;
    let tenant = stage.tenant(|plan| plan).await;
    window.open(&format!("{}/account", tenant.rp("app").issuer)).await;
    window.fill("username", "alice").await;
    window.click("login-submit").await;
    window.fill("password", &Person::named("alice").password).await;
    window.click("login-submit").await;
    window.see("#account-sections").await;
    change(&stage).await;
    window.click("sign-out").await;
    window.click("logout-confirm").await;
    window.see("#logout-done").await;
}

/// From the overview: a name, a password, and back.
async fn change(stage: &Stage) {
    let window = &stage.window;
    window.click("account-profile").await;
    window.fill("name", "Alice Nakamura").await;
    window.click("profile-submit").await;
    window.see("#account-done").await;
    window.click("account-back").await;
    window.click("account-password").await;
    window.fill("current-password", &Person::named("alice").password).await;
    window.fill("new-password", "seven quiet lanterns drift").await;
    window.click("password-submit").await;
    window.see("#account-done").await;
    window.click("account-back").await;
    window.see("#account-sections").await;
}
