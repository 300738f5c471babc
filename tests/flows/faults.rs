//! What remains when things break.
use latchkey_testkit::{
    Answer, AssertionKey, Authentication, Departure, Gate, Op, RelyingParty, Setup, Tenant,
    TenantPlan, database, unix_now,
};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

const OFFLINE: &[(&str, &str)] = &[("scope", "openid offline_access"), ("prompt", "consent")];
/// Lines of work of each kind under way when the power fails, and how much each does at least
/// before.
const LINES: usize = 4;
const STEPS: usize = 12;
/// Codes a line has to spend.
const CODES: usize = 60;

/// What a client that refreshes knows when the provider is gone: only what was acknowledged.
struct Refreshed {
    /// The token before the newest.
    rotated: Option<String>,
    /// The newest refresh token.
    current: String,
    /// Every access token.
    access: Vec<String>,
}

/// Whoever has done enough says so, once.
fn step(done: usize, busy: &Semaphore) {
    if done == STEPS {
        busy.add_permits(1);
    }
}

/// Refreshes until there is no answer any more.
async fn refresh_for_ever(
    rp: RelyingParty,
    mut known: Refreshed,
    busy: Arc<Semaphore>,
) -> Refreshed {
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
        known.rotated = Some(std::mem::replace(&mut known.current, next));
        step(known.access.len(), &busy);
    }
}

/// A code that was spent, and the access token it was spent for.
type Spent = (String, Departure, String);

/// Spends codes until there is no answer any more.
async fn redeem_all(
    rp: RelyingParty,
    codes: Vec<(String, Departure)>,
    busy: Arc<Semaphore>,
) -> Vec<Spent> {
    let mut spent = Vec::new();
    for (code, departure) in codes {
        let Ok(answer) = rp.try_redeem(&code, &departure).await else { break };
        if answer.status != 200 {
            assert!(answer.status.is_server_error(), "{}", answer.text);
            break;
        }
        spent.push((code, departure, answer.str("access_token").to_owned()));
        step(spent.len(), &busy);
    }
    spent
}

/// An assertion that was used, and the access token it was used for.
type Asserted = (String, String);

/// Asks for tokens of the client's own until there is no answer any more.
async fn assert_for_ever(rp: RelyingParty, busy: Arc<Semaphore>) -> Vec<Asserted> {
    let mut asserted = Vec::new();
    loop {
        let mut claims = rp.assertion_claims();
        claims["exp"] = json!(unix_now() + 3600);
        let assertion = AssertionKey::Ed25519.sign(&claims);
        let Ok(answer) = present(&rp, &assertion).await else { return asserted };
        if answer.status != 200 {
            assert!(answer.status.is_server_error(), "{}", answer.text);
            return asserted;
        }
        asserted.push((assertion, answer.str("access_token").to_owned()));
        step(asserted.len(), &busy);
    }
}

/// RFC 7523 §2.2, with this very assertion.
async fn present(rp: &RelyingParty, assertion: &str) -> reqwest::Result<Answer> {
    let by_hand = RelyingParty { authentication: Authentication::None, ..rp.clone() };
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        ("client_assertion", assertion),
    ];
    by_hand.try_post("/token", &fields).await
}

/// A refresh token and codes of one person.
async fn provisions(tenant: &Tenant, rp: &RelyingParty) -> (Refreshed, Vec<(String, Departure)>) {
    let (mut browser, tokens) = tenant.signed_in(rp, OFFLINE).await;
    let text = |name: &str| tokens[name].as_str().unwrap().to_owned();
    let access = vec![text("access_token")];
    let refreshed = Refreshed { rotated: None, current: text("refresh_token"), access };
    let mut codes = Vec::new();
    for _ in 0..CODES {
        let departure = rp.depart(&[("prompt", "none")]);
        let page = browser.open(&departure.url).await;
        codes.push((page.query("code").unwrap(), departure));
    }
    (refreshed, codes)
}

/// SIGKILL: nothing that was acknowledged is lost, nothing that was spent works again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_under_load_loses_nothing() {
    for op in Op::own_on_every_store(&Setup::default()).await {
        let machine = json!({
            "token_endpoint_auth_method": "private_key_jwt",
            "jwks": AssertionKey::Ed25519.jwks(),
            "grant_types": ["client_credentials"],
        });
        let tenant = op.tenant(&TenantPlan::usual().client("machine", machine)).await;
        let (rp, machine) = (tenant.rp("app"), tenant.rp("machine"));
        let mut lines = Vec::new();
        for _ in 0..LINES {
            lines.push(provisions(&tenant, &rp).await);
        }
        let busy = Arc::new(Semaphore::new(0));
        let (mut refreshing, mut redeeming) = (JoinSet::new(), JoinSet::new());
        let mut asserting = JoinSet::new();
        for (refreshed, codes) in lines {
            refreshing.spawn(refresh_for_ever(rp.clone(), refreshed, busy.clone()));
            redeeming.spawn(redeem_all(rp.clone(), codes, busy.clone()));
            asserting.spawn(assert_for_ever(machine.clone(), busy.clone()));
        }
        let all_are_busy = busy.acquire_many(u32::try_from(3 * LINES).unwrap());
        let busy_in_time = tokio::time::timeout(Duration::from_secs(60), all_are_busy).await;
        busy_in_time.unwrap().unwrap().forget();
        op.kill();
        let (refreshed, spent) = (refreshing.join_all().await, redeeming.join_all().await);
        let asserted = asserting.join_all().await.concat();
        op.run().await;
        let spent: Vec<Spent> = spent.into_iter().flatten().collect();
        look_at_what_is_left(&rp, &refreshed, &spent).await;
        look_at_what_was_asserted(&rp, &machine, &asserted).await;
    }
}

/// RFC 7523 §3, item 7.
async fn look_at_what_was_asserted(
    rp: &RelyingParty,
    machine: &RelyingParty,
    asserted: &[Asserted],
) {
    for (assertion, access) in asserted {
        assert!(rp.is_active(access).await, "an acknowledged token is lost");
        let again = present(machine, assertion).await.unwrap();
        assert_eq!((again.status.as_u16(), again.error()), (401, "invalid_client"));
    }
    machine.token(&[("grant_type", "client_credentials")]).await.ok();
}

async fn look_at_what_is_left(rp: &RelyingParty, refreshed: &[Refreshed], spent: &[Spent]) {
    let redeemed = spent.iter().map(|(_, _, access)| access);
    for token in refreshed.iter().flat_map(|known| &known.access).chain(redeemed) {
        assert!(rp.is_active(token).await, "an acknowledged token is lost");
    }
    for known in refreshed {
        // The newest one works, even if a refresh that nobody heard of had come through; the
        // one before it is a replay then, however short ago it was rotated.
        rp.refresh(&known.current).await.ok();
        let before = known.rotated.as_ref().unwrap();
        assert_eq!(rp.refresh(before).await.error(), "invalid_grant");
    }
    for (code, departure, access) in spent {
        assert_eq!(rp.redeem(code, departure).await.error(), "invalid_grant");
        assert!(!rp.is_active(access).await, "a replay ends what the code gave");
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
    let gate = Gate::before(&url);
    let setup = Setup { database_url: Some(gate.url.clone()), ..Setup::default() };
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
    // A silent request has no page: its client is told, at its address (RFC 6749 §4.1.2.1).
    let silent = rp.depart(&[("prompt", "none")]);
    let page = browser.open(&silent.url).await;
    let (address, query) = page.url.as_str().split_once('?').expect("an answer");
    let names: Vec<String> = page.url.query_pairs().map(|(name, _)| name.into_owned()).collect();
    assert_eq!(address, rp.redirect_uri);
    assert_eq!(names, ["error", "error_description", "session_state", "state", "iss"], "{query}");
    assert_eq!(page.query("error").as_deref(), Some("temporarily_unavailable"));
    assert_eq!(page.query("state"), Some(silent.state));
    assert_eq!(page.query("iss"), Some(tenant.issuer.clone()));
    // Where somebody looks on, it is said to them.
    let page = browser.open(&rp.depart(&[("prompt", "login")]).url).await;
    assert_eq!((page.status.as_u16(), page.is_outside), (503, false), "{page:#?}");
    assert!(!page.header("retry-after").is_empty());
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
