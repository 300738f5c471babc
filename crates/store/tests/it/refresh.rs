//! Refresh tokens: rotation, repetition, replay, the end of a family (RFC 9700 §4.14.2).
use crate::world::{World, access, at, is_there, redeem, rotate, tokens};
use latchkey_base::Sealed;
use latchkey_oidc::{Commit, Issued, Lookup, Outcome, RefreshToken, Write};
use std::sync::Arc;

fn sealed(issued: &Issued) -> Sealed {
    issued.refresh.as_ref().unwrap().sealed.clone().unwrap()
}

fn token(issued: &Issued) -> Arc<RefreshToken> {
    Arc::clone(&issued.refresh.as_ref().unwrap().token)
}

#[tokio::test]
async fn a_rotation_yields_a_successor_that_works() {
    for world in World::on_every_store().await {
        let (_, first) = world.sign_in(world.grant()).await;
        let second = tokens(&first.grant);
        assert!(matches!(world.commit(rotate(&first, second.clone(), at(5))).await, Outcome::Done));
        let found = world.find_elsewhere(Lookup::RefreshToken(token(&second).hash)).await;
        assert_eq!(format!("{found:?}"), format!("RefreshToken({:?})", token(&second)));
        let third = tokens(&first.grant);
        let outcome = world.commit(rotate(&token(&second), third, at(6))).await;
        assert!(matches!(outcome, Outcome::Done), "{outcome:?}");
    }
}

#[tokio::test]
async fn a_repetition_gets_the_same_successor_and_its_own_access_token() {
    for world in World::on_every_store().await {
        let (_, first) = world.sign_in(world.grant()).await;
        let (won, again) = (tokens(&first.grant), tokens(&first.grant));
        world.commit(rotate(&first, won.clone(), at(5))).await;
        let repeated = world.commit(rotate(&first, again.clone(), at(34))).await;
        let Outcome::Repeated(successor) = repeated else { panic!("{repeated:?}") };
        assert_eq!(successor, sealed(&won));
        let access = again.access.clone().unwrap();
        assert!(is_there(&world.find_elsewhere(Lookup::AccessToken(access.hash)).await));
        let unused = Lookup::RefreshToken(token(&again).hash);
        assert!(!is_there(&world.find_elsewhere(unused).await));
    }
}

#[tokio::test]
async fn after_the_window_a_repetition_is_a_replay() {
    for world in World::on_every_store().await {
        let (_, first) = world.sign_in(world.grant()).await;
        let second = tokens(&first.grant);
        world.commit(rotate(&first, second.clone(), at(5))).await;
        let late = world.commit(rotate(&first, tokens(&first.grant), at(35))).await;
        assert!(matches!(late, Outcome::Replayed(id) if id == first.grant.authorization));
        let dead = world.commit(rotate(&token(&second), tokens(&first.grant), at(36))).await;
        assert!(matches!(dead, Outcome::Lost), "{dead:?}");
    }
}

#[tokio::test]
async fn when_both_branches_are_used_the_family_ends() {
    for world in World::on_every_store().await {
        let (_, first) = world.sign_in(world.grant()).await;
        let second = tokens(&first.grant);
        world.commit(rotate(&first, second.clone(), at(5))).await;
        world.commit(rotate(&token(&second), tokens(&first.grant), at(6))).await;
        let both = world.commit(rotate(&first, tokens(&first.grant), at(7))).await;
        assert!(matches!(both, Outcome::Replayed(_)), "{both:?}");
        let access = second.access.unwrap();
        assert!(!is_there(&world.find(Lookup::AccessToken(access.hash)).await));
        assert!(!is_there(&world.find_elsewhere(Lookup::AccessToken(access.hash)).await));
    }
}

#[tokio::test]
async fn a_hundred_presentations_at_once_yield_one_rotation() {
    for world in World::on_every_store().await {
        let (_, first) = world.sign_in(world.grant()).await;
        let attempts: Vec<_> = (0..100)
            .map(|_| {
                let issued = tokens(&first.grant);
                let write = Some(rotate(&first, issued.clone(), at(5)));
                let commit = Commit { assertion: None, write };
                (issued, world.store.commit(world.tenant, commit))
            })
            .collect();
        let (mut winners, mut repeated) = (Vec::new(), Vec::new());
        for (issued, committing) in attempts {
            match committing.await.unwrap() {
                Outcome::Done => winners.push(sealed(&issued)),
                Outcome::Repeated(successor) => repeated.push(successor),
                other => panic!("{other:?} on {:?}", world.db),
            }
        }
        assert_eq!((winners.len(), repeated.len()), (1, 99), "{:?}", world.db);
        assert!(repeated.iter().all(|successor| *successor == winners[0]));
    }
}

#[tokio::test]
async fn two_stores_racing_on_one_token_rotate_it_once() {
    for world in World::on_every_store().await {
        let other = world.db.another();
        for _ in 0..20 {
            let (_, first) = world.sign_in(world.grant()).await;
            let commit = |issued: Issued| Commit {
                assertion: None,
                write: Some(rotate(&first, issued, at(5))),
            };
            let (here, there) = tokio::join!(
                world.store.commit(world.tenant, commit(tokens(&first.grant))),
                other.store.commit(world.tenant, commit(tokens(&first.grant))),
            );
            let outcomes = (here.unwrap(), there.unwrap());
            let one_each = matches!(
                &outcomes,
                (Outcome::Done, Outcome::Repeated(_)) | (Outcome::Repeated(_), Outcome::Done)
            );
            assert!(one_each, "{outcomes:?} on {:?}", world.db);
        }
        other.store.close().await;
    }
}

#[tokio::test]
async fn a_refresh_token_is_expired_at_the_moment_it_expires() {
    for world in World::on_every_store().await {
        let (_, first) = world.sign_in(world.grant()).await;
        let late = world.commit(rotate(&first, tokens(&first.grant), at(86_400))).await;
        assert!(matches!(late, Outcome::Lost), "{late:?}");
        let (_, other) = world.sign_in(world.grant()).await;
        let in_time = world.commit(rotate(&other, tokens(&other.grant), at(86_399))).await;
        assert!(matches!(in_time, Outcome::Done), "{in_time:?}");
    }
}

#[tokio::test]
async fn a_kept_token_may_be_used_many_times_until_it_was_rotated() {
    for world in World::on_every_store().await {
        let (_, first) = world.sign_in(world.grant()).await;
        let keep = || {
            let issued = Issued { access: Some(access(&first.grant)), ..Issued::default() };
            Write::KeepRefreshToken { presented: first.hash, issued, at: at(5) }
        };
        for _ in 0..3 {
            assert!(matches!(world.commit(keep()).await, Outcome::Done));
        }
        world.commit(rotate(&first, tokens(&first.grant), at(6))).await;
        assert!(matches!(world.commit(keep()).await, Outcome::Replayed(_)));
    }
}

#[tokio::test]
async fn a_successor_that_is_kept_in_use_counts_as_used() {
    for world in World::on_every_store().await {
        let (_, first) = world.sign_in(world.grant()).await;
        let second = tokens(&first.grant);
        world.commit(rotate(&first, second.clone(), at(5))).await;
        let issued = Issued { access: Some(access(&first.grant)), ..Issued::default() };
        let presented = token(&second).hash;
        world.commit(Write::KeepRefreshToken { presented, issued, at: at(6) }).await;
        let both = world.commit(rotate(&first, tokens(&first.grant), at(7))).await;
        assert!(matches!(both, Outcome::Replayed(_)), "{both:?}");
    }
}

#[tokio::test]
async fn an_ended_authorization_takes_all_its_tokens_along() {
    for world in World::on_every_store().await {
        let (access, first) = world.sign_in(world.grant()).await;
        let authorization = first.grant.authorization;
        let end = || Write::EndAuthorization { authorization, at: at(5) };
        assert!(matches!(world.commit(end()).await, Outcome::Done));
        assert!(matches!(world.commit(end()).await, Outcome::Lost));
        assert!(!is_there(&world.find(Lookup::AccessToken(access.hash)).await));
        let rotated = world.commit(rotate(&first, tokens(&first.grant), at(6))).await;
        assert!(matches!(rotated, Outcome::Lost), "{rotated:?}");
    }
}

#[tokio::test]
async fn signing_out_spares_offline_access() {
    for world in World::on_every_store().await {
        let session = world.session(crate::world::hash());
        let of = session.id;
        world.write(move |tx| tx.insert_session(&session)).await.unwrap();
        let online = latchkey_oidc::Grant { session: Some(of), ..world.grant() };
        let offline = latchkey_oidc::Grant { offline: true, ..online.clone() };
        let offline = latchkey_oidc::Grant { authorization: crate::world::id(), ..offline };
        let (gone, _) = world.sign_in(online).await;
        let (kept, _) = world.sign_in(offline).await;
        let clients = world.read(move |tx| tx.clients_of_session(of)).await;
        assert_eq!(clients, [world.client]);

        let end = || Write::EndSession { session: of, at: at(5) };
        assert!(matches!(world.commit(end()).await, Outcome::Done));
        assert!(matches!(world.commit(end()).await, Outcome::Lost));
        assert!(!is_there(&world.find(Lookup::AccessToken(gone.hash)).await));
        assert!(is_there(&world.find(Lookup::AccessToken(kept.hash)).await));
        assert!(world.read(move |tx| tx.session(of)).await.is_none());
    }
}

#[tokio::test]
async fn a_batch_gives_every_write_its_own_outcome() {
    for world in World::on_every_store().await {
        let (access, current) = world.sign_in(world.grant()).await;
        let spent = world.issue(world.grant()).await;
        world.commit(redeem(&spent, Issued::default(), at(1))).await;
        let fresh = world.issue(world.grant()).await;
        let other = crate::world::id();
        let writes = vec![
            redeem(&spent, tokens(&spent.grant), at(2)),
            redeem(&fresh, tokens(&fresh.grant), at(2)),
            rotate(&current, tokens(&current.grant), at(2)),
            Write::RevokeAccessToken { token: access.hash, client: other },
            Write::RevokeAccessToken { token: access.hash, client: world.client },
            Write::EndAuthorization { authorization: crate::world::id(), at: at(2) },
        ];
        let committing: Vec<_> = writes
            .into_iter()
            .map(|write| Commit { assertion: None, write: Some(write) })
            .map(|commit| world.store.commit(world.tenant, commit))
            .collect();
        let mut said = String::new();
        for one in committing {
            said.push(match one.await.unwrap() {
                Outcome::Done => 'D',
                Outcome::Lost => 'L',
                Outcome::Replayed(_) => 'R',
                _ => '?',
            });
        }
        assert_eq!(said, "RDDLDL", "{:?}", world.db);
    }
}
