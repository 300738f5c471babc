//! Names are unique across user names and addresses; suspending and deleting end everything.
use crate::world::{World, account, at, authorize, client_record, code, hash, is_there};
use latchkey_accounts::{Account, AccountEvent, AccountStatus, EventKind};
use latchkey_oidc::{Consent, Grant, Lookup, Outcome, Scope};
use latchkey_store::{ConnectionRecord, EventRecord, Store, Tx, TxError};

#[tokio::test]
async fn a_name_is_taken_whatever_its_case_and_kind() {
    for world in World::on_every_store().await {
        // The world's person is `ada`, ada@example.org.
        let tries = [
            (account("ADA", None), "username"),
            (account("eve", Some("Ada@Example.org")), "email"),
            (account("ada@example.org", None), "username"),
            (account("eve", Some("ada")), "email"),
        ];
        for (person, what) in tries {
            let taken = world.write(move |tx| tx.insert_account(&person)).await;
            assert!(matches!(taken, Err(TxError::Taken(word)) if word == what), "{taken:?}");
        }
        let eve = account("eve", Some("eve"));
        let found = eve.clone();
        world.write(move |tx| tx.insert_account(&eve)).await.unwrap();
        let mut wants = found.clone();
        wants.email = Some("ada@example.org".to_owned());
        let taken = world.write(move |tx| tx.update_account(&wants, at(1))).await;
        assert!(matches!(taken, Err(TxError::Taken("email"))), "{taken:?}");
    }
}

#[tokio::test]
async fn a_changed_name_is_free_again() {
    for world in World::on_every_store().await {
        let of = world.account;
        world
            .write(move |tx| {
                let mut person = tx.account(of)?.unwrap();
                person.username = "lovelace".to_owned();
                person.email = None;
                tx.update_account(&person, at(1))?;
                tx.insert_account(&account("ada", Some("ada@example.org")))
            })
            .await
            .unwrap();
        let found = world.read(|tx| tx.account_by_identifier("lovelace")).await;
        assert_eq!(found.unwrap().id, of);
    }
}

#[tokio::test]
async fn of_two_people_who_want_one_name_at_once_one_gets_it() {
    for world in World::on_every_store().await {
        let want = |email: &str| {
            let person = account("grace", Some(email));
            world.write(move |tx| tx.insert_account(&person))
        };
        let (one, other) = tokio::join!(want("g1@example.org"), want("g2@example.org"));
        let taken =
            |result: &Result<(), TxError>| matches!(result, Err(TxError::Taken("username")));
        assert!(one.is_ok() && taken(&other) || other.is_ok() && taken(&one), "{one:?} {other:?}");
    }
}

#[tokio::test]
async fn suspending_ends_sessions_and_authorizations() {
    for world in World::on_every_store().await {
        let browser = hash();
        let session = world.session(browser);
        world.write(move |tx| tx.insert_session(&session)).await.unwrap();
        let grant = latchkey_oidc::Grant { offline: true, ..world.grant() };
        let (access, _) = world.sign_in(grant).await;
        assert!(is_there(&world.find(Lookup::AccessToken(access.hash)).await));
        let of = world.account;
        world
            .write(move |tx| {
                let mut person = tx.account(of)?.unwrap();
                person.status = AccountStatus::Suspended;
                tx.update_account(&person, at(2))
            })
            .await
            .unwrap();
        assert!(!is_there(&world.find(Lookup::AccessToken(access.hash)).await));
        assert!(world.read(move |tx| tx.sessions(&browser, at(2))).await.is_empty());
        let held = world.store.account(world.tenant, of).await.unwrap().unwrap();
        assert_eq!(held.status, AccountStatus::Suspended);
    }
}

#[tokio::test]
async fn ending_all_sessions_spares_offline_access_and_ending_all_authorizations_does_not() {
    for world in World::on_every_store().await {
        let (gone, _) = world.sign_in(world.grant()).await;
        let grant = latchkey_oidc::Grant { offline: true, ..world.grant() };
        let (kept, _) = world.sign_in(grant).await;
        let session = world.session(hash());
        let of = world.account;
        let count = world
            .write(move |tx| {
                tx.insert_session(&session)?;
                tx.end_sessions_of(of, at(2))
            })
            .await;
        assert_eq!(count.unwrap(), 1);
        assert!(!is_there(&world.find(Lookup::AccessToken(gone.hash)).await));
        assert!(is_there(&world.find(Lookup::AccessToken(kept.hash)).await));
        world.write(move |tx| tx.end_authorizations_of(of, at(3))).await.unwrap();
        assert!(!is_there(&world.find(Lookup::AccessToken(kept.hash)).await));
    }
}

#[tokio::test]
async fn deleting_a_person_leaves_nothing() {
    for world in World::on_every_store().await {
        let (access, refresh) = world.sign_in(world.grant()).await;
        let (of, client) = (world.account, world.client);
        let consent = Consent {
            id: crate::world::id(),
            account: of,
            client,
            scope: Scope::default(),
            claims: Vec::new(),
            granted_at: at(0),
            expires_at: at(50),
        };
        world
            .write(move |tx| {
                tx.put_consent(&consent)?;
                tx.set_password_hash(of, "phc", at(0))
            })
            .await
            .unwrap();
        assert!(world.store.account(world.tenant, of).await.unwrap().is_some());
        assert!(world.write(move |tx| tx.delete_account(of, at(1))).await.unwrap());
        assert!(world.store.account(world.tenant, of).await.unwrap().is_none());
        assert!(!is_there(&world.find(Lookup::AccessToken(access.hash)).await));
        assert!(!is_there(&world.find_elsewhere(Lookup::RefreshToken(refresh.hash)).await));
        assert!(world.read(move |tx| tx.password_hash(of)).await.is_none());
        assert!(world.read(move |tx| tx.consent(of, client, at(1))).await.is_none());
        assert!(world.read(|tx| tx.account_by_identifier("ada")).await.is_none());
        assert!(!world.write(move |tx| tx.delete_account(of, at(1))).await.unwrap());
    }
}

#[tokio::test]
async fn withdrawing_a_consent_ends_what_it_led_to() {
    for world in World::on_every_store().await {
        let (access, _) = world.sign_in(world.grant()).await;
        let (of, client) = (world.account, world.client);
        world.write(move |tx| tx.withdraw_consent(of, client, at(2))).await.unwrap();
        assert!(!is_there(&world.find(Lookup::AccessToken(access.hash)).await));
    }
}

#[tokio::test]
async fn deleting_a_client_ends_what_it_was_granted() {
    for world in World::on_every_store().await {
        let (access, _) = world.sign_in(world.grant()).await;
        assert!(is_there(&world.find(Lookup::AccessToken(access.hash)).await));
        let client = world.client;
        assert!(world.write(move |tx| tx.delete_client(client)).await.unwrap());
        assert!(!is_there(&world.find(Lookup::AccessToken(access.hash)).await));
        assert!(!is_there(
            &world.find(Lookup::Grant(access.grant.clone().unwrap().authorization)).await
        ));
        // The name may be registered anew, and the new client has none of the old one's tokens.
        let twin = client_record("app");
        world.write(move |tx| tx.insert_client(&twin)).await.unwrap();
        assert!(!is_there(&world.find_elsewhere(Lookup::AccessToken(access.hash)).await));
    }
}

/// PostgreSQL has no text with a NUL in it: what cannot be stored is nobody's, not a fault.
#[tokio::test]
async fn a_name_with_a_nul_in_it_is_nobodys() {
    for world in World::on_every_store().await {
        let found = world.store.read(world.tenant, |tx| tx.account_by_identifier("ad\0a")).await;
        let found: Result<Option<Account>, TxError> = found;
        assert!(matches!(found, Ok(None)), "{:?}: {found:?}", world.db);
    }
}

/// What a person sees of themselves: their live sessions, and whom they have allowed what.
#[tokio::test]
async fn an_account_lists_what_is_live_and_its_own() {
    for world in World::on_every_store().await {
        let (of, client) = (world.account, world.client);
        let (session, other) = (world.session(hash()), world.session(hash()));
        let somebody = crate::world::id();
        let (id, theirs) =
            (session.id, latchkey_store::SessionRecord { account: somebody, ..other });
        let kept = session.clone();
        world
            .write(move |tx| {
                tx.insert_session(&kept)?;
                tx.insert_session(&theirs)
            })
            .await
            .unwrap();
        let held = world.read(move |tx| tx.sessions_of(of, at(1))).await;
        assert_eq!(held.iter().map(|held| held.id).collect::<Vec<_>>(), [id]);
        assert!(world.read(move |tx| tx.sessions_of(of, at(100))).await.is_empty(), "over");

        let within = latchkey_oidc::Grant { session: Some(id), ..world.grant() };
        let (authorization, alone) = (within.authorization, world.grant().authorization);
        world.issue(within).await;
        let latest = world.read(move |tx| tx.latest_authorization(id, client)).await.unwrap();
        assert_eq!(latest.grant.authorization, authorization);
        assert_ne!(latest.grant.authorization, alone);
        world.write(move |tx| tx.end_authorization(authorization, at(2))).await.unwrap();
        assert!(world.read(move |tx| tx.latest_authorization(id, client)).await.is_none());
    }
}

/// What happened is told to whom it happened, the youngest first, for as long as it is kept.
#[tokio::test]
async fn an_account_has_a_list_of_what_happened_at_it() {
    for world in World::on_every_store().await {
        let of = world.account;
        let event = |kind, seconds| latchkey_store::EventRecord {
            id: latchkey_base::Id::new(at(seconds), &latchkey_base::SystemEntropy::new()),
            account: of,
            event: AccountEvent::new(kind, at(seconds)).about("x"),
            expires_at: at(seconds + 50),
        };
        let two = [event(EventKind::SignedIn, 1), event(EventKind::PasswordChanged, 2)];
        let add = move |tx: &mut dyn Tx| two.iter().try_for_each(|event| tx.add_event(event));
        world.write(add).await.unwrap();
        let kinds = |held: &[EventRecord]| held.iter().map(|it| it.event.kind).collect::<Vec<_>>();
        let held = world.read(move |tx| tx.events_of(of, None, at(3), 9)).await;
        assert_eq!(held[0].event.about.as_deref(), Some("x"));
        assert_eq!(kinds(&held), [EventKind::PasswordChanged, EventKind::SignedIn]);
        let held = world.read(move |tx| tx.events_of(of, None, at(3), 1)).await;
        assert_eq!(kinds(&held), [EventKind::PasswordChanged]);
        let before = Some(held[0].id);
        let older = world.read(move |tx| tx.events_of(of, before, at(3), 1)).await;
        assert_eq!(kinds(&older), [EventKind::SignedIn], "what was before it");
        let before = Some(older[0].id);
        assert!(world.read(move |tx| tx.events_of(of, before, at(3), 9)).await.is_empty());
        let held = world.read(move |tx| tx.events_of(of, None, at(51), 9)).await;
        assert_eq!(kinds(&held), [EventKind::PasswordChanged], "the other is forgotten");
    }
}

/// An account goes when its time has come and not before, and not if its owner came back.
#[tokio::test]
async fn a_planned_deletion_happens_in_its_time() {
    for world in World::on_every_store().await {
        let (tenant, of) = (world.tenant, world.account);
        let plan = move |tx: &mut dyn Tx| tx.plan_deletion(of, at(0), at(10));
        let is_due = async |seconds| {
            let due = move |tx: &mut dyn Tx| tx.due_deletions(at(seconds), 1000);
            let due: Result<Vec<_>, TxError> = world.store.read(Store::DEPLOYMENT, due).await;
            due.unwrap().contains(&(tenant, of))
        };
        world.write(plan).await.unwrap();
        assert!(!is_due(9).await && is_due(10).await);
        assert!(world.write(move |tx| tx.cancel_deletion(of)).await.unwrap());
        assert!(!world.write(move |tx| tx.cancel_deletion(of)).await.unwrap());
        assert!(!world.write(move |tx| tx.delete_if_due(of, at(10))).await.unwrap(), "came back");
        world.write(plan).await.unwrap();
        assert!(!world.write(move |tx| tx.delete_if_due(of, at(9))).await.unwrap());
        assert!(world.write(move |tx| tx.delete_if_due(of, at(10))).await.unwrap());
        assert!(world.read(move |tx| tx.account(of)).await.is_none());
        assert!(!is_due(10).await);
    }
}

/// One line for each app, whatever it was allowed how often; nothing of what has ended.
#[tokio::test]
async fn authorizations_are_told_by_client() {
    for world in World::on_every_store().await {
        let (of, app) = (world.account, world.client);
        let (own, ended) = (client_record("own"), client_record("ended"));
        let (own_key, ended_key) = (own.key, ended.key);
        let add = move |tx: &mut dyn Tx| {
            tx.insert_client(&own)?;
            tx.insert_client(&ended)
        };
        world.write(add).await.unwrap();
        let granted = |client, scope: &str, seconds| {
            let scope = Scope::parse(scope).unwrap();
            let code = code(Grant { client, scope, ..world.grant() });
            world.commit(authorize(&code, None, at(seconds)))
        };
        for (client, scope, seconds) in [
            (own_key, "openid", 9),
            (app, "openid email", 1),
            (app, "openid", 3),
            (app, "profile", 2),
            (ended_key, "openid", 4),
        ] {
            assert!(matches!(granted(client, scope, seconds).await, Outcome::Done), "{scope}");
        }
        world.write(move |tx| tx.withdraw_consent(of, ended_key, at(5))).await.unwrap();
        let held = world.read(move |tx| tx.connections_of((of, own_key), at(10), 9)).await;
        let expected = ConnectionRecord {
            client: app,
            scope: Scope::parse("openid email profile").unwrap(),
            first_given_at: at(1),
            last_given_at: at(3),
        };
        assert_eq!(held, [expected]);
        let all = world.read(move |tx| tx.connections_of((of, ended_key), at(10), 9)).await;
        let clients: Vec<_> = all.iter().map(|held| held.client).collect();
        assert_eq!(clients, [own_key, app], "the one that was allowed something last first");
        let one = world.read(move |tx| tx.connections_of((of, ended_key), at(10), 1)).await;
        assert_eq!(one.len(), 1, "bounded");
        let far = world.read(move |tx| tx.connections_of((of, own_key), at(1 << 40), 9)).await;
        assert!(far.is_empty(), "what has expired is good for nothing");
    }
}
