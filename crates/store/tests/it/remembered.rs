//! Remembered browsers: a secret is good once, and what an account stops trusting is forgotten.
use crate::things::{chosen, companion_app, passkey, phone, remembered, totp};
use crate::world::{World, at, hash};
use latchkey_accounts::AccountStatus;
use latchkey_authn::Proof;
use latchkey_base::{AccountId, CodeDigest};
use latchkey_store::{RememberedBrowserRecord, RememberedBrowserUse, SessionEnds, Tx, TxResult};

fn digest(octet: u8) -> CodeDigest {
    CodeDigest::from_bytes([octet; 32])
}

fn used(
    held: &RememberedBrowserRecord,
    (before, after): (u8, u8),
    at_: i64,
) -> RememberedBrowserUse {
    let (before, after) = (digest(before), digest(after));
    RememberedBrowserUse { id: held.id, account: held.account, before, after, at: at(at_) }
}

async fn remember(world: &World) -> RememberedBrowserRecord {
    let held = remembered(world.account);
    let kept = held.clone();
    world.write(move |tx| tx.remember_browser(&kept)).await.unwrap();
    held
}

/// Of two who show one secret at once one gets in; whoever comes late has an old one.
#[tokio::test]
async fn a_secret_is_good_once() {
    for world in World::on_every_store().await {
        let held = remember(&world).await;
        let show = |pair, seconds| {
            let used = used(&held, pair, seconds);
            world.write(move |tx| tx.use_remembered_browser(&used))
        };
        assert!(!show((1, 2), 1).await.unwrap(), "not its secret");
        let (a, b, c) = tokio::join!(show((7, 8), 5), show((7, 9), 5), show((7, 10), 5));
        let won = [a, b, c].into_iter().filter(|won| *won.as_ref().unwrap()).count();
        assert_eq!(won, 1);
        assert!(!show((7, 11), 6).await.unwrap(), "an old one");
        let (of, id) = (world.account, held.id);
        let after = world.read(move |tx| tx.remembered_browser(of, id)).await.unwrap();
        assert_eq!((after.created_at, after.used_at), (at(0), at(5)));
        assert_eq!(after.expires_at, held.expires_at, "use does not prolong it");
    }
}

#[tokio::test]
async fn it_ends_in_its_time() {
    for world in World::on_every_store().await {
        let (held, of) = (remember(&world).await, world.account);
        let late = used(&held, (7, 8), 60);
        assert!(!world.write(move |tx| tx.use_remembered_browser(&late)).await.unwrap());
        assert_eq!(world.read(move |tx| tx.remembered_browsers(of, at(59))).await.len(), 1);
        assert!(world.read(move |tx| tx.remembered_browsers(of, at(60))).await.is_empty());
        let in_time = used(&held, (7, 8), 59);
        assert!(world.write(move |tx| tx.use_remembered_browser(&in_time)).await.unwrap());
    }
}

/// It stands in for one account, and one of that account's rows is no other's to forget.
#[tokio::test]
async fn it_serves_one_account() {
    for world in World::on_every_store().await {
        let held = remember(&world).await;
        let other = AccountId::from_bytes([9; 16]);
        let id = held.id;
        let theirs = RememberedBrowserUse { account: other, ..used(&held, (7, 8), 1) };
        assert!(!world.write(move |tx| tx.use_remembered_browser(&theirs)).await.unwrap());
        assert!(world.read(move |tx| tx.remembered_browser(other, id)).await.is_none());
        assert!(!world.write(move |tx| tx.forget_browser(other, id)).await.unwrap());
        let of = world.account;
        assert!(world.write(move |tx| tx.forget_browser(of, id)).await.unwrap());
        assert!(!world.write(move |tx| tx.forget_browser(of, id)).await.unwrap());
    }
}

/// What changes the second factors of an account, or signs it out everywhere, forgets its browsers.
#[tokio::test]
async fn browsers_are_forgotten_with_what_they_stood_in_for() {
    type Change = fn(&mut dyn Tx, AccountId) -> TxResult<()>;
    let changes: [(&str, Change); 14] = [
        ("an app", |tx, of| tx.put_totp(&totp(of))),
        ("no app", |tx, of| tx.delete_totp(of).map(|_| ())),
        ("a number", |tx, of| tx.put_phone(&phone(of))),
        ("no number", |tx, of| tx.delete_phone(of).map(|_| ())),
        ("a companion app", |tx, of| tx.put_companion_app(&companion_app(of))),
        ("none", |tx, of| tx.delete_companion_app(of, at(1)).map(|_| ())),
        ("another password", |tx, of| tx.choose_password(of, chosen("phc"), at(1))),
        ("new codes", |tx, of| tx.put_recovery_codes(of, &[digest(1)], at(1))),
        ("a passkey less", |tx, of| tx.delete_passkey(of, &[1]).map(|_| ())),
        ("all sessions ended", |tx, of| tx.end_sessions_of(of, at(1)).map(|_| ())),
        ("forgotten", |tx, of| tx.forget_browsers(of).map(|_| ())),
        ("ways in taken away", |tx, of| tx.take_ways_in(of, at(0), at(60)).map(|_| ())),
        ("suspended", |tx, of| {
            let mut account = tx.account(of)?.unwrap();
            account.status = AccountStatus::Suspended;
            tx.update_account(&account, at(1))
        }),
        ("deleted", |tx, of| tx.delete_account(of, at(1)).map(|_| ())),
    ];
    for world in World::on_every_store().await {
        let of = world.account;
        for (what, change) in changes {
            remember(&world).await;
            world.write(move |tx| change(tx, of)).await.unwrap();
            assert!(
                world.read(move |tx| tx.remembered_browsers(of, at(1))).await.is_empty(),
                "{what}"
            );
        }
    }
}

/// Whoever has one passkey more has lost nothing.
#[tokio::test]
async fn a_new_passkey_forgets_no_browser() {
    for world in World::on_every_store().await {
        let of = world.account;
        remember(&world).await;
        world.write(move |tx| tx.insert_passkey(&passkey(of))).await.unwrap();
        assert_eq!(world.read(move |tx| tx.remembered_browsers(of, at(1))).await.len(), 1);
    }
}

/// Sessions end in which something was shown that is worth nothing any more, but for the one in which
/// it was taken away.
#[tokio::test]
async fn sessions_end_with_what_was_shown_in_them() {
    for world in World::on_every_store().await {
        let of = world.account;
        let session = |proofs: &[Proof]| {
            let mut session = world.session(hash());
            session.id = crate::world::id();
            session.proofs = proofs.to_vec();
            session
        };
        let plain = session(&[Proof::Password]);
        let both = session(&[Proof::Password, Proof::Totp]);
        let this = session(&[Proof::Password, Proof::Totp]);
        let (kept, ids) = (this.id, [plain.id, both.id, this.id]);
        let ended = world.write(move |tx| {
            for session in [&plain, &both, &this] {
                tx.insert_session(session)?;
            }
            let ends = SessionEnds { shown: &[Proof::Totp], except: Some(kept) };
            tx.end_sessions_with(of, &ends, at(1))
        });
        assert_eq!(ended.await.unwrap(), 1);
        let mut left = Vec::new();
        for id in ids {
            left.push(world.read(move |tx| tx.session(id)).await.is_some());
        }
        assert_eq!(left, [true, false, true]);
    }
}

/// Security: what approved a session may have rested on what was taken away.
#[tokio::test]
async fn approved_sessions_end_with_any_factor_that_is_taken_away() {
    for world in World::on_every_store().await {
        let of = world.account;
        let mut session = world.session(hash());
        session.proofs = vec![Proof::Password, Proof::Approval];
        let id = session.id;
        let ended = world.write(move |tx| {
            tx.insert_session(&session)?;
            let ends = SessionEnds { shown: &[Proof::Totp], except: None };
            tx.end_sessions_with(of, &ends, at(1))
        });
        assert_eq!(ended.await.unwrap(), 1);
        assert!(world.read(move |tx| tx.session(id)).await.is_none());
    }
}
