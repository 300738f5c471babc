//! What a program from before could not read goes with the migrations that brought it.
use crate::databases::own;
use crate::sql::{count, execute};
use crate::things::passkey;
use crate::world::{World, at, id};
use latchkey_accounts::{AccountEvent, EventKind};
use latchkey_store::{EventRecord, PasskeyRecord, StoreConfig, migrate_down};
use serde_json::json;

/// Settings, kinds of events, and passkeys that would count for more than they are.
#[tokio::test]
async fn a_program_from_before_can_read_what_is_left() {
    for db in own() {
        let config = db.config.clone();
        let world = World::new(db).await;
        let of = world.account;
        let kinds = [
            EventKind::SignedIn,
            EventKind::NetworkNew,
            EventKind::Confirmed,
            EventKind::HandoverStarted,
            EventKind::HandoverWithdrawn,
            EventKind::HandoverDeclined,
            EventKind::DeviceHandedOver,
            EventKind::DeviceTaken,
            EventKind::PasswordRemoved,
            EventKind::NotificationsOn,
            EventKind::NotificationsOff,
            EventKind::RecoveryVouchedFor,
            EventKind::MemberVouchedFor,
        ];
        let events = kinds.map(|kind| EventRecord {
            id: id(),
            account: of,
            event: AccountEvent::new(kind, at(1)),
            expires_at: at(1000),
        });
        let made = |octet, user_verified: bool| PasskeyRecord {
            credential_id: vec![octet; 32],
            credential: json!({ "cred": { "user_verified": user_verified } }).to_string(),
            ..passkey(of)
        };
        let passkeys = [made(1, true), made(2, false)];
        let written = world.write(move |tx| {
            for passkey in &passkeys {
                tx.insert_passkey(passkey)?;
            }
            events.iter().try_for_each(|event| tx.add_event(event))
        });
        written.await.unwrap();
        world.store.close().await;
        tokio::task::spawn_blocking(move || goes_back(&config)).await.unwrap();
    }
}

fn goes_back(config: &StoreConfig) {
    let named =
        |setting: &str| count(config, &format!("tenants WHERE settings LIKE '%{setting}%'"));
    let brought = [
        "confirmations",
        "silent_passkeys",
        "ask_when_new",
        "tell_new_networks",
        "account_calls",
        "device_handover",
        "passkey_accounts",
        "approve_by_organization",
        "push",
        "proof_of_work",
        "client_assertion",
        "call_token",
        "signed_out_page",
        "most_claims",
        "networks_per_site",
        "\"proof_lifetime\"",
        "companion_app_pause",
        "unlock_lifetime",
        "\"waits\"",
    ];
    assert!(brought.iter().all(|setting| named(setting) > 0));
    // One that has the name of others, and goes before the section that it is in.
    let text = "settings = replace(settings, '\"wait\":10,\"lifetime\":900', '\"wait\":10,\"lifetime\":4242')";
    execute(config, &format!("UPDATE tenants SET {text}"));
    assert!(named("4242") > 0);
    assert_eq!(migrate_down(config).unwrap().applied, ["0028_limits"]);
    assert_eq!(named("4242"), 0);
    assert!(named("proof_of_work") > 0);
    while migrate_down(config).unwrap().applied != ["0018_confirmations"] {}
    for setting in brought {
        assert_eq!(named(setting), 0, "{setting}");
    }
    assert!(named("second_factor") > 0, "the others stay");
    assert_eq!([count(config, "account_events"), count(config, "passkeys")], [1, 1]);
}
