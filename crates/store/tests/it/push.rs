//! Browsers that are told: one for a session, and gone with it.
use crate::databases::own;
use crate::things::told;
use crate::world::{World, at, hash, id};
use latchkey_accounts::AccountStatus;
use latchkey_base::{MessageId, SessionId};
use latchkey_oidc::{Outcome, Write};
use latchkey_store::{
    PushAbout, PushMessage, PushSubscriptionRecord, SessionRecord, Store, Tx, TxError, TxResult,
};

/// A session of the world's account in which its browser is told.
async fn subscribe(world: &World, seconds: i64, most: usize) -> PushSubscriptionRecord {
    let session = SessionRecord { created_at: at(seconds), ..world.session(hash()) };
    let record = told(&session);
    let put = record.clone();
    let kept = world.write(move |tx| {
        tx.insert_session(&session)?;
        tx.put_push_subscription(&put, most)
    });
    let kept = kept.await.unwrap();
    assert!(kept);
    record
}

async fn told_of(world: &World) -> Vec<SessionId> {
    let of = world.account;
    let held = world.read(move |tx| tx.push_subscriptions_of(of)).await;
    held.into_iter().map(|held| held.session).collect()
}

#[tokio::test]
async fn a_session_has_one_and_an_account_a_few() {
    for world in World::on_every_store().await {
        let first = subscribe(&world, 1, 2).await;
        let again = PushSubscriptionRecord { language: "ja".to_owned(), ..first.clone() };
        world.write(move |tx| tx.put_push_subscription(&again, 2)).await.unwrap();
        let of = first.session;
        let held = world.read(move |tx| tx.push_subscription(of)).await.unwrap();
        assert_eq!((held.language.as_str(), held.sealed), ("ja", first.sealed.clone()));
        let second = subscribe(&world, 2, 2).await;
        assert_eq!(told_of(&world).await, [second.session, first.session]);
        let third = subscribe(&world, 3, 2).await;
        assert_eq!(told_of(&world).await, [third.session, second.session], "the oldest went");
        // One of the oldest that says so again stays, and another goes.
        let anew = second.clone();
        world.write(move |tx| tx.put_push_subscription(&anew, 1)).await.unwrap();
        assert_eq!(told_of(&world).await, [second.session]);
    }
}

/// Nobody is told in a session that is over, or in one of somebody else.
#[tokio::test]
async fn it_takes_a_session_of_the_same_account() {
    for world in World::on_every_store().await {
        let held = subscribe(&world, 1, 9).await;
        let gone = PushSubscriptionRecord { session: id(), ..held.clone() };
        assert!(!world.write(move |tx| tx.put_push_subscription(&gone, 9)).await.unwrap());
        let theirs = PushSubscriptionRecord { account: id(), ..held };
        assert!(!world.write(move |tx| tx.put_push_subscription(&theirs, 9)).await.unwrap());
    }
}

/// Security: whoever is signed out is told nothing more, whichever way that came about.
#[tokio::test]
async fn it_ends_with_its_session() {
    type End = fn(&mut dyn Tx, &PushSubscriptionRecord) -> TxResult<()>;
    let ends: [End; 4] = [
        |tx, held| tx.end_session(held.session, at(5)).map(|_| ()),
        |tx, held| tx.end_sessions_of(held.account, at(5)).map(|_| ()),
        |tx, held| {
            let mut account = tx.account(held.account)?.unwrap();
            account.status = AccountStatus::Suspended;
            tx.update_account(&account, at(5))
        },
        |tx, held| tx.delete_account(held.account, at(5)).map(|_| ()),
    ];
    for world in World::on_every_store().await {
        for end in ends {
            let held = subscribe(&world, 1, 9).await;
            world.write(move |tx| end(tx, &held)).await.unwrap();
            assert!(told_of(&world).await.is_empty());
        }
    }
}

#[tokio::test]
async fn a_sign_out_at_an_app_ends_it() {
    for world in World::on_every_store().await {
        let (held, other) = (subscribe(&world, 1, 9).await, subscribe(&world, 2, 9).await);
        let write = Write::EndSession { session: held.session, at: at(5) };
        assert!(matches!(world.commit(write).await, Outcome::Done));
        assert_eq!(told_of(&world).await, [other.session]);
    }
}

/// What a fresh proof prolongs goes on being told.
#[tokio::test]
async fn it_is_swept_when_its_session_has_expired_and_not_before() {
    for db in own() {
        let world = World::new(db).await;
        let held = subscribe(&world, 1, 9).await;
        let of = held.session;
        let renewed = world.write(move |tx| {
            let session = tx.session(of)?.unwrap();
            tx.renew_session(&SessionRecord { expires_at: at(5000), ..session })
        });
        renewed.await.unwrap();
        let sweep = async |now| {
            let sweep = move |tx: &mut dyn Tx| tx.sweep(at(now), 100);
            world.store.write::<_, TxError, _>(Store::DEPLOYMENT, sweep).await.unwrap()
        };
        sweep(4999).await;
        assert_eq!(told_of(&world).await, [of]);
        sweep(5000).await;
        assert!(told_of(&world).await.is_empty());
        world.store.close().await;
    }
}

#[test]
fn a_message_survives_its_row_and_no_other_kind_is_one() {
    let message = PushMessage {
        id: MessageId::from_bytes([1; 16]),
        tenant: id(),
        session: id(),
        about: PushAbout::Approval,
        destination: "push.example".to_owned(),
        attempts: 2,
        due_at: at(1),
        expires_at: at(9),
    };
    let row = message.to_message();
    let read = PushMessage::read(&row).unwrap();
    assert_eq!((read.id, read.session, read.attempts), (message.id, message.session, 2));
    assert_eq!((read.destination.as_str(), read.expires_at), ("push.example", at(9)));
    let mail = latchkey_store::OutboxMessage { kind: "mail".to_owned(), ..row };
    assert!(PushMessage::read(&mail).is_none());
}
