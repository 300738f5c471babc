//! Requests to get back in without the second step: one at a time, one end each, and mails that go with
//! them.
use crate::things::recovery;
use crate::world::{World, at, hash, id};
use latchkey_accounts::{Account, AccountStatus, RECOVERIES_COUNTED_OVER, RecoveryState};
use latchkey_base::{AccountId, MessageId, Sealed, Seconds};
use latchkey_store::{OutboxMessage, RecoveryRecord, Store, TxError};

/// A kind of message that nobody delivers.
const KIND: &str = "recoveries";

/// A request of the world's person, with its two messages.
async fn asked(world: &World, then: i64) -> RecoveryRecord {
    let held = recovery(world.account, then);
    let (put, tenant) = (held.clone(), world.tenant);
    let message = move |id: MessageId, due: i64| OutboxMessage {
        id,
        tenant,
        kind: KIND.to_owned(),
        destination: String::new(),
        sealed: Sealed::from_bytes(vec![1]),
        attempts: 0,
        due_at: at(due),
        expires_at: at(due + 1000),
    };
    let added = world.write(move |tx| {
        tx.put_message(&message(put.reminder, then + 15))?;
        tx.put_message(&message(put.message, then + 30))?;
        tx.insert_recovery(&put)
    });
    assert!(added.await.unwrap(), "there is none yet");
    held
}

/// Which of its messages are due then.
async fn due(world: &World, held: &RecoveryRecord, now: i64) -> [bool; 2] {
    let ids = [held.reminder, held.message];
    let nobody = latchkey_store::Busy::default();
    let due = world.read(move |tx| tx.due_messages(KIND, at(now), &nobody, 10_000)).await;
    ids.map(|id| due.iter().any(|message| message.id == id))
}

async fn stop(world: &World, held: &RecoveryRecord, now: i64) -> bool {
    let of = (held.account, held.id);
    world.write(move |tx| tx.stop_recovery(of, at(now))).await.unwrap().is_some()
}

async fn finish(world: &World, held: &RecoveryRecord, now: i64) -> bool {
    let link = held.finish_link;
    world.write(move |tx| tx.finish_recovery(&link, at(now))).await.unwrap().is_some()
}

async fn state(world: &World, held: &RecoveryRecord) -> RecoveryState {
    let link = held.stop_link;
    world.read(move |tx| tx.recovery_by_stop_link(&link)).await.unwrap().state
}

/// Of two who ask at once one does; the next one can when that is over.
#[tokio::test]
async fn one_is_open_at_a_time() {
    for world in World::on_every_store().await {
        let ask = |then: i64| {
            let put = recovery(world.account, then);
            world.write(move |tx| tx.insert_recovery(&put))
        };
        let (one, other) = tokio::join!(ask(0), ask(0));
        assert!(one.unwrap() ^ other.unwrap(), "one of them");
        assert!(!ask(59).await.unwrap(), "it is there still");
        let of = world.account;
        let first = world.read(move |tx| tx.recovery_of(of, at(59))).await.unwrap();
        assert!(world.read(move |tx| tx.recovery_of(of, at(60))).await.is_none());
        assert!(ask(60).await.unwrap(), "it has expired");
        assert_eq!(state(&world, &first).await, RecoveryState::Expired);
        let held = world.read(move |tx| tx.recovery_of(of, at(61))).await.unwrap();
        assert!(stop(&world, &held, 61).await);
        assert!(ask(62).await.unwrap(), "it is stopped; who counts that is somebody else");
        let all = world.read(move |tx| tx.recoveries_of(of, at(-9))).await;
        let asked: Vec<_> = all.iter().map(|one| one.created_at).collect();
        assert_eq!(asked, [at(62), at(60), at(0)], "the youngest first");
        assert_eq!(world.read(move |tx| tx.recoveries_of(of, at(60))).await.len(), 1);
    }
}

/// Of two who finish it at once one does, and not before its time nor after it.
#[tokio::test]
async fn it_is_finished_once_in_its_time() {
    for world in World::on_every_store().await {
        let held = asked(&world, 0).await;
        assert!(!finish(&world, &held, 29).await, "it waits");
        assert!(!finish(&world, &held, 60).await, "it has expired");
        assert!(!held.is_ready(at(29)) && held.is_ready(at(30)) && !held.is_ready(at(60)));
        let (one, other) = tokio::join!(finish(&world, &held, 30), finish(&world, &held, 30));
        assert!(one ^ other, "one of them");
        assert!(!finish(&world, &held, 31).await, "a replay");
        assert!(!stop(&world, &held, 31).await, "it is over");
        assert_eq!(state(&world, &held).await, RecoveryState::Finished);
        assert_eq!(due(&world, &held, 99).await, [false; 2], "nothing more is mailed");
    }
}

/// Of two who stop it at once one does; then it cannot be finished, and nothing is mailed about it.
#[tokio::test]
async fn it_is_stopped_once_and_for_all() {
    for world in World::on_every_store().await {
        let held = asked(&world, 0).await;
        assert_eq!(due(&world, &held, 15).await, [true, false]);
        assert_eq!(due(&world, &held, 30).await, [true, true]);
        let (one, other) = tokio::join!(stop(&world, &held, 31), stop(&world, &held, 31));
        assert!(one ^ other, "one of them");
        assert_eq!(due(&world, &held, 99).await, [false; 2]);
        assert!(!finish(&world, &held, 32).await);
        let link = held.stop_link;
        let stopped = world.read(move |tx| tx.recovery_by_stop_link(&link)).await.unwrap();
        assert_eq!((stopped.state, stopped.decided_at), (RecoveryState::Stopped, Some(at(31))));
        let late = asked(&world, 100).await;
        assert!(!stop(&world, &late, 160).await, "it has expired");
    }
}

/// Who need not wait is mailed the link at once, and is not reminded.
#[tokio::test]
async fn a_wait_can_be_ended() {
    for world in World::on_every_store().await {
        let held = asked(&world, 0).await;
        let of = (held.account, held.id);
        let hasten = |now| world.write(move |tx| tx.hasten_recovery(of, at(now)));
        assert_eq!(due(&world, &held, 5).await, [false, false]);
        assert!(hasten(5).await.unwrap());
        assert_eq!(due(&world, &held, 5).await, [false, true]);
        assert_eq!(due(&world, &held, 99).await, [false, true], "no reminder");
        assert!(!hasten(6).await.unwrap(), "it waits no longer");
        assert!(finish(&world, &held, 5).await);
        let next = asked(&world, 100).await;
        let of = (next.account, next.id);
        let hasten = |now| world.write(move |tx| tx.hasten_recovery(of, at(now)));
        assert!(!hasten(130).await.unwrap(), "its wait is over");
        assert!(stop(&world, &next, 110).await);
        assert!(!hasten(111).await.unwrap(), "it is stopped");
    }
}

/// Security: nobody can be signed in who would stop it, so it does not wait on, with its mails, for the account
/// to be active again.
#[tokio::test]
async fn it_ends_with_a_lock_or_a_suspension() {
    for world in World::on_every_store().await {
        for (then, status) in [(0, AccountStatus::Suspended), (100, AccountStatus::Locked)] {
            let (held, of) = (asked(&world, then).await, world.account);
            let account = world.read(move |tx| tx.account(of)).await.unwrap();
            let barred = Account { status, ..account.clone() };
            world.write(move |tx| tx.update_account(&barred, at(then + 1))).await.unwrap();
            world.write(move |tx| tx.update_account(&account, at(then + 2))).await.unwrap();
            assert_eq!(state(&world, &held).await, RecoveryState::Stopped, "{status:?}");
            assert_eq!(due(&world, &held, then + 99).await, [false; 2], "{status:?}");
            assert!(!finish(&world, &held, then + 40).await, "{status:?}");
        }
    }
}

/// Another link takes the place of the first one once the wait is over.
#[tokio::test]
async fn a_link_can_be_mailed_once_more() {
    for world in World::on_every_store().await {
        let held = asked(&world, 0).await;
        let (of, link) = ((held.account, held.id), hash());
        let relink = |now| world.write(move |tx| tx.relink_recovery(of, (&link, id()), at(now)));
        assert!(!relink(29).await.unwrap(), "it waits");
        assert!(!relink(60).await.unwrap(), "it has expired");
        assert!(relink(30).await.unwrap());
        assert!(!finish(&world, &held, 31).await, "the first link is void");
        let again = RecoveryRecord { finish_link: link, ..held };
        assert!(finish(&world, &again, 31).await);
        assert!(!relink(32).await.unwrap(), "it is finished");
    }
}

/// One of somebody is nobody else's, and goes with the account, its mails too.
#[tokio::test]
async fn it_belongs_to_one_account() {
    for world in World::on_every_store().await {
        let held = asked(&world, 0).await;
        let other = AccountId::from_bytes([9; 16]);
        let theirs = RecoveryRecord { account: other, ..held.clone() };
        assert!(!stop(&world, &theirs, 1).await);
        assert!(world.read(move |tx| tx.recovery_of(other, at(1))).await.is_none());
        let open = world.read(move |tx| tx.open_recoveries(at(1), 9)).await;
        assert_eq!(open, std::slice::from_ref(&held));
        assert!(world.read(move |tx| tx.open_recoveries(at(1), 0)).await.is_empty());
        assert!(world.read(move |tx| tx.open_recoveries(at(60), 9)).await.is_empty());
        let (of, link) = (world.account, held.finish_link);
        world.write(move |tx| tx.delete_account(of, at(1))).await.unwrap();
        assert!(world.read(move |tx| tx.recovery_by_finish_link(&link)).await.is_none());
        assert_eq!(due(&world, &held, 99).await, [false; 2]);
    }
}

/// It is counted for a while after it is over, and then it goes.
#[tokio::test]
async fn it_is_swept_when_it_counts_no_more() {
    for db in crate::databases::own() {
        let world = World::new(db).await;
        let put = recovery(world.account, 0);
        let (held, end) = (put.clone(), put.expires_at + RECOVERIES_COUNTED_OVER);
        assert!(world.write(move |tx| tx.insert_recovery(&put)).await.unwrap());
        let sweep = |now| {
            let swept =
                world.store.write::<_, TxError, _>(Store::DEPLOYMENT, move |tx| tx.sweep(now, 100));
            async move { swept.await.unwrap() }
        };
        assert_eq!(sweep(end - Seconds::new(1)).await, 0);
        assert_eq!(sweep(end).await, 1);
        let link = held.stop_link;
        assert!(world.read(move |tx| tx.recovery_by_stop_link(&link)).await.is_none());
        world.store.close().await;
    }
}
