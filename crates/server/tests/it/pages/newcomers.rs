//! A stranger cannot fill the database with passes.
use super::account_member::{at, at_home};
use super::{Op, quick};
use std::num::NonZeroU32;

#[tokio::test]
async fn too_many_passes_from_one_network_are_refused_for_a_while() {
    let limit = |config: &mut latchkey_server::config::Config| {
        config.http.interactions_per_minute = NonZeroU32::new(3).unwrap();
    };
    let op = Op::start_with(quick(), limit).await;
    let mut browser = op.browser();
    for _ in 0..3 {
        assert!(browser.open(&op.rp().depart(&[]).url).await.has("#login-form"));
    }
    let page = browser.open(&op.rp().depart(&[]).url).await;
    assert_eq!(page.status, 429);
    assert!(page.header("retry-after").parse::<u32>().unwrap() >= 1);
    let silent = browser.open(&op.rp().depart(&[("prompt", "none")]).url).await;
    assert_eq!(silent.query("error").as_deref(), Some("login_required"), "it begins no pass");
}

/// Nor can somebody who is signed in, with what they begin to set up.
#[tokio::test]
async fn too_much_that_is_begun_at_the_account_is_refused_for_a_while() {
    let limit = |config: &mut latchkey_server::config::Config| {
        config.http.interactions_per_minute = NonZeroU32::new(3).unwrap();
    };
    let op = Op::start_with(quick(), limit).await;
    let mut browser = at_home(&op, "alice").await;
    for _ in 0..2 {
        browser.open(at(&op, "/security")).await;
        assert!(browser.submit("totp-set-up", &[]).await.has("#totp-key"));
    }
    browser.open(at(&op, "/security")).await;
    let page = browser.submit("totp-set-up", &[]).await;
    assert_eq!(page.status, 429);
    assert!(page.header("retry-after").parse::<u32>().unwrap() >= 1);
}
