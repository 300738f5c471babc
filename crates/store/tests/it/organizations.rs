//! Organizations: one of each name, who belongs to them, and what follows for an account.
use crate::databases::own;
use crate::hot::eventually;
use crate::things::{member, organization, recovery};
use crate::world::{World, account, at, id};
use latchkey_accounts::{MemberRole, Membership, Organization, RefusedFactors};
use latchkey_base::{AccountId, OrganizationId};
use latchkey_store::{Tx, TxError};

const PLAIN: MemberRole = MemberRole::Member;
const ADMIN: MemberRole = MemberRole::Admin;

async fn added(world: &World, alias: &str) -> Organization {
    let made = organization(alias);
    let put = made.clone();
    world.write(move |tx| tx.insert_organization(&put)).await.unwrap();
    made
}

async fn join(world: &World, new: Membership) -> bool {
    world.write(move |tx| tx.put_membership(&new)).await.unwrap()
}

async fn person(world: &World, name: &str) -> AccountId {
    let person = account(name, None);
    let id = person.id;
    world.write(move |tx| tx.insert_account(&person)).await.unwrap();
    id
}

/// Whether an organization wants two factors of the world's person, by every way an account is read.
async fn demands(world: &World, of: AccountId) -> bool {
    let read = world.read(move |tx| {
        let found = tx.account(of)?.unwrap();
        let name = found.username.clone();
        let by_name = tx.account_by_identifier(&name)?.unwrap();
        let listed = tx.accounts(None, 9)?.into_iter().find(|held| held.id == of).unwrap();
        assert_eq!([&found, &found], [&by_name, &listed]);
        assert_eq!(found.takes_two_factors(), found.organization_two_factors);
        Ok(found.organization_two_factors)
    });
    read.await
}

#[tokio::test]
async fn organizations_are_found_and_listed_by_alias() {
    for world in World::on_every_store().await {
        let (sales, board) = (added(&world, "sales").await, added(&world, "board").await);
        let (found, listed, rest, none) = world
            .read(move |tx| {
                let found = (tx.organization(sales.id)?, tx.organization_by_alias("sales")?);
                assert_eq!(found.0, found.1);
                let rest = tx.organizations(Some("board"), 9)?;
                let none = [tx.organization(id())?, tx.organization_by_alias("sal\0es")?];
                Ok((found.0, tx.organizations(None, 9)?, rest, none))
            })
            .await;
        assert_eq!(listed.iter().map(|it| &*it.alias).collect::<Vec<_>>(), ["board", "sales"]);
        assert_eq!((Some(&rest[0]), rest.len()), (found.as_ref(), 1));
        assert_eq!(none, [None, None]);
        let one = world.read(|tx| tx.organizations(None, 1)).await;
        assert_eq!(one, [board], "no more than were asked for");
    }
}

/// Native contract 4.3: `name` and `alias` are unique.
#[tokio::test]
async fn no_two_organizations_of_a_tenant_have_one_name() {
    for world in World::on_every_store().await {
        let (sales, board) = (added(&world, "sales").await, added(&world, "board").await);
        let taken = |result| match result {
            Err(TxError::Taken(what)) => what,
            other => panic!("{other:?}"),
        };
        let same = Organization { name: "Other".to_owned(), ..organization("sales") };
        assert_eq!(taken(world.write(move |tx| tx.insert_organization(&same)).await), "alias");
        let same = Organization { name: sales.name.clone(), ..organization("other") };
        assert_eq!(taken(world.write(move |tx| tx.insert_organization(&same)).await), "name");
        let renamed = Organization { name: sales.name.clone(), ..board.clone() };
        assert_eq!(taken(world.write(move |tx| tx.update_organization(&renamed)).await), "name");
        let renamed = Organization { name: "Bored".to_owned(), ..board.clone() };
        let put = renamed.clone();
        world.write(move |tx| tx.update_organization(&put)).await.unwrap();
        let found = world.read(move |tx| tx.organization(board.id)).await;
        assert_eq!(found, Some(renamed));
    }
}

#[tokio::test]
async fn a_person_belongs_to_several_as_one_thing_each() {
    for world in World::on_every_store().await {
        let of = world.account;
        let (sales, board) = (added(&world, "sales").await.id, added(&world, "board").await.id);
        let zoe = person(&world, "zoe").await;
        for new in [member(sales, of, PLAIN), member(board, of, ADMIN), member(sales, zoe, PLAIN)] {
            assert!(join(&world, new).await);
        }
        assert!(join(&world, member(sales, of, ADMIN)).await, "another role");
        assert!(!join(&world, member(id(), of, PLAIN)).await, "no such organization");
        assert!(!join(&world, member(sales, id(), PLAIN)).await, "no such account");
        let theirs = world.read(move |tx| tx.memberships_of(of)).await;
        let mut roles: Vec<(OrganizationId, MemberRole)> =
            theirs.iter().map(|it| (it.organization, it.role)).collect();
        roles.sort();
        let mut expected = [(sales, ADMIN), (board, ADMIN)];
        expected.sort();
        assert_eq!(roles, expected);
        let names = |after: Option<&'static str>, limit| {
            let read = world.read(move |tx| tx.members(sales, after, limit));
            async { read.await.into_iter().map(|it| it.username).collect::<Vec<_>>() }
        };
        assert_eq!(names(None, 9).await, ["ada", "zoe"]);
        assert_eq!(names(None, 1).await, ["ada"]);
        assert_eq!(names(Some("ada"), 9).await, ["zoe"]);
        let leave =
            async || world.write(move |tx| tx.delete_membership((sales, of))).await.unwrap();
        assert!(leave().await);
        assert!(!leave().await);
        assert_eq!(world.read(move |tx| tx.memberships_of(of)).await.len(), 1);
    }
}

/// Whichever of them it is, and as soon as it is committed.
#[tokio::test]
async fn what_an_organization_wants_is_read_with_the_account() {
    for world in World::on_every_store().await {
        let of = world.account;
        let (sales, board) = (added(&world, "sales").await, added(&world, "board").await);
        join(&world, member(sales.id, of, PLAIN)).await;
        join(&world, member(board.id, of, PLAIN)).await;
        let other = person(&world, "zoe").await;
        assert!(!demands(&world, of).await);
        let strict = Organization { two_factors: true, ..board.clone() };
        world.write(move |tx| tx.update_organization(&strict)).await.unwrap();
        assert!(demands(&world, of).await);
        assert!(!demands(&world, other).await, "nobody else");
        let left = (board.id, of);
        world.write(move |tx| tx.delete_membership(left)).await.unwrap();
        assert!(!demands(&world, of).await);
        join(&world, member(board.id, of, PLAIN)).await;
        assert!(demands(&world, of).await);
        world
            .write(move |tx| {
                let held = tx.account(of)?.unwrap();
                tx.update_account(&held, at(1))
            })
            .await
            .unwrap();
        assert!(world.write(move |tx| tx.delete_organization(board.id)).await.unwrap());
        assert!(!demands(&world, of).await, "it was never the account's own");
    }
}

/// What the organizations of somebody refuse, by every way an account is read.
async fn refused(world: &World, of: AccountId) -> Vec<&'static str> {
    let read = world.read(move |tx| {
        let found = tx.account(of)?.unwrap();
        let by_name = tx.account_by_identifier(&found.username)?.unwrap();
        let listed = tx.accounts(None, 9)?.into_iter().find(|held| held.id == of).unwrap();
        assert_eq!([&found, &found], [&by_name, &listed]);
        Ok(found.organization_refuses.names())
    });
    read.await
}

async fn refuse(world: &World, of: &Organization, names: &[&str]) {
    let refuses = RefusedFactors::parse(names).unwrap();
    let strict = Organization { refuses, ..of.clone() };
    world.write(move |tx| tx.update_organization(&strict)).await.unwrap();
    let id = of.id;
    assert_eq!(world.read(move |tx| tx.organization(id)).await.unwrap().refuses, refuses);
}

/// Each of somebody's organizations does so, for as long as they belong to it.
#[tokio::test]
async fn what_organizations_refuse_is_read_with_the_account() {
    for world in World::on_every_store().await {
        let of = world.account;
        let (sales, board) = (added(&world, "sales").await, added(&world, "board").await);
        join(&world, member(sales.id, of, PLAIN)).await;
        join(&world, member(board.id, of, PLAIN)).await;
        let other = person(&world, "zoe").await;
        assert!(refused(&world, of).await.is_empty());
        for name in RefusedFactors::NAMES {
            refuse(&world, &sales, &[name]).await;
            assert_eq!(refused(&world, of).await, [name]);
        }
        assert!(!demands(&world, of).await, "nothing is wanted by that");
        refuse(&world, &sales, &["sms", "totp"]).await;
        refuse(&world, &board, &["sms", "email"]).await;
        assert_eq!(refused(&world, of).await, ["email", "sms", "totp"]);
        assert!(refused(&world, other).await.is_empty(), "of nobody else");
        world
            .write(move |tx| {
                let held = tx.account(of)?.unwrap();
                tx.update_account(&held, at(1))
            })
            .await
            .unwrap();
        let left = (sales.id, of);
        world.write(move |tx| tx.delete_membership(left)).await.unwrap();
        assert_eq!(refused(&world, of).await, ["email", "sms"]);
        assert!(world.write(move |tx| tx.delete_organization(board.id)).await.unwrap());
        assert!(refused(&world, of).await.is_empty(), "it was never the account's own");
    }
}

/// Security: what refuses nothing here refuses nothing in another tenant either.
#[tokio::test]
async fn nothing_is_refused_by_organizations_of_another_tenant() {
    for (first, second) in crate::isolation::two_worlds().await {
        let made = added(&first, "sales").await;
        join(&first, member(made.id, first.account, PLAIN)).await;
        let all = RefusedFactors::parse(&RefusedFactors::NAMES).unwrap();
        let changed = Organization { refuses: all, ..made.clone() };
        second.write(move |tx| tx.update_organization(&changed)).await.unwrap();
        assert!(refused(&first, first.account).await.is_empty());
        refuse(&first, &made, &RefusedFactors::NAMES).await;
        assert_eq!(refused(&first, first.account).await, RefusedFactors::NAMES);
        assert!(refused(&second, second.account).await.is_empty());
    }
}

/// What is in memory follows, here and in other processes.
#[tokio::test]
async fn nobody_goes_on_by_what_an_organization_wanted_before() {
    for db in own() {
        let world = World::new(db).await;
        let (tenant, of) = (world.tenant, world.account);
        let elsewhere = world.db.another();
        let sales = added(&world, "sales").await;
        let held = async |store: &latchkey_store::Store| {
            store.account(tenant, of).await.unwrap().unwrap().organization_two_factors
        };
        join(&world, member(sales.id, of, PLAIN)).await;
        assert_eq!([held(&world.store).await, held(&elsewhere.store).await], [false, false]);
        let strict = Organization { two_factors: true, ..sales.clone() };
        world.write(move |tx| tx.update_organization(&strict)).await.unwrap();
        assert!(held(&world.store).await);
        eventually("the other one hears", async || held(&elsewhere.store).await).await;
        let refused = async |store: &latchkey_store::Store| {
            let account = store.account(tenant, of).await.unwrap().unwrap();
            account.organization_refuses.names() == ["sms"]
        };
        assert!(!refused(&world.store).await && !refused(&elsewhere.store).await);
        refuse(&world, &sales, &["sms"]).await;
        assert!(refused(&world.store).await);
        eventually("the other one hears of it", async || refused(&elsewhere.store).await).await;
        let leave = (sales.id, of);
        world.write(move |tx| tx.delete_membership(leave)).await.unwrap();
        assert!(!held(&world.store).await);
        elsewhere.store.close().await;
        world.store.close().await;
    }
}

#[tokio::test]
async fn nobody_belongs_to_what_is_gone_and_nothing_to_whom_is_gone() {
    for world in World::on_every_store().await {
        let (sales, board) = (added(&world, "sales").await.id, added(&world, "board").await.id);
        let zoe = person(&world, "zoe").await;
        for of in [sales, board] {
            join(&world, member(of, zoe, ADMIN)).await;
        }
        assert!(world.write(move |tx| tx.delete_organization(sales)).await.unwrap());
        assert!(!world.write(move |tx| tx.delete_organization(sales)).await.unwrap());
        let theirs = world.read(move |tx| tx.memberships_of(zoe)).await;
        assert_eq!(theirs.iter().map(|it| it.organization).collect::<Vec<_>>(), [board]);
        assert!(world.write(move |tx| tx.delete_account(zoe, at(1))).await.unwrap());
        assert!(world.read(move |tx| tx.memberships_of(zoe)).await.is_empty());
        assert!(world.read(move |tx| tx.members(board, None, 9)).await.is_empty());
    }
}

/// Security: also of one with more members than are named to the other processes.
#[tokio::test]
async fn nobody_of_a_large_organization_goes_on_by_what_it_wanted_before() {
    for db in own() {
        let world = World::new(db).await;
        let (tenant, elsewhere) = (world.tenant, world.db.another());
        let sales = added(&world, "sales").await;
        let people: Vec<_> = (0..101).map(|n| account(&format!("m{n}"), None)).collect();
        let ids: Vec<AccountId> = people.iter().map(|one| one.id).collect();
        let add = move |tx: &mut dyn Tx| {
            people.iter().try_for_each(|one| {
                tx.insert_account(one)?;
                tx.put_membership(&member(sales.id, one.id, PLAIN)).map(|_| ())
            })
        };
        world.write(add).await.unwrap();
        let held = async |store: &latchkey_store::Store| {
            let mut count = 0;
            for id in &ids {
                let account = store.account(tenant, *id).await.unwrap().unwrap();
                count += usize::from(account.organization_two_factors);
            }
            count
        };
        assert_eq!([held(&world.store).await, held(&elsewhere.store).await], [0, 0]);
        let strict = Organization { two_factors: true, ..sales.clone() };
        world.write(move |tx| tx.update_organization(&strict)).await.unwrap();
        assert_eq!(held(&world.store).await, 101);
        eventually("the other one hears", async || held(&elsewhere.store).await == 101).await;
        elsewhere.store.close().await;
        world.store.close().await;
    }
}

/// Of members only, only those that wait, and none of whoever asks.
#[tokio::test]
async fn what_waits_of_members_is_listed_once() {
    for world in World::on_every_store().await {
        let of = world.account;
        let (sales, board) = (added(&world, "sales").await.id, added(&world, "board").await.id);
        let (zoe, me) = (person(&world, "zoe").await, person(&world, "max").await);
        join(&world, member(sales, of, PLAIN)).await;
        join(&world, member(board, of, PLAIN)).await;
        let (hers, anothers, mine) = (recovery(of, 0), recovery(zoe, 1), recovery(me, 0));
        let put = [anothers.clone(), mine, hers.clone()];
        world
            .write(move |tx| put.iter().try_for_each(|one| tx.insert_recovery(one).map(|_| ())))
            .await
            .unwrap();
        let waiting = async |of: &[OrganizationId], (seconds, limit)| {
            let of = of.to_vec();
            let read = move |tx: &mut dyn Tx| tx.waiting_recoveries(&of, me, at(seconds), limit);
            world.read(read).await.into_iter().map(|one| one.id).collect::<Vec<_>>()
        };
        let both = [sales, board];
        assert_eq!(waiting(&[sales], (1, 9)).await, [hers.id]);
        assert_eq!(waiting(&both, (1, 9)).await, [hers.id], "once, though of both");
        assert!(waiting(&[], (1, 9)).await.is_empty());
        join(&world, member(board, zoe, PLAIN)).await;
        assert_eq!(waiting(&both, (2, 9)).await, [hers.id, anothers.id], "the oldest first");
        assert_eq!(waiting(&both, (2, 1)).await, [hers.id]);
        join(&world, member(sales, me, ADMIN)).await;
        assert_eq!(waiting(&both, (2, 9)).await.len(), 2, "not of whoever looks");
        assert!(waiting(&[sales], (30, 9)).await.is_empty(), "it waits no longer");
        let stop = (of, hers.id);
        world.write(move |tx| tx.stop_recovery(stop, at(2))).await.unwrap();
        assert_eq!(waiting(&both, (3, 9)).await, [anothers.id], "it was stopped");
    }
}

/// Security: ids and aliases of another tenant lead nowhere.
#[tokio::test]
async fn organizations_of_another_tenant_are_not_there() {
    for (first, second) in crate::isolation::two_worlds().await {
        let made = added(&first, "sales").await;
        let (sales, theirs) = (made.id, first.account);
        join(&first, member(sales, theirs, ADMIN)).await;
        let asked = recovery(theirs, 0);
        first.write(move |tx| tx.insert_recovery(&asked).map(|_| ())).await.unwrap();
        let changed =
            Organization { name: "Changed".to_owned(), two_factors: true, ..made.clone() };
        let mine = second.account;
        second
            .write(move |tx| {
                assert!(tx.organization(sales)?.is_none());
                assert!(tx.organization_by_alias("sales")?.is_none());
                assert!(tx.organizations(None, 9)?.is_empty());
                assert!(tx.members(sales, None, 9)?.is_empty());
                assert!(tx.memberships_of(theirs)?.is_empty());
                assert!(tx.waiting_recoveries(&[sales], mine, at(1), 9)?.is_empty());
                assert!(!tx.put_membership(&member(sales, mine, ADMIN))?);
                assert!(!tx.delete_membership((sales, theirs))?);
                tx.update_organization(&changed)?;
                assert!(!tx.delete_organization(sales)?);
                Ok(())
            })
            .await
            .unwrap();
        let kept = first.read(move |tx| tx.organization(sales)).await;
        assert_eq!(kept, Some(made));
        assert_eq!(first.read(move |tx| tx.memberships_of(theirs)).await.len(), 1);
        assert!(!demands(&first, theirs).await);
    }
}
