//! Whom apps may ask to confirm something, and how often: what shows of that, and what does not.
use super::Op;
use super::account_member::at;
use super::confirmations::{Asking, account_of, allowing, answer, bank, start, told};
use super::explain::{explain, reference};
use super::publishing::Hearing;
use super::recovery::write;
use futures_util::future::join_all;
use latchkey_base::{Clock as _, ConfirmationId, Timestamp};
use latchkey_oidc::ClientMetadata;
use latchkey_oidc::explain::ConfirmationFinding as Finding;
use latchkey_store::{Store, Tx, TxError};
use latchkey_testkit::{Answer, Mail};
use serde_json::{Value, json};
use std::num::NonZeroU32;

/// Security: an app that asks about anybody learns nothing of whether there is anybody.
#[tokio::test]
async fn nobody_looks_like_somebody_who_does_not_answer() {
    let mut host = Hearing::new(vec!["200 OK"; 6]);
    let (op, _home, _) = start(allowing(), &[host.port]).await;
    let store = op.beside.open().await;
    write(&op, &store, |tx| {
        let mut bob = tx.account_by_identifier("bob")?.unwrap();
        bob.email_verified = false;
        tx.update_account(&bob, Timestamp::from_seconds(1_800_000_000))
    })
    .await;
    store.close().await;
    let app = Asking::new(&op, "bank", bank(&[host.uri()])).await;
    let (mut shapes, mut polls) = (Vec::new(), Vec::new());
    let people = ["alice@example.com", "bob@example.com", "nobody@example.com", "no such thing"];
    for lookup in people {
        let members = json!({ "callback": host.uri(), "state": "s", "duration": "60s" });
        let mut members = members;
        members["state"] = format!("s{}", shapes.len()).into();
        let asked = app.ask(lookup, members).await.ok();
        let data = asked.json["data"].as_object().unwrap();
        let shape: Vec<(String, usize)> =
            data.iter().map(|(name, value)| (name.clone(), value.to_string().len())).collect();
        shapes.push(shape);
        polls.push(app.poll(&asked).await);
        // Limits are counted alike.
        let second = app.ask(lookup, json!({})).await.status;
        let third = app.ask(lookup, json!({})).await.status;
        assert_eq!((second.as_u16(), third.as_u16()), (200, 429), "{lookup}");
    }
    assert!(shapes.windows(2).all(|pair| pair[0] == pair[1]), "{shapes:?}");
    assert!(polls.iter().all(|poll| poll.status == 206));
    op.advance(60);
    let mut outcomes = Vec::new();
    for _ in people {
        let claims = told(&op, &host.requests.recv().await.unwrap()).await;
        let names: Vec<String> = claims.keys().cloned().collect();
        outcomes.push((claims["outcome"].clone(), names));
    }
    assert!(outcomes.windows(2).all(|pair| pair[0] == pair[1]), "{outcomes:?}");
    assert_eq!(outcomes[0].0, "expired");
}

/// How many calls a client may make in a second is a setting.
#[tokio::test]
async fn calls_of_one_client_are_as_many_as_configured() {
    let op = Op::start_with(allowing(), |config| {
        config.http.confirmation_calls_per_second = NonZeroU32::MIN;
    });
    let op = op.await;
    let app = Asking::new(&op, "bank", bank(&[])).await;
    let answers = join_all((0..10).map(|_| app.ask("nobody", json!({ "title": "x" }))));
    let refused = answers.await.into_iter().filter(|answer| answer.status == 429);
    let limit = "http.confirmation_calls_per_second";
    let mut found = Vec::new();
    for answer in refused {
        found.push(format!("{:?}", explain(&op, reference(answer.str("message"))).await.finding));
    }
    assert!(found.iter().any(|finding| finding.contains(limit)), "{found:?}");
}

/// The mail says who asks, and not what; nobody is mailed what they are not asked.
#[tokio::test]
async fn a_person_may_be_mailed_that_something_waits() {
    let mut settings = allowing();
    settings.protocol.confirmations.mail = true;
    let (op, mut home, _) = start(settings, &[]).await;
    let app = Asking::new(&op, "bank", bank(&[])).await;
    app.ask("nobody@example.com", json!({})).await.ok();
    app.ask("alice@example.com", json!({ "title": "Very secret" })).await.ok();
    let mail = op.mail_about("alice@example.com", "Harbour Bank").await;
    assert!(mail.text.contains(&at(&op, "/confirm")), "{}", mail.text);
    assert!(!mail.text.contains("Very secret") && !mail.html.contains("Very secret"));
    let folder = op.folder.path().join("data/mail");
    assert!(Mail::all_in(&folder).iter().all(|mail| mail.to.starts_with("alice@")));
    assert!(home.open(at(&op, "/confirm")).await.text("#confirm-text").contains("Very secret"));
}

/// Security: nor do the statements tell, each of which is a turn to PostgreSQL and back.
#[tokio::test]
async fn what_is_asked_of_the_database_is_the_same_for_anybody() {
    let op = Op::start(allowing()).await;
    let app = Asking::new(&op, "bank", bank(&[])).await;
    app.ask("first@example.com", json!({})).await.ok();
    let alice = account_of(&op).await;
    let nobody = "01999999-0000-7000-8000-000000000000";
    let mut counted = Vec::new();
    for lookup in ["alice@example.com", "nobody@example.com", &*alice, nobody, "no such thing"] {
        let mut least = (u64::MAX, u64::MAX);
        // What the server does by itself now and then comes on top, and not each time.
        for _ in 0..2 {
            let before = op.running.app().store.counters();
            app.ask(lookup, json!({})).await.ok();
            let after = op.running.app().store.counters();
            let (reads, writes) = (after.reads - before.reads, after.writes - before.writes);
            least = (least.0.min(reads), least.1.min(writes));
        }
        counted.push(least);
    }
    assert!(counted.windows(2).all(|pair| pair[0] == pair[1]), "{counted:?}");
    assert!(counted[0].1 > 0, "they are kept");
}

/// Security: nobody is worn out, by one app or by several; and no app floods.
#[tokio::test]
async fn nobody_is_worn_out() {
    let mut settings = allowing();
    settings.protocol.confirmations.hourly_per_client = 5;
    settings.protocol.confirmations.hourly_per_person = 4;
    let (op, mut home, _) = start(settings, &[]).await;
    let mut bank_app = Asking::new(&op, "bank", bank(&[])).await;
    let shop = Asking::new(&op, "shop", bank(&[])).await;
    let status =
        async |app: &Asking, lookup: &str| app.ask(lookup, json!({})).await.status.as_u16();
    assert_eq!(status(&bank_app, "alice@example.com").await, 200);
    assert_eq!(status(&bank_app, "alice@example.com").await, 200);
    assert_eq!(status(&bank_app, "alice@example.com").await, 429, "two wait");
    assert_eq!(status(&shop, "alice@example.com").await, 200, "another app has its share");
    assert_eq!(status(&shop, "alice@example.com").await, 200);
    let third = Asking::new(&op, "third", bank(&[])).await;
    let unseen = third.ask("alice@example.com", json!({ "title": "Unseen" })).await.ok();
    for _ in 0..4 {
        let page = home.open(at(&op, "/confirm")).await;
        assert!(!page.html.contains("Unseen"), "{}", page.html);
        home.submit("confirm-form", &[]).await;
        assert_eq!(home.page().query("done").as_deref(), Some("confirmed"));
    }
    assert!(!home.open(at(&op, "/confirm")).await.has("#confirm-text"));
    assert_eq!(third.poll(&unseen).await.status, 206, "the other app hears nothing of that");
    for (lookup, expected) in [
        ("a@example.com", 200),
        ("b@example.com", 200),
        ("c@example.com", 200),
        ("d@example.com", 429),
    ] {
        assert_eq!(status(&bank_app, lookup).await, expected, "{lookup}");
    }
    assert_eq!(status(&shop, "e@example.com").await, 200, "the other app has its own share");
    op.advance(3601);
    bank_app.renew().await;
    assert_eq!(status(&bank_app, "d@example.com").await, 200);
}

/// Security: an app that asks without end keeps no other from being heard.
#[tokio::test]
async fn no_app_uses_up_what_a_person_may_be_asked() {
    let (op, mut home, _) = start(allowing(), &[]).await;
    let shop = Asking::new(&op, "shop", bank(&[])).await;
    let app = Asking::new(&op, "bank", bank(&[])).await;
    let person = account_of(&op).await;
    for lookup in ["alice@example.com", &person, "Alice@example.com", &person] {
        shop.ask(lookup, json!({ "title": "Noise" })).await;
    }
    op.advance(1);
    let asked = app.ask("alice@example.com", json!({ "title": "Payment" })).await.ok();
    let mut seen = Vec::new();
    while home.open(at(&op, "/confirm")).await.has("#confirm-form") {
        seen.push(home.page().text("#confirm-text strong"));
        home.submit("confirm-form", &[]).await;
    }
    assert_eq!(seen, ["Noise", "Noise", "Payment"]);
    assert_eq!(app.poll(&asked).await.status, 204);
}

/// An app that was refused is quiet for an hour from then on, however long its question waited.
#[tokio::test]
async fn the_peace_after_a_no_begins_with_the_no() {
    let (op, mut home, _) = start(allowing(), &[]).await;
    let mut app = Asking::new(&op, "bank", bank(&[])).await;
    app.ask("alice@example.com", json!({ "duration": "15m" })).await.ok();
    op.advance(840);
    answer(&op, &mut home, "confirm-deny-form").await;
    assert_eq!(home.page().query("done").as_deref(), Some("denied"));
    op.advance(3599);
    app.renew().await;
    assert_eq!(app.ask("alice@example.com", json!({})).await.status, 429);
    app.ask(&account_of(&op).await, json!({})).await.ok();
    let page = home.open(at(&op, "/confirm")).await;
    assert!(!page.has("#confirm-text"), "nor by another name: {}", page.html);
    op.advance(61);
    app.renew().await;
    app.ask("alice@example.com", json!({})).await.ok();
}

/// Security: where people are mailed, as much is written for nobody, and never sent.
#[tokio::test]
async fn a_mail_to_nobody_is_written_and_swept() {
    let mut settings = allowing();
    settings.protocol.confirmations.mail = true;
    let (op, _home, _) = start(settings, &[]).await;
    let app = Asking::new(&op, "bank", bank(&[])).await;
    let store = op.beside.open().await;
    let mut swept = Vec::new();
    for lookup in ["alice@example.com", "nobody@example.com", "no such thing"] {
        let now = op.clock.now();
        let sweep = || store.write(Store::DEPLOYMENT, move |tx: &mut dyn Tx| tx.sweep(now, 100));
        let before: Result<usize, TxError> = sweep().await;
        before.unwrap();
        app.ask(lookup, json!({})).await.ok();
        let after: Result<usize, TxError> = sweep().await;
        swept.push(after.unwrap());
    }
    store.close().await;
    assert_eq!(swept, [0, 1, 1]);
}

/// The person finds what they were asked in their data.
#[tokio::test]
async fn what_was_asked_is_among_a_persons_data() {
    let (op, mut home, _) = start(allowing(), &[]).await;
    let app = Asking::new(&op, "bank", bank(&[])).await;
    app.ask("alice@example.com", json!({ "title": "Refused" })).await.ok();
    app.ask("bob@example.com", json!({ "title": "Somebody else's" })).await.ok();
    answer(&op, &mut home, "confirm-deny-form").await;
    home.open(at(&op, "/data")).await;
    let file: Value = serde_json::from_str(&home.submit("data-form", &[]).await.html).unwrap();
    let [held] = &file["confirmations"].as_array().unwrap()[..] else { panic!("one: {file}") };
    assert_eq!((&held["title"], &held["state"]), (&json!("Refused"), &json!("denied")));
    assert_eq!(held["app"], "Harbour Bank");
    assert_eq!(held["message"], "Pay 12.50 € <now>?");
}

/// Who locks their account, or leaves, is asked nothing.
#[tokio::test]
async fn who_is_locked_out_is_asked_nothing() {
    let (op, mut home, _) = start(allowing(), &[]).await;
    let app = Asking::new(&op, "bank", bank(&[])).await;
    let asked = app.ask("alice@example.com", json!({})).await.ok();
    home.open(at(&op, "/confirm")).await;
    let mut tab = home.clone();
    home.open(at(&op, "/security/lock")).await;
    home.submit("lock-form", &[]).await;
    let page = tab.submit("confirm-form", &[]).await;
    assert!(page.query("done").is_none(), "{}", page.html);
    assert_eq!(app.poll(&asked).await.status, 206);
    let whose = async |asked: &Answer| {
        let id: ConfirmationId = asked.json["data"]["key"].as_str().unwrap().parse().unwrap();
        op.operate(move |tx| tx.confirmation(id)).await.unwrap().account
    };
    assert!(whose(&asked).await.is_some());
    let later = app.ask("alice@example.com", json!({})).await.ok();
    assert_eq!(whose(&later).await, None, "a locked account");
    let now = op.clock.now();
    op.operate(move |tx| {
        let alice = tx.account_by_identifier("alice")?.unwrap();
        tx.delete_account(alice.id, now)
    })
    .await;
    assert_eq!(whose(&asked).await, None, "an account that is gone");
    assert_eq!(app.poll(&asked).await.status, 206);
    assert_eq!(app.ask("alice@example.com", json!({})).await.status, 429, "counted as for anybody");
}

/// RFC 6750 §3, RFC 6585 §4, native contract §1.4: whoever runs the tenant finds what was wrong.
#[tokio::test]
async fn what_is_refused_is_explained() {
    let (op, _home, _) = start(allowing(), &[]).await;
    let unlet = ClientMetadata { client_device_challenge: false, ..bank(&[]) };
    let shop = Asking::new(&op, "shop", unlet).await;
    let refused = shop.ask("alice@example.com", json!({})).await;
    let trail = explain(&op, reference(refused.str("error_description"))).await;
    assert_eq!(trail.finding, Some(Finding::NotLet.into()));

    let app = Asking::new(&op, "bank", bank(&[])).await;
    let refused = app.ask("alice@example.com", json!({ "state": "a/b" })).await;
    let trail = explain(&op, reference(refused.str("message"))).await;
    let why = "state must have 1 to 128 of the characters A-Z a-z 0-9 . _ ~ -".to_owned();
    assert_eq!(trail.finding, Some(Finding::Request(why).into()));
    assert_eq!(trail.client_id.as_deref(), Some("bank"));

    for _ in 0..2 {
        app.ask("nobody@example.com", json!({})).await.ok();
    }
    let refused = app.ask("nobody@example.com", json!({})).await;
    assert_eq!((refused.status.as_u16(), refused.header("retry-after")), (429, "60"));
    let trail = explain(&op, reference(refused.str("message"))).await;
    let Some(found) = trail.finding else { panic!("{trail:?}") };
    assert!(format!("{found:?}").contains("protocol.confirmations"), "{found:?}");
    assert_eq!(trail.endpoint, "device_challenge");
}
