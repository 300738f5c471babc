//! Signing in.
use crate::client_page;
use crate::stage::Stage;
use latchkey_testkit::{Person, RelyingParty};
use serde_json::json;

/// Name, password, consent; wrong and unknown are told apart by nobody.
pub async fn name_first(stage: Stage) {
    let window = &stage.window;
    let tenant = stage.tenant(|plan| plan).await;
    let rp = tenant.rp("app");
    stage.depart(&rp, &[("scope", "openid profile email")]).await;
    window.see("#login-form").await;
    assert_eq!(window.attribute("html", "lang").await, window.language);
    assert!(!window.has("input#password").await, "the password is asked on the next page");
    window.look("sign-in").await;

    window.fill("username", "alice").await;
    window.click("login-submit").await;
    window.see("#not-you").await;
    window.look("password").await;
    window.fill("password", "not it").await;
    window.click("login-submit").await;
    window.see("#login-error").await;
    let wrong = window.text("#login-error").await;
    assert_eq!(window.attribute("#password", "value").await, "", "never given back");
    assert_eq!(window.attribute("#password", "aria-invalid").await, "true");
    window.look("password-wrong").await;

    window.click("not-you").await;
    window.fill("username", "nobody").await;
    window.click("login-submit").await;
    window.fill("password", "not it").await;
    window.click("login-submit").await;
    assert_eq!(window.text("#login-error").await, wrong, "the same words for an unknown person");

    window.click("not-you").await;
    window.fill("username", "ALICE@example.com").await;
    window.click("login-submit").await;
    window.fill("password", &Person::named("alice").password).await;
    window.click("login-submit").await;
    window.see("#consent-form").await;
    window.look("consent").await;
    window.click("consent-allow").await;
    stage.arrived().await;

    stage.depart(&rp, &[("scope", "openid profile email")]).await;
    stage.arrived().await;
    stage.depart(&rp, &[("prompt", "login")]).await;
    window.see("#password").await;
    window.look("password-again").await;
}

/// The tenant wants both on one page.
pub async fn one_page(stage: Stage) {
    let window = &stage.window;
    let tenant = stage.tenant(|plan| plan.set("accounts", "one_page_sign_in", true)).await;
    let rp = tenant.rp("app");
    stage.depart(&rp, &[]).await;
    window.see("input#password").await;
    window.look("sign-in-one-page").await;
    window.fill("username", "alice").await;
    window.fill("password", "not it").await;
    window.click("login-submit").await;
    window.see("#login-error").await;
    assert_eq!(window.attribute("#username", "value").await, "alice", "what was typed is kept");
    window.look("sign-in-one-page-wrong").await;
    stage.sign_in(&Person::named("alice")).await;
    window.click("consent-allow").await;
    stage.arrived().await;
}

/// The answer posts itself, or by a button (FPM §2); whether or not browsers keep cookies from other
/// sites.
pub async fn form_post(stage: Stage) {
    let tenant = stage.tenant(|plan| plan).await;
    let rp = tenant.rp("app");
    let (chrome, blocked) = stage.without_their_cookies().await;
    for (stage, is_first) in [(&stage, true), (&blocked, false)] {
        let window = &stage.window;
        stage.depart(&rp, &[("response_mode", "form_post")]).await;
        stage.sign_in(&Person::named("alice")).await;
        if is_first {
            // What she allows once is remembered.
            window.click("consent-allow").await;
        }
        window.see("#client").await;

        window.scripts(false).await;
        stage.depart(&rp, &[("response_mode", "form_post")]).await;
        window.see("#form-post-submit").await;
        // What was loaded without script stays as it is; axe needs some.
        window.scripts(true).await;
        if is_first {
            window.look("form-post").await;
        }
        window.click("form-post-submit").await;
        window.see("#client").await;
    }
    chrome.quit().await;
}

/// Code and ID token post themselves, and by a button where there is no script (FPM §2, MRT §5).
pub async fn form_post_tokens(stage: Stage) {
    let app = stage.app(json!({"client_skip_consent": true}));
    let tenant = stage.tenant(|plan| plan.hybrid_client("hybrid", app)).await;
    let rp = tenant.rp("hybrid");
    let (chrome, blocked) = stage.without_their_cookies().await;
    for stage in [&stage, &blocked] {
        tokens_post_themselves(stage, &rp).await;
    }
    chrome.quit().await;
}

async fn tokens_post_themselves(stage: &Stage, rp: &RelyingParty) {
    let window = &stage.window;
    let wanted = [("response_mode", "form_post"), ("response_type", "code id_token")];
    for script in [true, false] {
        window.scripts(script).await;
        client_page::requests(&stage.client);
        stage.depart(rp, &wanted).await;
        if script {
            stage.sign_in(&Person::named("alice")).await;
        } else {
            window.click("form-post-submit").await;
        }
        window.see("#client").await;
        assert_eq!(window.url().await.query(), None, "nothing in the address");
        let requests = client_page::requests(&stage.client);
        let post = requests.iter().find(|request| request.starts_with("POST /callback "));
        let body = post.expect("a post").split_once("\r\n\r\n").expect("a body").1.to_owned();
        for name in ["code=lkc_", "id_token=ey", "state=", "iss=http", "session_state="] {
            assert!(body.contains(name), "{name} is not in {body}");
        }
    }
    window.scripts(true).await;
}
