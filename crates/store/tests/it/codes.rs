//! Authorization codes: single use, and what a replay costs (RFC 6749 §4.1.2).
use crate::world::{World, access, at, authorize, code, id, is_there, redeem, tokens};
use latchkey_accounts::AccountStatus;
use latchkey_base::ConsentId;
use latchkey_oidc::{Consent, Grant, Issued, Lookup, Outcome, Scope, Write};
use std::sync::Arc;

#[tokio::test]
async fn a_code_is_found_as_it_was_issued() {
    for world in World::on_every_store().await {
        let code = world.issue(world.grant()).await;
        let found = world.find_elsewhere(Lookup::AuthorizationCode(code.hash)).await;
        assert_eq!(format!("{found:?}"), format!("AuthorizationCode({code:?})"));
    }
}

#[tokio::test]
async fn of_a_hundred_concurrent_redemptions_one_wins() {
    for world in World::on_every_store().await {
        let code = world.issue(world.grant()).await;
        let redemptions: Vec<_> = (0..100)
            .map(|_| {
                let write = redeem(&code, tokens(&code.grant), at(1));
                let commit = latchkey_oidc::Commit { assertion: None, write: Some(write) };
                world.store.commit(world.tenant, commit)
            })
            .collect();
        let (mut done, mut replayed) = (0, 0);
        for redemption in redemptions {
            match redemption.await.unwrap() {
                Outcome::Done => done += 1,
                Outcome::Replayed(ended) => {
                    assert_eq!(ended, code.grant.authorization);
                    replayed += 1;
                }
                other => panic!("{other:?} on {:?}", world.db),
            }
        }
        assert_eq!((done, replayed), (1, 99), "{:?}", world.db);
    }
}

#[tokio::test]
async fn a_replay_ends_the_authorization_at_once() {
    for world in World::on_every_store().await {
        let code = world.issue(world.grant()).await;
        let first = tokens(&code.grant);
        let access = first.access.clone().unwrap();
        world.commit(redeem(&code, first, at(1))).await;
        assert!(is_there(&world.find(Lookup::AccessToken(access.hash)).await));

        let again = world.commit(redeem(&code, tokens(&code.grant), at(2))).await;
        assert!(matches!(again, Outcome::Replayed(_)), "{again:?}");
        assert!(!is_there(&world.find(Lookup::AccessToken(access.hash)).await));
        let grant = Lookup::Grant(code.grant.authorization);
        assert!(!is_there(&world.find(grant).await));
        assert!(!is_there(&world.find_elsewhere(grant).await));
    }
}

#[tokio::test]
async fn a_code_is_expired_at_the_moment_it_expires() {
    for world in World::on_every_store().await {
        let (early, late) = (world.issue(world.grant()).await, world.issue(world.grant()).await);
        let in_time = world.commit(redeem(&early, Issued::default(), at(59))).await;
        let too_late = world.commit(redeem(&late, Issued::default(), at(60))).await;
        assert!(matches!(in_time, Outcome::Done));
        assert!(matches!(too_late, Outcome::Lost));
    }
}

#[tokio::test]
async fn an_unknown_code_is_lost() {
    for world in World::on_every_store().await {
        let never = code(world.grant());
        let outcome = world.commit(redeem(&never, Issued::default(), at(1))).await;
        assert!(matches!(outcome, Outcome::Lost));
    }
}

#[tokio::test]
async fn a_disabled_client_redeems_nothing() {
    for world in World::on_every_store().await {
        let code = world.issue(world.grant()).await;
        let key = world.client;
        world
            .write(move |tx| {
                let mut client = tx.client_by_key(key)?.unwrap();
                client.disabled = true;
                tx.update_client(&client)
            })
            .await
            .unwrap();
        let issued = tokens(&code.grant);
        let access = issued.access.clone().unwrap();
        assert!(matches!(world.commit(redeem(&code, issued, at(1))).await, Outcome::Lost));
        assert!(!is_there(&world.find_elsewhere(Lookup::AccessToken(access.hash)).await));
        let write = authorize(&crate::world::code(world.grant()), None, at(1));
        assert!(matches!(world.commit(write).await, Outcome::Lost));
    }
}

#[tokio::test]
async fn a_suspended_person_gets_no_code_and_keeps_no_authorization() {
    for world in World::on_every_store().await {
        let code = world.issue(world.grant()).await;
        let id = world.account;
        world
            .write(move |tx| {
                let mut person = tx.account(id)?.unwrap();
                person.status = AccountStatus::Suspended;
                tx.update_account(&person, at(1))
            })
            .await
            .unwrap();
        let redeemed = world.commit(redeem(&code, tokens(&code.grant), at(2))).await;
        assert!(matches!(redeemed, Outcome::Lost), "{redeemed:?}");
        let write = authorize(&crate::world::code(world.grant()), None, at(2));
        assert!(matches!(world.commit(write).await, Outcome::Lost));
    }
}

#[tokio::test]
async fn an_interaction_yields_one_code() {
    for world in World::on_every_store().await {
        let interaction = world.interaction();
        let of = interaction.id;
        let record = interaction.clone();
        world.write(move |tx| tx.insert_interaction(&record)).await.unwrap();
        let issue = || {
            let code = code(world.grant());
            (Arc::clone(&code), authorize(&code, Some(of), at(5)))
        };
        let ((_, first), (lost, second)) = (issue(), issue());
        assert!(matches!(world.commit(first).await, Outcome::Done));
        assert!(matches!(world.commit(second).await, Outcome::Lost));
        let lookup = Lookup::AuthorizationCode(lost.hash);
        assert!(!is_there(&world.find_elsewhere(lookup).await));
        let closed = world.read(move |tx| tx.interaction(of)).await.unwrap();
        assert_eq!(closed.finished_at, Some(at(5)));
        // A change that was read before the end comes too late.
        assert!(!world.write(move |tx| tx.update_interaction(&interaction)).await.unwrap());
    }
}

#[tokio::test]
async fn an_interaction_that_is_not_there_yields_no_code() {
    for world in World::on_every_store().await {
        let code = code(world.grant());
        let write = authorize(&code, Some(id()), at(5));
        assert!(matches!(world.commit(write).await, Outcome::Lost));
    }
}

/// OIDC Core §3.3: what the authorization endpoint issues is recorded at once or not at all, and
/// descends from one authorization.
#[tokio::test]
async fn a_code_and_a_token_are_issued_together() {
    for world in World::on_every_store().await {
        let code = code(world.grant());
        let access = access(&code.grant);
        let interaction = world.interaction();
        let of = interaction.id;
        world.write(move |tx| tx.insert_interaction(&interaction)).await.unwrap();
        let write = |interaction| Write::Authorize {
            grant: Arc::clone(&code.grant),
            code: Some(Arc::clone(&code)),
            issued: Issued { access: Some(Arc::clone(&access)), ..Issued::default() },
            browser: None,
            consent: None,
            interaction,
            at: at(1),
        };
        let lookups = [Lookup::AuthorizationCode(code.hash), Lookup::AccessToken(access.hash)];
        assert!(matches!(world.commit(write(Some(id()))).await, Outcome::Lost));
        for lookup in lookups {
            assert!(!is_there(&world.find_elsewhere(lookup).await), "{lookup:?}");
        }
        assert!(matches!(world.commit(write(Some(of))).await, Outcome::Done));
        for lookup in lookups {
            assert!(is_there(&world.find(lookup).await), "{lookup:?}");
            assert!(is_there(&world.find_elsewhere(lookup).await), "{lookup:?}");
        }
        // RFC 6749 §4.1.2: a code used twice takes the token from the front channel with it.
        for expected in ["Done", "Replayed"] {
            let outcome = world.commit(redeem(&code, tokens(&code.grant), at(2))).await;
            assert!(format!("{outcome:?}").starts_with(expected), "{outcome:?}");
        }
        assert!(!is_there(&world.find(lookups[1]).await));
        assert!(!is_there(&world.find_elsewhere(lookups[1]).await));
    }
}

/// OAuth MRT §4, OIDC Core §3.2: an authorization without a code.
#[tokio::test]
async fn an_authorization_needs_no_code() {
    for world in World::on_every_store().await {
        let grant = Arc::new(world.grant());
        let token = access(&grant);
        let long = latchkey_oidc::AccessToken { expires_at: at(90 * 86_400), ..(*token).clone() };
        for access in [None, Some(Arc::new(long))] {
            let grant = Arc::new(world.grant());
            let write = Write::Authorize {
                grant: Arc::clone(&grant),
                code: None,
                issued: Issued { access, ..Issued::default() },
                browser: None,
                consent: None,
                interaction: None,
                at: at(1),
            };
            assert!(matches!(world.commit(write).await, Outcome::Done));
            let lookup = Lookup::Grant(grant.authorization);
            assert!(is_there(&world.find_elsewhere(lookup).await));
        }
    }
}

/// OIDC Core §3.1.2.3: what was seen in a browser must still be so when the answer is recorded.
#[tokio::test]
async fn a_session_that_is_over_or_in_another_browser_yields_no_code() {
    for world in World::on_every_store().await {
        let (mine, theirs) = (crate::world::hash(), crate::world::hash());
        let session = world.session(mine);
        let (id, ends) = (session.id, session.expires_at);
        let record = session.clone();
        world.write(move |tx| tx.insert_session(&record)).await.unwrap();
        let write = |browser, at| {
            let code = code(Grant { session: Some(id), ..world.grant() });
            Write::Authorize {
                grant: Arc::clone(&code.grant),
                code: Some(code),
                issued: Issued::default(),
                browser: Some(browser),
                consent: None,
                interaction: None,
                at,
            }
        };
        assert!(matches!(world.commit(write(mine, at(5))).await, Outcome::Done));
        let seen = world.read(move |tx| tx.session(id)).await.unwrap();
        assert_eq!(seen.seen_at, at(5), "it was used");
        assert!(matches!(world.commit(write(theirs, at(6))).await, Outcome::Lost));
        assert!(matches!(world.commit(write(mine, ends)).await, Outcome::Lost));
        world.write(move |tx| tx.end_session(id, at(7))).await.unwrap();
        assert!(matches!(world.commit(write(mine, at(8))).await, Outcome::Lost));
    }
}

/// Whichever of the two is first: no authorization that is not offline outlives its session.
#[tokio::test]
async fn ending_a_session_and_granting_in_it_do_not_miss_each_other() {
    for world in World::on_every_store().await {
        for _ in 0..20 {
            let browser = crate::world::hash();
            let session = world.session(browser);
            let id = session.id;
            world.write(move |tx| tx.insert_session(&session)).await.unwrap();
            let code = code(Grant { session: Some(id), ..world.grant() });
            let write = Write::Authorize {
                grant: Arc::clone(&code.grant),
                code: Some(Arc::clone(&code)),
                issued: Issued::default(),
                browser: Some(browser),
                consent: None,
                interaction: None,
                at: at(5),
            };
            let (_, ended) =
                tokio::join!(world.commit(write), world.write(move |tx| tx.end_session(id, at(6))));
            assert!(ended.unwrap());
            let lookup = Lookup::Grant(code.grant.authorization);
            assert!(!is_there(&world.find_elsewhere(lookup).await), "{:?}", world.db);
        }
    }
}

/// OIDC Core §3.1.2.4: what a person allowed once must still be allowed when the answer is recorded.
#[tokio::test]
async fn a_consent_that_was_withdrawn_yields_no_code() {
    for world in World::on_every_store().await {
        let (of, client) = (world.account, world.client);
        let consent = Consent {
            id: ConsentId::from_bytes([7; 16]),
            account: of,
            client,
            scope: Scope::parse("openid").unwrap(),
            claims: Vec::new(),
            granted_at: at(1),
            expires_at: at(100),
        };
        let id = consent.id;
        world.write(move |tx| tx.put_consent(&consent)).await.unwrap();
        let write = |consent, at| {
            let code = code(world.grant());
            Write::Authorize {
                grant: Arc::clone(&code.grant),
                code: Some(code),
                issued: Issued::default(),
                browser: None,
                consent: Some(consent),
                interaction: None,
                at,
            }
        };
        assert!(matches!(world.commit(write(id, at(5))).await, Outcome::Done));
        let other = ConsentId::from_bytes([8; 16]);
        assert!(matches!(world.commit(write(other, at(5))).await, Outcome::Lost));
        assert!(matches!(world.commit(write(id, at(100))).await, Outcome::Lost));
        world.write(move |tx| tx.withdraw_consent(of, client, at(6))).await.unwrap();
        assert!(matches!(world.commit(write(id, at(7))).await, Outcome::Lost));
    }
}
