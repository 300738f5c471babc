//! What registration keeps, on both databases.
use crate::databases::own;
use crate::world::{World, at, client_record, hash};
use latchkey_store::{InitialAccessTokenRecord, Tx};

fn token(uses_left: i64) -> InitialAccessTokenRecord {
    InitialAccessTokenRecord { hash: hash(), uses_left, created_at: at(0), expires_at: at(60) }
}

/// RFC 7591 §3: an initial access token is good for as many clients as it was made for.
#[tokio::test]
async fn an_initial_access_token_is_counted() {
    for world in World::on_every_store().await {
        let token = token(2);
        let (kept, hash) = (token.clone(), token.hash);
        world.write(move |tx| tx.insert_initial_access_token(&kept)).await.unwrap();
        let spend = move |tx: &mut dyn Tx| {
            Ok((
                tx.is_initial_access_token(&hash, at(1))?,
                tx.use_initial_access_token(&hash, at(1))?,
            ))
        };
        assert_eq!(world.write(spend).await.unwrap(), (true, true));
        assert_eq!(world.write(spend).await.unwrap(), (true, true));
        assert_eq!(world.write(spend).await.unwrap(), (false, false));
    }
}

/// Two who come with the last use at the same time: one gets it.
#[tokio::test]
async fn the_last_use_goes_to_one() {
    for world in World::on_every_store().await {
        let token = token(1);
        let (kept, hash) = (token.clone(), token.hash);
        world.write(move |tx| tx.insert_initial_access_token(&kept)).await.unwrap();
        let spend = || world.write(move |tx| tx.use_initial_access_token(&hash, at(1)));
        let (one, other) = tokio::join!(spend(), spend());
        assert_ne!(one.unwrap(), other.unwrap());
    }
}

#[tokio::test]
async fn an_initial_access_token_ends_and_is_swept() {
    // Sweeping takes from every tenant of a store.
    for db in own() {
        let world = World::new(db).await;
        let token = token(5);
        let (kept, hash) = (token.clone(), token.hash);
        world.write(move |tx| tx.insert_initial_access_token(&kept)).await.unwrap();
        let is_live = |now| world.read(move |tx| tx.is_initial_access_token(&hash, now));
        assert!(is_live(at(59)).await);
        assert!(!is_live(at(60)).await);
        let late = move |tx: &mut dyn Tx| tx.use_initial_access_token(&hash, at(60));
        assert!(!world.write(late).await.unwrap());
        world.write(|tx| tx.sweep(at(60), 10_000)).await.unwrap();
        assert!(!is_live(at(1)).await, "the row is gone");
        world.store.close().await;
    }
}

/// A token of one tenant registers nothing at another.
#[tokio::test]
async fn an_initial_access_token_is_confined_to_its_tenant() {
    for world in World::on_every_store().await {
        let other = World::new(world.db.clone()).await;
        let token = token(1);
        let (kept, hash) = (token.clone(), token.hash);
        world.write(move |tx| tx.insert_initial_access_token(&kept)).await.unwrap();
        assert!(!other.write(move |tx| tx.use_initial_access_token(&hash, at(1))).await.unwrap());
        assert!(world.write(move |tx| tx.use_initial_access_token(&hash, at(1))).await.unwrap());
    }
}

/// RFC 7592 §3: the registration access token belongs to the client's row.
#[tokio::test]
async fn a_client_keeps_the_hash_of_its_registration_access_token() {
    for world in World::on_every_store().await {
        let mut client = client_record("registered");
        client.registration_token = Some(hash());
        let mut rotated = client.clone();
        rotated.registration_token = Some(hash());
        let new = rotated.registration_token;
        let held =
            || world.read(|tx| Ok(tx.client("registered")?.and_then(|it| it.registration_token)));
        let first = client.registration_token;
        world.write(move |tx| tx.insert_client(&client)).await.unwrap();
        assert_eq!(held().await, first);
        world.write(move |tx| tx.update_client(&rotated)).await.unwrap();
        assert_eq!(held().await, new);
    }
}
