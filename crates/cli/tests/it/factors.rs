//! `latchkey person factors` where there is something to take away, or an organization that demands as well.
use crate::Deployment;
use latchkey_accounts::EventKind;
use latchkey_base::{CodeDigest, Timestamp};
use latchkey_store::{PasskeyRecord, PhoneRecord};
use serde_json::{Value, json};

const THEN: Timestamp = Timestamp::from_seconds(1_000_000_000);

/// alice, with a number, a passkey that is both factors, and a recovery code.
fn with_alice() -> Deployment {
    let deployment = Deployment::with_tenant();
    deployment.done(&["person", "add", "acme", "alice"]);
    deployment.write_in_acme(|tx| {
        let account = tx.account_by_identifier("alice")?.unwrap().id;
        let number = "+447700900123".to_owned();
        tx.put_phone(&PhoneRecord { account, number, created_at: THEN, used_at: None })?;
        tx.insert_passkey(&PasskeyRecord {
            credential_id: vec![6; 32],
            account,
            user_handle: [5; 16],
            credential: json!({ "cred": { "user_verified": true } }).to_string(),
            label: "Phone".to_owned(),
            counter: 0,
            backup_eligible: false,
            backed_up: false,
            created_at: THEN,
            used_at: None,
        })?;
        tx.put_recovery_codes(account, &[CodeDigest::from_bytes([7; 32])], THEN)
    });
    deployment
}

fn codes_left(deployment: &Deployment) -> usize {
    deployment.write_in_acme(|tx| {
        let alice = tx.account_by_identifier("alice")?.unwrap().id;
        tx.recovery_codes_left(alice)
    })
}

/// What else is left is what they are for; with the last of it they go, and that is said.
#[test]
fn recovery_codes_go_with_the_last_thing_that_they_stand_in_for() {
    let deployment = with_alice();
    let remove = |factor| {
        deployment.json(&["person", "factors", "remove", "acme", "alice", factor, "--json"])
    };
    let removed = |factor: &str, was_there: bool, with_codes: bool| -> Value {
        json!({ "factor": factor, "removed": was_there, "recovery_codes_removed": with_codes })
    };
    assert_eq!(remove("totp"), removed("totp", false, false));
    assert_eq!(codes_left(&deployment), 1, "there was no app");
    assert_eq!(remove("sms"), removed("sms", true, false));
    assert_eq!(codes_left(&deployment), 1, "for the passkey");
    let said = deployment.done(&["person", "factors", "remove", "acme", "alice", "passkey"]);
    assert!(said.contains("no longer has passkey, nor the recovery codes for it"), "{said}");
    assert_eq!(codes_left(&deployment), 0);
    assert_eq!(remove("recovery_code"), removed("recovery_code", false, false));
}

#[test]
fn the_codes_alone_are_taken_away_too() {
    let deployment = with_alice();
    let said = deployment.done(&["person", "factors", "remove", "acme", "alice", "recovery_code"]);
    assert!(said.contains("alice no longer has recovery_code."), "{said}");
    assert_eq!(codes_left(&deployment), 0);
}

/// Where an organization demands two factors as well, nothing is new for its member.
#[test]
fn what_an_organization_demands_as_well_is_noted_once() {
    let deployment = Deployment::with_tenant();
    deployment.done(&["person", "add", "acme", "alice"]);
    deployment.done(&["organization", "add", "acme", "sales"]);
    deployment.done(&["organization", "member", "add", "acme", "sales", "alice"]);
    let person = |what| deployment.done(&["person", "factors", what, "acme", "alice"]);
    let organization = |what| deployment.done(&["organization", "factors", what, "acme", "sales"]);
    let noted = || {
        let kinds = deployment.write_in_acme(|tx| {
            let alice = tx.account_by_identifier("alice")?.unwrap().id;
            let held = tx.events_of(alice, None, THEN, 99)?;
            Ok(held.into_iter().map(|held| held.event.kind).collect::<Vec<EventKind>>())
        });
        [EventKind::TwoFactorsDemanded, EventKind::TwoFactorsReleased]
            .map(|kind| kinds.iter().filter(|held| **held == kind).count())
    };
    organization("require");
    assert_eq!(noted(), [1, 0]);
    person("require");
    assert_eq!(noted(), [1, 0], "nothing is new");
    assert!(person("release").contains("all the same"));
    assert_eq!(noted(), [1, 0], "they are asked still");
    person("require");
    organization("release");
    person("require");
    assert_eq!(noted(), [1, 0], "they were asked all the time");
    person("release");
    assert_eq!(noted(), [1, 1]);
    person("require");
    assert_eq!(noted(), [2, 1]);
}

/// Kinds that are named are refused and taken again, of whom two are demanded.
#[test]
fn an_operator_refuses_kinds_of_second_factors() {
    let deployment = with_alice();
    let of = |what: &'static str, kinds: &[&'static str]| {
        [&["person", "factors", what, "acme", "alice"], kinds].concat()
    };
    let shown = || deployment.json(&["person", "show", "acme", "alice"])["refuses"].clone();
    let refused = deployment.refused(&of("refuse", &["sms"]));
    let first = "alice is asked for no second factor, so none can be refused: give `latchkey person factors require` first";
    assert!(refused.contains(first), "{refused}");
    deployment.done(&of("require", &[]));
    let said = deployment.done(&of("refuse", &["sms", "recovery_code"]));
    assert!(said.contains("alice: refused: sms, recovery_code."), "{said}");
    assert_eq!(shown(), json!(["sms", "recovery_code"]));
    let held = deployment.refused(&of("release", &[]));
    assert!(held.contains("alice is still refused sms, recovery_code: give"), "{held}");
    let some = deployment.json(&of("accept", &["sms", "--json"]));
    assert_eq!(some, json!({ "refuses": ["recovery_code"] }));
    let said = deployment.done(&of("accept", &["recovery_code"]));
    assert!(said.contains("alice: nothing is refused."), "{said}");
    assert_eq!(shown(), json!([]));
    deployment.done(&of("release", &[]));
    let refused = deployment.refused(&of("refuse", &["passkey"]));
    assert!(refused.contains("\"passkey\" cannot be refused"), "{refused}");
}
