//! A second tenant sees and changes nothing of the first.
use crate::databases::shared;
use crate::things::{Things, chosen, companion_app, passkey, phone, terms, things};
use crate::world::{World, account, at, authorize, hash, id, is_there, redeem, rotate, tokens};
use latchkey_authn::Proof;
use latchkey_authn::factors::approval::ChallengeState;
use latchkey_base::CodeDigest;
use latchkey_oidc::confirmation::ConfirmationState;
use latchkey_oidc::{AssertionUse, Commit, Issued, Lookup, Outcome, Write};
use latchkey_store::{
    ChallengeDecision, ConfirmationDecision, EncryptionKeyRecord, KeyState, PasskeyUse,
    RememberedBrowserUse, SessionEnds, Taking,
};

pub async fn two_worlds() -> Vec<(World, World)> {
    let mut worlds = Vec::new();
    for db in shared() {
        worlds.push((World::new(db.clone()).await, World::new(db).await));
    }
    worlds
}

#[tokio::test]
async fn nothing_is_read_from_another_tenant() {
    for (first, second) in two_worlds().await {
        let all = things(&first).await;
        let (account, client, of) = (first.account, first.client, first.tenant);
        second
            .read(move |tx| {
                assert_ne!(tx.tenant()?.unwrap().id, of);
                assert_ne!(tx.tenant_id(), of);
                assert!(tx.signing_keys()?.is_empty());
                assert!(tx.encryption_keys()?.is_empty());
                assert_ne!(tx.client("app")?.unwrap().key, client);
                assert!(tx.client_by_key(client)?.is_none());
                assert_eq!(tx.clients(None, 9)?.len(), 1);
                assert!(tx.account(account)?.is_none());
                assert_ne!(tx.account_by_identifier("ada")?.unwrap().id, account);
                assert_eq!(tx.accounts(None, 9)?.len(), 1);
                assert!(tx.password_hash(account)?.is_none());
                assert!(tx.sessions(&all.session.browser, at(1))?.is_empty());
                assert!(tx.session(all.session.id)?.is_none());
                assert!(tx.events_of(account, None, at(1), 9)?.is_empty());
                assert!(tx.proof_of(account, "verify_email", at(1))?.is_none());
                assert!(tx.sessions_of(account, at(1))?.is_empty());
                assert!(tx.consents_of(account, at(1))?.is_empty());
                assert!(tx.connections_of((account, id()), at(1), 9)?.is_empty());
                assert!(tx.push_subscription(all.session.id)?.is_none());
                assert!(tx.push_subscriptions_of(account)?.is_empty());
                assert!(tx.remembered_browsers(account, at(1))?.is_empty());
                assert!(tx.remembered_browser(account, all.remembered.id)?.is_none());
                assert!(tx.whereabouts(account, at(1))?.is_empty());
                assert!(!tx.was_used(account)?);
                assert!(tx.challenge(account, all.challenge.id)?.is_none());
                assert!(tx.challenges_of(account, at(-9))?.is_empty());
                let asked = &all.recovery;
                assert!(tx.recovery_of(account, at(1))?.is_none());
                assert!(tx.recoveries_of(account, at(-9))?.is_empty());
                assert!(tx.open_recoveries(at(1), 9)?.is_empty());
                assert!(tx.recovery_by_stop_link(&asked.stop_link)?.is_none());
                assert!(tx.recovery_by_finish_link(&asked.finish_link)?.is_none());
                let asked = &all.confirmation;
                assert!(tx.confirmation(asked.id)?.is_none());
                assert!(tx.confirmations_of(account, at(-9))?.is_empty());
                assert!(tx.confirmations_about((client, &asked.lookup), at(-9))?.is_empty());
                assert_eq!(tx.count_confirmations(client, at(-9))?, 0);
                assert!(tx.handover(&all.handover.code)?.is_none());
                assert!(tx.handovers_from(account)?.is_empty());
                assert!(tx.latest_authorization(all.session.id, client)?.is_none());
                assert!(tx.clients_of_session(all.session.id)?.is_empty());
                assert!(tx.logged_in_clients(all.session.id)?.is_empty());
                assert!(tx.interaction(all.interaction.id)?.is_none());
                assert!(tx.consent(account, client, at(1))?.is_none());
                assert!(tx.proof(&all.proof.link, at(1))?.is_none());
                assert!(tx.lock_link(&all.lock_link.link, at(1))?.is_none());
                assert!(tx.totp(account)?.is_none());
                assert!(tx.phone(account)?.is_none());
                assert!(tx.companion_app(account)?.is_none());
                assert!(tx.passkeys_of(account)?.is_empty());
                assert!(tx.passkey(&[6; 32])?.is_none());
                assert!(!tx.has_refused_passkeys(account)?);
                assert!(tx.former_passwords(account, at(1))?.is_empty());
                assert!(tx.terms_answers(account)?.is_empty());
                assert_eq!(tx.recovery_codes_left(account)?, 0);
                assert!(tx.failures(&all.failed)?.is_none());
                Ok(())
            })
            .await;
        let store = &second.store;
        assert!(store.client_by_key(second.tenant, client).await.unwrap().is_none());
        assert!(store.account(second.tenant, account).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn nothing_is_changed_in_another_tenant() {
    for (first, second) in two_worlds().await {
        let all = things(&first).await;
        let (person, client) = (first.account, first.client);
        let (access, _) = first.sign_in(first.grant()).await;
        let authorization = access.grant.as_ref().unwrap().authorization;
        let theirs = all.clone();
        second
            .write(move |tx| {
                let mut retired = theirs.key.clone();
                retired.state = KeyState::Retired;
                tx.update_signing_key(&retired)?;
                tx.delete_signing_key(theirs.key.id)?;
                let retired_at = Some(at(1));
                let key = &theirs.encryption_key;
                tx.update_encryption_key(&EncryptionKeyRecord { retired_at, ..key.clone() })?;
                tx.delete_encryption_key(key.id)?;
                let mut other = crate::world::client_record("other");
                other.key = client;
                tx.update_client(&other)?;
                assert!(!tx.delete_client(client)?);
                let mut other = account("other", None);
                other.id = person;
                tx.update_account(&other, at(1))?;
                assert!(!tx.cancel_deletion(person)?);
                assert!(!tx.delete_if_due(person, at(2_000_000))?);
                assert!(!tx.delete_account(person, at(1))?);
                tx.set_password_hash(person, "changed", at(1))?;
                tx.choose_password(person, chosen("changed"), at(1))?;
                tx.put_terms_answer(&terms(person))?;
                let mut renewed = theirs.session.clone();
                renewed.acr = Some("changed".to_owned());
                tx.renew_session(&renewed)?;
                tx.touch_session(theirs.session.id, at(9))?;
                tx.move_sessions(&theirs.session.browser, &hash())?;
                assert!(!tx.end_session(theirs.session.id, at(1))?);
                assert_eq!(tx.end_sessions_of(person, at(1))?, 0);
                assert!(!tx.update_interaction(&theirs.interaction)?);
                assert!(!tx.withdraw_consent(person, client, at(1))?);
                tx.end_authorization(authorization, at(1))?;
                assert!(tx.spend_proof(&theirs.proof.link, at(1))?.is_none());
                let (purpose, code) = ("verify_email", CodeDigest::from_bytes([9; 32]));
                assert!(tx.spend_proof_by_code(person, purpose, &code, at(1))?.is_none());
                assert_eq!(tx.add_failure(&theirs.failed, at(1), at(-60))?.count, 1);
                tx.clear_failures(&theirs.failed)?;
                assert!(!tx.use_totp_step(person, 8, at(1))?);
                assert!(!tx.delete_totp(person)?);
                assert!(!tx.use_phone(person, &phone(person).number, at(1))?);
                assert!(!tx.delete_phone(person)?);
                assert!(!tx.use_companion_app(person, companion_app(person).handle, at(1))?);
                assert!(!tx.delete_companion_app(person, at(1))?);
                let used = PasskeyUse {
                    credential_id: vec![6; 32],
                    credential: String::new(),
                    counter: 9,
                    backed_up: true,
                    at: at(1),
                };
                assert!(!tx.use_passkey(&used)?);
                assert!(!tx.rename_passkey(person, &[6; 32], "changed")?);
                assert!(!tx.delete_passkey(person, &[6; 32])?);
                let held = &theirs.ceremony;
                assert!(tx.take_ceremony(&held.id, &held.owner, at(1))?.is_none());
                assert!(!tx.put_push_subscription(&theirs.told, 9)?);
                assert!(!tx.delete_push_subscription(theirs.session.id)?);
                let held = &theirs.remembered;
                let used = RememberedBrowserUse {
                    id: held.id,
                    account: person,
                    before: held.digest,
                    after: held.digest,
                    at: at(1),
                };
                assert!(!tx.use_remembered_browser(&used)?);
                let asked = &theirs.challenge;
                assert!(tx.try_challenge(person, asked.id, at(1))?.is_none());
                let decision = ChallengeDecision {
                    id: asked.id,
                    account: person,
                    session: id(),
                    to: ChallengeState::Approved,
                    at: at(1),
                };
                assert!(!tx.decide_challenge(&decision)?);
                assert!(!tx.use_challenge(person, (asked.id, asked.interaction), at(1))?);
                let asked = &theirs.recovery;
                let of = (person, asked.id);
                assert!(!tx.hasten_recovery(of, at(1))?);
                assert!(!tx.relink_recovery(of, (&hash(), id()), at(31))?);
                assert!(tx.finish_recovery(&asked.finish_link, at(31))?.is_none());
                assert!(tx.stop_recovery(of, at(1))?.is_none());
                let decision = ConfirmationDecision {
                    id: theirs.confirmation.id,
                    account: person,
                    session: id(),
                    to: ConfirmationState::Approved,
                    at: at(1),
                };
                assert!(!tx.decide_confirmation(&decision)?);
                let offer = &theirs.handover;
                let taking = Taking { code: &offer.code, by: id(), at: at(1) };
                assert!(tx.take_device(&taking, at(9))?.is_none());
                assert!(tx.decline_device(&taking)?.is_none());
                assert!(!tx.withdraw_handover((person, offer.device), at(1))?);
                assert!(!tx.expire_confirmation(theirs.confirmation.id, at(1_000_000))?);
                assert!(!tx.forget_browser(person, held.id)?);
                assert_eq!(tx.forget_browsers(person)?, 0);
                assert_eq!(tx.forget_whereabouts(person, &[])?, 0);
                let ends = SessionEnds { shown: &[Proof::Password], except: None };
                assert_eq!(tx.end_sessions_with(person, &ends, at(1))?, 0);
                let code = CodeDigest::from_bytes([4; 32]);
                assert!(!tx.holds_recovery_code(person, &code)?);
                assert!(!tx.spend_recovery_code(person, &code)?);
                tx.put_recovery_codes(person, &[], at(1))?;
                assert!(tx.deliveries(client, 9)?.is_empty());
                assert!(tx.use_lock_link(&theirs.lock_link.link, at(1))?.is_none());
                tx.keep_as_former(person, at(9), at(1))?;
                assert_eq!(tx.take_ways_in(person, at(-9), at(1))?, 0);
                assert!(!tx.note_first_use(person, at(1))?);
                tx.delete_message(theirs.message.id)?;
                tx.postpone_message(theirs.message.id, at(0))?;
                let settings = Default::default();
                tx.update_tenant("Other", None, &settings, true)
            })
            .await
            .unwrap();
        still_there(&first, all).await;
        assert!(is_there(&first.find_elsewhere(Lookup::AccessToken(access.hash)).await));
    }
}

async fn still_there(first: &World, all: Things) {
    let (person, client) = (first.account, first.client);
    first
        .write(move |tx| {
            assert!(!tx.tenant()?.unwrap().disabled);
            assert_eq!(tx.signing_keys()?[0].state, KeyState::Published);
            assert!(tx.encryption_keys()?[0].retired_at.is_none());
            assert_eq!(tx.client_by_key(client)?.unwrap().client_id, "app");
            assert_eq!(tx.account(person)?.unwrap().username, "ada");
            assert_eq!(tx.password_hash(person)?.as_deref(), Some("phc"));
            let held = tx.sessions(&all.session.browser, at(1))?;
            assert_eq!(format!("{held:?}"), format!("{:?}", [&all.session]));
            assert_eq!(tx.interaction(all.interaction.id)?.unwrap().version, 1);
            assert!(tx.consent(person, client, at(1))?.is_some());
            let link = &all.lock_link;
            assert_eq!(tx.lock_link(&link.link, at(1))?.as_ref(), Some(link));
            assert!(tx.note_first_use(person, at(1))?);
            assert_eq!(tx.totp(person)?.unwrap().last_step, 7);
            assert_eq!(tx.phone(person)?, Some(phone(person)));
            assert_eq!(tx.companion_app(person)?, Some(companion_app(person)));
            assert_eq!(tx.passkeys_of(person)?, [passkey(person)]);
            assert_eq!(tx.former_passwords(person, at(1))?, ["before"]);
            assert_eq!(tx.terms_answers(person)?, [terms(person)]);
            let held = &all.ceremony;
            assert_eq!(tx.take_ceremony(&held.id, &held.owner, at(1))?.as_ref(), Some(held));
            assert_eq!(tx.recovery_codes_left(person)?, 1);
            assert_eq!(tx.push_subscriptions_of(person)?.len(), 1);
            let browser = tx.remembered_browser(person, all.remembered.id)?.unwrap();
            assert_eq!(browser.used_at, at(0));
            assert_eq!(tx.whereabouts(person, at(1))?.len(), 1);
            let asked = tx.challenges_of(person, at(-9))?;
            assert_eq!(asked, std::slice::from_ref(&all.challenge));
            assert_eq!(tx.recovery_of(person, at(1))?, Some(all.recovery.clone()));
            assert!(tx.handover(&all.handover.code)?.unwrap().is_open(at(1)));
            let asked = tx.confirmation(all.confirmation.id)?.unwrap();
            assert_eq!(asked.state, ConfirmationState::Waiting);
            assert_eq!(tx.failures(&all.failed)?.unwrap().count, 1);
            let (purpose, code) = ("verify_email", CodeDigest::from_bytes([3; 32]));
            assert!(tx.spend_proof_by_code(person, purpose, &code, at(1))?.is_some());
            let due = tx.claim_messages("mail", at(1_000_000), at(1_000_001), 1000)?;
            assert!(due.iter().any(|one| one.id == all.message.id));
            Ok(())
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn protocol_writes_do_not_reach_another_tenant() {
    for (first, second) in two_worlds().await {
        let code = first.issue(first.grant()).await;
        let (access, refresh) = first.sign_in(first.grant()).await;
        let authorization = refresh.grant.authorization;
        let lookups = [
            Lookup::AuthorizationCode(code.hash),
            Lookup::RefreshToken(refresh.hash),
            Lookup::LiveRefreshToken(refresh.hash),
            Lookup::AccessToken(access.hash),
            Lookup::Grant(authorization),
        ];
        for lookup in lookups {
            assert!(is_there(&first.find_elsewhere(lookup).await), "{lookup:?}");
            assert!(!is_there(&second.find(lookup).await), "{lookup:?}");
        }
        let issued = Issued { access: Some(access.clone()), ..Issued::default() };
        let writes = [
            redeem(&code, tokens(&code.grant), at(1)),
            rotate(&refresh, tokens(&refresh.grant), at(1)),
            Write::KeepRefreshToken { presented: refresh.hash, issued, at: at(1) },
            Write::RevokeAccessToken { token: access.hash, client: first.client },
            Write::EndAuthorization { authorization, at: at(1) },
            Write::EndSession { session: id(), at: at(1) },
            Write::IssueAccessToken { token: access.clone() },
            authorize(&code, None, at(1)),
        ];
        for write in writes {
            let text = format!("{write:?}");
            assert!(matches!(second.commit(write).await, Outcome::Lost), "{text}");
        }
        for lookup in lookups {
            assert!(is_there(&first.find_elsewhere(lookup).await), "{lookup:?}");
        }
        let jti = hash();
        for world in [&first, &second] {
            let used = AssertionUse { client: first.client, jti, until: at(60) };
            let commit = Commit { assertion: Some(used), write: None };
            let outcome = world.store.commit(world.tenant, commit).await.unwrap();
            assert!(matches!(outcome, Outcome::Done));
        }
    }
}
