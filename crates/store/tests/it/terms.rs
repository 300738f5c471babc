//! Answers to terms of use.
use crate::things::terms;
use crate::world::{World, account, at, id};
use latchkey_accounts::TermsAnswer;
use latchkey_store::{TermsAnswerId, TermsRecord};

/// The whole history, but one row for whoever says the same again and again.
#[tokio::test]
async fn every_answer_is_kept_and_the_same_one_once() {
    for world in World::on_every_store().await {
        let (of, client) = (world.account, Some(world.client));
        let answer = move |number: u8, version: &str, accepted| TermsRecord {
            id: TermsAnswerId::from_bytes([number; 16]),
            answer: TermsAnswer {
                version: version.to_owned(),
                accepted,
                at: at(number.into()),
                ..terms(of).answer
            },
            ..terms(of)
        };
        world
            .write(move |tx| {
                let declined = answer(2, "1", false);
                for said in [answer(1, "1", false), declined.clone(), answer(3, "1", true)] {
                    tx.put_terms_answer(&said)?;
                }
                let other = TermsRecord { client, ..answer(4, "1", true) };
                tx.put_terms_answer(&other)?;
                let expected = [other, answer(3, "1", true), declined];
                assert_eq!(tx.terms_answers(of)?, expected, "the youngest first");
                tx.put_terms_answer(&answer(5, "2", true))?;
                assert_eq!(tx.terms_answers(of)?.len(), 4);
                Ok(())
            })
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn answers_go_with_their_account() {
    for world in World::on_every_store().await {
        let someone = account(&id::<()>().to_string(), None);
        let of = someone.id;
        world
            .write(move |tx| {
                tx.put_terms_answer(&terms(of))?;
                assert!(tx.terms_answers(of)?.is_empty(), "there is nobody yet");
                tx.insert_account(&someone)?;
                tx.put_terms_answer(&terms(of))?;
                assert_eq!(tx.terms_answers(of)?.len(), 1);
                tx.delete_account(of, at(1))?;
                assert!(tx.terms_answers(of)?.is_empty());
                Ok(())
            })
            .await
            .unwrap();
    }
}
