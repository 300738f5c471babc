//! Sign-ins that ask to be approved elsewhere: one decision, one use, each in its time.
use crate::things::challenge;
use crate::world::{World, at, id};
use latchkey_authn::factors::approval::{COUNTED_OVER, ChallengeState, TRIES};
use latchkey_base::{AccountId, Seconds};
use latchkey_store::{ChallengeDecision, ChallengeRecord, Store, TxError};

const APPROVED: ChallengeState = ChallengeState::Approved;
const DENIED: ChallengeState = ChallengeState::Denied;

async fn asked(world: &World) -> ChallengeRecord {
    let held = challenge(world.account);
    let kept = held.clone();
    world.write(move |tx| tx.insert_challenge(&kept)).await.unwrap();
    held
}

fn decision(held: &ChallengeRecord, to: ChallengeState, now: i64) -> ChallengeDecision {
    ChallengeDecision { id: held.id, account: held.account, session: id(), to, at: at(now) }
}

async fn decide(world: &World, decision: ChallengeDecision) -> bool {
    world.write(move |tx| tx.decide_challenge(&decision)).await.unwrap()
}

async fn spend(world: &World, held: &ChallengeRecord, now: i64) -> bool {
    let (of, which) = (held.account, (held.id, held.interaction));
    world.write(move |tx| tx.use_challenge(of, which, at(now))).await.unwrap()
}

async fn state(world: &World, held: &ChallengeRecord) -> ChallengeState {
    let (of, id) = (held.account, held.id);
    world.read(move |tx| tx.challenge(of, id)).await.unwrap().state
}

/// Of two who decide at once one does, and nothing changes it afterwards.
#[tokio::test]
async fn it_is_decided_once() {
    for world in World::on_every_store().await {
        let held = asked(&world).await;
        let (yes, no) = (decision(&held, APPROVED, 1), decision(&held, DENIED, 1));
        let (yes, no) = tokio::join!(decide(&world, yes), decide(&world, no));
        assert_ne!(yes, no, "one of them");
        let decided = state(&world, &held).await;
        assert_eq!(decided, if yes { APPROVED } else { DENIED });
        assert!(!decide(&world, decision(&held, APPROVED, 2)).await);
        assert!(!decide(&world, decision(&held, DENIED, 2)).await);
        assert_eq!(state(&world, &held).await, decided);
    }
}

#[tokio::test]
async fn it_is_used_once_and_only_if_approved() {
    for world in World::on_every_store().await {
        let held = asked(&world).await;
        assert!(!spend(&world, &held, 1).await, "nobody has decided");
        let yes = decision(&held, APPROVED, 1);
        assert!(decide(&world, yes).await);
        let elsewhere = ChallengeRecord { interaction: id(), ..held.clone() };
        assert!(!spend(&world, &elsewhere, 2).await, "another pass did not ask");
        let (a, b) = tokio::join!(spend(&world, &held, 2), spend(&world, &held, 2));
        assert_ne!(a, b, "one of them");
        assert!(!spend(&world, &held, 3).await, "a replay");
        assert_eq!(state(&world, &held).await, ChallengeState::Used);
        let (of, which) = (held.account, held.id);
        let kept = world.read(move |tx| tx.challenge(of, which)).await.unwrap();
        assert_eq!(kept.decided_in, Some(yes.session));

        let denied = asked(&world).await;
        assert!(decide(&world, decision(&denied, DENIED, 1)).await);
        assert!(!spend(&world, &denied, 2).await);
    }
}

#[tokio::test]
async fn it_ends_in_its_time() {
    for world in World::on_every_store().await {
        let (late, undecided) = (asked(&world).await, asked(&world).await);
        let (of, which) = (world.account, undecided.id);
        assert!(decide(&world, decision(&late, APPROVED, 59)).await);
        assert!(!decide(&world, decision(&undecided, APPROVED, 60)).await);
        let tried = world.write(move |tx| tx.try_challenge(of, which, at(60))).await.unwrap();
        assert!(tried.is_none());
        assert!(undecided.is_open(at(59)) && !undecided.is_open(at(60)));
        assert!(!spend(&world, &late, 60).await);
        assert!(spend(&world, &late, 59).await);
    }
}

/// However many type at once, no more numbers are compared than there are tries.
#[tokio::test]
async fn tries_are_counted_before_anything_is_compared() {
    for world in World::on_every_store().await {
        let held = asked(&world).await;
        let (of, which) = (held.account, held.id);
        let take = || world.write(move |tx| tx.try_challenge(of, which, at(1)));
        let (a, b, c, d) = tokio::join!(take(), take(), take(), take());
        let taken: Vec<_> = [a, b, c, d].into_iter().filter_map(Result::unwrap).collect();
        assert_eq!(taken.len(), usize::from(TRIES));
        assert!(taken.iter().all(|held| held.number == 42));
        let mut left: Vec<i64> = taken.iter().map(|held| held.tries_left).collect();
        left.sort_unstable();
        assert_eq!(left, [0, 1, 2]);
    }
}

/// One of somebody is nobody else's, and goes with the account.
#[tokio::test]
async fn it_belongs_to_one_account() {
    for world in World::on_every_store().await {
        let held = asked(&world).await;
        let other = AccountId::from_bytes([9; 16]);
        let theirs = ChallengeRecord { account: other, ..held.clone() };
        assert!(!decide(&world, decision(&theirs, APPROVED, 1)).await);
        let which = held.id;
        assert!(world.read(move |tx| tx.challenge(other, which)).await.is_none());
        let of = world.account;
        let older = ChallengeRecord { id: id(), created_at: at(-5), ..held.clone() };
        let (younger, kept) = (held.id, older.clone());
        world.write(move |tx| tx.insert_challenge(&kept)).await.unwrap();
        let since = |then| world.read(move |tx| tx.challenges_of(of, at(then)));
        let ids = |held: Vec<ChallengeRecord>| held.iter().map(|one| one.id).collect::<Vec<_>>();
        assert_eq!(ids(since(-9).await), [younger, older.id], "the youngest first");
        assert_eq!(ids(since(-5).await), [younger]);
        world.write(move |tx| tx.delete_account(of, at(1))).await.unwrap();
        assert!(since(-9).await.is_empty());
    }
}

/// It is counted for a while after it is over, and then it goes.
#[tokio::test]
async fn it_is_swept_when_it_counts_no_more() {
    for db in crate::databases::own() {
        let world = World::new(db).await;
        let held = asked(&world).await;
        let end = held.expires_at + COUNTED_OVER;
        let sweep = |now| {
            let swept =
                world.store.write::<_, TxError, _>(Store::DEPLOYMENT, move |tx| tx.sweep(now, 100));
            async move { swept.await.unwrap() }
        };
        assert_eq!(sweep(end - Seconds::new(1)).await, 0);
        assert_eq!(sweep(end).await, 1);
        assert!(world.read(move |tx| tx.challenge(held.account, held.id)).await.is_none());
        world.store.close().await;
    }
}
