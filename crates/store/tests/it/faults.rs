//! A database that goes away, and a queue that is full.
use crate::databases::{Db, fresh, own};
use crate::world::{World, at, is_there, redeem, tokens};
use latchkey_oidc::{Commit, Lookup, Outcome, Write};
use latchkey_store::{Database, StoreConfig, Unavailable};

/// Breaks all connections to the store's database, as a restart of the server does.
async fn break_connections(config: &StoreConfig) -> bool {
    let Database::Postgres(url) = &config.database else { return false };
    let url = url.clone();
    let terminate = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
         WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let ended = move || crate::postgres::execute(url.expose(), terminate).unwrap();
    tokio::task::spawn_blocking(ended).await.unwrap();
    true
}

#[tokio::test]
async fn a_restarted_database_is_used_again_without_ado() {
    for db in own() {
        let world = World::new(db).await;
        let code = world.issue(world.grant()).await;
        if !break_connections(&world.db.config).await {
            continue;
        }
        let issued = tokens(&code.grant);
        let access = issued.access.clone().unwrap();
        assert!(matches!(world.commit(redeem(&code, issued, at(1))).await, Outcome::Done));
        assert!(break_connections(&world.db.config).await);
        assert!(is_there(&world.find_elsewhere(Lookup::AccessToken(access.hash)).await));
        assert!(world.store.client(world.tenant, "app").await.unwrap().is_some());
        let of = world.account;
        let renamed = world.write(move |tx| {
            let mut person = tx.account(of)?.unwrap();
            person.username = "lovelace".to_owned();
            tx.update_account(&person, at(1))
        });
        assert!(break_connections(&world.db.config).await);
        renamed.await.unwrap();
        world.store.ready().await.unwrap();
        world.store.close().await;
    }
}

#[tokio::test]
async fn a_database_that_is_gone_is_said_so_and_found_again() {
    for (name, config) in fresh() {
        let Database::Postgres(url) = config.database.clone() else { continue };
        let gate = crate::gate::Gate::before(url.expose());
        let config = StoreConfig { database: Database::parse(&gate.url).unwrap(), ..config };
        let db = tokio::task::spawn_blocking(move || Db::open(name, config, false)).await.unwrap();
        let world = World::new(db).await;
        let code = world.issue(world.grant()).await;
        gate.close();
        let write = || Some(redeem(&code, tokens(&code.grant), at(1)));
        let refused =
            world.store.commit(world.tenant, Commit { assertion: None, write: write() }).await;
        assert!(matches!(refused, Err(Unavailable::Database(_))), "{refused:?}");
        let refused = world.store.ready().await;
        assert!(matches!(refused, Err(Unavailable::Database(_))), "{refused:?}");
        // What is in memory and cannot have changed without our knowing is still found.
        assert!(is_there(&world.find(Lookup::AuthorizationCode(code.hash)).await));
        // Tokens are not relied on while other nodes are not heard.
        let grant = Lookup::Grant(code.grant.authorization);
        while world.store.find(world.tenant, grant).await.is_ok() {
            tokio::task::yield_now().await;
        }
        gate.open();
        while world.store.ready().await.is_err() {
            tokio::task::yield_now().await;
        }
        let redeemed = loop {
            let commit = Commit { assertion: None, write: write() };
            if let Ok(outcome) = world.store.commit(world.tenant, commit).await {
                break outcome;
            }
        };
        assert!(matches!(redeemed, Outcome::Done), "{redeemed:?}");
        world.store.close().await;
    }
}

#[tokio::test]
async fn a_full_queue_refuses_at_once_and_loses_nothing_it_took() {
    for (name, config) in fresh() {
        let db = Db::open(name, StoreConfig { queue_limit: 4, ..config }, false);
        let world = World::new(db).await;
        // The thread that writes is kept busy for as long as the permit is held back.
        let (permit, wait) = std::sync::mpsc::channel::<()>();
        let code = world.issue(world.grant()).await;
        let wait = std::sync::Mutex::new(wait);
        let (begun, started) = tokio::sync::oneshot::channel();
        let mut begun = Some(begun);
        let store = world.store.clone();
        let of = world.tenant;
        let busy = tokio::spawn(async move {
            let hold = move |_: &mut dyn latchkey_store::Tx| {
                if let Some(begun) = begun.take() {
                    begun.send(()).unwrap();
                }
                let _ = wait.lock().unwrap().recv();
                Ok(())
            };
            store.write::<_, latchkey_store::TxError, _>(of, hold).await
        });
        started.await.unwrap();
        let attempts: Vec<_> = (0..100)
            .map(|_| redeem(&code, tokens(&code.grant), at(1)))
            .map(|write| Commit { assertion: None, write: Some(write) })
            .map(|commit| world.store.commit(world.tenant, commit))
            .collect();
        drop(permit);
        let (mut refused, mut done) = (0, 0);
        for attempt in attempts {
            match attempt.await {
                Err(Unavailable::Busy) => refused += 1,
                Ok(Outcome::Done) => done += 1,
                Ok(Outcome::Replayed(_)) => {}
                other => panic!("{other:?}"),
            }
        }
        busy.await.unwrap().unwrap();
        assert_eq!(done, 1, "{name}");
        assert!(refused > 0, "{name}");
        world.store.close().await;
    }
}

/// The planner knows nothing of tables that grew since it last looked.
#[tokio::test]
async fn large_tables_without_statistics_are_still_read_by_index() {
    for db in own() {
        let world = World::new(db).await;
        let Database::Postgres(url) = world.db.config.database.clone() else { continue };
        let hex = |bytes: &[u8; 16]| -> String {
            bytes.iter().map(|byte| format!("{byte:02x}")).collect()
        };
        let (tenant, client) = (hex(world.tenant.as_bytes()), hex(world.client.as_bytes()));
        let grow = format!(
            "ALTER TABLE authorizations SET (autovacuum_enabled = off); \
             ALTER TABLE authorization_codes SET (autovacuum_enabled = off); \
             INSERT INTO authorizations SELECT '\\x{tenant}', substr(sha256(i::text::bytea), 1, 16), \
               '\\x{client}', '\\x{client}', NULL, false, '{{}}', 0, {later}, NULL \
               FROM generate_series(1, 50000) i; \
             INSERT INTO authorization_codes SELECT '\\x{tenant}', sha256(i::text::bytea), \
               substr(sha256(i::text::bytea), 1, 16), 'https://a.test', NULL, {later}, NULL \
               FROM generate_series(1, 50000) i",
            later = at(1000).millis()
        );
        let grown = move || crate::postgres::execute(url.expose(), &grow).unwrap();
        tokio::task::spawn_blocking(grown).await.unwrap();
        let redeemed: Vec<_> = (1..=200)
            .map(|i: i32| latchkey_base::TokenHash::of(&i.to_string()))
            .map(|code| Write::RedeemCode { code, issued: Default::default(), at: at(1) })
            .map(|write| Commit { assertion: None, write: Some(write) })
            .map(|commit| world.store.commit(world.tenant, commit))
            .collect();
        for one in redeemed {
            assert!(matches!(one.await.unwrap(), Outcome::Done));
        }
        world.store.close().await;
    }
}
