//! Devices (RFC 8628): polls from memory, one decision, one redemption, and what is kept of it.
use crate::databases::{Db, fresh, own};
use crate::hot::eventually;
use crate::world::{World, access, at, client_record, hash, id, is_there, redeem, refresh, tokens};
use latchkey_base::{CodeDigest, Entropy, Seconds, SystemEntropy, TokenHash};
use latchkey_oidc::device::{
    DeviceCode, DeviceDescription, DeviceRequest, DeviceState, NewDeviceCode,
};
use latchkey_oidc::{AuthorizationCode, Found, Grant, Lookup, Outcome, Write};
use latchkey_store::{DeviceRecord, StoreConfig, TxError};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

/// A device of the world's client that asks, good for a minute.
pub fn device(world: &World) -> NewDeviceCode {
    let mut user_code = [0; 32];
    SystemEntropy::new().fill(&mut user_code);
    let request: DeviceRequest = serde_json::from_value(json!({
        "request": {
            "client": world.client, "client_id": "app", "redirect_uri": "", "state": null,
            "response_type": "device_code", "response_mode": "device_code", "prompts": "consent",
            "max_age": null, "scope": "openid", "challenge": null, "nonce": null, "claims": {},
            "resources": [], "hint_subject": null, "login_hint": null, "ui_locales": null,
            "acr_values": [], "received_at": at(0),
        },
        "device": {"name": "TV", "model": "Vision 55", "software_version": "4.1"},
        "address": "192.0.2.1",
    }))
    .unwrap();
    let code = DeviceCode {
        hash: hash(),
        client: world.client,
        expires_at: at(60),
        state: DeviceState::Pending,
    };
    NewDeviceCode {
        code: Arc::new(code),
        user_code: CodeDigest::from_bytes(user_code),
        request: Arc::new(request),
        at: at(0),
    }
}

/// Records that a device asks.
pub async fn begin(world: &World) -> NewDeviceCode {
    let new = device(world);
    let outcome = world.commit(Write::BeginDevice(new.clone())).await;
    assert!(matches!(outcome, Outcome::Done), "{outcome:?}");
    new
}

/// What approving it records.
fn approval(world: &World, hash: TokenHash) -> (DeviceRecord, AuthorizationCode) {
    let grant = Grant { is_device: true, ..world.grant() };
    let device = DeviceRecord {
        authorization: grant.authorization,
        account: grant.account,
        client: grant.client,
        description: DeviceDescription { name: Some("TV".to_owned()), ..Default::default() },
        created_at: at(1),
        seen_at: at(1),
    };
    let (grant, redirect_uri, expires_at) = (Arc::new(grant), String::new(), at(120));
    (device, AuthorizationCode { hash, grant, redirect_uri, challenge: None, expires_at })
}

/// Approves it.
pub async fn approve(world: &World, hash: TokenHash) -> Option<(DeviceRecord, AuthorizationCode)> {
    let approval = approval(world, hash);
    let (device, code) = approval.clone();
    let done = world.write(move |tx| tx.approve_device(&device, &code, at(1))).await.unwrap();
    done.then_some(approval)
}

fn poll(new: &NewDeviceCode, seconds: i64) -> Lookup {
    Lookup::DeviceCode { hash: new.code.hash, at: at(seconds) }
}

/// What became of a device code, in a word.
fn state(found: &Found) -> &'static str {
    match found {
        Found::DeviceCode(poll) => match poll.code.state {
            DeviceState::Pending if poll.is_too_soon => "too soon",
            DeviceState::Pending => "pending",
            DeviceState::Denied => "denied",
            DeviceState::Approved(_) => "approved",
        },
        _ => "unknown",
    }
}

async fn devices(world: &World) -> Vec<DeviceRecord> {
    let whose = world.account;
    world.read(move |tx| tx.devices(whose, at(2))).await
}

/// Until memory answers for that one.
async fn is_relied_on(world: &World, new: &NewDeviceCode) {
    eventually("codes in memory are relied on", async || {
        let before = world.store.counters().hits;
        world.find(poll(new, -100)).await;
        world.store.counters().hits > before
    })
    .await;
}

/// RFC 8628 §3.5: whoever waits costs neither a read nor a write.
#[tokio::test]
async fn a_poll_that_nobody_has_answered_touches_no_disk() {
    for db in own() {
        let world = World::new(db).await;
        let new = begin(&world).await;
        is_relied_on(&world, &new).await;
        let before = world.store.counters();
        for second in [0, 5, 10] {
            assert_eq!(state(&world.find(poll(&new, second)).await), "pending");
        }
        assert_eq!(state(&world.find(poll(&new, 12)).await), "too soon");
        assert_eq!(state(&world.find(poll(&new, 20)).await), "too soon", "ten seconds now");
        let after = world.store.counters();
        assert_eq!((after.reads, after.writes), (before.reads, before.writes), "{:?}", world.db);
        world.store.close().await;
    }
}

/// What changes at once in other things of the tenant is told in any order, and drops no code.
#[tokio::test]
async fn a_poll_reads_nothing_while_much_else_of_the_tenant_changes() {
    for (name, config) in fresh() {
        let config = StoreConfig { revision_poll: Seconds::new(3600), ..config };
        let world = World::new(Db::open(name, config, false)).await;
        let new = begin(&world).await;
        is_relied_on(&world, &new).await;
        let mut changes = JoinSet::new();
        for number in 0..64 {
            let (store, client) = (world.store.clone(), client_record(&format!("app-{number}")));
            let tenant = world.tenant;
            changes.spawn(
                async move { store.write(tenant, move |tx| tx.insert_client(&client)).await },
            );
        }
        for changed in changes.join_all().await {
            let changed: Result<(), TxError> = changed;
            changed.unwrap();
        }
        let before = world.store.counters().reads;
        assert_eq!(state(&world.find(poll(&new, 0)).await), "pending");
        assert_eq!(world.store.counters().reads, before, "{:?}", world.db);
        world.store.close().await;
    }
}

#[tokio::test]
async fn a_request_is_found_by_its_user_code_as_it_was_made() {
    for world in World::on_every_store().await {
        let new = begin(&world).await;
        let (code, other) = (new.user_code, CodeDigest::from_bytes([7; 32]));
        let (found, none) =
            world.read(move |tx| Ok((tx.device_request(&code)?, tx.device_request(&other)?))).await;
        let found = found.unwrap();
        assert_eq!((found.hash, &found.asked), (new.code.hash, &*new.request));
        assert_eq!((found.asked_at, found.expires_at), (at(0), at(60)));
        assert!(!found.is_decided && none.is_none());
        let again = NewDeviceCode { user_code: new.user_code, ..device(&world) };
        let outcome = world.commit(Write::BeginDevice(again)).await;
        assert!(matches!(outcome, Outcome::Lost), "its code is another device's: {outcome:?}");
    }
}

/// Of a yes and a no at once, one holds.
#[tokio::test]
async fn one_decides_and_the_device_hears_it() {
    for world in World::on_every_store().await {
        let (yes, no) = (begin(&world).await, begin(&world).await);
        assert_eq!(state(&world.find(poll(&yes, 0)).await), "pending");
        assert!(approve(&world, yes.code.hash).await.is_some());
        assert_eq!(state(&world.find(poll(&yes, 1)).await), "approved");
        assert_eq!(state(&world.find_elsewhere(poll(&yes, 1)).await), "approved");
        assert!(approve(&world, yes.code.hash).await.is_none(), "twice");
        let hashes = [yes.code.hash, no.code.hash];
        let denied = world
            .write(move |tx| Ok(hashes.map(|hash| tx.deny_device(&hash, at(1)).unwrap())))
            .await;
        assert_eq!(denied.unwrap(), [false, true]);
        assert_eq!(state(&world.find(poll(&no, 1)).await), "denied");
        assert!(approve(&world, no.code.hash).await.is_none(), "after a no");
        assert_eq!(devices(&world).await.len(), 1);
    }
}

#[tokio::test]
async fn an_expired_code_cannot_be_approved() {
    for world in World::on_every_store().await {
        let new = begin(&world).await;
        let (device, code) = approval(&world, new.code.hash);
        let late = world.write(move |tx| tx.approve_device(&device, &code, at(60))).await;
        assert!(!late.unwrap());
        assert_eq!(state(&world.find(poll(&new, 61)).await), "pending", "and over");
    }
}

/// An approval on one node reaches the device that polls another one.
#[tokio::test]
async fn other_nodes_hear_of_a_decision() {
    for db in own() {
        let world = World::new(db).await;
        let new = begin(&world).await;
        let elsewhere = world.db.another();
        let there = World {
            store: elsewhere.store.clone(),
            db: world.db.clone(),
            tenant: world.tenant,
            client: world.client,
            account: world.account,
        };
        assert_eq!(state(&there.find(poll(&new, 0)).await), "pending");
        approve(&there, new.code.hash).await.unwrap();
        eventually("the other node knows", async || {
            state(&world.find(poll(&new, 5)).await) == "approved"
        })
        .await;
        there.store.close().await;
        world.store.close().await;
    }
}

/// Whoever waits for a decision is woken by it.
#[tokio::test]
async fn a_decision_wakes_those_who_wait_for_it() {
    for world in World::on_every_store().await {
        let new = begin(&world).await;
        world.find(poll(&new, 0)).await;
        let hour = Duration::from_secs(3600);
        let waiting = world.store.device_changes(world.tenant, new.code.hash, hour);
        let (_, approved) = tokio::join!(waiting, approve(&world, new.code.hash));
        assert!(approved.is_some());
        assert_eq!(state(&world.find(poll(&new, 1)).await), "approved");
    }
}

/// RFC 8628 §3.5: as an authorization code, it is good once; its device is told nothing twice.
#[tokio::test]
async fn an_approved_code_is_redeemed_once() {
    for world in World::on_every_store().await {
        let new = begin(&world).await;
        let (_, code) = approve(&world, new.code.hash).await.unwrap();
        let redemptions: Vec<_> = (0..20)
            .map(|_| {
                let write = Some(redeem(&code, tokens(&code.grant), at(2)));
                let commit = latchkey_oidc::Commit { assertion: None, write };
                world.store.commit(world.tenant, commit)
            })
            .collect();
        let mut done = 0;
        for redemption in redemptions {
            done += usize::from(matches!(redemption.await.unwrap(), Outcome::Done));
        }
        assert_eq!(done, 1, "{:?}", world.db);
        assert!(devices(&world).await.is_empty(), "a code shown twice has leaked");
    }
}

#[tokio::test]
async fn a_device_is_listed_renamed_and_ended_alone() {
    for world in World::on_every_store().await {
        let (one, two) = (begin(&world).await, begin(&world).await);
        let (first, code) = approve(&world, one.code.hash).await.unwrap();
        let (second, _) = approve(&world, two.code.hash).await.unwrap();
        let (access, refresh) = (access(&code.grant), refresh(&code.grant));
        let issued = latchkey_oidc::Issued {
            access: Some(Arc::clone(&access)),
            refresh: Some(latchkey_oidc::NewRefreshToken {
                token: Arc::clone(&refresh),
                sealed: None,
            }),
            unrecorded_until: None,
        };
        world.commit(redeem(&code, issued, at(2))).await;
        world.store.device_seen(world.tenant, first.authorization, at(30));
        eventually("it was noted", async || {
            devices(&world).await.iter().any(|device| device.seen_at == at(30))
        })
        .await;
        let (owner, device) = (world.account, first.authorization);
        let stranger = id();
        let done = world.write(move |tx| -> Result<_, TxError> {
            Ok([
                tx.rename_device(stranger, device, Some("mine"))?,
                tx.rename_device(owner, device, Some("Kitchen"))?,
                tx.end_device(stranger, device, at(3))?,
            ])
        });
        assert_eq!(done.await.unwrap(), [false, true, false]);
        let held = devices(&world).await;
        assert_eq!(held.len(), 2);
        let kitchen = held.iter().find(|held| held.authorization == device).unwrap();
        assert_eq!(kitchen.description.name.as_deref(), Some("Kitchen"));

        assert!(world.write(move |tx| tx.end_device(owner, device, at(3))).await.unwrap());
        assert_eq!(devices(&world).await, vec![second.clone()]);
        assert!(!is_there(&world.find(Lookup::AccessToken(access.hash)).await));
        assert!(!is_there(&world.find(Lookup::LiveRefreshToken(refresh.hash)).await));
        assert!(is_there(&world.find(Lookup::Grant(second.authorization)).await));
    }
}

/// More devices than memory has room for are answered all the same.
#[tokio::test]
async fn devices_beyond_the_room_in_memory_are_read() {
    for (name, mut config) in crate::databases::fresh() {
        config.cache.devices = 10;
        let world = World::new(crate::databases::Db::open(name, config, false)).await;
        let mut waiting = Vec::new();
        for _ in 0..50 {
            waiting.push(begin(&world).await);
        }
        for new in &waiting {
            assert_eq!(state(&world.find(poll(new, 0)).await), "pending", "{name}");
        }
        world.store.close().await;
    }
}

/// RFC 8628 §5.1: a code of one tenant is none of another's.
#[tokio::test]
async fn a_second_tenant_sees_and_decides_nothing() {
    for db in own() {
        let (first, second) = (World::new(db.clone()).await, World::new(db).await);
        let new = begin(&first).await;
        let connected = begin(&first).await;
        let (device, _) = approve(&first, connected.code.hash).await.unwrap();
        assert_eq!(state(&second.find(poll(&new, 0)).await), "unknown");
        let (user_code, hash) = (new.user_code, new.code.hash);
        let (theirs, code) = approval(&first, hash);
        second
            .write(move |tx| -> Result<(), TxError> {
                assert!(tx.device_request(&user_code)?.is_none());
                assert!(!tx.deny_device(&hash, at(1))?);
                assert!(!tx.approve_device(&theirs, &code, at(1))?);
                assert!(tx.devices(device.account, at(2))?.is_empty());
                assert!(!tx.rename_device(device.account, device.authorization, None)?);
                assert!(!tx.end_device(device.account, device.authorization, at(2))?);
                Ok(())
            })
            .await
            .unwrap();
        assert_eq!(state(&first.find(poll(&new, 5)).await), "pending");
        assert_eq!(devices(&first).await.len(), 1);
        first.store.close().await;
    }
}

/// A device goes with its authorization, and a code an hour after it expired.
#[tokio::test]
async fn devices_go_with_what_they_belong_to() {
    for db in own() {
        let world = World::new(db).await;
        let (kept, gone) = (begin(&world).await, begin(&world).await);
        approve(&world, gone.code.hash).await.unwrap();
        world.write(move |tx| tx.sweep(at(60 + 3599), 100)).await.unwrap();
        assert_eq!(state(&world.find_elsewhere(poll(&kept, 61)).await), "pending");
        world.write(move |tx| tx.sweep(at(60 + 3600), 100)).await.unwrap();
        assert_eq!(state(&world.find_elsewhere(poll(&kept, 61)).await), "unknown");
        let key = world.client;
        world.write(move |tx| tx.delete_client(key)).await.unwrap();
        let rows = {
            let (config, tenant) = (world.db.config.clone(), world.tenant);
            let count = move || crate::sql::rows_of(&config, "devices", tenant);
            std::thread::spawn(count).join().unwrap()
        };
        assert_eq!(rows, 0, "{:?}", world.db);
        world.store.close().await;
    }
}
