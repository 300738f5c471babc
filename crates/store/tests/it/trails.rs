//! Why requests were refused: kept by and by, found by every node, gone when expired.
use crate::databases::own;
use crate::hot::eventually;
use crate::world::{World, at, redeem, tokens};
use latchkey_base::{AuthorizationId, Reference, SystemEntropy, TenantId};
use latchkey_oidc::Outcome;
use latchkey_oidc::explain::{Finding, GrantFinding, Trail};
use latchkey_store::{Store, TrailRecord, TxError};

pub fn record(tenant: TenantId, finding: Option<Finding>) -> TrailRecord {
    TrailRecord {
        tenant,
        reference: Reference::new(&SystemEntropy::new()),
        trail: Trail {
            at: at(5),
            endpoint: "token".to_owned(),
            error: "invalid_grant".to_owned(),
            error_description: "no".to_owned(),
            client_id: Some("shop".to_owned()),
            detail: String::new(),
            finding,
        },
        expires_at: at(60),
    }
}

#[tokio::test]
async fn a_note_is_found_by_its_tenant_until_it_expires() {
    for db in own() {
        let world = World::new(db).await;
        let note = record(world.tenant, None);
        let (name, trail) = (note.reference, note.trail.clone());
        world.store.note(note);
        let find = move |when| move |tx: &mut dyn latchkey_store::Tx| tx.trail(name, at(when));
        eventually("it is kept", async || world.read(find(59)).await == Some(trail.clone())).await;
        assert_eq!(world.read(find(60)).await, None);
        let elsewhere: Result<_, TxError> =
            world.store.read(TenantId::from_bytes([9; 16]), find(59)).await;
        assert_eq!(elsewhere.unwrap(), None, "another tenant's operators");
        let gone: Result<_, TxError> =
            world.store.write(Store::DEPLOYMENT, |tx| tx.sweep(at(60), 100)).await;
        assert_eq!(gone.unwrap(), 1);
        assert_eq!(world.read(find(1)).await, None);
        world.store.close().await;
    }
}

/// RFC 6749 §4.1.2: of a replayed code, operators see when it was first used and by whom.
#[tokio::test]
async fn a_replay_is_kept_with_its_first_use() {
    for world in World::on_every_store().await {
        let code = world.issue(world.grant()).await;
        let first = world.commit(redeem(&code, tokens(&code.grant), at(7))).await;
        assert!(matches!(first, Outcome::Done));
        let outcome = world.commit(redeem(&code, tokens(&code.grant), at(9))).await;
        let Outcome::Replayed(authorization) = outcome else { panic!("{outcome:?}") };
        let spent = |authorization| GrantFinding::Spent {
            authorization,
            hash: Some(code.hash),
            at: None,
            client: None,
        };
        let note = record(world.tenant, Some(spent(authorization).into()));
        let unknown =
            record(world.tenant, Some(spent(AuthorizationId::from_bytes([8; 16])).into()));
        let names = [note.reference, unknown.reference];
        world.store.note(note);
        world.store.note(unknown);
        let find = |name| move |tx: &mut dyn latchkey_store::Tx| tx.trail(name, at(10));
        eventually("both are kept", async || world.read(find(names[1])).await.is_some()).await;
        let finding = |trail: Option<Trail>| trail.unwrap().finding.unwrap();
        let expected = GrantFinding::Spent {
            authorization,
            hash: Some(code.hash),
            at: Some(at(7)),
            client: Some(world.client),
        };
        assert_eq!(finding(world.read(find(names[0])).await), Finding::Grant(expected));
        assert!(matches!(
            finding(world.read(find(names[1])).await),
            Finding::Grant(GrantFinding::Spent { client: None, .. })
        ));
    }
}
