//! What an answer to an app's question takes, and which question it answers.
use super::account_member::{at, at_home};
use super::account_security::set_up;
use super::confirmations::{Asking, allowing, answer, bank, once_more, start};
use latchkey_base::{ConfirmationId, Seconds, Timestamp};
use latchkey_oidc::confirmation::ConfirmationState;
use latchkey_store::{ClientRecord, SessionRecord};
use latchkey_testkit::Answer;
use serde_json::json;

fn key(asked: &Answer) -> ConfirmationId {
    asked.json["data"]["key"].as_str().unwrap().parse().unwrap()
}

/// Security: whoever presses the button and signs in on the way comes back to what they read there, or to
/// nothing, whatever else was asked meanwhile.
#[tokio::test]
async fn a_sign_in_on_the_way_leads_back_to_the_same_question() {
    let (op, mut home, enrolled) = start(allowing(), &[]).await;
    let app = Asking::new(&op, "bank", bank(&[])).await;
    let other = Asking::new(&op, "shop", bank(&[])).await;
    home.open(at(&op, "/confirm")).await;
    op.advance(660);
    let first = app.ask("alice@example.com", json!({ "title": "First" })).await.ok();
    answer(&op, &mut home, "confirm-form").await;
    op.advance(1);
    other.ask("alice@example.com", json!({ "title": "Second", "duration": "15m" })).await.ok();
    once_more(&op, &mut home, &enrolled).await;
    let said = home.page().text("#confirm-text");
    assert!(said.contains("First"), "{said}");
    let mut tab = home.clone();
    home.submit("confirm-form", &[]).await;
    let page = tab.submit("confirm-form", &[]).await;
    assert!(!page.has("#confirm-text") && page.has("#confirm-waits"), "once: {}", page.html);
    assert_eq!(app.poll(&first).await.status, 204);

    let third = json!({ "title": "Third", "duration": "30s" });
    let third = app.ask("alice@example.com", third).await.ok();
    let there = home.open(at(&op, "/confirm")).await;
    assert!(there.text("#confirm-text").contains("Second"), "the oldest first: {}", there.html);
    op.advance(660);
    let late = app.ask("alice@example.com", json!({ "title": "Late", "duration": "30s" })).await;
    home.open(format!("{}?confirmation={}", at(&op, "/confirm"), key(&late.ok()))).await;
    once_more(&op, &mut home, &enrolled).await;
    assert!(home.page().text("#confirm-text").contains("Late"), "{}", home.page().html);
    home.submit("confirm-form", &[]).await;
    assert!(home.page().has("#login-form") || home.page().has("#otp-form"));
    op.advance(60);
    once_more(&op, &mut home, &enrolled).await;
    let page = home.page();
    assert!(!page.has("#confirm-text") && page.has("#confirm-waits"), "it is over: {}", page.html);
    assert_eq!(app.poll(&third).await.json["data"]["outcome"], "expired");
}

/// Security: an app that may not ask any more gets no answer to what it asked before.
#[tokio::test]
async fn what_a_withdrawn_app_asked_is_not_answered() {
    let (op, mut home, _) = start(allowing(), &[]).await;
    let app = Asking::new(&op, "bank", bank(&[])).await;
    let asked = app.ask("alice@example.com", json!({})).await.ok();
    let id = key(&asked);
    let withdraw: [fn(&mut ClientRecord); 2] =
        [|client| client.disabled = true, |client| client.metadata.client_device_challenge = false];
    for withdraw in withdraw {
        assert!(home.open(at(&op, "/confirm")).await.has("#confirm-form"));
        let kept = op
            .operate(move |tx| {
                let kept = tx.client("bank")?.unwrap();
                let mut client = kept.clone();
                withdraw(&mut client);
                tx.update_client(&client)?;
                Ok(kept)
            })
            .await;
        let page = home.submit("confirm-form", &[]).await;
        assert!(!page.has("#confirm-text") && page.query("done").is_none(), "{}", page.html);
        assert!(!home.open(at(&op, "/sessions")).await.has("#confirm-waits"));
        op.operate(move |tx| tx.update_client(&kept)).await;
    }
    let state = op.operate(move |tx| tx.confirmation(id)).await.unwrap().state;
    assert_eq!(state, ConfirmationState::Waiting);
    answer(&op, &mut home, "confirm-form").await;
    assert_eq!(home.page().query("done").as_deref(), Some("confirmed"));
}

/// Security: how long ago they signed in is asked again where it is decided.
#[tokio::test]
async fn a_session_that_is_not_fresh_any_more_confirms_nothing() {
    let (op, mut home, enrolled) = start(allowing(), &[]).await;
    let app = Asking::new(&op, "bank", bank(&[])).await;
    home.open(at(&op, "/confirm")).await;
    let asked = app.ask("alice@example.com", json!({})).await.ok();
    home.open(at(&op, "/confirm")).await;
    op.operate(|tx| {
        let alice = tx.account_by_identifier("alice")?.unwrap().id;
        let held = tx.sessions_of(alice, Timestamp::from_seconds(0))?;
        held.into_iter().try_for_each(|held| {
            let auth_time = held.auth_time - Seconds::new(660);
            tx.renew_session(&SessionRecord { auth_time, ..held })
        })
    })
    .await;
    home.submit("confirm-form", &[]).await;
    assert_eq!(app.poll(&asked).await.status, 206);
    let page = home.page();
    assert!(page.has("#login-form") || page.has("#otp-form"), "they sign in: {}", page.html);
    once_more(&op, &mut home, &enrolled).await;
    home.submit("confirm-form", &[]).await;
    assert_eq!(app.poll(&asked).await.status, 204);
}

/// Security: whoever has the password of somebody without a second factor sets one up with it. To what
/// waits already that is no yes; to what is asked from then on it is.
#[tokio::test]
async fn a_factor_that_is_younger_than_the_question_does_not_count() {
    let (op, _home, _) = start(allowing(), &[]).await;
    let app = Asking::new(&op, "bank", bank(&[])).await;
    let mut bob = at_home(&op, "bob").await;
    let waits = app.ask("bob@example.com", json!({ "title": "Before" })).await.ok();
    op.advance(1);
    bob.open(at(&op, "/security")).await;
    set_up(&op, &mut bob).await;
    let page = bob.open(at(&op, "/confirm")).await;
    assert!(page.has("#confirm-deny-form") && !page.has("#confirm-form"), "{}", page.html);
    let csrf = page.attributes("#confirm-deny-form [name=csrf]", "value")[0].clone();
    let id = key(&waits).to_string();
    let fields = [("csrf", csrf.as_str()), ("confirmation", &id)];
    assert!(bob.post(at(&op, "/confirm"), &fields).await.query("done").is_none());
    assert_eq!(app.poll(&waits).await.status, 206);
    answer(&op, &mut bob, "confirm-deny-form").await;
    assert_eq!(app.poll(&waits).await.json["data"]["outcome"], "denied");
    let shop = Asking::new(&op, "shop", bank(&[])).await;
    let asked = shop.ask("bob@example.com", json!({ "title": "After" })).await.ok();
    answer(&op, &mut bob, "confirm-form").await;
    assert_eq!(shop.poll(&asked).await.status, 204);
}

/// Security: once an app has heard that it is over, no node takes an answer, whatever its clock says.
#[tokio::test]
async fn what_is_told_to_be_over_is_written_down() {
    let (op, _home, _) = start(allowing(), &[]).await;
    let app = Asking::new(&op, "bank", bank(&[])).await;
    for lookup in ["alice@example.com", "nobody@example.com"] {
        let asked = app.ask(lookup, json!({ "duration": "30s" })).await.ok();
        let id = key(&asked);
        op.advance(30);
        assert_eq!(app.poll(&asked).await.json["data"]["outcome"], "expired");
        let kept = op.operate(move |tx| tx.confirmation(id)).await.unwrap();
        assert_eq!(kept.state, ConfirmationState::Expired, "{lookup}");
    }
}
