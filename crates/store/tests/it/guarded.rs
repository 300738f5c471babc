//! PostgreSQL as operators run it: a password, TLS, and a role that owns its database and nothing else.
use crate::databases::Db;
use crate::hot::eventually;
use crate::postgres::guarded;
use crate::world::{World, client_record};
use latchkey_store::{Database, OpenError, StoreConfig, TxError, migrate};
use std::path::{Path, PathBuf};

const PASSWORD: &str = "scram-not-plain";
/// An authority, and a server of the name `localhost` that it vouches for.
const CERTIFICATES: &str = "../outbound/src/certificates";
/// One that vouches for nobody here.
const STRANGER: &str = "../server/tests/it/certificates/rsa.pem";

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn read(name: &str) -> String {
    std::fs::read_to_string(file(&format!("{CERTIFICATES}/{name}"))).unwrap()
}

fn config(place: &str, (password, mode, ca): (&str, &str, Option<PathBuf>)) -> StoreConfig {
    let place = place.replacen('@', &format!(":{password}@"), 1);
    let database = Database::parse(&format!("postgres://{place}?sslmode={mode}")).unwrap();
    StoreConfig { database, postgres_ca: ca, ..StoreConfig::default() }
}

#[tokio::test]
async fn a_role_of_its_own_works_behind_tls_and_hears_of_changes() {
    let (certificate, key) = (read("server.pem"), read("server.key"));
    let Some((place, cluster)) = guarded([&certificate, &key, PASSWORD]) else { return };
    let ours = Some(file(&format!("{CERTIFICATES}/ca.pem")));
    let refused = |password, mode, ca| {
        let refused = migrate(&config(&place, (password, mode, ca))).unwrap_err();
        assert!(matches!(refused, OpenError::Unreachable(_)), "{refused:?}");
        let said = refused.to_string();
        assert!(!said.contains(password), "{said}");
        said
    };
    let said = refused(PASSWORD, "require", Some(file(STRANGER)));
    assert!(said.contains("certificate"), "{said}");
    let said = refused(PASSWORD, "verify-full", None);
    assert!(said.contains("certificate"), "nobody else vouches for it: {said}");
    refused(PASSWORD, "disable", None);
    refused("another-password", "require", ours.clone());

    for mode in ["verify-ca", "verify-full", "require"] {
        migrate(&config(&place, (PASSWORD, mode, ours.clone()))).unwrap();
    }
    let db = Db::open("postgres", config(&place, (PASSWORD, "require", ours)), false);
    let (world, other) = (World::new(db.clone()).await, db.another());
    assert!(world.store.client(world.tenant, "added").await.unwrap().is_none());
    let client = client_record("added");
    let change = move |tx: &mut dyn latchkey_store::Tx| tx.insert_client(&client);
    other.store.write::<_, TxError, _>(world.tenant, change).await.unwrap();
    eventually("the client is known", async || {
        world.store.client(world.tenant, "added").await.unwrap().is_some()
    })
    .await;
    other.store.close().await;
    world.store.close().await;
    drop(cluster);
}
