//! What remains when things break.
use latchkey_testkit::{Departure, Gate, Op, Person, RelyingParty, Setup, TenantPlan, database};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

const OFFLINE: &[(&str, &str)] = &[("scope", "openid offline_access"), ("prompt", "consent")];
/// Lines of work under way when the power fails, and how much each does at least before.
const LINES: usize = 8;
const STEPS: usize = 12;

/// What a client knows when the provider is gone: only what was acknowledged.
struct Known {
    /// The rotated-out tokens, oldest first.
    rotated: Vec<String>,
    /// The newest refresh token.
    current: String,
    /// Every access token.
    access: Vec<String>,
    /// A spent code.
    spent: (String, Departure),
}

/// Refreshes until there is no answer any more.
async fn refresh_for_ever(rp: RelyingParty, mut known: Known, busy: Arc<Semaphore>) -> Known {
    loop {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", known.current.as_str())];
        let Ok(answer) = rp.try_post("/token", &fields).await else { return known };
        if answer.status != 200 {
            // A shutting-down socket may still have answered, but never with a refusal.
            assert!(answer.status.is_server_error(), "{}", answer.text);
            return known;
        }
        known.access.push(answer.str("access_token").to_owned());
        let next = answer.str("refresh_token").to_owned();
        known.rotated.push(std::mem::replace(&mut known.current, next));
        if known.rotated.len() == STEPS {
            busy.add_permits(1);
        }
    }
}

async fn begin(op: &Op) -> (RelyingParty, Vec<Known>) {
    let tenant = op.tenant(&TenantPlan::usual()).await;
    let rp = tenant.rp("app");
    let mut lines = Vec::new();
    for _ in 0..LINES {
        let mut browser = tenant.browser();
        let departure = rp.depart(OFFLINE);
        browser.open(&departure.url).await;
        let page = Person::named("alice").sign_in_and_allow(&mut browser).await;
        let code = page.query("code").unwrap();
        let tokens = rp.redeem(&code, &departure).await.ok();
        lines.push(Known {
            rotated: Vec::new(),
            current: tokens.str("refresh_token").to_owned(),
            access: vec![tokens.str("access_token").to_owned()],
            spent: (code, departure),
        });
    }
    (rp, lines)
}

/// Nothing that was acknowledged is lost, nothing that was spent works again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_power_cut_under_load_loses_nothing() {
    for op in Op::own_on_every_store(&Setup::default()).await {
        let (rp, lines) = begin(&op).await;
        let busy = Arc::new(Semaphore::new(0));
        let mut work = JoinSet::new();
        for known in lines {
            work.spawn(refresh_for_ever(rp.clone(), known, busy.clone()));
        }
        let all_are_busy = busy.acquire_many(u32::try_from(LINES).unwrap());
        tokio::time::timeout(Duration::from_secs(60), all_are_busy)
            .await
            .unwrap()
            .unwrap()
            .forget();
        op.kill();
        let lines = work.join_all().await;
        op.run().await;

        for known in &lines {
            assert!(known.rotated.len() >= STEPS, "it was busy");
            for token in &known.access {
                assert!(rp.is_active(token).await, "an acknowledged token is lost");
            }
        }
        for known in lines {
            // The newest one works, even if a refresh that nobody heard of had come through.
            rp.refresh(&known.current).await.ok();
            let (code, departure) = &known.spent;
            assert_eq!(rp.redeem(code, departure).await.error(), "invalid_grant");
            assert_eq!(rp.refresh(&known.rotated[0]).await.error(), "invalid_grant");
        }
    }
}

/// SIGTERM: what was accepted is answered.
#[tokio::test]
async fn a_stopped_provider_ends_by_itself_and_keeps_its_state() {
    let op = Op::start(Setup::default()).await;
    let tenant = op.tenant(&TenantPlan::usual()).await;
    let rp = tenant.rp("app");
    let (mut browser, tokens) = tenant.signed_in(&rp, OFFLINE).await;
    op.stop();
    op.run().await;
    rp.refresh(tokens["refresh_token"].as_str().unwrap()).await.ok();
    let page = browser.open(&rp.depart(&[("prompt", "none")]).url).await;
    assert!(page.query("code").is_some(), "still signed in: {page:#?}");
}

/// The database is gone: 503 with `Retry-After`, and all is well again when it is back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_gone_comes_back() {
    let Some(url) = database().await else { return };
    let gate = Gate::before(&url).await;
    let setup = Setup { database_url: Some(gate.url(&url)), ..Setup::default() };
    let op = Op::start(setup).await;
    let tenant = op.tenant(&TenantPlan::usual()).await;
    let rp = tenant.rp("app");
    let (mut browser, tokens) = tenant.signed_in(&rp, OFFLINE).await;
    let held = tokens["refresh_token"].as_str().unwrap();

    gate.close();
    let gone = rp.refresh(held).await;
    assert_eq!(gone.status, 503, "{}", gone.text);
    assert!(!gone.header("retry-after").is_empty());
    assert_eq!(gone.error(), "temporarily_unavailable");
    let page = browser.open(&rp.depart(&[("prompt", "login")]).url).await;
    assert!(
        page.status == 503 || page.query("error").as_deref() == Some("temporarily_unavailable"),
        "{page:#?}"
    );
    let ready = reqwest::get(format!("{}/ready-check", op.url())).await.unwrap();
    assert_eq!(ready.status(), 503);

    gate.open();
    let mut tick = tokio::time::interval(Duration::from_millis(50));
    for _ in 0..200 {
        tick.tick().await;
        if rp.refresh(held).await.status == 200 {
            return;
        }
    }
    panic!("it does not recover:\n{}", op.log());
}
