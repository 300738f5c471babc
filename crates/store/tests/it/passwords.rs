//! Former passwords, the demand for another one, and doing without.
use crate::things::chosen;
use crate::world::{World, at};
use latchkey_accounts::{Account, PasswordDemand};
use latchkey_store::ChosenPassword;

/// The one that is replaced is kept from the first time on, and no more than wanted.
#[tokio::test]
async fn former_passwords_are_kept_as_long_and_as_many_as_wanted() {
    for world in World::on_every_store().await {
        let of = world.account;
        world
            .write(move |tx| {
                tx.set_password_hash(of, "first", at(0))?;
                for (number, phc) in (1..).zip(["second", "third", "fourth"]) {
                    let until = at(100 + number);
                    let chosen = ChosenPassword { phc, keep: 2, keep_until: until };
                    tx.choose_password(of, chosen, at(number))?;
                }
                assert_eq!(tx.password_hash(of)?.as_deref(), Some("fourth"));
                assert_eq!(tx.former_passwords(of, at(9))?, ["third", "second"]);
                assert_eq!(tx.former_passwords(of, at(102))?, ["third"], "until then");
                let none = ChosenPassword { phc: "fifth", keep: 0, keep_until: at(200) };
                tx.choose_password(of, none, at(10))?;
                assert!(tx.former_passwords(of, at(10))?.is_empty(), "no longer wanted");
                Ok(())
            })
            .await
            .unwrap();
    }
}

/// The demand is part of what is known of an account wherever it is looked at, and ends with a new
/// password, not with a better hash of the old one.
#[tokio::test]
async fn a_demand_for_another_password_ends_when_one_is_chosen() {
    for world in World::on_every_store().await {
        let of = world.account;
        let known = async || world.store.account(world.tenant, of).await.unwrap().unwrap();
        assert_eq!(known().await.password_demand, None);
        for demand in [PasswordDemand::Operator, PasswordDemand::Breached] {
            world
                .write(move |tx| {
                    let account = tx.account(of)?.unwrap();
                    let demanded = Account { password_demand: Some(demand), ..account };
                    tx.update_account(&demanded, at(1))?;
                    tx.set_password_hash(of, "better", at(1))
                })
                .await
                .unwrap();
            assert_eq!(known().await.password_demand, Some(demand));
            world.write(move |tx| tx.choose_password(of, chosen("new"), at(2))).await.unwrap();
            assert_eq!(known().await.password_demand, None);
        }
    }
}

/// Whoever does without has chosen so: a password that a lock takes away says nothing, to replace the account does not
/// change it, and a password ends it.
#[tokio::test]
async fn doing_without_a_password_is_a_choice() {
    for world in World::on_every_store().await {
        let of = world.account;
        let known = async || world.store.account(world.tenant, of).await.unwrap().unwrap();
        world.write(move |tx| tx.set_password_hash(of, "first", at(0))).await.unwrap();
        world.write(move |tx| tx.take_ways_in(of, at(1), at(1)).map(|_| ())).await.unwrap();
        assert!(!known().await.passkey_only);
        world.write(move |tx| tx.set_password_hash(of, "second", at(2))).await.unwrap();
        let before = known().await;
        world.write(move |tx| tx.remove_password(of).map(|was| assert!(was))).await.unwrap();
        assert!(known().await.passkey_only);
        world
            .write(move |tx| {
                tx.update_account(
                    &Account { email_verified: true, ..Account::clone(&before) },
                    at(3),
                )?;
                tx.take_ways_in(of, at(3), at(3)).map(|_| ())
            })
            .await
            .unwrap();
        let held = known().await;
        assert!(held.passkey_only && held.email_verified);
        world.write(move |tx| tx.choose_password(of, chosen("new"), at(4))).await.unwrap();
        assert!(!known().await.passkey_only, "a password outweighs it");
        world.write(move |tx| tx.take_ways_in(of, at(5), at(5)).map(|_| ())).await.unwrap();
        assert!(known().await.passkey_only, "as long as it is there");
    }
}
