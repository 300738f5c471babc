//! Two nodes on one PostgreSQL database.
use latchkey_testkit::{Op, RelyingParty, Setup, Tenant, TenantPlan, database};
use serde_json::json;
use std::time::Duration;

const OFFLINE: &[(&str, &str)] = &[("scope", "openid offline_access"), ("prompt", "consent")];

/// Two nodes, a tenant on both, and the client as each of them sees it.
async fn two_nodes() -> Option<(Op, Op, Tenant, [RelyingParty; 2])> {
    let database_url = Some(database().await?);
    // Looking by itself would come too late: what is seen, the database has announced.
    let lines = vec!["database.revision_poll = 3600".to_owned()];
    let first = Op::start(Setup { database_url, lines, ..Setup::default() }).await;
    let second = first.second_node().await;
    let tenant = first.tenant(&TenantPlan::usual()).await;
    let here = tenant.rp("app");
    let there = here.at(&tenant.at(&second).issuer);
    Some((first, second, tenant, [here, there]))
}

/// Asks until `is_so`, for two seconds: how long a change may take to the other node.
async fn soon(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let mut tick = tokio::time::interval(Duration::from_millis(20));
    for _ in 0..100 {
        tick.tick().await;
        if is_so().await {
            return;
        }
    }
    panic!("{what} is not seen by the other node");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_node_does_the_other_knows() {
    let Some((_first, second, mut tenant, [here, there])) = two_nodes().await else { return };
    let (mut browser, tokens) = tenant.signed_in(&here, OFFLINE).await;
    let access = tokens["access_token"].as_str().unwrap();
    assert!(there.is_active(access).await);

    // A rotation here counts there: same successor, then the family ends.
    let refresh = tokens["refresh_token"].as_str().unwrap();
    let one = here.refresh(refresh).await.ok();
    let same = there.refresh(refresh).await.ok();
    assert_eq!(one.str("refresh_token"), same.str("refresh_token"));

    there.revoke(refresh).await.ok();
    soon("a revocation", async || !here.is_active(access).await).await;

    // A code issued here is redeemed there, once.
    let departure = here.depart(&[]);
    let code = browser.open(&departure.url).await.query("code").unwrap();
    there.redeem(&code, &departure).await.ok();
    assert_eq!(here.redeem(&code, &departure).await.error(), "invalid_grant");

    // A client that changes.
    let changed = TenantPlan::usual().client("late", json!({})).person("bob", json!({}));
    tenant.change(&changed).await;
    let late = tenant.rp("late").at(&tenant.at(&second).issuer);
    soon("a new client", async || late.introspect("x").await.status == 200).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rotated_key_is_published_by_both_nodes() {
    let Some((first, _second, tenant, [here, there])) = two_nodes().await else { return };
    let keys = async |rp: &RelyingParty| rp.get("/jwks").await.ok().text;
    let before = keys(&here).await;
    assert_eq!(before, keys(&there).await);
    let done = first.cli(&["keys", "rotate", &tenant.group]).await;
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    soon("a new key", async || keys(&here).await != before).await;
    soon("a new key", async || keys(&there).await == keys(&here).await).await;
}

/// Refused there, explained here: what is kept is in the database.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_is_explained_whichever_node_refused() {
    let Some((first, _second, _tenant, [_here, there])) = two_nodes().await else { return };
    let refused = there.refresh("lkr_nobody-knows-this-one").await;
    let reference = crate::explain::reference(refused.str("error_description")).to_owned();
    let said = crate::explain::explained(&first, &reference).await;
    assert!(said.contains("refresh token"), "{said}");
}

/// Two nodes, one code, at the same time: one wins.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_race_between_nodes_has_one_winner() {
    let Some((_first, _second, tenant, [here, there])) = two_nodes().await else { return };
    let (mut browser, _) = tenant.signed_in(&here, &[]).await;
    for _ in 0..10 {
        let departure = here.depart(&[]);
        let code = browser.open(&departure.url).await.query("code").unwrap();
        let (a, b) = tokio::join!(here.redeem(&code, &departure), there.redeem(&code, &departure));
        let won = [&a, &b].into_iter().filter(|answer| answer.status == 200).count();
        assert_eq!(won, 1, "{} {}", a.text, b.text);
    }
}
