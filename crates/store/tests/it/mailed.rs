//! What is mailed for one pass.
use crate::world::{World, at, hash, id};
use latchkey_base::{AccountId, CodeDigest, InteractionId, TokenHash};
use latchkey_store::{MailedFor, ProofRecord};
use serde_json::json;

fn mailed(account: AccountId, pass: InteractionId, attempts: i64) -> ProofRecord {
    ProofRecord {
        link: hash(),
        purpose: "sign_in".to_owned(),
        account,
        code: Some(CodeDigest::from_bytes([7; 32])),
        attempts_left: attempts,
        interaction: Some(pass),
        payload: json!({}),
        expires_at: at(60),
    }
}

const fn to(account: AccountId, pass: InteractionId) -> MailedFor<'static> {
    MailedFor { account, purpose: "sign_in", pass }
}

/// Security: what strangers have mailed to somebody voids nothing that the person waits for, and their
/// guesses are their own.
#[tokio::test]
async fn passes_have_nothing_to_do_with_each_other() {
    for world in World::on_every_store().await {
        let (of, mine, theirs) = (world.account, id(), id());
        let (first, again, other) =
            (mailed(of, mine, 2), mailed(of, mine, 2), mailed(of, theirs, 1));
        let links = [first.link, again.link, other.link];
        world
            .write(move |tx| {
                [&first, &other, &again]
                    .into_iter()
                    .try_for_each(|one| tx.put_proof_of_pass(one))?;
                let is_live = |tx: &mut dyn latchkey_store::Tx, link: TokenHash| {
                    tx.proof(&link, at(1)).map(|found| found.is_some())
                };
                assert!(!is_live(tx, links[0])?, "the later one took its place");
                assert!(is_live(tx, links[1])? && is_live(tx, links[2])?);
                let taken = tx.try_proof_of_pass(to(of, theirs), at(1))?;
                assert_eq!(taken.map(|one| one.link), Some(links[2]));
                assert!(tx.try_proof_of_pass(to(of, theirs), at(1))?.is_none(), "none is left");
                assert_eq!(tx.try_proof_of_pass(to(of, mine), at(1))?.unwrap().attempts_left, 1);
                assert!(tx.try_proof_of_pass(to(id(), mine), at(1))?.is_none());
                assert!(tx.try_proof_of_pass(to(of, mine), at(60))?.is_none(), "too late");
                let odd = MailedFor { purpose: "unlock", ..to(of, mine) };
                assert!(tx.try_proof_of_pass(odd, at(1))?.is_none());
                Ok(())
            })
            .await
            .unwrap();
    }
}

/// So many guesses at once are so many attempts and no more.
#[tokio::test]
async fn guesses_at_once_are_counted_one_by_one() {
    for world in World::on_every_store().await {
        let (of, pass) = (world.account, id());
        world.write(move |tx| tx.put_proof_of_pass(&mailed(of, pass, 3))).await.unwrap();
        let guess = || world.write(move |tx| tx.try_proof_of_pass(to(of, pass), at(1)));
        let taken = tokio::join!(guess(), guess(), guess(), guess(), guess());
        let taken = [taken.0, taken.1, taken.2, taken.3, taken.4];
        let taken = taken.into_iter().filter(|one| matches!(one, Ok(Some(_)))).count();
        assert_eq!(taken, 3);
    }
}

/// One tenant's passes are no other's.
#[tokio::test]
async fn another_tenant_takes_no_attempt() {
    for db in crate::databases::shared() {
        let (first, second) = (World::new(db.clone()).await, World::new(db).await);
        let (of, pass) = (first.account, id());
        first.write(move |tx| tx.put_proof_of_pass(&mailed(of, pass, 1))).await.unwrap();
        second
            .write(move |tx| {
                assert!(tx.try_proof_of_pass(to(of, pass), at(1))?.is_none());
                tx.put_proof_of_pass(&mailed(of, pass, 9))
            })
            .await
            .unwrap();
        let taken = first.write(move |tx| tx.try_proof_of_pass(to(of, pass), at(1))).await;
        assert_eq!(taken.unwrap().unwrap().attempts_left, 0);
    }
}
