//! Client assertions: a `jti` counts once (RFC 7523 §3).
use crate::world::{World, access, at, hash, is_there, redeem, tokens};
use latchkey_base::TokenHash;
use latchkey_oidc::{AssertionUse, Commit, Lookup, Outcome, Write};
use std::sync::Arc;

fn with(world: &World, jti: TokenHash, write: Option<Write>) -> Commit {
    let assertion = Some(AssertionUse { client: world.client, jti, until: at(60) });
    Commit { assertion, write }
}

#[tokio::test]
async fn a_replayed_assertion_writes_nothing() {
    for world in World::on_every_store().await {
        let jti = hash();
        let first = world.store.commit(world.tenant, with(&world, jti, None)).await;
        assert!(matches!(first.unwrap(), Outcome::Done));

        let code = world.issue(world.grant()).await;
        let issued = tokens(&code.grant);
        let token = issued.access.clone().unwrap();
        let again = with(&world, jti, Some(redeem(&code, issued, at(1))));
        let outcome = world.store.commit(world.tenant, again).await.unwrap();
        assert!(matches!(outcome, Outcome::AssertionReplayed), "{outcome:?}");
        assert!(!is_there(&world.find_elsewhere(Lookup::AccessToken(token.hash)).await));
        // The code is as good as before.
        let redeemed = world.commit(redeem(&code, tokens(&code.grant), at(2))).await;
        assert!(matches!(redeemed, Outcome::Done), "{redeemed:?}");
    }
}

#[tokio::test]
async fn one_assertion_presented_at_once_wins_once() {
    for world in World::on_every_store().await {
        let jti = hash();
        let grant = Arc::new(world.grant());
        let attempts: Vec<_> = (0..50)
            .map(|_| {
                let mut token = (*access(&grant)).clone();
                token.grant = None;
                let write = Write::IssueAccessToken { token: Arc::new(token) };
                world.store.commit(world.tenant, with(&world, jti, Some(write)))
            })
            .collect();
        let mut done = 0;
        for attempt in attempts {
            match attempt.await.unwrap() {
                Outcome::Done => done += 1,
                Outcome::AssertionReplayed => {}
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(done, 1, "{:?}", world.db);
    }
}

#[tokio::test]
async fn the_jti_of_another_client_is_another_jti() {
    for world in World::on_every_store().await {
        let jti = hash();
        let one = with(&world, jti, None);
        let mut other = one.clone();
        other.assertion.as_mut().unwrap().client = crate::world::id();
        for commit in [one, other] {
            let outcome = world.store.commit(world.tenant, commit).await.unwrap();
            assert!(matches!(outcome, Outcome::Done), "{outcome:?}");
        }
    }
}
