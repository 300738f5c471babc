//! Second factors: every code is good once, whoever else has it.
use crate::things::{companion_app, phone, totp};
use crate::world::{World, at, hash};
use latchkey_base::{AccountId, CodeDigest, CompanionId};
use latchkey_store::{
    Busy, CompanionAppRecord, CompanionRelease, Holdings, PhoneRecord, ProofRecord,
};

fn digest(octet: u8) -> CodeDigest {
    CodeDigest::from_bytes([octet; 32])
}

#[tokio::test]
async fn an_authenticator_app_is_kept_and_replaced() {
    for world in World::on_every_store().await {
        let of = world.account;
        world.write(move |tx| tx.put_totp(&totp(of))).await.unwrap();
        assert!(world.write(move |tx| tx.use_totp_step(of, 9, at(5))).await.unwrap());
        let held = world.read(move |tx| tx.totp(of)).await.unwrap();
        assert_eq!((held.last_step, held.used_at), (9, Some(at(5))));
        assert_eq!((held.sealed, held.created_at), (totp(of).sealed, at(0)));

        world.write(move |tx| tx.put_totp(&totp(of))).await.unwrap();
        let held = world.read(move |tx| tx.totp(of)).await.unwrap();
        assert_eq!((held.last_step, held.used_at), (7, None));
        assert!(world.write(move |tx| tx.delete_totp(of)).await.unwrap());
        assert!(!world.write(move |tx| tx.delete_totp(of)).await.unwrap());
        assert!(!world.write(move |tx| tx.use_totp_step(of, 10, at(5))).await.unwrap());
    }
}

#[tokio::test]
async fn a_number_is_kept_used_and_replaced() {
    for world in World::on_every_store().await {
        let of = world.account;
        let (held, other) = (phone(of), "+447700900999");
        let uses = |number: &str| {
            let number = number.to_owned();
            world.write(move |tx| tx.use_phone(of, &number, at(5)))
        };
        assert!(!uses(&held.number).await.unwrap(), "there is none");
        let put = held.clone();
        world.write(move |tx| tx.put_phone(&put)).await.unwrap();
        assert!(!uses(other).await.unwrap(), "sent to another one");
        assert!(uses(&held.number).await.unwrap());
        let used = PhoneRecord { used_at: Some(at(5)), ..held.clone() };
        assert_eq!(world.read(move |tx| tx.phone(of)).await, Some(used));

        let moved = PhoneRecord { number: other.to_owned(), ..held.clone() };
        let put = moved.clone();
        world.write(move |tx| tx.put_phone(&put)).await.unwrap();
        assert_eq!(world.read(move |tx| tx.phone(of)).await, Some(moved));
        assert!(!uses(&held.number).await.unwrap(), "it has moved");
        assert!(world.write(move |tx| tx.delete_phone(of)).await.unwrap());
        assert!(!world.write(move |tx| tx.delete_phone(of)).await.unwrap());
    }
}

/// Each by itself, and nothing of it is anybody else's.
#[tokio::test]
async fn what_somebody_holds_is_seen_at_one_look() {
    for world in World::on_every_store().await {
        let of = world.account;
        let look = || world.read(move |tx| tx.holdings(of));
        let none = Holdings {
            password: false,
            totp: false,
            companion_app: false,
            phone: None,
            codes_left: 0,
        };
        let mut held = look().await;
        assert_eq!(held, Holdings { password: held.password, ..none.clone() });
        world.write(move |tx| tx.set_password_hash(of, "phc", at(0))).await.unwrap();
        held = Holdings { password: true, ..none.clone() };
        assert_eq!(look().await, held);
        world.write(move |tx| tx.put_totp(&totp(of))).await.unwrap();
        held.totp = true;
        assert_eq!(look().await, held);
        world.write(move |tx| tx.put_companion_app(&companion_app(of))).await.unwrap();
        held.companion_app = true;
        assert_eq!(look().await, held);
        world.write(move |tx| tx.put_phone(&phone(of))).await.unwrap();
        held.phone = Some(phone(of).number);
        assert_eq!(look().await, held);
        put(&world, of, vec![digest(1), digest(2)]).await;
        held.codes_left = 2;
        assert_eq!(look().await, held);

        let nobody = AccountId::from_bytes([0; 16]);
        assert_eq!(world.read(move |tx| tx.holdings(nobody)).await, none);
    }
}

/// Each time that it goes, whatever takes it away, the app is to forget whom it knew by that name.
#[tokio::test]
async fn a_companion_app_is_kept_used_and_forgotten() {
    for world in World::on_every_store().await {
        let of = world.account;
        let app = |octet: u8| {
            let handle = CompanionId::from_bytes([octet; 16]);
            CompanionAppRecord { handle, ..companion_app(of) }
        };
        let put = |octet: u8| {
            let app = app(octet);
            world.write(move |tx| tx.put_companion_app(&app))
        };
        let uses = |octet: u8| {
            let handle = app(octet).handle;
            world.write(move |tx| tx.use_companion_app(of, handle, at(2)))
        };
        let queued = || async {
            let due = world.read(move |tx| {
                tx.due_messages(CompanionRelease::KIND, at(9), &Busy::default(), 50)
            });
            let due = due.await.into_iter().filter_map(|message| CompanionRelease::read(&message));
            let of_here = due.filter(|release| release.tenant == world.tenant);
            let mut names: Vec<u8> = of_here.map(|release| release.handle.as_bytes()[0]).collect();
            names.sort_unstable();
            names
        };
        assert!(!uses(1).await.unwrap());
        assert!(!world.write(move |tx| tx.delete_companion_app(of, at(2))).await.unwrap());
        assert!(queued().await.is_empty(), "there was none");
        put(1).await.unwrap();
        assert!(!uses(2).await.unwrap(), "by another name");
        assert!(uses(1).await.unwrap());
        let used = CompanionAppRecord { used_at: Some(at(2)), ..app(1) };
        assert_eq!(world.read(move |tx| tx.companion_app(of)).await, Some(used));
        assert!(world.write(move |tx| tx.delete_companion_app(of, at(3))).await.unwrap());
        assert_eq!(world.read(move |tx| tx.companion_app(of)).await, None);
        assert_eq!(queued().await, [1]);
        put(2).await.unwrap();
        assert!(!uses(1).await.unwrap(), "what it was known by before");
        let taken = world.write(move |tx| tx.take_ways_in(of, at(1), at(4))).await.unwrap();
        assert_eq!((taken, queued().await), (0, vec![1]), "it was there before");
        let taken = world.write(move |tx| tx.take_ways_in(of, at(0), at(4))).await.unwrap();
        assert_eq!((taken, queued().await), (1, vec![1, 2]));
        put(3).await.unwrap();
        assert!(world.write(move |tx| tx.delete_account(of, at(5))).await.unwrap());
        assert_eq!(queued().await, [1, 2, 3], "with its account");
    }
}

/// Of many who note one thing at once one does, and nobody again; another tenant's is another thing.
#[tokio::test]
async fn what_may_be_done_once_is_noted_once() {
    for world in World::on_every_store().await {
        let key = hash();
        let note = || world.write(move |tx| tx.note_once(&key, at(0), at(60)));
        let (a, b, c, d) = tokio::join!(note(), note(), note(), note());
        assert_eq!([a, b, c, d].into_iter().filter(|won| *won.as_ref().unwrap()).count(), 1);
        assert!(!note().await.unwrap());
        let other = World::new(world.db.clone()).await;
        assert!(other.write(move |tx| tx.note_once(&key, at(0), at(60))).await.unwrap());
    }
}

/// Of many who type one texted code at once one gets in, and guessing uses it up.
#[tokio::test]
async fn a_texted_code_is_good_once() {
    for world in World::on_every_store().await {
        let of = world.account;
        let texted = ProofRecord {
            link: hash(),
            purpose: "texted_code".to_owned(),
            account: of,
            code: Some(digest(1)),
            attempts_left: 2,
            interaction: None,
            payload: serde_json::json!({ "number": phone(of).number }),
            expires_at: at(60),
        };
        let put = || {
            let texted = texted.clone();
            world.write(move |tx| tx.put_proof(&texted))
        };
        let spend = |code, now| {
            world.write(move |tx| tx.spend_proof_by_code(of, "texted_code", &digest(code), at(now)))
        };
        put().await.unwrap();
        assert!(spend(1, 60).await.unwrap().is_none(), "expired");
        let (a, b, c, d) = tokio::join!(spend(1, 1), spend(1, 1), spend(1, 1), spend(1, 1));
        let won = [a, b, c, d].into_iter().filter(|spent| spent.as_ref().unwrap().is_some());
        assert_eq!(won.count(), 1);
        put().await.unwrap();
        for _ in 0..2 {
            assert!(spend(9, 1).await.unwrap().is_none());
        }
        assert!(spend(1, 1).await.unwrap().is_none(), "guessed at too often");
    }
}

/// RFC 6238 §5.2: the code of a step is good once, and those of steps before it no more.
#[tokio::test]
async fn of_many_who_use_one_step_at_once_one_gets_in() {
    for world in World::on_every_store().await {
        let of = world.account;
        world.write(move |tx| tx.put_totp(&totp(of))).await.unwrap();
        let attempt = || world.write(move |tx| tx.use_totp_step(of, 8, at(1)));
        let (a, b, c, d) = tokio::join!(attempt(), attempt(), attempt(), attempt());
        assert_eq!([a, b, c, d].into_iter().filter(|won| *won.as_ref().unwrap()).count(), 1);
        for step in [7, 8] {
            assert!(!world.write(move |tx| tx.use_totp_step(of, step, at(2))).await.unwrap());
        }
        assert!(world.write(move |tx| tx.use_totp_step(of, 9, at(2))).await.unwrap());
    }
}

#[tokio::test]
async fn a_recovery_code_is_good_once_and_a_new_list_ends_the_last() {
    for world in World::on_every_store().await {
        let of = world.account;
        let put = |codes: &[u8]| {
            let codes: Vec<CodeDigest> = codes.iter().copied().map(digest).collect();
            put(&world, of, codes)
        };
        put(&[1, 2, 3]).await;
        let left = || world.read(move |tx| tx.recovery_codes_left(of));
        let spend = |octet| world.write(move |tx| tx.spend_recovery_code(of, &digest(octet)));
        assert_eq!(left().await, 3);
        let held = world.read(move |tx| {
            Ok((tx.holds_recovery_code(of, &digest(2))?, tx.holds_recovery_code(of, &digest(9))?))
        });
        assert_eq!(held.await, (true, false), "looking spends nothing");
        let (one, other) = tokio::join!(spend(2), spend(2));
        assert!(one.unwrap() ^ other.unwrap(), "good once");
        assert!(!spend(9).await.unwrap());
        assert_eq!(left().await, 2);

        put(&[4]).await;
        assert!(!spend(1).await.unwrap(), "of the last list");
        assert!(spend(4).await.unwrap());
        assert_eq!(left().await, 0);
    }
}

async fn put(world: &World, of: AccountId, codes: Vec<CodeDigest>) {
    world.write(move |tx| tx.put_recovery_codes(of, &codes, at(0))).await.unwrap();
}

#[tokio::test]
async fn what_an_account_has_goes_with_it() {
    for world in World::on_every_store().await {
        let of = world.account;
        world
            .write(move |tx| {
                tx.put_totp(&totp(of))?;
                tx.put_phone(&phone(of))?;
                tx.put_recovery_codes(of, &[digest(1)], at(0))?;
                assert!(tx.delete_account(of, at(1))?);
                Ok(())
            })
            .await
            .unwrap();
        assert!(world.read(move |tx| Ok(tx.totp(of)?.is_none())).await);
        assert!(world.read(move |tx| Ok(tx.phone(of)?.is_none())).await);
        assert_eq!(world.read(move |tx| tx.recovery_codes_left(of)).await, 0);
    }
}
