//! Passkeys: a signature is good once, and so is a challenge.
use crate::things::{ceremony, passkey};
use crate::world::{World, at, hash};
use latchkey_store::{PasskeyRecord, PasskeyUse};

fn used(counter: i64) -> PasskeyUse {
    let (credential_id, credential) = (vec![6; 32], counter.to_string());
    PasskeyUse { credential_id, credential, counter, backed_up: true, at: at(counter) }
}

/// WebAuthn §5.1: a passkey is found by its `rawId`, which is one passkey's only.
#[tokio::test]
async fn passkeys_are_kept_named_and_removed() {
    for world in World::on_every_store().await {
        let of = world.account;
        let second = PasskeyRecord { credential_id: vec![1], created_at: at(1), ..passkey(of) };
        let both = [passkey(of), second.clone()];
        let expected = both.clone();
        world
            .write(move |tx| {
                assert!(tx.passkeys_of(of)?.is_empty());
                assert!(tx.insert_passkey(&second)? && tx.insert_passkey(&passkey(of))?);
                assert!(!tx.insert_passkey(&second)?, "its name is taken");
                assert_eq!(tx.passkeys_of(of)?, expected, "the oldest first");
                assert_eq!(tx.passkey(&[1])?.as_ref(), Some(&second));
                assert!(tx.rename_passkey(of, &[1], "Key ring")?);
                assert_eq!(tx.passkey(&[1])?.unwrap().label, "Key ring");
                assert!(tx.delete_passkey(of, &[1])? && !tx.delete_passkey(of, &[1])?);
                assert!(!tx.rename_passkey(of, &[1], "Key ring")?);
                assert_eq!(tx.passkeys_of(of)?, both[..1]);
                Ok(())
            })
            .await
            .unwrap();
    }
}

/// WebAuthn §6.1.1: a counter only ever grows; zero says that there is none.
#[tokio::test]
async fn a_counter_never_goes_back() {
    for world in World::on_every_store().await {
        let of = world.account;
        world.write(move |tx| tx.insert_passkey(&passkey(of))).await.unwrap();
        let sign = |counter| world.write(move |tx| tx.use_passkey(&used(counter)));
        for (counter, fits) in [(7, false), (0, false), (8, true), (8, false), (6, false)] {
            assert_eq!(sign(counter).await.unwrap(), fits, "{counter}");
        }
        let held = world.read(|tx| tx.passkey(&[6; 32])).await.unwrap();
        assert_eq!((held.counter, held.credential.as_str(), held.backed_up), (8, "8", true));
        assert_eq!(held.used_at, Some(at(8)));
        let (one, other) = tokio::join!(sign(9), sign(9));
        assert!(one.unwrap() ^ other.unwrap(), "of two copies one gets in");

        let uncounted = PasskeyRecord { counter: 0, credential_id: vec![2], ..passkey(of) };
        world.write(move |tx| tx.insert_passkey(&uncounted)).await.unwrap();
        let sign = |counter| {
            let used = PasskeyUse { credential_id: vec![2], ..used(counter) };
            world.write(move |tx| tx.use_passkey(&used))
        };
        assert!(sign(0).await.unwrap() && sign(0).await.unwrap());
        assert!(sign(1).await.unwrap() && !sign(0).await.unwrap());
    }
}

/// WebAuthn §13.4.3: a challenge is for whom it was made, and good once.
#[tokio::test]
async fn a_challenge_is_answered_once_in_time_by_its_owner() {
    for world in World::on_every_store().await {
        let put = async || {
            let held = ceremony();
            let kept = held.clone();
            world.write(move |tx| tx.put_ceremony(&kept)).await.unwrap();
            held
        };
        let take = |id, owner, now| world.write(move |tx| tx.take_ceremony(&id, &owner, at(now)));
        let held = put().await;
        assert!(take(held.id, hash(), 1).await.unwrap().is_none(), "somebody else's");
        assert!(take(held.id, held.owner, 60).await.unwrap().is_none(), "too late");
        let attempt = || take(held.id, held.owner, 59);
        let (one, other) = tokio::join!(attempt(), attempt());
        let (one, other) = (one.unwrap(), other.unwrap());
        assert!(one.is_some() ^ other.is_some());
        assert_eq!(one.or(other), Some(held));
    }
}

#[tokio::test]
async fn what_an_account_has_goes_with_it() {
    for world in World::on_every_store().await {
        let of = world.account;
        world
            .write(move |tx| {
                tx.insert_passkey(&passkey(of))?;
                assert!(!tx.has_refused_passkeys(of)?);
                tx.refuse_passkeys(of, at(0))?;
                tx.refuse_passkeys(of, at(1))?;
                assert!(tx.has_refused_passkeys(of)?);
                assert!(tx.delete_account(of, at(1))?);
                assert!(!tx.has_refused_passkeys(of)?);
                assert!(tx.passkeys_of(of)?.is_empty() && tx.passkey(&[6; 32])?.is_none());
                Ok(())
            })
            .await
            .unwrap();
    }
}
