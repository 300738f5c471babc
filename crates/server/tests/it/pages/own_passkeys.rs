//! Passkeys that an app has the person in front of it make and show (native contract U145 to U147).
use super::account_member::at;
use super::own_account::{Phone, demands, start};
use super::passkeys::held;
use super::second_factor::TWO;
use super::{Op, quick, sign_in};
use latchkey_authn::Proof;
use latchkey_testkit::{Answer, Device};
use reqwest::Method;
use serde_json::{Value, json};

/// What the person finds of it, signed in with that device.
async fn events(op: &Op, device: &mut Device) -> String {
    let mut browser = op.browser();
    browser.open(at(op, "/activity")).await;
    op.sign(&mut browser, device).await;
    browser.page().text("#event-list")
}

/// Native contract U145 to U147, DO BETTER: several of a person, each with a name, made natively by a device
/// that was unlocked. The first one is needed for the second.
#[tokio::test]
async fn an_app_makes_passkeys_that_sign_in() {
    let (op, _browser, phone) = start(quick()).await;
    let asked = phone.post("webauthn/bind", json!({})).await.ok();
    assert_eq!(asked.json["type"], "PASSKEY");
    assert!(asked.header("cache-control").contains("no-store"));
    let options = &asked.json["data"]["registrationOptions"];
    let selection = &options["authenticatorSelection"];
    assert_eq!(selection["userVerification"], "required");
    assert_eq!(selection["residentKey"], "required");
    assert_eq!(options.get("hints"), None, "on any device");
    let (mut first, mut second) = (Device::default(), Device::default());
    phone.makes(&op, &mut first).await;
    let mail = op.mail_about("alice@example.com", "passkey was added").await;
    assert!(mail.text.contains("Harbour Wallet") && mail.text.contains("/lockaccount?code="));

    demands(&phone.post("webauthn/bind", json!({})).await, Some(TWO));
    let shown = phone.shows(&op, &mut first).await;
    let credential = phone.asks(&op, &mut second, json!({ "passkey": shown })).await;
    let made = phone.post("webauthn/finish", json!({ "credential": credential })).await.ok();
    assert_eq!(made.json["data"]["name"], "Harbour Wallet");
    let kept = held(&op).await;
    assert_eq!(kept.len(), 2, "{kept:?}");
    assert_eq!(kept[0].user_handle, kept[1].user_handle);
    assert_eq!(kept.iter().filter(|held| held.used_at.is_some()).count(), 1, "{kept:?}");
    for device in [&mut first, &mut second] {
        let (mut browser, rp) = (op.browser(), op.rp());
        let to = rp.depart(&[]);
        browser.open(&to.url).await;
        op.sign(&mut browser, device).await;
        assert_eq!(op.claims(&browser, &rp, &to).await["acr"], TWO);
    }
    let events = events(&op, &mut first).await;
    assert!(events.contains("Passkey added") && events.contains("Harbour Wallet"), "{events}");
}

/// Security: what was shown counts no more once it was taken away.
#[tokio::test]
async fn a_passkey_that_is_gone_adds_none() {
    let (op, _browser, phone) = start(quick()).await;
    let (mut first, mut second) = (Device::default(), Device::default());
    phone.makes(&op, &mut first).await;
    let shown = phone.shows(&op, &mut first).await;
    let credential = phone.asks(&op, &mut second, json!({ "passkey": shown })).await;
    let gone = held(&op).await.remove(0);
    op.operate(move |tx| tx.delete_passkey(gone.account, &gone.credential_id)).await;
    let made = phone.post("webauthn/finish", json!({ "credential": credential })).await;
    assert_eq!(made.status, 401, "{}", made.text);
    assert!(held(&op).await.is_empty());
}

/// Security: a question is one authorization's, under its name, for one answer (WebAuthn §13.4.3).
#[tokio::test]
async fn an_answer_is_good_once_for_whom_it_was_asked() {
    let (op, mut browser, phone) = start(quick()).await;
    let again = Phone::redeem(&op, &mut browser, &[]).await;
    let mut elsewhere = op.browser();
    elsewhere.open(&phone.rp.depart(&[]).url).await;
    sign_in(&mut elsewhere, "bob").await;
    let bob = Phone::redeem(&op, &mut elsewhere, &[]).await;
    let mut device = Device::default();
    let named = json!({ "state": "one" });
    let credential = phone.asks(&op, &mut device, named).await;
    let whole = json!({ "credential": credential, "state": "one" });
    let finish = async |by: &Phone, body: &Value| by.post("webauthn/finish", body.clone()).await;
    let other = json!({ "credential": credential, "state": "two" });
    let unnamed = json!({ "credential": credential });
    for (by, body) in [(&bob, &whole), (&again, &whole), (&phone, &other), (&phone, &unnamed)] {
        let refused = finish(by, body).await;
        assert_eq!((refused.status.as_u16(), refused.error()), (400, "ValidationError"));
    }
    assert!(held(&op).await.is_empty());
    finish(&phone, &whole).await.ok();
    assert_eq!(finish(&phone, &whole).await.status, 400, "a second time");
    assert_eq!(held(&op).await.len(), 1);

    let signed = phone.post("webauthn/authenticate", json!({})).await.ok();
    let options = &signed.json["data"]["assertionOptions"];
    let signed: Value =
        serde_json::from_str(&device.sign(&op.home(), options).await.unwrap()).unwrap();
    let as_new = json!({ "credential": signed });
    assert_eq!(finish(&phone, &as_new).await.status, 400, "a signature is no new passkey");
}

/// Security: of two who send one answer, one adds a passkey.
#[tokio::test]
async fn of_two_one_answer_is_taken() {
    let (op, _browser, phone) = start(quick()).await;
    let mut device = Device::default();
    let body = json!({ "credential": phone.asks(&op, &mut device, json!({})).await });
    let (one, two) = tokio::join!(
        phone.post("webauthn/finish", body.clone()),
        phone.post("webauthn/finish", body.clone())
    );
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 400]);
    assert_eq!(held(&op).await.len(), 1);
}

/// Native contract U146: what is missing, too large or no credential is refused.
#[tokio::test]
async fn what_is_no_answer_is_refused() {
    let (op, _browser, phone) = start(quick()).await;
    let long = json!({ "id": "x".repeat(20_000) });
    let bodies = [
        json!({}),
        json!([]),
        json!("x"),
        json!({ "credential": null }),
        json!({ "credential": "x" }),
        json!({ "credential": [1, 2] }),
        json!({ "credential": {} }),
        json!({ "credential": { "id": "x", "rawId": "é", "type": "public-key", "response": {} } }),
        json!({ "credential": long }),
        json!({ "credential": {}, "state": 7 }),
        json!({ "credential": {}, "state": "" }),
        json!({ "credential": {}, "state": "x".repeat(129) }),
    ];
    for body in bodies {
        let refused = phone.post("webauthn/finish", body.clone()).await;
        let told = (refused.status.as_u16(), refused.error());
        assert_eq!(told, (400, "ValidationError"), "{body}: {}", refused.text);
    }
    for path in ["webauthn/bind", "webauthn/finish", "webauthn/authenticate"] {
        for raw in [&b"\xff\xfe\x00"[..], b"{\"state\":", b"[]"] {
            let refused = phone.send((Method::POST, path), raw.to_vec()).await;
            assert_eq!(refused.status, 400, "{path} {raw:?}");
        }
        let flood = phone.send((Method::POST, path), vec![b' '; 70_000]).await;
        assert_eq!(flood.status, 413, "{path}");
    }
    let empty = phone.send((Method::POST, "webauthn/bind"), Vec::new()).await;
    assert_eq!(empty.status, 200, "nothing is demanded: {}", empty.text);
    assert!(held(&op).await.is_empty());
}

/// Native contract U147, DO BETTER: whatever address is named, known or not, the answer is the same, and
/// says of nobody whether they have a passkey.
#[tokio::test]
async fn whom_a_request_names_shows_nowhere() {
    let (op, _browser, phone) = start(quick()).await;
    phone.makes(&op, &mut Device::default()).await;
    let mut shapes = Vec::new();
    for body in [
        json!({}),
        json!({ "email": "alice@example.com" }),
        json!({ "email": "bob@example.com" }),
        json!({ "email": "nobody@example.com" }),
        json!({ "email": 7 }),
    ] {
        let asked = phone.post("webauthn/authenticate", body).await.ok();
        let mut answer = asked.json.clone();
        let options = &mut answer["data"]["assertionOptions"];
        assert_eq!(options["allowCredentials"], json!([]), "discoverable");
        assert_eq!(options["userVerification"], "required");
        let challenge = std::mem::take(&mut options["challenge"]);
        shapes.push((answer, challenge.as_str().unwrap().len()));
    }
    assert!(shapes.windows(2).all(|pair| pair[0] == pair[1]), "{shapes:?}");
    assert!(!shapes[0].0.to_string().contains("accountId"), "{shapes:?}");
    let mut elsewhere = op.browser();
    elsewhere.open(&phone.rp.depart(&[]).url).await;
    sign_in(&mut elsewhere, "bob").await;
    let bob = Phone::redeem(&op, &mut elsewhere, &[]).await;
    let asked = bob.post("webauthn/authenticate", json!({})).await.ok();
    let mut answer = asked.json.clone();
    answer["data"]["assertionOptions"]["challenge"] = Value::Null;
    assert_eq!(answer, shapes[0].0, "who has none is answered alike");
}

/// Security: a passkey that does not do is never made up for by a sign-in (native contract U141, DO BETTER).
#[tokio::test]
async fn only_a_passkey_of_theirs_takes_the_place_of_a_sign_in() {
    let (op, _browser, phone) = start(quick()).await;
    let mut elsewhere = op.browser();
    elsewhere.open(&phone.rp.depart(&[]).url).await;
    sign_in(&mut elsewhere, "bob").await;
    let bob = Phone::redeem(&op, &mut elsewhere, &[]).await;
    let (mut hers, mut his) = (Device::default(), Device::default());
    bob.makes(&op, &mut his).await;
    let refused = async |passkey: Value| {
        let answer = phone.post("webauthn/bind", json!({ "passkey": passkey })).await;
        demands(&answer, None);
        answer
    };
    refused(phone.shows(&op, &mut his).await).await;
    refused(bob.shows(&op, &mut his).await).await;
    let answer = phone.post("webauthn/bind", json!({ "passkey": {} })).await;
    assert_eq!(answer.status, 400, "{}", answer.text);
    phone.makes(&op, &mut hers).await;

    let shown = phone.shows(&op, &mut hers).await;
    let demanding = async |passkey: &Value| -> Answer {
        phone.post("webauthn/bind", json!({ "passkey": passkey })).await
    };
    let mut forged = shown.clone();
    let signature = forged["credential"]["response"]["signature"].as_str().unwrap().len();
    forged["credential"]["response"]["signature"] = json!("A".repeat(signature));
    demands(&demanding(&forged).await, Some(TWO));
    demands(&demanding(&shown).await, Some(TWO));
    let shown = phone.shows(&op, &mut hers).await;
    demanding(&shown).await.ok();
    demands(&demanding(&shown).await, Some(TWO));
    let late = phone.shows(&op, &mut hers).await;
    op.advance(601);
    demands(&demanding(&late).await, Some(TWO));
    let shown = phone.shows(&op, &mut hers).await;
    demanding(&shown).await.ok();
}

/// Security: who set up a second factor meanwhile shows it before another is added.
#[tokio::test]
async fn what_was_set_up_meanwhile_is_asked_for() {
    let (op, mut browser, phone) = start(quick()).await;
    let body = json!({ "credential": phone.asks(&op, &mut Device::default(), json!({})).await });
    browser.open(at(&op, "/security")).await;
    op.make(&mut browser, &mut Device::default()).await;
    demands(&phone.post("webauthn/finish", body).await, Some(TWO));
    assert_eq!(held(&op).await.len(), 1, "the one that was made at the account");
}

/// What a tenant does not have is not made by an app either; and there is an end to how many there may be.
#[tokio::test]
async fn what_the_pages_refuse_an_app_is_refused() {
    let mut settings = quick();
    settings.factors.allowed.retain(|factor| *factor != Proof::Passkey);
    let (op, _browser, phone) = start(settings).await;
    for path in ["bind", "authenticate"] {
        let refused = phone.post(&format!("webauthn/{path}"), json!({})).await;
        assert_eq!(refused.status, 400, "{path}: {}", refused.text);
    }
    drop(op);
    let (op, _browser, phone) = start(quick()).await;
    let mut device = Device::default();
    let body = json!({ "credential": phone.asks(&op, &mut device, json!({})).await });
    op.operate(|tx| {
        let alice = tx.account_by_identifier("alice")?.unwrap();
        for number in 0..20u8 {
            let made = latchkey_store::PasskeyRecord {
                credential_id: vec![number; 16],
                account: alice.id,
                user_handle: [7; 16],
                credential: "{}".to_owned(),
                label: "x".to_owned(),
                counter: 0,
                backup_eligible: false,
                backed_up: false,
                created_at: latchkey_base::Timestamp::from_seconds(1),
                used_at: None,
            };
            assert!(tx.insert_passkey(&made)?);
        }
        Ok(())
    })
    .await;
    assert_eq!(phone.post("webauthn/finish", body).await.status, 400, "there are twenty");
    assert_eq!(held(&op).await.len(), 20);
}
