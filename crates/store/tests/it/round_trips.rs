//! What is put in comes out the same.
use crate::world::{World, account, at, client_record, hash, id, tenant_record};
use latchkey_accounts::Address;
use latchkey_base::{Clock as _, CodeDigest, MessageId, Sealed, Seconds, SystemClock, Timestamp};
use latchkey_jose::Algorithm;
use latchkey_jose::encryption::KeyManagement;
use latchkey_oidc::{Consent, Scope};
use latchkey_store::{
    EncryptionKeyRecord, KeyState, OutboxMessage, ProofRecord, SigningKeyRecord, Store,
    TenantSettings, TxError,
};
use serde_json::json;

fn same<A: std::fmt::Debug, B: std::fmt::Debug>(stored: A, read: B) {
    assert_eq!(format!("{stored:?}"), format!("{read:?}"));
}

#[tokio::test]
async fn tenants() {
    for world in World::on_every_store().await {
        let mut tenant = tenant_record(&format!("t-{}", world.tenant));
        tenant.pretty_name = Some(format!("pretty-{}", world.tenant));
        tenant.settings.accounts.sign_up = true;
        let (new, of) = (tenant.clone(), tenant.id);
        world
            .store
            .write(Store::DEPLOYMENT, move |tx| tx.insert_tenant(&new))
            .await
            .unwrap_or_else(|e: TxError| panic!("{e}"));
        let read = world.store.read(of, |tx| tx.tenant()).await;
        let read: Option<_> = read.unwrap_or_else(|e: TxError| panic!("{e}"));
        // Making it raised the revision of the deployment's own tenant id: there is none.
        same(Some(&tenant), read);
        let all = world.read(|tx| tx.tenants()).await;
        assert!(all.iter().any(|one| one.id == tenant.id && one.group == tenant.group));
        assert!(all.is_sorted_by_key(|one| one.group.clone()));
    }
}

#[tokio::test]
async fn a_word_leads_to_one_tenant_only() {
    for world in World::on_every_store().await {
        let mut first = tenant_record(&format!("w-{}", world.tenant));
        first.pretty_name = Some(format!("p-{}", world.tenant));
        let mut second = tenant_record(&format!("p-{}", world.tenant));
        let record = first.clone();
        world.write(move |tx| tx.insert_tenant(&record)).await.unwrap();
        let record = second.clone();
        let taken = world.write(move |tx| tx.insert_tenant(&record)).await;
        assert!(matches!(taken, Err(TxError::Taken("group"))), "{taken:?}");
        second.group = format!("x-{}", world.tenant);
        let record = second.clone();
        world.write(move |tx| tx.insert_tenant(&record)).await.unwrap();
        let (settings, word) = (second.settings.clone(), first.group.clone());
        let update = move |tx: &mut dyn latchkey_store::Tx| {
            tx.update_tenant("Second", Some(&word), &settings, false)
        };
        let taken: Result<(), TxError> = world.store.write(second.id, update).await;
        assert!(matches!(taken, Err(TxError::Taken("group"))), "{taken:?}");
    }
}

#[tokio::test]
async fn signing_keys() {
    for world in World::on_every_store().await {
        let mut key = SigningKeyRecord {
            id: id(),
            kid: "kid".to_owned(),
            alg: Algorithm::EdDSA,
            sealed: Sealed::from_bytes(vec![1, 2, 3]),
            state: KeyState::Published,
            created_at: at(0),
            active_from: at(10),
            retires_at: None,
            longest_token: Seconds::new(3600),
        };
        let older = SigningKeyRecord { id: id(), active_from: at(5), ..key.clone() };
        let both = [key.clone(), older.clone()];
        world
            .write(move |tx| both.iter().rev().try_for_each(|key| tx.insert_signing_key(key)))
            .await
            .unwrap();
        same([&key, &older], world.read(|tx| tx.signing_keys()).await);
        key.state = KeyState::Retired;
        key.retires_at = Some(at(20));
        let changed = key.clone();
        world
            .write(move |tx| {
                tx.update_signing_key(&changed)?;
                tx.delete_signing_key(older.id)
            })
            .await
            .unwrap();
        same([&key], world.read(|tx| tx.signing_keys()).await);
    }
}

/// What a key has signed lives on when lifetimes get shorter; when they get longer, so must it.
#[tokio::test]
async fn a_key_is_kept_for_the_longest_token_that_it_may_have_signed() {
    for world in World::on_every_store().await {
        let (hour, day) = (Seconds::new(3600), Seconds::days(1));
        let key = SigningKeyRecord {
            id: id(),
            kid: "kid".to_owned(),
            alg: Algorithm::EdDSA,
            sealed: Sealed::from_bytes(vec![1]),
            state: KeyState::Published,
            created_at: at(0),
            active_from: at(0),
            retires_at: None,
            longest_token: hour,
        };
        let leaving = SigningKeyRecord { id: id(), retires_at: Some(at(4000)), ..key.clone() };
        let gone = SigningKeyRecord { id: id(), state: KeyState::Retired, ..leaving.clone() };
        let all = [key.id, leaving.id, gone.id];
        let held = [key, leaving, gone];
        world
            .write(move |tx| held.iter().try_for_each(|key| tx.insert_signing_key(key)))
            .await
            .unwrap();
        let kept = async |life: Seconds| {
            let mut settings = TenantSettings::default();
            settings.protocol.lifetimes.id_token = life;
            let update = move |tx: &mut dyn latchkey_store::Tx| {
                tx.update_tenant("t", None, &settings, false)
            };
            world.write(update).await.unwrap();
            let keys = world.read(|tx| tx.signing_keys()).await;
            let found = |id| keys.iter().find(|key| key.id == id).unwrap();
            all.map(|id| (found(id).longest_token, found(id).retires_at))
        };
        let was = [(hour, None), (hour, Some(at(4000))), (hour, Some(at(4000)))];
        assert_eq!(kept(hour).await, was);
        let longer = [(day, None), (day, Some(at(4000 + 86_400 - 3600))), (hour, Some(at(4000)))];
        assert_eq!(kept(day).await, longer);
        assert_eq!(kept(Seconds::new(60)).await, longer, "never shorter again");
    }
}

#[tokio::test]
async fn encryption_keys() {
    for world in World::on_every_store().await {
        let mut key = EncryptionKeyRecord {
            id: id(),
            kid: "kid".to_owned(),
            alg: KeyManagement::EcdhEsA128Kw,
            sealed: Sealed::from_bytes(vec![1, 2, 3]),
            created_at: at(10),
            retired_at: None,
        };
        let older = EncryptionKeyRecord { id: id(), created_at: at(5), ..key.clone() };
        let both = [key.clone(), older.clone()];
        let insert = move |tx: &mut dyn latchkey_store::Tx| {
            both.iter().rev().try_for_each(|key| tx.insert_encryption_key(key))
        };
        world.write(insert).await.unwrap();
        same([&key, &older], world.read(|tx| tx.encryption_keys()).await);
        key.retired_at = Some(at(20));
        let changed = key.clone();
        world
            .write(move |tx| {
                tx.update_encryption_key(&changed)?;
                tx.delete_encryption_key(older.id)
            })
            .await
            .unwrap();
        same([&key], world.read(|tx| tx.encryption_keys()).await);
    }
}

#[tokio::test]
async fn clients() {
    for world in World::on_every_store().await {
        let mut client = client_record("second");
        client.secret_digest = Some(CodeDigest::from_bytes([5; 32]));
        client.secret_sealed = Some(Sealed::from_bytes(vec![9; 40]));
        client.metadata.other.insert("client_name#de".to_owned(), json!("Kunde"));
        let (new, key) = (client.clone(), client.key);
        world.write(move |tx| tx.insert_client(&new)).await.unwrap();
        same(Some(&client), world.read(|tx| tx.client("second")).await);
        same(Some(&client), world.read(move |tx| tx.client_by_key(key)).await);
        let page = world.read(|tx| tx.clients(Some("app"), 5)).await;
        assert_eq!(page.len(), 1);
        assert_eq!(world.read(|tx| tx.clients(None, 1)).await[0].client_id, "app");

        let twin = client_record("second");
        let taken = world.write(move |tx| tx.insert_client(&twin)).await;
        assert!(matches!(taken, Err(TxError::Taken("client_id"))));
        client.client_id = "app".to_owned();
        let renamed = client.clone();
        let taken = world.write(move |tx| tx.update_client(&renamed)).await;
        assert!(matches!(taken, Err(TxError::Taken("client_id"))));
        client.client_id = "third".to_owned();
        client.secret_sealed = None;
        let renamed = client.clone();
        world.write(move |tx| tx.update_client(&renamed)).await.unwrap();
        same(Some(&client), world.read(|tx| tx.client("third")).await);
        assert!(world.write(move |tx| tx.delete_client(key)).await.unwrap());
        assert!(!world.write(move |tx| tx.delete_client(key)).await.unwrap());
    }
}

#[tokio::test]
async fn accounts_and_passwords() {
    for world in World::on_every_store().await {
        let mut person = account("Grace", Some("Grace@Example.org"));
        person.email_verified = true;
        person.profile.address =
            Some(Address { country: Some("US".to_owned()), ..Address::default() });
        person.profile.other.insert("name#de".to_owned(), json!("Grazie"));
        let (new, of) = (person.clone(), person.id);
        world.write(move |tx| tx.insert_account(&new)).await.unwrap();
        same(Some(&person), world.read(move |tx| tx.account(of)).await);
        for name in ["grace", "grace@example.org"] {
            let found = world.read(move |tx| tx.account_by_identifier(name)).await;
            assert_eq!(found.unwrap().id, person.id);
        }
        let page = world.read(|tx| tx.accounts(Some("ADA"), 5)).await;
        same([&person], page);
        world
            .write(move |tx| {
                tx.set_password_hash(of, "first", at(1))?;
                tx.set_password_hash(of, "second", at(2))
            })
            .await
            .unwrap();
        same(Some("second"), world.read(move |tx| tx.password_hash(of)).await);
    }
}

#[tokio::test]
async fn sessions() {
    for world in World::on_every_store().await {
        let browser = hash();
        let mut session = world.session(browser);
        let (new, of) = (session.clone(), session.id);
        world.write(move |tx| tx.insert_session(&new)).await.unwrap();
        same(Some(&session), world.read(move |tx| tx.session(of)).await);

        session.browser = hash();
        session.amr = vec!["pwd".to_owned(), "otp".to_owned()];
        (session.auth_time, session.seen_at, session.expires_at) = (at(5), at(5), at(200));
        let renewed = session.clone();
        world.write(move |tx| tx.renew_session(&renewed)).await.unwrap();
        same(Some(&session), world.read(move |tx| tx.session(of)).await);

        let (from, to) = (session.browser, hash());
        world
            .write(move |tx| {
                tx.touch_session(of, at(9))?;
                tx.touch_session(of, at(7))?;
                tx.move_sessions(&from, &to)
            })
            .await
            .unwrap();
        assert!(world.read(move |tx| tx.sessions(&from, at(10))).await.is_empty());
        let moved = world.read(move |tx| tx.sessions(&to, at(199))).await;
        assert_eq!(moved[0].seen_at, at(9));
        assert!(world.read(move |tx| tx.sessions(&to, at(200))).await.is_empty());
    }
}

#[tokio::test]
async fn interactions_change_one_version_at_a_time() {
    for world in World::on_every_store().await {
        let mut one = world.interaction();
        let (new, of) = (one.clone(), one.id);
        world.write(move |tx| tx.insert_interaction(&new)).await.unwrap();
        same(Some(&one), world.read(move |tx| tx.interaction(of)).await);

        one.progress = json!({"password": true});
        one.finished_at = Some(at(3));
        let (first, mut second) = (one.clone(), one.clone());
        assert!(world.write(move |tx| tx.update_interaction(&first)).await.unwrap());
        let stale = second.clone();
        assert!(!world.write(move |tx| tx.update_interaction(&stale)).await.unwrap());
        second.version = 2;
        same(Some(&second), world.read(move |tx| tx.interaction(of)).await);
    }
}

#[tokio::test]
async fn consents() {
    for world in World::on_every_store().await {
        let (account, client) = (world.account, world.client);
        let mut consent = Consent {
            id: id(),
            account,
            client,
            scope: Scope::parse("openid email").unwrap(),
            claims: vec!["picture".to_owned()],
            granted_at: at(0),
            expires_at: at(50),
        };
        for scope in ["openid", "openid email phone"] {
            consent.scope = Scope::parse(scope).unwrap();
            let new = consent.clone();
            world.write(move |tx| tx.put_consent(&new)).await.unwrap();
        }
        same(Some(&consent), world.read(move |tx| tx.consent(account, client, at(49))).await);
        assert!(world.read(move |tx| tx.consent(account, client, at(50))).await.is_none());
        let withdraw =
            move |tx: &mut dyn latchkey_store::Tx| tx.withdraw_consent(account, client, at(1));
        assert!(world.write(withdraw).await.unwrap());
        assert!(!world.write(withdraw).await.unwrap());
    }
}

#[tokio::test]
async fn a_proof_is_spent_once_and_replaces_earlier_ones() {
    for world in World::on_every_store().await {
        let proof = |code: u8| ProofRecord {
            link: hash(),
            purpose: "verify_email".to_owned(),
            account: world.account,
            code: Some(CodeDigest::from_bytes([code; 32])),
            attempts_left: 2,
            interaction: Some(id()),
            payload: json!({"email": "a@b"}),
            expires_at: at(60),
        };
        let (earlier, later) = (proof(1), proof(2));
        let both = [earlier.clone(), later.clone()];
        world.write(move |tx| both.iter().try_for_each(|one| tx.put_proof(one))).await.unwrap();
        let link = earlier.link;
        assert!(world.read(move |tx| tx.proof(&link, at(1))).await.is_none());
        let link = later.link;
        same(Some(&later), world.read(move |tx| tx.proof(&link, at(59))).await);
        assert!(world.read(move |tx| tx.proof(&link, at(60))).await.is_none());

        let spend = || world.write(move |tx| tx.spend_proof(&link, at(1)));
        let (one, other) = tokio::join!(spend(), spend());
        assert_eq!(one.unwrap().is_some() as u8 + other.unwrap().is_some() as u8, 1);
    }
}

#[tokio::test]
async fn a_wrong_code_costs_an_attempt() {
    for world in World::on_every_store().await {
        let account = world.account;
        let digest = |byte: u8| CodeDigest::from_bytes([byte; 32]);
        let put = |attempts_left| {
            let proof = ProofRecord {
                link: hash(),
                purpose: "reset_password".to_owned(),
                account,
                code: Some(digest(7)),
                attempts_left,
                interaction: None,
                payload: json!(null),
                expires_at: at(60),
            };
            world.write(move |tx| tx.put_proof(&proof))
        };
        let try_code = |byte: u8, now: Timestamp| {
            world.write(move |tx| {
                tx.spend_proof_by_code(account, "reset_password", &digest(byte), now)
            })
        };
        put(2).await.unwrap();
        assert!(try_code(1, at(1)).await.unwrap().is_none());
        assert!(try_code(7, at(1)).await.unwrap().is_some());
        assert!(try_code(7, at(1)).await.unwrap().is_none(), "it was spent");
        put(2).await.unwrap();
        assert!(try_code(1, at(1)).await.unwrap().is_none());
        assert!(try_code(2, at(1)).await.unwrap().is_none());
        assert!(try_code(7, at(1)).await.unwrap().is_none(), "no attempts are left");
        put(2).await.unwrap();
        assert!(try_code(7, at(60)).await.unwrap().is_none(), "it has expired");
    }
}

#[tokio::test]
async fn failures_are_counted_and_forgotten() {
    for world in World::on_every_store().await {
        let key = hash();
        let fail = |now: i64, forgotten_before: i64| {
            world.write(move |tx| tx.add_failure(&key, at(now), at(forgotten_before)))
        };
        assert_eq!(fail(10, 0).await.unwrap().count, 1);
        let second = fail(20, 10).await.unwrap();
        assert_eq!((second.count, second.first_at, second.last_at), (2, at(10), at(20)));
        assert_eq!(fail(40, 21).await.unwrap().count, 1);
        same(Some(1), world.read(move |tx| tx.failures(&key)).await.map(|held| held.count));
        world.write(move |tx| tx.clear_failures(&key)).await.unwrap();
        assert!(world.read(move |tx| tx.failures(&key)).await.is_none());
    }
}

#[tokio::test]
async fn concurrent_failures_are_all_counted() {
    for world in World::on_every_store().await {
        let key = hash();
        let tasks: Vec<_> = (0..20)
            .map(|_| {
                let (store, tenant) = (world.store.clone(), world.tenant);
                tokio::spawn(async move {
                    let add =
                        move |tx: &mut dyn latchkey_store::Tx| tx.add_failure(&key, at(1), at(0));
                    store.write::<_, TxError, _>(tenant, add).await.unwrap();
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        let held = world.read(move |tx| tx.failures(&key)).await;
        assert_eq!(held.unwrap().count, 20, "{:?}", world.db);
    }
}

#[tokio::test]
async fn two_nodes_never_claim_one_message() {
    for db in crate::databases::own() {
        let world = World::new(db).await;
        let other = world.db.another();
        let message = |due: i64| OutboxMessage {
            id: MessageId::new(at(due), &latchkey_base::SystemEntropy::new()),
            tenant: world.tenant,
            kind: "mail".to_owned(),
            destination: String::new(),
            sealed: Sealed::from_bytes(vec![1]),
            attempts: 0,
            due_at: at(due),
            expires_at: at(1000),
        };
        let messages: Vec<_> = (0..20).map(message).collect();
        let late = message(500);
        let put = [messages.clone(), vec![late.clone()]].concat();
        world.write(move |tx| put.iter().try_for_each(|one| tx.put_message(one))).await.unwrap();

        let claim = |store: &Store, now: i64| {
            let store = store.clone();
            async move {
                let claim = move |tx: &mut dyn latchkey_store::Tx| {
                    tx.claim_messages("mail", at(now), at(now + 60), 15)
                };
                store.write::<_, TxError, _>(Store::DEPLOYMENT, claim).await.unwrap()
            }
        };
        let (here, there) = tokio::join!(claim(&world.store, 100), claim(&other.store, 100));
        let rest = claim(&other.store, 100).await;
        let mut ids: Vec<_> = [here, there, rest].concat().iter().map(|one| one.id).collect();
        ids.sort();
        assert_eq!(ids, messages.iter().map(|one| one.id).collect::<Vec<_>>(), "{:?}", world.db);

        let (done, again) = (messages[0].id, messages[1].id);
        world
            .write(move |tx| {
                tx.delete_message(done)?;
                tx.postpone_message(again, at(300))
            })
            .await
            .unwrap();
        let leases_over = claim(&world.store, 160).await;
        assert_eq!(leases_over.len(), 15);
        assert!(leases_over.iter().all(|one| one.attempts == 2 && one.id != done));
        assert!(leases_over.iter().all(|one| one.id != again && one.id != late.id));
        other.store.close().await;
        world.store.close().await;
    }
}

/// Both are compared by `latchkey check`.
#[tokio::test]
async fn the_database_says_what_time_it_is() {
    for world in World::on_every_store().await {
        let before = SystemClock.now().millis();
        let said = world.read(|tx| tx.clock()).await.millis();
        let after = SystemClock.now().millis();
        // A millisecond for what is cut off.
        assert!((before - 1..=after + 1).contains(&said), "{before} {said} {after} {:?}", world.db);
    }
}
