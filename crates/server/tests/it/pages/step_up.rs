//! A live session that an app asks more of (RFC 9470, OIDC Core §5.5.1.1).
use super::account_member::at;
use super::recovery::alice;
use super::second_factor::{TWO, with};
use super::{Op, quick, register, sign_in};
use latchkey_accounts::Account;
use latchkey_authn::SecondFactor;
use latchkey_base::Clock as _;
use latchkey_oidc::ClientMetadata;
use latchkey_store::{Tx, TxError};
use latchkey_testkit::{Authentication, Browser, REDIRECT_URI, RelyingParty};
use serde_json::json;

const ONE: &str = "urn:latchkey:acr:1fa";

/// RFC 9470 §5: only what is missing is asked for, and the session is better from then on. What was
/// shown before is as old as it was (OIDC Core §2, `auth_time`).
#[tokio::test]
async fn a_session_with_one_factor_is_asked_for_the_other_alone() {
    let op = Op::start(with(SecondFactor::Never)).await;
    let app = op.enrol(&mut op.browser(), "alice").await.app;
    let (mut browser, rp) = (op.browser(), op.rp());
    let to = rp.depart(&[]);
    browser.open(&to.url).await;
    sign_in(&mut browser, "alice").await;
    let before = op.claims(&browser, &rp, &to).await;
    assert_eq!((&before["acr"], &before["amr"]), (&json!(ONE), &json!(["pwd"])));

    let silent = [("acr_values", TWO), ("prompt", "none")];
    browser.open(&rp.depart(&silent).url).await;
    let error = browser.page().query("error");
    assert_eq!(error.as_deref(), Some("unmet_authentication_requirements"));

    let to = rp.depart(&[("acr_values", TWO)]);
    let page = browser.open(&to.url).await;
    assert!(page.has("#otp-form") && !page.has("#password"), "{}", page.html);
    assert!(!page.has("#not-you"), "they are signed in");
    op.advance(30);
    browser.submit("otp-form", &[("otp", &app.code_at(op.seconds()))]).await;
    let after = op.claims(&browser, &rp, &to).await;
    assert_eq!((&after["acr"], &after["amr"]), (&json!(TWO), &json!(["pwd", "otp", "mfa"])));
    assert_eq!(after["auth_time"], before["auth_time"], "the password is as old as it was");
    browser.open(&rp.depart(&silent).url).await;
    assert!(browser.page().query("code").is_some(), "the session is better from then on");
    let page = browser.open(&rp.depart(&[("max_age", "29")]).url).await;
    assert!(page.has("#login-form"), "all of it anew: {}", page.html);
}

/// OIDC Core §5.5.1.1: an essential class is reached, and told by the name that was asked for.
#[tokio::test]
async fn an_essential_class_is_reached_and_told_as_it_was_asked_for() {
    let op = Op::start(quick()).await;
    let (mut browser, rp) = (op.browser(), op.rp());
    let essential = |class: &str| json!({"id_token": {"acr": {"essential": true, "value": class}}});
    let claims = essential(TWO).to_string();
    let to = rp.depart(&[("claims", &claims)]);
    browser.open(&to.url).await;
    sign_in(&mut browser, "alice").await;
    op.set_up(&mut browser).await;
    assert_eq!(op.claims(&browser, &rp, &to).await["acr"], TWO);
    let claims = essential(ONE).to_string();
    let to = rp.depart(&[("claims", &claims), ("prompt", "none")]);
    browser.open(&to.url).await;
    assert_eq!(op.claims(&browser, &rp, &to).await["acr"], ONE);
    let claims = essential("gold").to_string();
    browser.open(&rp.depart(&[("claims", &claims)]).url).await;
    let error = browser.page().query("error");
    assert_eq!(error.as_deref(), Some("unmet_authentication_requirements"));
}

/// An app may be registered to let nobody in with one factor, whatever the request says.
#[tokio::test]
async fn an_app_can_be_registered_for_two_factors() {
    let op = Op::start(with(SecondFactor::Never)).await;
    let metadata = ClientMetadata {
        redirect_uris: vec![REDIRECT_URI.to_owned()],
        token_endpoint_auth_method: Some("none".to_owned()),
        application_type: latchkey_oidc::ApplicationType::Native,
        client_skip_consent: true,
        client_require_second_factor: true,
        ..ClientMetadata::default()
    };
    register(&op, vec![("vault", metadata)]).await;
    let issuer = format!("{}/t", op.running.public_url);
    let vault = RelyingParty::new(&issuer, "vault", REDIRECT_URI, Authentication::None);
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    assert!(browser.page().query("code").is_some());
    browser.open(&vault.depart(&[("prompt", "none")]).url).await;
    assert_eq!(browser.page().query("error").as_deref(), Some("interaction_required"));
    let to = vault.depart(&[]);
    browser.open(&to.url).await;
    browser.submit("login-form", &[("password", super::PASSWORD)]).await;
    op.set_up(&mut browser).await;
    assert_eq!(op.claims(&browser, &vault, &to).await["acr"], TWO);
}

/// Security: somebody at a browser where alice is signed in, without her password, does not choose
/// what her second factor is.
#[tokio::test]
async fn a_second_factor_is_not_set_up_without_the_first() {
    let op = Op::start(with(SecondFactor::Never)).await;
    let (mut browser, rp) = (op.browser(), op.rp());
    browser.open(&rp.depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    assert!(browser.page().query("code").is_some());
    let to = rp.depart(&[("acr_values", TWO)]);
    let page = browser.open(&to.url).await;
    assert!(page.has("#login-form #password") && !page.has("#totp-key"), "{}", page.html);
    let (steps, _) = page.url.as_str().rsplit_once('/').unwrap();
    let steps = steps.to_owned();
    for step in ["second", "enrol/totp"] {
        let page = browser.open(&format!("{steps}/{step}")).await;
        assert!(page.has("#login-form #password"), "{step}: {}", page.html);
    }
    browser.submit("login-form", &[("password", super::PASSWORD)]).await;
    op.set_up(&mut browser).await;
    assert_eq!(op.claims(&browser, &rp, &to).await["acr"], TWO);
}

/// Who signs out in another tab has no session that could become more than it was.
#[tokio::test]
async fn a_session_that_has_ended_is_not_made_better() {
    let op = Op::start(with(SecondFactor::Never)).await;
    let app = op.enrol(&mut op.browser(), "alice").await.app;
    let (mut browser, rp) = (op.browser(), op.rp());
    browser.open(&rp.depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    browser.open(&rp.depart(&[("acr_values", TWO)]).url).await;
    let mut tab = browser.clone();
    tab.open(format!("{}/t/session/end", op.running.public_url)).await;
    tab.submit("logout-confirm", &[]).await;
    let page = browser.submit("otp-form", &[("otp", &app.code_at(op.seconds()))]).await;
    assert!(page.has("#login-form") && !page.is_outside, "{}", page.html);
}

/// `prompt=login` and `max_age` ask for everything anew, as the first sign-in did.
#[tokio::test]
async fn a_fresh_sign_in_takes_both_factors_again() {
    let op = Op::start(quick()).await;
    let mut browser = op.browser();
    let app = op.enrol(&mut browser, "alice").await.app;
    let rp = op.rp();
    browser.open(&rp.depart(&[("prompt", "login")]).url).await;
    assert!(browser.page().has("#login-form #password"), "{}", browser.page().html);
    browser.submit("login-form", &[("password", super::PASSWORD)]).await;
    assert!(browser.page().has("#otp-form"));
    browser.submit("otp-form", &[("otp", &app.code_at(op.seconds()))]).await;
    assert!(browser.page().query("code").is_some());
}

/// An operator may demand two factors of one person, at every app.
#[tokio::test]
async fn two_factors_are_demanded_of_one_person() {
    let op = Op::start(quick()).await;
    let (mut browser, mut bob) = (op.browser(), op.browser());
    for (browser, name) in [(&mut browser, "alice"), (&mut bob, "bob")] {
        browser.open(&op.rp().depart(&[]).url).await;
        sign_in(browser, name).await;
        assert!(browser.page().query("code").is_some());
    }
    demand(&op, true).await;
    let silent = op.rp().depart(&[("prompt", "none")]);
    let error = |browser: &Browser| browser.page().query("error");
    browser.open(&silent.url).await;
    assert_eq!(error(&browser).as_deref(), Some("login_required"));
    bob.open(&silent.url).await;
    assert!(bob.page().query("code").is_some(), "of nobody else");
    browser.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    // Security: somebody else may know the password; the mailbox comes before a second factor.
    assert!(browser.page().has("#otp-send"), "{}", browser.page().html);
    browser.submit("resend-form", &[]).await;
    let code = op.mail_about("alice@example.com", "code").await.code();
    browser.submit("otp-form", &[("otp", &code)]).await;
    let app = op.set_up(&mut browser).await.app;
    assert!(browser.page().query("code").is_some(), "{}", browser.page().html);
    browser.open(&silent.url).await;
    assert!(browser.page().query("code").is_some());

    let mut home = op.browser();
    home.open(at(&op, "/security")).await;
    op.sign_in_twice(&mut home, "alice", &app).await;
    assert!(!home.page().has("#totp-remove-form"), "it is demanded: {}", home.page().html);
    demand(&op, false).await;
    home.open(at(&op, "/security")).await;
    assert!(home.page().has("#totp-remove-form"), "{}", home.page().html);
}

async fn demand(op: &Op, two_factors: bool) {
    let account = {
        let store = op.beside.open().await;
        let account = alice(op, &store).await;
        store.close().await;
        account
    };
    let now = op.clock.now();
    // As the command does it.
    let change = move |tx: &mut dyn Tx| {
        tx.update_account(&Account { two_factors, ..account.clone() }, now)?;
        if two_factors {
            tx.end_sessions_of(account.id, now)?;
        }
        Ok(())
    };
    let changed: Result<(), TxError> =
        op.running.app().store.write(op.beside.tenant.id, change).await;
    changed.unwrap();
}
