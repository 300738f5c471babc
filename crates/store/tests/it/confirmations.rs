//! What apps ask people to confirm: one decision, in its time, and one message that tells of it.
use crate::databases::own;
use crate::things::confirmation;
use crate::world::{World, at, id};
use latchkey_base::{AccountId, ClientKey, CodeDigest};
use latchkey_oidc::confirmation::ConfirmationState;
use latchkey_store::{
    About, Call, ConfirmationDecision, ConfirmationRecord, News, OutboxMessage, Settled, Store, Tx,
    TxError,
};

const APPROVED: ConfirmationState = ConfirmationState::Approved;
const DENIED: ConfirmationState = ConfirmationState::Denied;
const EXPIRED: ConfirmationState = ConfirmationState::Expired;

async fn insert(world: &World, new: &ConfirmationRecord) -> Result<(), TxError> {
    let new = new.clone();
    let insert = move |tx: &mut dyn Tx| tx.insert_confirmation(&new);
    world.store.write(world.tenant, insert).await
}

async fn asked(world: &World) -> ConfirmationRecord {
    let held = confirmation(world.client, Some(world.account));
    insert(world, &held).await.unwrap();
    held
}

fn decision(held: &ConfirmationRecord, to: ConfirmationState, now: i64) -> ConfirmationDecision {
    let account = held.account.unwrap();
    ConfirmationDecision { id: held.id, account, session: id(), to, at: at(now) }
}

async fn decide(world: &World, decision: ConfirmationDecision) -> bool {
    world.write(move |tx| tx.decide_confirmation(&decision)).await.unwrap()
}

async fn find(world: &World, held: &ConfirmationRecord) -> ConfirmationRecord {
    let id = held.id;
    world.read(move |tx| tx.confirmation(id)).await.unwrap()
}

/// The messages that are due then, claimed.
async fn due(world: &World, now: i64) -> Vec<OutboxMessage> {
    let claim =
        move |tx: &mut dyn Tx| tx.claim_messages(About::CONFIRMATION, at(now), at(now + 1), 100);
    world.store.write::<_, TxError, _>(Store::DEPLOYMENT, claim).await.unwrap()
}

#[tokio::test]
async fn what_is_asked_is_kept_as_it_is() {
    for world in World::on_every_store().await {
        let held = asked(&world).await;
        let kept = find(&world, &held).await;
        assert_eq!(kept.text, held.text);
        assert_eq!((kept.client, kept.account), (held.client, held.account));
        assert_eq!((&kept.handle, &kept.app), (&held.handle, &held.app));
        assert_eq!((&kept.client_state, &kept.callback), (&held.client_state, &held.callback));
        assert_eq!((kept.created_at, kept.expires_at), (at(0), at(60)));
        assert!(kept.is_open(at(59)) && !kept.is_open(at(60)));
        assert_eq!((kept.state_at(at(59)), kept.state_at(at(60))), (held.state, EXPIRED));
    }
}

/// Of two who decide at once one does, and nothing changes it afterwards.
#[tokio::test]
async fn it_is_decided_once() {
    for world in World::on_every_store().await {
        let held = asked(&world).await;
        let (yes, no) = (decision(&held, APPROVED, 1), decision(&held, DENIED, 1));
        let (yes, no) = tokio::join!(decide(&world, yes), decide(&world, no));
        assert_ne!(yes, no, "one of them");
        let decided = find(&world, &held).await.state;
        assert_eq!(decided, if yes { APPROVED } else { DENIED });
        assert!(!decide(&world, decision(&held, APPROVED, 2)).await, "a replay");
        assert!(!decide(&world, decision(&held, DENIED, 2)).await);
        let which = held.id;
        assert!(!world.write(move |tx| tx.expire_confirmation(which, at(99))).await.unwrap());
        assert_eq!(find(&world, &held).await.state, decided);
    }
}

/// Once its end is written down, no node takes an answer, whatever its clock says.
#[tokio::test]
async fn it_ends_in_its_time() {
    for world in World::on_every_store().await {
        let held = asked(&world).await;
        let which = held.id;
        let expire = |now| world.write(move |tx| tx.expire_confirmation(which, at(now)));
        assert!(!decide(&world, decision(&held, APPROVED, 60)).await);
        assert!(!expire(59).await.unwrap(), "not before");
        assert!(expire(60).await.unwrap());
        assert!(!expire(61).await.unwrap(), "once");
        assert!(!decide(&world, decision(&held, APPROVED, 59)).await, "by a clock that is late");
        assert_eq!(find(&world, &held).await.state, EXPIRED);
    }
}

/// Nobody decides for somebody else, or on what nobody was asked.
#[tokio::test]
async fn it_belongs_to_who_was_asked() {
    for world in World::on_every_store().await {
        let held = asked(&world).await;
        let other = AccountId::from_bytes([9; 16]);
        let theirs = ConfirmationRecord { account: Some(other), ..held.clone() };
        assert!(!decide(&world, decision(&theirs, APPROVED, 1)).await);
        let nobody = confirmation(world.client, None);
        insert(&world, &nobody).await.unwrap();
        let as_mine = ConfirmationRecord { account: Some(world.account), ..nobody.clone() };
        assert!(!decide(&world, decision(&as_mine, APPROVED, 1)).await);
        let of = world.account;
        let mine = world.read(move |tx| tx.confirmations_of(of, at(-9))).await;
        assert_eq!(mine.iter().map(|one| one.id).collect::<Vec<_>>(), [held.id]);
        assert!(find(&world, &nobody).await.account.is_none());
        // A person who leaves has answered nothing, and the app hears so in its time.
        world.write(move |tx| tx.delete_account(of, at(1))).await.unwrap();
        let left = find(&world, &held).await;
        assert_eq!((left.account, left.state), (None, ConfirmationState::Waiting));
        assert!(!decide(&world, decision(&held, APPROVED, 2)).await);
    }
}

/// What a client asked goes with it.
#[tokio::test]
async fn it_goes_with_its_client() {
    for world in World::on_every_store().await {
        let held = asked(&world).await;
        let other = confirmation(ClientKey::from_bytes([9; 16]), Some(world.account));
        insert(&world, &other).await.unwrap();
        let client = world.client;
        assert!(world.write(move |tx| tx.delete_client(client)).await.unwrap());
        let of = world.account;
        let left = world.read(move |tx| tx.confirmations_of(of, at(-9))).await;
        assert_eq!(left.iter().map(|one| one.id).collect::<Vec<_>>(), [other.id]);
        assert!(!decide(&world, decision(&held, APPROVED, 1)).await);
    }
}

/// A client names a question once; another client may name one so too.
#[tokio::test]
async fn a_state_is_good_for_one_question() {
    for world in World::on_every_store().await {
        let held = asked(&world).await;
        let again = ConfirmationRecord { id: id(), ..held.clone() };
        assert!(matches!(insert(&world, &again).await, Err(TxError::Taken("state"))));
        let other = ClientKey::from_bytes([9; 16]);
        let theirs = ConfirmationRecord { id: id(), client: other, ..held.clone() };
        insert(&world, &theirs).await.unwrap();
        let one = ConfirmationRecord { client_state: "x".into(), id: id(), ..held.clone() };
        let two = ConfirmationRecord { id: id(), ..one.clone() };
        let (one, two) = tokio::join!(insert(&world, &one), insert(&world, &two));
        assert!(one.is_ok() ^ two.is_ok(), "one of two at once");
    }
}

#[tokio::test]
async fn questions_are_counted_by_client_and_by_whom_they_are_about() {
    for world in World::on_every_store().await {
        let (client, held) = (world.client, asked(&world).await);
        let elsewhere = CodeDigest::from_bytes([7; 32]);
        let other = ConfirmationRecord { lookup: elsewhere, ..confirmation(client, None) };
        let old = ConfirmationRecord { created_at: at(-5), ..confirmation(client, None) };
        for new in [&other, &old] {
            insert(&world, new).await.unwrap();
        }
        let count = |since| world.read(move |tx| tx.count_confirmations(client, at(since)));
        assert_eq!((count(-9).await, count(-5).await, count(0).await), (3, 2, 0));
        let about = |lookup: CodeDigest, since| {
            world.read(move |tx| tx.confirmations_about((client, &lookup), at(since)))
        };
        let ids = |held: Vec<ConfirmationRecord>| held.iter().map(|one| one.id).collect::<Vec<_>>();
        assert_eq!(ids(about(held.lookup, -9).await), [held.id, old.id], "the youngest first");
        assert_eq!(ids(about(held.lookup, -5).await), [held.id]);
        assert_eq!(ids(about(elsewhere, -9).await), [other.id]);
    }
}

/// The message waits for the end of its time; a decision makes it due at once.
#[tokio::test]
async fn its_client_is_told_when_it_is_decided_or_over() {
    for db in own() {
        let world = World::new(db).await;
        let (held, late) = (asked(&world).await, asked(&world).await);
        let mute = ConfirmationRecord { callback: None, ..confirmation(world.client, None) };
        insert(&world, &mute).await.unwrap();
        assert!(due(&world, 5).await.is_empty());
        assert!(decide(&world, decision(&held, DENIED, 5)).await);
        let told = due(&world, 5).await;
        let [told] = &told[..] else { panic!("one message: {told:?}") };
        assert_eq!((&*told.destination, told.attempts), ("bank.test", 1));
        assert_eq!(told.expires_at, at(60 + 86_400));
        let settled = Settled { client: world.client, confirmation: held.id };
        assert_eq!(Call::read(told).unwrap().news, News::Settled(settled));
        let message = told.id;
        assert_eq!(About::Confirmation(held.id).message(world.client), message);
        world.write(move |tx| tx.delete_message(message)).await.unwrap();
        assert!(due(&world, 59).await.is_empty());
        let told = due(&world, 60).await;
        let calls: Vec<_> =
            told.iter().map(|told| Call::read(told).unwrap().news.about()).collect();
        assert_eq!(calls, [About::Confirmation(late.id)]);
        world.store.close().await;
    }
}

/// What became of it can be asked for a day.
#[tokio::test]
async fn it_is_swept_when_nobody_asks_any_more() {
    for db in own() {
        let world = World::new(db).await;
        let mute = ConfirmationRecord { callback: None, ..confirmation(world.client, None) };
        insert(&world, &mute).await.unwrap();
        let sweep = |now| {
            let swept = world
                .store
                .write::<_, TxError, _>(Store::DEPLOYMENT, move |tx| tx.sweep(at(now), 100));
            async move { swept.await.unwrap() }
        };
        assert_eq!(sweep(60 + 86_399).await, 0);
        assert_eq!(sweep(60 + 86_400).await, 1);
        world.store.close().await;
    }
}
