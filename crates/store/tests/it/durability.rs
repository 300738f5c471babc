//! What was acknowledged is there after the store was reopened, and spent things stay spent.
use crate::databases::{Db, own};
use crate::world::{World, at, is_there, redeem, rotate, tokens};
use latchkey_oidc::{Lookup, Outcome};

#[tokio::test]
async fn nothing_acknowledged_is_lost_and_nothing_spent_works_again() {
    for db in own() {
        let (name, config) = (db.name, db.config.clone());
        let world = World::new(db).await;
        let code = world.issue(world.grant()).await;
        let issued = tokens(&code.grant);
        let access = issued.access.clone().unwrap();
        world.commit(redeem(&code, issued, at(1))).await;
        let (_, rotated) = world.sign_in(world.grant()).await;
        let successor = tokens(&rotated.grant);
        world.commit(rotate(&rotated, successor.clone(), at(2))).await;
        world.store.close().await;

        let store = Db::open(name, config, name == "sqlite").store;
        let world = World { store, ..world };
        assert!(is_there(&world.find(Lookup::AccessToken(access.hash)).await));
        let again = world.commit(rotate(&rotated, tokens(&rotated.grant), at(3))).await;
        let Outcome::Repeated(sealed) = again else { panic!("{again:?}") };
        assert_eq!(Some(sealed), successor.refresh.unwrap().sealed);
        let replay = world.commit(redeem(&code, tokens(&code.grant), at(3))).await;
        assert!(matches!(replay, Outcome::Replayed(_)), "{replay:?}");
        world.store.close().await;
    }
}

#[tokio::test]
async fn what_is_queued_when_the_store_closes_is_still_done() {
    for db in own() {
        let world = World::new(db).await;
        let code = world.issue(world.grant()).await;
        let write = Some(redeem(&code, tokens(&code.grant), at(1)));
        let commit = latchkey_oidc::Commit { assertion: None, write };
        let committing = world.store.commit(world.tenant, commit.clone());
        world.store.close().await;
        assert!(matches!(committing.await.unwrap(), Outcome::Done));
        assert!(world.store.commit(world.tenant, commit).await.is_err());
        assert!(world.store.ready().await.is_err());
    }
}
