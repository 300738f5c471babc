//! A passkey that is set up in a sign-in that takes two factors.
use super::passkeys::{able_sign_in, answer, ask};
use super::second_factor::TWO;
use super::{Op, quick, sign_in};
use latchkey_testkit::{Browser, Departure, Device, RelyingParty};
use serde_json::json;

/// A browser that can make passkeys, where alice has to set up a second step, and has chosen a passkey.
async fn at_the_offer(op: &Op) -> (Browser, RelyingParty, Departure) {
    let (mut browser, rp) = (op.browser(), op.rp());
    let to = rp.depart(&[("acr_values", TWO)]);
    browser.open(&to.url).await;
    able_sign_in(&mut browser, "alice").await;
    assert!(browser.page().has("#totp-key"), "{}", browser.page().html);
    let page = browser.follow("#use-passkey").await;
    assert!(page.has("#passkey-form") && page.has("#use-totp"), "{}", page.html);
    (browser, rp, to)
}

/// RFC 8176 §2: whoever makes it has shown it, and is asked for it from then on.
#[tokio::test]
async fn a_passkey_is_the_second_step_that_is_asked_for() {
    let op = Op::start(quick()).await;
    let (mut browser, rp, to) = at_the_offer(&op).await;
    let mut device = Device::default();
    op.make_first(&mut browser, &mut device).await;
    assert_eq!(browser.page().texts("#recovery-codes li").len(), 10, "{}", browser.page().html);
    browser.submit("recovery-codes-form", &[]).await;
    let claims = op.claims(&browser, &rp, &to).await;
    assert_eq!(claims["acr"], TWO);
    let amr = claims["amr"].as_array().unwrap();
    assert!(amr.contains(&json!("pwd")) && amr.contains(&json!("swk")), "{claims}");
    op.mail_about("alice@example.com", "passkey").await;
    let mut next = op.browser();
    next.open(&op.rp().depart(&[("acr_values", TWO)]).url).await;
    able_sign_in(&mut next, "alice").await;
    assert!(next.page().has("#passkey-form") && !next.page().has("#totp-key"));
    op.sign(&mut next, &mut device).await;
    assert!(next.page().is_outside, "{}", next.page().html);
}

/// Nobody is made to have one, or led to a page that does nothing for them.
#[tokio::test]
async fn who_can_make_none_is_offered_none() {
    let op = Op::start(quick()).await;
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[("acr_values", TWO)]).url).await;
    sign_in(&mut browser, "alice").await;
    assert!(browser.page().has("#totp-key") && !browser.page().has("#use-passkey"));
    let url = browser.page().url.join("second-passkey").unwrap();
    assert!(browser.open(url.as_str()).await.has("#totp-key"), "{}", browser.page().html);

    let (mut able, ..) = at_the_offer(&op).await;
    assert!(able.follow("#use-totp").await.has("#totp-key"));
    let (offer, ..) = at_the_offer(&op).await;
    let options = offer.page().attributes("#passkey-form", "data-options").remove(0);
    let csrf = offer.page().attributes("#passkey-form [name=csrf]", "value").remove(0);
    let url = offer.page().url.join(&options).unwrap();
    let fields = [("csrf", csrf.as_str()), ("silent", "yes")];
    assert_eq!(offer.clone().post(&url, &fields).await.status, 409, "none is made in silence");
}

/// Security: an answer counts once, and for its own page.
#[tokio::test]
async fn an_answer_is_taken_once() {
    let op = Op::start(quick()).await;
    let (mut browser, ..) = at_the_offer(&op).await;
    let asked = ask(&browser).await.expect("options");
    assert_eq!(asked.options.get("hints"), None, "on any device");
    let made = Device::default().create(&op.home(), &asked.options).await.expect("a passkey");
    let mut other = at_the_offer(&op).await.0;
    answer(&mut other, &asked.ceremony, &made).await;
    assert_eq!(other.page().status, 422, "asked elsewhere: {}", other.page().html);
    answer(&mut browser, &asked.ceremony, "{}").await;
    assert_eq!(browser.page().status, 422);
    answer(&mut browser, &asked.ceremony, &made).await;
    assert_eq!(browser.page().status, 422, "it was answered: {}", browser.page().html);
}

/// Security: of two who know one password the slower one makes nothing beside what the faster one has.
#[tokio::test]
async fn nothing_is_made_beside_what_there_is() {
    let op = Op::start(quick()).await;
    let (mut slow, ..) = at_the_offer(&op).await;
    let asked = ask(&slow).await.expect("options");
    let made = Device::default().create(&op.home(), &asked.options).await.expect("a passkey");
    let mut fast = op.browser();
    fast.open(&op.rp().depart(&[("acr_values", TWO)]).url).await;
    sign_in(&mut fast, "alice").await;
    op.set_up(&mut fast).await;
    answer(&mut slow, &asked.ceremony, &made).await;
    let page = slow.page();
    assert!(!page.is_outside && !page.has("#recovery-codes"), "{}", page.html);
    let of = op.operate(|tx| {
        let alice = tx.account_by_identifier("alice")?.unwrap().id;
        tx.passkeys_of(alice)
    });
    assert!(of.await.is_empty());
}
