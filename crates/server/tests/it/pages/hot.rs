//! What is hot is answered without asking the database anything.
use super::{Op, quick, sign_in};
use latchkey_base::Seconds;
use latchkey_oidc::ResourceServer;
use latchkey_testkit::{Browser, RelyingParty};
use serde_json::json;
use std::time::{Duration, Instant};

const RESOURCE: &str = "https://api.example";
/// How often everything is done once it is hot.
const ROUNDS: usize = 3;

/// What was done, and how often the database was read for it.
type Reads = Vec<(&'static str, u64)>;

/// Notes what was read for some work.
async fn counted<T>(
    op: &Op,
    reads: &mut Reads,
    what: &'static str,
    work: impl Future<Output = T>,
) -> T {
    let so_far = || op.running.app().store.counters().reads;
    let before = so_far();
    let done = work.await;
    reads.push((what, so_far() - before));
    done
}

/// Everything that shall read nothing, once. The refresh token is rotated.
async fn round(op: &Op, rp: &RelyingParty, browser: &mut Browser, held: &mut String) -> Reads {
    let reads = &mut Reads::new();
    let departure = rp.depart(&[]);
    let page = counted(op, reads, "authorize", browser.open(&departure.url)).await;
    let code = page.query("code").expect("a live session");
    let tokens = counted(op, reads, "code", rp.redeem(&code, &departure)).await.ok();
    let access = tokens.str("access_token");
    counted(op, reads, "userinfo", rp.userinfo(access)).await.ok();
    assert!(counted(op, reads, "introspection", rp.is_active(access)).await);
    let tokens = counted(op, reads, "refresh", rp.refresh(held)).await.ok();
    tokens.str("refresh_token").clone_into(held);
    let grant = ("grant_type", "client_credentials");
    let opaque = counted(op, reads, "opaque", rp.token(&[grant])).await.ok();
    assert!(
        counted(op, reads, "introspection, opaque", rp.is_active(opaque.str("access_token"))).await
    );
    let jwt = counted(op, reads, "JWT", rp.token(&[grant, ("resource", RESOURCE)])).await.ok();
    assert_eq!(jwt.str("access_token").split('.').count(), 3, "a JWT");
    assert!(counted(op, reads, "introspection, JWT", rp.is_active(jwt.str("access_token"))).await);
    std::mem::take(reads)
}

#[tokio::test]
async fn what_is_hot_is_answered_without_a_read() {
    let mut settings = quick();
    settings.protocol.resources =
        vec![ResourceServer { resource: RESOURCE.to_owned(), scopes: Vec::new() }];
    settings.protocol.skip_consent = true;
    let op = Op::start_with(settings, |config| {
        // What is done in the background reads, too.
        let workers = &mut config.workers;
        for every in
            [&mut workers.sweep_every, &mut workers.outbox_every, &mut workers.key_check_every]
        {
            *every = Seconds::days(1);
        }
    });
    let op = op.await;
    let grants = ["authorization_code", "refresh_token", "client_credentials"];
    let members = json!({"grant_types": grants, "response_types": ["code"]});
    op.add(vec![("service".to_owned(), members)]).await;
    let (rp, mut browser) = (op.confidential("service"), op.browser());
    let departure = rp.depart(&[("scope", "openid offline_access"), ("prompt", "consent")]);
    browser.open(&departure.url).await;
    sign_in(&mut browser, "alice").await;
    let code = browser.submit("consent-allow", &[]).await.query("code").unwrap();
    let tokens = rp.redeem(&code, &departure).await.ok();
    let mut held = tokens.str("refresh_token").to_owned();

    // Nothing is relied on before the server hears what other nodes do.
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        let reads = round(&op, &rp, &mut browser, &mut held).await;
        if reads.iter().all(|(_, reads)| *reads == 0) {
            break;
        }
        assert!(Instant::now() < end, "it never gets hot: {reads:?}");
    }
    for _ in 0..ROUNDS {
        let reads = round(&op, &rp, &mut browser, &mut held).await;
        assert!(reads.iter().all(|(_, reads)| *reads == 0), "{reads:?}");
    }
}
