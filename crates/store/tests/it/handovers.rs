//! Devices that are handed over: one taker, never the owner, and nothing once it is over.
use crate::things::handover;
use crate::world::{World, at, id};
use latchkey_accounts::HandoverState;
use latchkey_base::{AccountId, CodeDigest};
use latchkey_store::{HandoverRecord, Taking};

async fn offered(world: &World, octet: u8) -> HandoverRecord {
    let offer = handover(world.account, world.client, octet);
    let put = offer.clone();
    assert!(world.write(move |tx| tx.offer_device(&put)).await.unwrap());
    offer
}

async fn take(
    world: &World,
    (code, by): (CodeDigest, AccountId),
    seconds: i64,
) -> Option<HandoverRecord> {
    let taken = world
        .write(move |tx| tx.take_device(&Taking { code: &code, by, at: at(seconds) }, at(1000)));
    taken.await.unwrap()
}

#[tokio::test]
async fn of_two_who_take_a_device_at_once_one_does() {
    for world in World::on_every_store().await {
        let offer = offered(&world, 21).await;
        let (one, other): (AccountId, AccountId) = (id(), id());
        let (first, second) =
            tokio::join!(take(&world, (offer.code, one), 1), take(&world, (offer.code, other), 1));
        assert_ne!(first.is_some(), second.is_some(), "{:?}", world.db);
        let held = first.or(second).unwrap();
        assert_eq!((held.state, held.device), (HandoverState::Taken, offer.device));
        let owner = held.to.unwrap();
        let waiting = world.read(move |tx| tx.handovers_to(owner, at(2))).await;
        assert_eq!(waiting.len(), 1);
        assert!(world.read(move |tx| tx.handovers_to(owner, at(1000))).await.is_empty());
    }
}

/// Nor in its last moment, nor by its owner, nor once it was declined or withdrawn.
#[tokio::test]
async fn what_is_over_is_not_taken() {
    for world in World::on_every_store().await {
        let (owner, other): (AccountId, AccountId) = (world.account, id());
        let offer = offered(&world, 22).await;
        assert!(take(&world, (offer.code, owner), 1).await.is_none(), "one's own");
        assert!(take(&world, (offer.code, other), 60).await.is_none(), "expired");
        assert!(take(&world, (CodeDigest::from_bytes([99; 32]), other), 1).await.is_none());
        let code = offer.code;
        let decline = async |by| {
            let declined =
                world.write(move |tx| tx.decline_device(&Taking { code: &code, by, at: at(1) }));
            declined.await.unwrap()
        };
        assert!(decline(owner).await.is_none());
        let declined = decline(other).await;
        assert_eq!(declined.map(|held| held.state), Some(HandoverState::Declined));
        assert!(take(&world, (offer.code, other), 1).await.is_none(), "declined");

        let offer = offered(&world, 23).await;
        let of = (owner, offer.device);
        let elsewhere = (other, offer.device);
        assert!(!world.write(move |tx| tx.withdraw_handover(elsewhere, at(1))).await.unwrap());
        assert!(world.write(move |tx| tx.withdraw_handover(of, at(1))).await.unwrap());
        assert!(!world.write(move |tx| tx.withdraw_handover(of, at(1))).await.unwrap(), "once");
        assert!(take(&world, (offer.code, other), 1).await.is_none(), "withdrawn");
    }
}

#[tokio::test]
async fn another_code_takes_the_place_of_the_first_and_no_code_is_twice() {
    for world in World::on_every_store().await {
        let first = offered(&world, 24).await;
        let code = CodeDigest::from_bytes([25; 32]);
        let second = HandoverRecord { code, ..first.clone() };
        assert!(world.write(move |tx| tx.offer_device(&second)).await.unwrap());
        assert!(take(&world, (first.code, id()), 1).await.is_none());
        let same = HandoverRecord { device: id(), code, ..first.clone() };
        assert!(!world.write(move |tx| tx.offer_device(&same)).await.unwrap());
        assert!(take(&world, (code, id()), 1).await.is_some());
        let again = HandoverRecord { code: first.code, ..first };
        assert!(!world.write(move |tx| tx.offer_device(&again)).await.unwrap(), "it is gone");
    }
}

/// The one taken first, of the same app and model, once.
#[tokio::test]
async fn what_was_taken_waits_until_such_a_device_is_connected() {
    for world in World::on_every_store().await {
        let (taker, client): (AccountId, _) = (id(), world.client);
        let (late, early) = (offered(&world, 26).await, offered(&world, 27).await);
        take(&world, (late.code, taker), 3).await.unwrap();
        take(&world, (early.code, taker), 2).await.unwrap();
        let connect = async |kind: (_, Option<&'static str>), who| {
            let connected = world.write(move |tx| tx.connect_taken(who, kind, at(4)));
            connected.await.unwrap().map(|held| held.device)
        };
        assert_eq!(connect((client, Some("Vision 42")), taker).await, None);
        assert_eq!(connect((client, None), taker).await, None);
        assert_eq!(connect((id(), Some("Vision 55")), taker).await, None);
        assert_eq!(connect((client, Some("Vision 55")), world.account).await, None);
        assert_eq!(connect((client, Some("Vision 55")), taker).await, Some(early.device));
        let device = late.device;
        assert!(!world.write(move |tx| tx.forget_taken(id(), device)).await.unwrap());
        assert!(world.write(move |tx| tx.forget_taken(taker, device)).await.unwrap());
        assert_eq!(connect((client, Some("Vision 55")), taker).await, None);
    }
}

/// What is told to be over for an hour is gone then; what was taken stays for its time.
#[tokio::test]
async fn handovers_are_swept_and_go_with_their_people() {
    for db in crate::databases::own() {
        let world = World::new(db).await;
        let (taker, owner): (AccountId, AccountId) = (id(), world.account);
        let (open, taken) = (offered(&world, 28).await, offered(&world, 29).await);
        take(&world, (taken.code, taker), 1).await.unwrap();
        let there = async |seconds| {
            world.write(move |tx| tx.sweep(at(seconds), 100)).await.unwrap();
            let codes = (open.code, taken.code);
            world
                .read(move |tx| {
                    Ok((tx.handover(&codes.0)?.is_some(), tx.handover(&codes.1)?.is_some()))
                })
                .await
        };
        assert_eq!(there(61).await, (true, true));
        assert_eq!(there(3660).await, (false, true));
        offered(&world, 30).await;
        world.write(move |tx| tx.delete_account(owner, at(2))).await.unwrap();
        let left = world.read(move |tx| tx.handovers_from(owner)).await;
        assert_eq!(left.len(), 1, "what somebody took is theirs");
        world.store.close().await;
    }
}
