//! A database that somebody else keeps for themselves.
use super::{Op, quick, sign_in};
use crate::lifecycle::occupy;
use crate::raw;
use latchkey_base::Seconds;
use latchkey_testkit::{StoreKind, chosen};
use std::time::{Duration, Instant};

/// SQLite has one lock for all who write, and in WAL mode `BEGIN EXCLUSIVE` takes no more than that.
#[tokio::test]
async fn a_locked_database_is_said_so_and_found_again() {
    if chosen() == StoreKind::Postgres {
        return;
    }
    let op = Op::start_with(quick(), |config| {
        config.database.patience = Seconds::new(1);
        config.health.database_timeout = Seconds::new(1);
    });
    let op = op.await;
    let (mut browser, rp) = (op.browser(), op.rp());
    let departure = rp.depart(&[("scope", "openid offline_access"), ("prompt", "consent")]);
    browser.open(&departure.url).await;
    sign_in(&mut browser, "alice").await;
    let code = browser.submit("consent-allow", &[]).await.query("code").unwrap();
    let tokens = rp.redeem(&code, &departure).await.ok();
    let held = tokens.str("refresh_token");
    let is_ready = async || raw::get(op.running.address, "/ready-check", "").await;

    let store = op.beside.open().await;
    let permit = occupy(&store).await;
    let gone = rp.refresh(held).await;
    assert_eq!((gone.status.as_u16(), gone.error()), (503, "temporarily_unavailable"));
    assert!(!gone.header("retry-after").is_empty());
    let ready = is_ready().await;
    assert_eq!(ready.status, 503, "{}", ready.body);
    assert!(ready.header("retry-after").is_some());

    drop(permit);
    store.close().await;
    let end = Instant::now() + Duration::from_secs(20);
    while rp.refresh(held).await.status != 200 || is_ready().await.status != 200 {
        assert!(Instant::now() < end, "it does not recover");
    }
}
