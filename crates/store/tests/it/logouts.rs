//! Which clients are told that a session has ended (OIDC Back-Channel Logout §2.3).
use crate::databases::own;
use crate::world::{World, at, client_record, hash, id};
use latchkey_accounts::{Account, AccountStatus};
use latchkey_base::{ClientKey, SessionId};
use latchkey_oidc::{Grant, Outcome, Write};
use latchkey_store::{
    About, Busy, Call, Delivery, DeliveryOutcome, LoggedOut, News, Store, Tx, TxError,
};

/// Adds a client that listens, or does not.
async fn client(world: &World, name: &str, uri: Option<&str>) -> ClientKey {
    let mut record = client_record(name);
    record.metadata.backchannel_logout_uri = uri.map(str::to_owned);
    let key = record.key;
    world.write(move |tx| tx.insert_client(&record)).await.unwrap();
    key
}

async fn session(world: &World) -> SessionId {
    let record = world.session(hash());
    let sid = record.id;
    world.write(move |tx| tx.insert_session(&record)).await.unwrap();
    sid
}

/// The person signs in to a client, which knows them by a name of its own.
async fn sign_in(world: &World, client: ClientKey, session: SessionId, offline: bool) {
    let subject = format!("ada at {client}");
    let grant = Grant { client, session: Some(session), subject, offline, ..world.grant() };
    world.issue(Grant { authorization: id(), ..grant }).await;
}

/// Who is told by a call.
fn who(call: &Call) -> &LoggedOut {
    match &call.news {
        News::LoggedOut(who) => who,
        News::Settled(other) => panic!("it is about a session, not {other:?}"),
    }
}

/// All messages that are due then, by client.
async fn told(world: &World, now: i64) -> Vec<Call> {
    let claim = move |tx: &mut dyn Tx| tx.claim_messages(About::LOGOUT, at(now), at(now + 1), 100);
    let claimed = world.store.write::<_, TxError, _>(Store::DEPLOYMENT, claim).await.unwrap();
    let mut told: Vec<_> = claimed.iter().map(|message| Call::read(message).unwrap()).collect();
    told.sort_by_key(|logout| who(logout).client);
    told
}

/// A session can have any number of authorizations; what a sign-out reads is one for each client.
#[tokio::test]
async fn a_sign_out_reads_each_client_once() {
    for db in own() {
        let world = World::new(db).await;
        let (one, two) = (client(&world, "one", None).await, client(&world, "two", None).await);
        let sid = session(&world).await;
        for _ in 0..20 {
            sign_in(&world, one, sid, false).await;
        }
        sign_in(&world, two, sid, true).await;
        let before = world.store.counters();
        let mut read = world.read(move |tx| tx.logged_in_clients(sid)).await;
        let after = world.store.counters();
        read.sort_by_key(|app| app.client);
        let mut expected = vec![one, two];
        expected.sort();
        assert_eq!(read.iter().map(|app| app.client).collect::<Vec<_>>(), expected);
        let statements = after.reads - before.reads;
        assert!(statements <= 5, "{statements} statements for two clients");
        world.store.close().await;
    }
}

/// OIDC Back-Channel Logout §2.3, §2.7: each client of the session that listens is told once, by
/// the `sub` that it knows, whether its refresh tokens go on (`offline_access`) or not.
#[tokio::test]
async fn each_listening_client_of_the_session_is_told_once() {
    for db in own() {
        let world = World::new(db).await;
        let first = client(&world, "first", Some("https://a.test/out")).await;
        let offline = client(&world, "offline", Some("https://b.test/out")).await;
        let deaf = client(&world, "deaf", None).await;
        let elsewhere = client(&world, "elsewhere", Some("https://c.test/out")).await;
        let (sid, other) = (session(&world).await, session(&world).await);
        sign_in(&world, first, sid, false).await;
        sign_in(&world, first, sid, false).await;
        sign_in(&world, offline, sid, true).await;
        sign_in(&world, deaf, sid, false).await;
        sign_in(&world, elsewhere, other, false).await;

        assert!(world.write(move |tx| tx.end_session(sid, at(5))).await.unwrap());
        assert!(!world.write(move |tx| tx.end_session(sid, at(6))).await.unwrap());
        let told_now = told(&world, 5).await;
        let mut expected = vec![first, offline];
        expected.sort();
        let clients: Vec<_> = told_now.iter().map(|logout| who(logout).client).collect();
        assert_eq!(clients, expected, "{:?}", world.db);
        for logout in &told_now {
            assert_eq!(who(logout).session, sid);
            assert_eq!(who(logout).subject, format!("ada at {}", who(logout).client));
            assert_eq!((logout.tenant, logout.attempts), (world.tenant, 1));
        }

        let end = || Write::EndSession { session: other, at: at(7) };
        assert!(matches!(world.commit(end()).await, Outcome::Done));
        assert!(matches!(world.commit(end()).await, Outcome::Lost));
        let done: Vec<_> = told_now.iter().map(Call::id).collect();
        world.write(move |tx| done.iter().try_for_each(|id| tx.delete_message(*id))).await.unwrap();
        let rest = told(&world, 8).await;
        assert_eq!(rest.len(), 1, "{:?}", world.db);
        assert_eq!((who(&rest[0]).client, who(&rest[0]).session), (elsewhere, other));
        world.store.close().await;
    }
}

/// OIDC Back-Channel Logout §2.5: whoever is busy is passed over, and to be passed over or looked at
/// is no attempt.
#[tokio::test]
async fn the_messages_of_the_busy_stay_as_they_are() {
    for db in own() {
        let world = World::new(db).await;
        let near = client(&world, "near", Some("https://near.test:8443/out")).await;
        let far = client(&world, "far", Some("http://far.test/out")).await;
        let sid = session(&world).await;
        sign_in(&world, near, sid, false).await;
        sign_in(&world, far, sid, false).await;
        world.write(move |tx| tx.end_session(sid, at(5))).await.unwrap();
        let due = |busy: Busy| {
            let due = move |tx: &mut dyn Tx| tx.due_messages(About::LOGOUT, at(5), &busy, 10);
            world.store.read::<_, TxError, _>(Store::DEPLOYMENT, due)
        };
        let all = due(Busy::default()).await.unwrap();
        let mut hosts: Vec<_> = all.iter().map(|it| it.destination.as_str()).collect();
        hosts.sort_unstable();
        assert_eq!(hosts, ["far.test", "near.test"], "{:?}", world.db);
        let busy = Busy { destinations: vec!["near.test".to_owned()], tenants: Vec::new() };
        let others = due(busy).await.unwrap();
        assert_eq!(others.len(), 1);
        assert_eq!(others[0].destination, "far.test");
        let tenants = vec![world.tenant];
        let none = due(Busy { destinations: Vec::new(), tenants }).await.unwrap();
        assert!(none.is_empty(), "{:?}", world.db);

        let id = others[0].id;
        let take = move |tx: &mut dyn Tx| tx.take_messages(About::LOGOUT, &[id], at(5), at(60));
        let taken = world.store.write::<_, TxError, _>(Store::DEPLOYMENT, take).await.unwrap();
        assert_eq!((taken.len(), taken[0].attempts), (1, 1));
        let again = world.store.write::<_, TxError, _>(Store::DEPLOYMENT, take).await.unwrap();
        assert!(again.is_empty(), "somebody has it: {:?}", world.db);
        let left = due(Busy::default()).await.unwrap();
        assert_eq!((left.len(), left[0].attempts), (1, 0), "nobody tried");
        world.store.close().await;
    }
}

/// Sessions also end when the password is new, and when the account is suspended or removed.
#[tokio::test]
async fn clients_are_told_whoever_ends_the_session() {
    for db in own() {
        let world = World::new(db).await;
        let listening = client(&world, "listening", Some("https://a.test/out")).await;
        let of = world.account;
        for round in 0..3 {
            let sid = session(&world).await;
            sign_in(&world, listening, sid, false).await;
            let now = at(10 * round);
            let end = move |tx: &mut dyn Tx| -> Result<(), TxError> {
                let account = tx.account(of)?.unwrap();
                let with = |status| Account { status, ..account.clone() };
                match round {
                    0 => tx.end_sessions_of(of, now).map(|_| ()),
                    1 => {
                        tx.update_account(&with(AccountStatus::Suspended), now)?;
                        tx.update_account(&with(AccountStatus::Active), now)
                    }
                    _ => tx.delete_account(of, now).map(|_| ()),
                }
            };
            world.write(end).await.unwrap();
            let told = told(&world, 10 * round).await;
            let sessions: Vec<_> = told.iter().map(|logout| who(logout).session).collect();
            assert!(sessions.contains(&sid), "round {round}, {:?}", world.db);
            assert_eq!(told.len(), usize::try_from(round).unwrap() + 1);
        }
        world.store.close().await;
    }
}

/// OIDC Back-Channel Logout §2.3: a client is remembered for as long as the session, though none
/// of its tokens live that long. A session that expires tells nobody.
#[tokio::test]
async fn a_client_is_remembered_for_as_long_as_the_session() {
    for db in own() {
        let world = World::new(db).await;
        let listening = client(&world, "listening", Some("https://a.test/out")).await;
        let days = |days: i64| at(days * 86_400);
        let mut sessions = Vec::new();
        for expires_at in [days(30), days(40)] {
            let record = latchkey_store::SessionRecord { expires_at, ..world.session(hash()) };
            sessions.push(record.id);
            world.write(move |tx| tx.insert_session(&record)).await.unwrap();
            sign_in(&world, listening, sessions[sessions.len() - 1], false).await;
        }
        let sweep = |now| {
            let sweep = move |tx: &mut dyn Tx| tx.sweep(now, 1);
            world.store.write::<_, TxError, _>(Store::DEPLOYMENT, sweep)
        };
        for day in [5, 20, 39] {
            while sweep(days(day)).await.unwrap() > 0 {}
        }
        let (expired, live) = (sessions[0], sessions[1]);
        assert!(world.read(move |tx| tx.logged_in_clients(expired)).await.is_empty());
        assert_eq!(world.read(move |tx| tx.logged_in_clients(live)).await.len(), 1);
        assert!(!world.write(move |tx| tx.end_session(expired, days(39))).await.unwrap());
        assert!(world.write(move |tx| tx.end_session(live, days(39))).await.unwrap());
        assert_eq!(told(&world, 39 * 86_400).await.len(), 1, "{:?}", world.db);
        while sweep(days(50)).await.unwrap() > 0 {}
        assert!(world.read(move |tx| tx.logged_in_clients(live)).await.is_empty());
        world.store.close().await;
    }
}

/// A client that did not answer at its second attempt.
pub fn delivery(client: ClientKey) -> Delivery {
    Delivery {
        message: id(),
        client,
        about: About::Session(id()),
        outcome: DeliveryOutcome::Postponed,
        attempts: 2,
        reason: Some("status 503".to_owned()),
        tried_at: at(10),
        expires_at: at(60),
    }
}

/// OIDC Back-Channel Logout §2.5: of each message the last attempt is known, for a while.
#[tokio::test]
async fn the_last_attempt_is_kept_for_a_while() {
    for db in own() {
        let world = World::new(db).await;
        let (one, two) = (client(&world, "one", None).await, client(&world, "two", None).await);
        let (first, other) = (delivery(one), delivery(two));
        let outcomes = DeliveryOutcome::ALL.into_iter().map(|outcome| (outcome, first.clone()));
        for (outcome, first) in outcomes {
            let last = Delivery { outcome, reason: None, attempts: 3, ..first.clone() };
            let (kept, other) = (last.clone(), other.clone());
            let write = move |tx: &mut dyn Tx| {
                tx.record_delivery(&first)?;
                tx.record_delivery(&other)?;
                tx.record_delivery(&kept)
            };
            world.write(write).await.unwrap();
            assert_eq!(world.read(move |tx| tx.deliveries(one, 9)).await, [last]);
        }
        let newer = Delivery { message: id(), tried_at: at(11), ..first.clone() };
        let (added, message) = (newer.clone(), newer.message);
        world.write(move |tx| tx.record_delivery(&added)).await.unwrap();
        assert_eq!(world.read(move |tx| tx.deliveries(one, 1)).await[0].message, message);
        assert_eq!(world.read(move |tx| tx.deliveries(one, 9)).await.len(), 2);
        world.write(|tx| tx.sweep(at(59), 100)).await.unwrap();
        assert_eq!(world.read(move |tx| tx.deliveries(one, 9)).await.len(), 2);
        world.write(|tx| tx.sweep(at(60), 100)).await.unwrap();
        assert!(world.read(move |tx| tx.deliveries(one, 9)).await.is_empty());
        world.store.close().await;
    }
}
