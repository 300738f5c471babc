//! Two nodes on one PostgreSQL database.
use latchkey_testkit::{Op, RelyingParty, Setup, Tenant, TenantPlan, database, decode_jwt};
use serde_json::json;
use std::collections::BTreeSet;
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

/// OIDC Core §10.1.1: beside the old keys, which go on signing until the new ones are known everywhere.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rotated_key_is_published_by_both_nodes() {
    let Some((first, _second, tenant, [here, there])) = two_nodes().await else { return };
    let (mut browser, tokens) = tenant.signed_in(&here, &[]).await;
    let kid = |jwt: &str| decode_jwt(jwt).0["kid"].as_str().expect("a kid").to_owned();
    let signer = kid(tokens["id_token"].as_str().unwrap());
    let before = kids(&here).await;
    assert!(before.contains(&signer));
    assert_eq!(before, kids(&there).await);
    let done = first.cli(&["keys", "rotate", &tenant.group]).await;
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    soon("a new key", async || kids(&here).await != before).await;
    soon("a new key", async || kids(&there).await == kids(&here).await).await;
    let after = kids(&here).await;
    assert!(before.is_subset(&after) && after.len() == 2 * before.len(), "{before:?} {after:?}");
    for node in [&here, &there] {
        let departure = here.depart(&[]);
        let code = browser.open(&departure.url).await.query("code").unwrap();
        let tokens = node.redeem(&code, &departure).await.ok();
        assert_eq!(kid(tokens.str("id_token")), signer);
    }
}

/// The names of the keys that are published.
async fn kids(rp: &RelyingParty) -> BTreeSet<String> {
    let set = rp.get("/jwks").await.ok().json;
    let keys = set["keys"].as_array().expect("a key set").iter();
    keys.map(|key| key["kid"].as_str().expect("a kid").to_owned()).collect()
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
