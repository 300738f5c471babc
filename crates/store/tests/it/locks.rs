//! Locking: a link is good once, and what somebody could come in by goes.
use crate::things::{companion_app, lock_link, passkey, phone, things, totp};
use crate::world::{World, at, hash};
use latchkey_accounts::{Account, AccountStatus};
use latchkey_base::CodeDigest;
use latchkey_oidc::Lookup;
use latchkey_store::PasskeyRecord;

/// Of two who hold one link one uses it. What was mailed after it is void, what was mailed before is not:
/// that went to the owner.
#[tokio::test]
async fn a_link_is_used_once_and_voids_younger_ones() {
    for world in World::on_every_store().await {
        let of = world.account;
        let links = [0, 10, 10, 20].map(|mailed| lock_link(of, mailed));
        let [older, used, same, younger] = links.clone();
        world
            .write(move |tx| links.iter().try_for_each(|link| tx.put_lock_link(link)))
            .await
            .unwrap();
        let use_it = |now| {
            let link = used.link;
            world.write(move |tx| tx.use_lock_link(&link, at(now)))
        };
        assert!(use_it(70).await.unwrap().is_none(), "too late");
        let (one, other) = tokio::join!(use_it(30), use_it(30));
        let (one, other) = (one.unwrap(), other.unwrap());
        assert!(one.is_some() ^ other.is_some());
        assert_eq!(one.or(other).as_ref(), Some(&used));
        world
            .read(move |tx| {
                assert_eq!(tx.lock_link(&older.link, at(30))?.as_ref(), Some(&older));
                assert!(tx.lock_link(&same.link, at(30))?.is_none());
                assert!(tx.lock_link(&younger.link, at(30))?.is_none());
                assert!(tx.lock_link(&older.link, at(60))?.is_none(), "expired");
                assert!(tx.lock_link(&hash(), at(30))?.is_none());
                Ok(())
            })
            .await;
    }
}

/// What came lately goes, what was there before stays; the password and all mails go in any case.
#[tokio::test]
async fn ways_in_are_taken_from_a_time_on() {
    for world in World::on_every_store().await {
        let all = things(&world).await;
        let of = world.account;
        let late = PasskeyRecord { credential_id: vec![9], created_at: at(50), ..passkey(of) };
        world
            .write(move |tx| {
                tx.insert_passkey(&late)?;
                tx.keep_as_former(of, at(90), at(50))?;
                assert_eq!(tx.take_ways_in(of, at(50), at(60))?, 1);
                assert_eq!(
                    tx.former_passwords(of, at(60))?.first().map(String::as_str),
                    Some("phc")
                );
                assert_eq!(tx.passkeys_of(of)?, [passkey(of)]);
                assert_eq!(tx.totp(of)?.map(|held| held.created_at), Some(at(0)));
                assert_eq!(tx.phone(of)?, Some(phone(of)));
                assert_eq!(tx.companion_app(of)?, Some(companion_app(of)));
                assert_eq!(tx.recovery_codes_left(of)?, 1);
                assert!(tx.password_hash(of)?.is_none());
                assert!(tx.proof(&all.proof.link, at(1))?.is_none());
                tx.put_totp(&totp(of))?;
                tx.put_recovery_codes(of, &[CodeDigest::from_bytes([1; 32])], at(0))?;
                assert_eq!(tx.take_ways_in(of, at(0), at(60))?, 4);
                assert!(tx.phone(of)?.is_none() && tx.companion_app(of)?.is_none());
                assert!(tx.totp(of)?.is_none() && tx.passkeys_of(of)?.is_empty());
                assert_eq!(tx.recovery_codes_left(of)?, 0);
                Ok(())
            })
            .await
            .unwrap();
    }
}

/// A locked account has no sessions and no authorizations, and gets none.
#[tokio::test]
async fn a_locked_account_is_as_closed_as_a_suspended_one() {
    for world in World::on_every_store().await {
        let of = world.account;
        let session = world.session(hash());
        let id = session.id;
        world.write(move |tx| tx.insert_session(&session)).await.unwrap();
        let (access, refresh) = world.sign_in(world.grant()).await;
        world
            .write(move |tx| {
                let account = tx.account(of)?.unwrap();
                let locked = Account { status: AccountStatus::Locked, ..account };
                tx.update_account(&locked, at(1))?;
                assert!(tx.session(id)?.is_none());
                assert_eq!(tx.account(of)?.unwrap().status, AccountStatus::Locked);
                Ok(())
            })
            .await
            .unwrap();
        for lookup in [Lookup::AccessToken(access.hash), Lookup::LiveRefreshToken(refresh.hash)] {
            assert!(!crate::world::is_there(&world.find(lookup).await), "{lookup:?}");
        }
    }
}

#[tokio::test]
async fn the_first_use_of_an_account_is_noted_once() {
    for world in World::on_every_store().await {
        let of = world.account;
        let note = || world.write(move |tx| tx.note_first_use(of, at(1)));
        let (one, other) = tokio::join!(note(), note());
        assert!(one.unwrap() ^ other.unwrap());
        world
            .write(move |tx| {
                let account = tx.account(of)?.unwrap();
                tx.update_account(&account, at(2))?;
                assert!(!tx.note_first_use(of, at(2))?, "whatever else is changed");
                Ok(())
            })
            .await
            .unwrap();
    }
}
