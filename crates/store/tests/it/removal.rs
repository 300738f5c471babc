//! A tenant is removed with all that belongs to it, and nothing else.
use crate::databases::{Db, own};
use crate::sql;
use crate::things::things;
use crate::world::{World, account, at, client_record, hash, is_there};
use latchkey_oidc::{AssertionUse, Commit, Lookup, Outcome};
use latchkey_store::TxError;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// How many rows of a tenant each table has, of all tables with rows of tenants.
fn rows(world: &World) -> BTreeMap<String, i64> {
    let (config, tenant) = (world.db.config.clone(), world.tenant);
    let count = move || {
        let columns = sql::columns(&config);
        let of_tenants = columns.into_iter().filter(|(_, column, _)| column == "tenant_id");
        of_tenants
            .map(|(table, ..)| (table.clone(), sql::rows_of(&config, &table, tenant)))
            .collect()
    };
    // The driver blocks, which an async thread must not.
    std::thread::spawn(count).join().unwrap()
}

/// A tenant with rows in every table.
async fn full_world(db: Db) -> World {
    let world = World::new(db).await;
    things(&world).await;
    world.sign_in(world.grant()).await;
    let device = crate::devices::begin(&world).await;
    crate::devices::approve(&world, device.code.hash).await.unwrap();
    let used = AssertionUse { client: world.client, jti: hash(), until: at(60) };
    let commit = Commit { assertion: Some(used), write: None };
    assert!(matches!(world.store.commit(world.tenant, commit).await.unwrap(), Outcome::Done));
    let delivery = crate::logouts::delivery(world.client);
    world.write(move |tx| tx.record_delivery(&delivery)).await.unwrap();
    world.store.note(crate::trails::record(world.tenant, None));
    crate::hot::eventually("the note is kept", async || rows(&world)["trails"] > 0).await;
    for (table, count) in rows(&world) {
        assert!(count > 0, "the test leaves {table} empty, so that it shows nothing of it");
    }
    world
}

async fn remove(world: &World, limit: i64) -> usize {
    let mut calls = 1;
    while !world.write(move |tx| tx.remove_tenant(limit)).await.unwrap() {
        calls += 1;
    }
    calls
}

#[tokio::test]
async fn nothing_of_a_removed_tenant_is_left_and_another_one_is_untouched() {
    for db in own() {
        let (world, other) = (full_world(db.clone()).await, full_world(db).await);
        let before = rows(&other);
        assert!(remove(&world, 3).await > 4, "more than a chunk went at once");
        for (table, count) in rows(&world) {
            assert_eq!(count, 0, "{table} on {:?}", world.db);
        }
        assert_eq!(rows(&other), before, "{:?}", world.db);
        assert!(world.store.tenant_by_id(world.tenant).await.unwrap().is_none());
        world.store.close().await;
    }
}

/// Somebody who was half-way through creating an account must not leave one behind that nobody
/// can ever delete.
#[tokio::test]
async fn nothing_that_stays_is_added_to_a_removed_tenant() {
    for db in own() {
        let world = World::new(db).await;
        remove(&world, 100).await;
        let (late, client) = (account("late", None), client_record("late"));
        let added = world.write(move |tx| tx.insert_account(&late)).await;
        assert!(matches!(added, Err(TxError::NoTenant)), "{added:?}");
        let added = world.write(move |tx| tx.insert_client(&client)).await;
        assert!(matches!(added, Err(TxError::NoTenant)), "{added:?}");
        assert!(rows(&world).values().all(|count| *count == 0));
        world.store.close().await;
    }
}

#[tokio::test]
async fn other_nodes_forget_a_removed_tenant() {
    for db in own() {
        let world = World::new(db).await;
        let (access, _) = world.sign_in(world.grant()).await;
        let known = world.store.tenant_by_id(world.tenant).await.unwrap().unwrap();
        let group = known.record.group.clone();
        assert!(world.store.tenant(&group).await.unwrap().is_some());
        assert!(world.store.client(world.tenant, "app").await.unwrap().is_some());
        let elsewhere = world.db.another();
        let remover = World {
            store: elsewhere.store.clone(),
            db: world.db.clone(),
            tenant: world.tenant,
            client: world.client,
            account: world.account,
        };
        remove(&remover, 100).await;

        let end = Instant::now() + Duration::from_secs(10);
        loop {
            let is_known = world.store.tenant(&group).await.unwrap().is_some()
                || world.store.tenant_by_id(world.tenant).await.unwrap().is_some()
                || world.store.client(world.tenant, "app").await.unwrap().is_some()
                || is_there(&world.find(Lookup::AccessToken(access.hash)).await);
            if !is_known {
                break;
            }
            assert!(Instant::now() < end, "still known on {:?}", world.db);
            tokio::task::yield_now().await;
        }
        elsewhere.store.close().await;
        world.store.close().await;
    }
}
