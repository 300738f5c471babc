//! Expired rows go, in chunks; live ones stay.
use crate::databases::own;
use crate::world::{World, at, hash, is_there, redeem, rotate, tokens};
use latchkey_base::Timestamp;
use latchkey_oidc::{AssertionUse, Commit, Issued, Lookup, Outcome, Write};
use latchkey_store::{Store, TxError};
use std::sync::Arc;

async fn sweep(world: &World, now: Timestamp, limit: i64) -> usize {
    let sweep = move |tx: &mut dyn latchkey_store::Tx| tx.sweep(now, limit);
    world.store.write::<_, TxError, _>(Store::DEPLOYMENT, sweep).await.unwrap()
}

#[tokio::test]
async fn rows_go_when_they_have_expired_and_not_before() {
    for db in own() {
        let world = World::new(db).await;
        let (access, refresh) = world.sign_in(world.grant()).await;
        let (session, interaction) = (world.session(hash()), world.interaction());
        let (sid, iid, failed) = (session.id, interaction.id, hash());
        world
            .write(move |tx| {
                tx.insert_session(&session)?;
                tx.insert_interaction(&interaction)?;
                tx.add_failure(&failed, at(0), at(-100)).map(|_| ())
            })
            .await
            .unwrap();
        let used = AssertionUse { client: world.client, jti: hash(), until: at(60) };
        let commit = Commit { assertion: Some(used), write: None };
        world.store.commit(world.tenant, commit.clone()).await.unwrap();

        assert_eq!(sweep(&world, at(59), 100).await, 0, "{:?}", world.db);
        assert_eq!(sweep(&world, at(60), 100).await, 2, "code and assertion");
        let again = world.store.commit(world.tenant, commit).await.unwrap();
        assert!(matches!(again, Outcome::Done), "{again:?}");
        assert_eq!(sweep(&world, at(100), 100).await, 3, "session, failures, assertion");
        assert!(world.read(move |tx| tx.session(sid)).await.is_none());
        assert!(world.read(move |tx| tx.interaction(iid)).await.is_some());
        assert_eq!(sweep(&world, at(3600), 100).await, 1, "access token");
        assert!(!is_there(&world.find_elsewhere(Lookup::AccessToken(access.hash)).await));
        assert!(is_there(&world.find_elsewhere(Lookup::RefreshToken(refresh.hash)).await));
        assert_eq!(sweep(&world, at(86_400), 100).await, 1, "refresh token");
        assert_eq!(sweep(&world, at(86_400 + 100), 100).await, 1, "interaction, a day later");
        assert_eq!(sweep(&world, at(10 * 86_400), 100).await, 1, "the authorization");
        world.store.close().await;
    }
}

#[tokio::test]
async fn an_authorization_outlives_its_longest_token() {
    for db in own() {
        let world = World::new(db).await;
        let code = world.issue(world.grant()).await;
        let mut issued = tokens(&code.grant);
        let new = issued.refresh.as_mut().unwrap();
        let mut token = (*new.token).clone();
        token.expires_at = at(100 * 86_400);
        new.token = token.into();
        let hash = new.token.hash;
        assert!(matches!(world.commit(redeem(&code, issued, at(1))).await, Outcome::Done));
        sweep(&world, at(100 * 86_400 - 1), 100).await;
        assert!(is_there(&world.find_elsewhere(Lookup::RefreshToken(hash)).await));
        assert!(is_there(&world.find_elsewhere(Lookup::LiveRefreshToken(hash)).await));
        world.store.close().await;
    }
}

/// RFC 9068 §4: a JWT has no row of its own; what is asked about it is its authorization.
#[tokio::test]
async fn an_authorization_outlives_a_token_that_has_no_row() {
    for db in own() {
        let world = World::new(db).await;
        let end = at(100 * 86_400);
        let code = world.issue(world.grant()).await;
        let jwt = Issued { unrecorded_until: Some(end), ..Issued::default() };
        assert!(matches!(world.commit(redeem(&code, jwt, at(1))).await, Outcome::Done));

        let (_, refresh) = world.sign_in(world.grant()).await;
        let mut both = tokens(&refresh.grant);
        (both.access, both.unrecorded_until) = (None, Some(end));
        world.commit(rotate(&refresh, tokens(&refresh.grant), at(5))).await;
        let repeated = world.commit(rotate(&refresh, both, at(6))).await;
        assert!(matches!(repeated, Outcome::Repeated(_)), "{repeated:?}");

        let direct = Arc::new(world.grant());
        let write = Write::Authorize {
            grant: Arc::clone(&direct),
            code: None,
            issued: Issued { unrecorded_until: Some(end), ..Issued::default() },
            browser: None,
            consent: None,
            interaction: None,
            at: at(1),
        };
        assert!(matches!(world.commit(write).await, Outcome::Done));

        sweep(&world, at(100 * 86_400 - 1), 100).await;
        for grant in [&code.grant, &refresh.grant, &direct] {
            let found = world.find_elsewhere(Lookup::Grant(grant.authorization)).await;
            assert!(is_there(&found), "{:?}", world.db);
        }
        world.store.close().await;
    }
}

#[tokio::test]
async fn a_chunk_is_bounded() {
    for db in own() {
        let world = World::new(db).await;
        for _ in 0..5 {
            world.issue(world.grant()).await;
        }
        let now = at(60);
        assert_eq!(sweep(&world, now, 3).await, 3);
        assert_eq!(sweep(&world, now, 3).await, 2);
        world.store.close().await;
    }
}
