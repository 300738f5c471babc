//! From where people sign in: little is kept, and what an account stops trusting is forgotten.
use crate::databases::own;
use crate::things::{chosen, seen};
use crate::world::{World, at};
use latchkey_accounts::{Account, AccountStatus};
use latchkey_authn::whereabouts::Whence;
use latchkey_base::AccountId;
use latchkey_store::{Store, Tx, TxError, TxResult, WhereaboutsRecord};

async fn kept(world: &World, now: i64) -> Vec<WhereaboutsRecord> {
    let of = world.account;
    let mut kept = world.read(move |tx| tx.whereabouts(of, at(now))).await;
    kept.sort_by_key(|held| *held.digest.as_bytes());
    kept
}

async fn put(world: &World, kind: Whence, octet: u8, then: i64) {
    let seen = seen(world.account, kind, octet, then);
    world.write(move |tx| tx.put_whereabouts(&seen)).await.unwrap();
}

/// What is seen again is one row, known for longer.
#[tokio::test]
async fn what_was_seen_is_known_for_a_while() {
    for world in World::on_every_store().await {
        put(&world, Whence::Browser, 1, 0).await;
        put(&world, Whence::Network, 2, 0).await;
        put(&world, Whence::Browser, 1, 30).await;
        let held = kept(&world, 59).await;
        let kinds: Vec<_> = held.iter().map(|held| held.kind).collect();
        assert_eq!(kinds, [Whence::Browser, Whence::Network]);
        assert_eq!((held[0].seen_at, held[0].expires_at), (at(30), at(90)));
        assert_eq!(kept(&world, 60).await.len(), 1);
        assert!(kept(&world, 90).await.is_empty());
    }
}

#[tokio::test]
async fn of_each_kind_the_latest_few_are_kept() {
    for world in World::on_every_store().await {
        put(&world, Whence::Browser, 200, 0).await;
        let most = u8::try_from(Whence::Network.most()).unwrap();
        for octet in 0..most {
            put(&world, Whence::Network, octet, i64::from(octet)).await;
        }
        put(&world, Whence::Network, 0, 40).await;
        put(&world, Whence::Network, 100, 41).await;
        let held = kept(&world, 50).await;
        assert_eq!(held.len(), usize::from(most) + 1, "and the other kind");
        let is_kept = |octet| held.iter().any(|held| held.digest.as_bytes()[0] == octet);
        assert!(is_kept(0), "it was seen again");
        assert!(!is_kept(1), "it was seen longest ago");
    }
}

#[tokio::test]
async fn an_account_is_used_from_its_first_sign_in_on() {
    for world in World::on_every_store().await {
        let of = world.account;
        assert!(!world.read(move |tx| tx.was_used(of)).await);
        world.write(move |tx| tx.note_first_use(of, at(1))).await.unwrap();
        assert!(world.read(move |tx| tx.was_used(of)).await);
    }
}

/// Who was there before is perhaps somebody else; a new password alone says nothing of that.
#[tokio::test]
async fn what_ends_all_sessions_forgets_from_where_they_began() {
    type Change = fn(&mut dyn Tx, AccountId) -> TxResult<()>;
    // A mark is left that there was something.
    let changes: [(&str, usize, Change); 6] = [
        ("all sessions ended", 1, |tx, of| tx.end_sessions_of(of, at(1)).map(|_| ())),
        ("ways in taken away", 1, |tx, of| tx.take_ways_in(of, at(0), at(60)).map(|_| ())),
        ("all but one", 2, |tx, of| {
            let this = seen(of, Whence::Browser, 1, 0).digest;
            tx.forget_whereabouts(of, &[this]).map(|_| ())
        }),
        ("another password", 3, |tx, of| tx.choose_password(of, chosen("phc"), at(1))),
        ("suspended", 1, |tx, of| {
            let account = tx.account(of)?.unwrap();
            tx.update_account(&Account { status: AccountStatus::Suspended, ..account }, at(1))
        }),
        ("deleted", 0, |tx, of| tx.delete_account(of, at(1)).map(|_| ())),
    ];
    for world in World::on_every_store().await {
        let of = world.account;
        for (what, left, change) in changes {
            put(&world, Whence::Browser, 1, 0).await;
            put(&world, Whence::Network, 2, 0).await;
            world.write(move |tx| change(tx, of)).await.unwrap();
            assert_eq!(kept(&world, 1).await.len(), left, "{what}");
        }
    }
}

#[tokio::test]
async fn what_has_expired_is_swept() {
    for db in own() {
        let world = World::new(db).await;
        put(&world, Whence::Browser, 1, 0).await;
        let sweep = |now| {
            let sweep = move |tx: &mut dyn Tx| tx.sweep(at(now), 100);
            world.store.write::<_, TxError, _>(Store::DEPLOYMENT, sweep)
        };
        assert_eq!(sweep(59).await.unwrap(), 0);
        assert_eq!(sweep(60).await.unwrap(), 1);
        world.store.close().await;
    }
}
