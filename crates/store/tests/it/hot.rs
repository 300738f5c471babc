//! What is in memory: nothing is read when hot, and nothing stale stays.
use crate::databases::{Db, own};
use crate::world::{World, at, client_record, is_there, redeem, rotate, tenant_record, tokens};
use latchkey_base::{Clock as _, Sealed, Seconds};
use latchkey_jose::{Algorithm, SigningKey};
use latchkey_oidc::{Lookup, Outcome, Write};
use latchkey_store::{KeyState, SigningKeyRecord, Store, TxError};
use std::time::{Duration, Instant};

/// Asks until it is so; what happens on another node takes a moment.
pub async fn eventually(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(10);
    while !is_so().await {
        assert!(Instant::now() < end, "not within ten seconds: {what}");
        tokio::task::yield_now().await;
    }
}

/// Waits until the store listens, so that tokens in memory are relied on.
async fn warm(world: &World) {
    let (token, _) = world.sign_in(world.grant()).await;
    eventually("tokens in memory are relied on", async || {
        let before = world.store.counters().hits;
        world.find(Lookup::AccessToken(token.hash)).await;
        world.store.counters().hits > before
    })
    .await;
}

#[tokio::test]
async fn a_hot_redemption_and_all_that_follows_reads_nothing() {
    for db in own() {
        let world = World::new(db).await;
        warm(&world).await;
        world.store.client(world.tenant, "app").await.unwrap();
        world.store.account(world.tenant, world.account).await.unwrap();
        world.store.tenant_by_id(world.tenant).await.unwrap();
        let code = world.issue(world.grant()).await;
        let before = world.store.counters();

        assert!(is_there(&world.find(Lookup::AuthorizationCode(code.hash)).await));
        let issued = tokens(&code.grant);
        let (access, refresh) =
            (issued.access.clone().unwrap(), issued.refresh.clone().unwrap().token);
        assert!(matches!(world.commit(redeem(&code, issued, at(1))).await, Outcome::Done));
        let redeemed = world.store.counters();
        assert_eq!(redeemed.reads, before.reads, "{:?}", world.db);
        assert_eq!(redeemed.flushes, before.flushes + 1);

        assert!(is_there(&world.find(Lookup::AccessToken(access.hash)).await));
        assert!(is_there(&world.find(Lookup::Grant(code.grant.authorization)).await));
        assert!(is_there(&world.find(Lookup::RefreshToken(refresh.hash)).await));
        let rotated = world.commit(rotate(&refresh, tokens(&code.grant), at(2))).await;
        assert!(matches!(rotated, Outcome::Done));
        assert!(world.store.client(world.tenant, "app").await.unwrap().is_some());
        assert!(world.store.client_by_key(world.tenant, world.client).await.unwrap().is_some());
        assert!(world.store.account(world.tenant, world.account).await.unwrap().is_some());
        assert!(world.store.tenant_by_id(world.tenant).await.unwrap().is_some());
        let after = world.store.counters();
        assert_eq!((after.reads, after.misses), (before.reads, before.misses), "{:?}", world.db);
        assert_eq!(after.flushes, before.flushes + 2);
        world.store.close().await;
    }
}

#[tokio::test]
async fn writes_that_wait_together_share_a_flush() {
    for db in own() {
        let world = World::new(db).await;
        let mut codes = Vec::new();
        for _ in 0..60 {
            codes.push(world.issue(world.grant()).await);
        }
        let before = world.store.counters().flushes;
        let committing: Vec<_> = codes
            .iter()
            .map(|code| redeem(code, tokens(&code.grant), at(1)))
            .map(|write| latchkey_oidc::Commit { assertion: None, write: Some(write) })
            .map(|commit| world.store.commit(world.tenant, commit))
            .collect();
        for one in committing {
            assert!(matches!(one.await.unwrap(), Outcome::Done));
        }
        let flushes = world.store.counters().flushes - before;
        assert!(flushes < 30, "{flushes} flushes for 60 writes on {:?}", world.db);
        world.store.close().await;
    }
}

#[tokio::test]
async fn a_changed_tenant_is_seen_at_once_under_all_its_words() {
    for world in World::on_every_store().await {
        let word = world.tenant.to_string() + "-pretty";
        assert!(world.store.tenant(&word).await.unwrap().is_none());
        let (name, settings) = (word.clone(), Default::default());
        world
            .write(move |tx| tx.update_tenant("New name", Some(&name), &settings, false))
            .await
            .unwrap();
        let tenant = world.store.tenant(&word).await.unwrap().unwrap();
        assert_eq!(tenant.record.id, world.tenant);
        assert_eq!(tenant.documents.openid_configuration.body, "New name");
        let settings = Default::default();
        world.write(move |tx| tx.update_tenant("Newer", None, &settings, true)).await.unwrap();
        assert!(world.store.tenant(&word).await.unwrap().is_none());
        let tenant = world.store.tenant_by_id(world.tenant).await.unwrap().unwrap();
        assert!(tenant.record.disabled);
    }
}

#[tokio::test]
async fn a_new_tenant_and_a_new_client_are_found_though_they_were_unknown() {
    for world in World::on_every_store().await {
        let tenant = tenant_record(&format!("new-{}", world.tenant));
        let group = tenant.group.clone();
        assert!(world.store.tenant(&group).await.unwrap().is_none());
        world.write(move |tx| tx.insert_tenant(&tenant)).await.unwrap();
        assert!(world.store.tenant(&group).await.unwrap().is_some());

        assert!(world.store.client(world.tenant, "later").await.unwrap().is_none());
        let client = client_record("later");
        world.write(move |tx| tx.insert_client(&client)).await.unwrap();
        let found = world.store.client(world.tenant, "later").await.unwrap();
        assert_eq!(found.unwrap().client_id, "later");
    }
}

#[tokio::test]
async fn guessing_does_not_reach_the_database_twice() {
    for db in own() {
        let world = World::new(db).await;
        for _ in 0..2 {
            world.store.client(world.tenant, "nobody").await.unwrap();
            world.store.tenant("nowhere").await.unwrap();
        }
        let before = world.store.counters().reads;
        world.store.client(world.tenant, "nobody").await.unwrap();
        world.store.tenant("nowhere").await.unwrap();
        assert_eq!(world.store.counters().reads, before);
        world.db.clock.advance(Seconds::new(5));
        world.store.client(world.tenant, "nobody").await.unwrap();
        assert!(world.store.counters().reads > before);
        world.store.close().await;
    }
}

#[tokio::test]
async fn a_key_signs_when_its_time_has_come() {
    for db in own() {
        let world = World::new(db).await;
        let mut kids = Vec::new();
        for active_from in [0, 100] {
            let key = SigningKey::generate(Algorithm::ES256).unwrap();
            kids.push(key.kid().to_owned());
            let record = sealed(&world, &key, active_from);
            world.write(move |tx| tx.insert_signing_key(&record)).await.unwrap();
        }
        let signs = async || {
            let tenant = world.store.tenant_by_id(world.tenant).await.unwrap().unwrap();
            assert_eq!(tenant.keys.published().keys.len(), 2);
            tenant.keys.signing_key(Algorithm::ES256).unwrap().kid().to_owned()
        };
        assert_eq!(signs().await, kids[0]);
        world.db.clock.advance(Seconds::new(99));
        assert_eq!(signs().await, kids[0]);
        world.db.clock.advance(Seconds::new(1));
        assert_eq!(signs().await, kids[1]);
        world.store.close().await;
    }
}

fn sealed(world: &World, key: &SigningKey, active_from: i64) -> SigningKeyRecord {
    let sealer = crate::databases::master_key().sealer("signing-keys");
    let entropy = latchkey_base::SystemEntropy::new();
    let der = key.to_pkcs8().unwrap();
    let sealed: Sealed = sealer.seal(der.expose(), world.tenant.as_bytes(), &entropy);
    SigningKeyRecord {
        id: crate::world::id(),
        kid: key.kid().to_owned(),
        alg: key.alg(),
        sealed,
        state: KeyState::Published,
        created_at: world.db.clock.now(),
        active_from: at(active_from),
        retires_at: None,
        longest_token: Seconds::new(3600),
    }
}

#[tokio::test]
async fn what_another_process_changes_is_noticed() {
    for db in own() {
        let world = World::new(db).await;
        warm(&world).await;
        let (token, _) = world.sign_in(world.grant()).await;
        let other: Db = world.db.another();
        assert!(world.store.client(world.tenant, "app").await.unwrap().is_some());
        assert!(world.store.client(world.tenant, "added").await.unwrap().is_none());
        world.store.tenant_by_id(world.tenant).await.unwrap();

        let authorization = token.grant.as_ref().unwrap().authorization;
        let client = client_record("added");
        let settings = Default::default();
        let change = move |tx: &mut dyn latchkey_store::Tx| {
            tx.end_authorization(authorization, at(2))?;
            tx.insert_client(&client)?;
            tx.update_tenant("Changed", None, &settings, false)
        };
        other.store.write::<_, TxError, _>(world.tenant, change).await.unwrap();
        eventually("the token is dead", async || {
            !is_there(&world.find(Lookup::AccessToken(token.hash)).await)
        })
        .await;
        eventually("the client is known", async || {
            world.store.client(world.tenant, "added").await.unwrap().is_some()
        })
        .await;
        eventually("the tenant is new", async || {
            let tenant = world.store.tenant_by_id(world.tenant).await.unwrap().unwrap();
            tenant.record.name == "Changed"
        })
        .await;
        other.store.close().await;
        world.store.close().await;
    }
}

/// A notice may be lost: what changed without one is found by the tenant's revision.
#[tokio::test]
async fn a_change_that_nobody_was_told_of_is_seen_all_the_same() {
    for db in own() {
        let world = World::new(db).await;
        warm(&world).await;
        let is_disabled = async || {
            world.store.client(world.tenant, "app").await.unwrap().is_some_and(|app| app.disabled)
        };
        assert!(!is_disabled().await);
        let config = world.db.config.clone();
        let beside = std::thread::spawn(move || {
            crate::sql::execute(&config, "UPDATE clients SET disabled = TRUE");
            crate::sql::execute(&config, "UPDATE tenants SET revision = revision + 1");
        });
        beside.join().unwrap();
        eventually("the client is switched off", is_disabled).await;
        world.store.close().await;
    }
}

#[tokio::test]
async fn a_token_revoked_on_another_node_is_dead_here() {
    for db in own() {
        let world = World::new(db).await;
        warm(&world).await;
        let (token, _) = world.sign_in(world.grant()).await;
        let other = world.db.another();
        let write = Write::RevokeAccessToken { token: token.hash, client: world.client };
        let commit = latchkey_oidc::Commit { assertion: None, write: Some(write) };
        assert!(matches!(other.store.commit(world.tenant, commit).await.unwrap(), Outcome::Done));
        eventually("the token is dead", async || {
            !is_there(&world.find(Lookup::AccessToken(token.hash)).await)
        })
        .await;
        other.store.close().await;
        world.store.close().await;
    }
}

#[tokio::test]
async fn a_rolled_back_closure_leaves_nothing_and_publishes_nothing() {
    for world in World::on_every_store().await {
        let client = client_record("never");
        let refused: Result<(), TxError> = world
            .write(move |tx| {
                tx.insert_client(&client)?;
                Err(TxError::Taken("on purpose"))
            })
            .await;
        assert!(matches!(refused, Err(TxError::Taken("on purpose"))));
        assert!(world.read(|tx| tx.client("never")).await.is_none());
        let _: &Store = &world.store;
    }
}

/// What strangers make up as a `client_id` or a group is not kept in memory, and costs no
/// question, when nothing could ever have been registered under it (RFC 6749 §A.1).
#[tokio::test]
async fn names_that_nothing_can_have_are_neither_asked_for_nor_kept() {
    for db in own() {
        let world = World::new(db).await;
        let before = world.store.counters().reads;
        for name in ["x".repeat(201), "a\0b".to_owned(), "a b".to_owned(), "ä".to_owned()] {
            assert!(world.store.client(world.tenant, &name).await.unwrap().is_none(), "{name:?}");
            assert!(world.store.tenant(&name).await.unwrap().is_none(), "{name:?}");
        }
        assert_eq!(world.store.counters().reads, before, "{:?}", world.db);
        world.store.close().await;
    }
}

/// OIDC Core §8.1: pairwise subjects never change, so a tenant's salt is made once, whoever asks
/// first, and is no other tenant's.
#[tokio::test]
async fn a_pairwise_salt_is_made_once_and_for_all() {
    let name = |snapshot: &latchkey_store::TenantSnapshot| {
        let digest = snapshot.pairwise_salt.digest("sector", "account");
        *digest.as_bytes()
    };
    for world in World::on_every_store().await {
        let others = [world.db.another(), world.db.another()];
        let ask = |store: &latchkey_store::Store| {
            let (store, tenant) = (store.clone(), world.tenant);
            async move { store.tenant_by_id(tenant).await.unwrap().unwrap() }
        };
        let (one, two, three) =
            tokio::join!(ask(&world.store), ask(&others[0].store), ask(&others[1].store));
        assert_eq!(name(&one), name(&two));
        assert_eq!(name(&one), name(&three));
        let later = world.db.another();
        let again = ask(&later.store).await;
        assert_eq!(name(&again), name(&one));
        let neighbour = World::new(world.db).await;
        let other = neighbour.store.tenant_by_id(neighbour.tenant).await.unwrap().unwrap();
        assert_ne!(name(&other), name(&one));
        for store in [&others[0].store, &others[1].store, &later.store] {
            store.close().await;
        }
    }
}
