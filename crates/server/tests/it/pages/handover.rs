//! A device is handed over to another person of the tenant (docs/decisions/0054).
use super::account_member::{at, at_home};
use super::devices::{Tv, settings, start_with};
use super::{Op, sign_in};
use latchkey_base::Seconds;
use latchkey_store::TenantSettings;
use latchkey_testkit::{Answer, Browser};

async fn start() -> Op {
    start_with(handing_over()).await
}

fn handing_over() -> TenantSettings {
    let mut settings = settings();
    settings.accounts.device_handover.enabled = true;
    settings
}

/// A television of that person's, and its tokens.
async fn connected(op: &Op, name: &str) -> (Tv, Answer) {
    let tv = Tv::asks(op).await;
    tv.meets(op, name).await.submit("device-allow", &[]).await;
    op.advance(6);
    let tokens = tv.polls().await.ok();
    (tv, tokens)
}

async fn still_plays(tv: &Tv, tokens: &Answer) -> bool {
    tv.rp.refresh(tokens.str("refresh_token")).await.status == 200
}

/// A browser of alice's at the page of her latest device.
async fn giving(op: &Op) -> Browser {
    let mut alice = at_home(op, "alice").await;
    alice.open(at(op, "/devices")).await;
    alice.follow("#hand-over-1").await;
    alice
}

/// The code that she makes there, and the address with it.
async fn made(alice: &mut Browser) -> (String, String) {
    let page = alice.submit("handover-form", &[]).await;
    assert!(page.has("#handover-code"), "{}", page.html);
    (page.text("#handover-code"), page.text("#handover-link"))
}

/// What somebody hears who enters that code.
async fn hears(op: &Op, browser: &mut Browser, code: &str) -> String {
    browser.open(at(op, "/take")).await;
    let page = browser.submit("take-form", &[("code", code)]).await;
    assert!(!page.has("#take-accept"), "{}", page.html);
    page.text("#form-error")
}

/// From the page of the one to the television of the other: what it could do for the one ends at once, and
/// for the other it does nothing until they enter its code. Nothing that it has of the one becomes a token
/// of the other (OIDC Core §12.2: the `sub` of a refreshed ID token stays).
#[tokio::test]
async fn a_device_belongs_to_somebody_else() {
    let op = start().await;
    let (first, its) = connected(&op, "alice").await;
    op.advance(1);
    let (second, others) = connected(&op, "alice").await;
    let mut alice = at_home(&op, "alice").await;
    alice.open(at(&op, "/profile")).await;
    alice.submit("profile-form", &[("name", "Alice N"), ("locale", "de")]).await;
    alice.open(at(&op, "/devices")).await;
    alice.submit("rename-form-1", &[("name", "Küche")]).await;
    let page = alice.follow("#hand-over-1").await;
    let text = page.text("main");
    for shown in ["Küche", "Alice N", "alice@example.com", "Vision TV"] {
        assert!(text.contains(shown), "{shown}: {text}");
    }
    let (code, link) = made(&mut alice).await;
    assert_eq!(link, format!("{}?code={code}", at(&op, "/take")));
    assert!(still_plays(&second, &others).await, "nothing has happened yet");

    let mut bob = op.browser();
    bob.open(&link).await;
    sign_in(&mut bob, "bob").await;
    let page = bob.page();
    assert_eq!(page.attributes("#code", "value"), [code.as_str()], "{}", page.html);
    assert!(!page.has("#take-accept"), "an address does nothing");
    let page = bob.submit("take-form", &[]).await;
    let text = page.text("main");
    let shown =
        ["Küche", "Vision 55", "Vision TV", "Alice N", "alice@example.com", "bob@example.com"];
    for shown in shown {
        assert!(text.contains(shown), "{shown}: {text}");
    }
    assert!(page.has("#take-warning") && text.contains("Stay connected"), "{text}");
    let page = bob.submit("take-accept", &[]).await;
    assert!(page.has("#account-done"), "{}", page.html);
    assert!(page.text("#waiting-list").contains("Küche") && !page.has("#device-list"));

    let refused = second.rp.refresh(others.str("refresh_token")).await;
    assert_eq!(refused.error(), "invalid_grant", "RFC 6749 §5.2");
    assert_eq!(second.rp.userinfo(others.str("access_token")).await.status, 401);
    assert!(still_plays(&first, &its).await, "exactly this one");
    assert_eq!(alice.open(at(&op, "/devices")).await.texts("#device-list .person-name").len(), 1);

    let over = op.mail_about("alice@example.com", "gehört jetzt jemand anderem").await;
    assert!(over.text.contains("Küche") && over.text.contains("bob@example.com"), "{}", over.text);
    assert!(over.text.contains("/lockaccount?code="), "{}", over.text);
    let taken = op.mail_about("bob@example.com", "took over").await;
    assert!(taken.text.contains("Alice N (alice@example.com)"), "{}", taken.text);
    let noted = bob.open(at(&op, "/activity")).await.text("#event-list");
    assert!(noted.contains("Device taken over") && noted.contains("alice@example.com"), "{noted}");
    let noted = alice.open(at(&op, "/activity")).await.text("#event-list");
    for event in ["Gerät weitergegeben", "Küche (bob@example.com)"] {
        assert!(noted.contains(event), "{event}: {noted}");
    }

    let again = Tv::asks(&op).await;
    again.meets(&op, "bob").await.submit("device-allow", &[]).await;
    op.advance(6);
    let tokens = again.polls().await.ok();
    let who = again.rp.userinfo(tokens.str("access_token")).await.ok();
    let before = first.rp.userinfo(its.str("access_token")).await.ok();
    assert_eq!(who.json["preferred_username"], "bob");
    assert_ne!(who.json["sub"], before.json["sub"]);
    let page = bob.open(at(&op, "/devices")).await;
    assert_eq!(page.texts("#device-list .person-name"), ["Küche"], "it keeps its name");
    assert!(!page.has("#waiting-list"), "{}", page.html);
    assert!(!second.rp.refresh(others.str("refresh_token")).await.status.is_success());
}

/// How long a device that was taken waits to be connected is a setting.
#[tokio::test]
async fn a_tenant_says_how_long_a_device_waits() {
    let mut settings = handing_over();
    settings.accounts.device_handover.waits = Seconds::minutes(2);
    let op = start_with(settings).await;
    connected(&op, "alice").await;
    let (_, link) = made(&mut giving(&op).await).await;
    let mut bob = op.browser();
    bob.open(&link).await;
    sign_in(&mut bob, "bob").await;
    bob.submit("take-form", &[]).await;
    assert!(bob.submit("take-accept", &[]).await.has("#waiting-list"));
    op.advance(119);
    assert!(bob.open(at(&op, "/devices")).await.has("#waiting-list"));
    op.advance(1);
    assert!(!bob.open(at(&op, "/devices")).await.has("#waiting-list"));
}

/// Each end of a code is told plainly, to the one and to the other.
#[tokio::test]
async fn a_code_is_good_once_for_one_other_person_of_the_tenant() {
    let op = start().await;
    let (tv, tokens) = connected(&op, "alice").await;
    let mut alice = giving(&op).await;
    let mut bob = at_home(&op, "bob").await;

    let (code, link) = made(&mut alice).await;
    let mut own = alice.clone();
    own.open(&link).await;
    let page = own.submit("take-form", &[]).await;
    assert!(page.text("#form-error").contains("This device is yours"), "{}", page.html);
    let (_, rest) = code.split_once('-').unwrap();
    let unknown = hears(&op, &mut bob, &format!("{rest}-{rest}")).await;
    assert!(unknown.contains("No device is offered"), "{unknown}");
    assert!(hears(&op, &mut bob, "TV").await.contains("No device is offered"));
    bob.open(at(&op, "/take")).await;
    assert!(bob.submit("take-form", &[("code", "")]).await.has("#form-error"));

    // As anywhere else nothing is known of it.
    op.other_tenant("u", {
        let mut settings = settings();
        settings.accounts.device_handover.enabled = true;
        settings
    })
    .await;
    let mut elsewhere = op.browser();
    elsewhere.open(link.replace("/t/account", "/u/account")).await;
    sign_in(&mut elsewhere, "bob").await;
    let page = elsewhere.submit("take-form", &[]).await;
    assert!(page.text("#form-error").contains("No device is offered"), "{}", page.html);

    // Another one takes its place; withdrawn, it is over.
    alice.open(at(&op, "/devices")).await;
    alice.follow("#hand-over-1").await;
    assert!(alice.page().has("#handover-until") && !alice.page().has("#handover-code"));
    let (second, _) = made(&mut alice).await;
    assert!(hears(&op, &mut bob, &code).await.contains("No device is offered"));
    let mut late = bob.clone();
    late.open(at(&op, "/take")).await;
    assert!(late.submit("take-form", &[("code", &second)]).await.has("#take-accept"));
    let page = alice.submit("withdraw-form", &[]).await;
    assert!(page.has("#account-done"), "{}", page.html);
    let over = "This code no longer works";
    assert!(hears(&op, &mut bob, &second).await.contains(over));
    assert!(late.submit("take-accept", &[]).await.text("#form-error").contains(over));

    // Expired.
    alice.follow("#hand-over-1").await;
    let (third, _) = made(&mut alice).await;
    op.advance(3600);
    assert!(hears(&op, &mut bob, &third).await.contains(over));
    assert!(still_plays(&tv, &tokens).await);
}

/// A second tab sees what the first one did; whoever declines ends it for everybody.
#[tokio::test]
async fn a_decision_counts_once() {
    let op = start().await;
    connected(&op, "alice").await;
    op.advance(1);
    connected(&op, "alice").await;
    let mut alice = giving(&op).await;
    let (code, _) = made(&mut alice).await;
    let mut bob = at_home(&op, "bob").await;
    bob.open(at(&op, "/take")).await;
    bob.submit("take-form", &[("code", &code)]).await;
    let mut tab = bob.clone();
    bob.submit("take-accept", &[]).await;
    let page = tab.submit("take-accept", &[]).await;
    assert!(page.text("#account-done").contains("The device is yours"), "{}", page.html);
    let page = tab.submit("forget-device-1", &[]).await;
    assert!(page.has("#account-done") && !page.has("#waiting-list"), "{}", page.html);

    alice.open(at(&op, "/devices")).await;
    alice.follow("#hand-over-1").await;
    let (code, _) = made(&mut alice).await;
    bob.open(at(&op, "/take")).await;
    bob.submit("take-form", &[("code", &code.to_lowercase().replace('-', " "))]).await;
    let page = bob.submit("take-decline", &[]).await;
    assert!(page.has("#account-done") && !page.has("#waiting-list"), "{}", page.html);
    assert!(hears(&op, &mut bob, &code).await.contains("This code no longer works"));
    let noted = alice.open(at(&op, "/activity")).await.text("#event-list");
    assert!(noted.contains("Offered device not taken"), "{noted}");
}

/// Security: codes are short; guesses are counted, and a form is ours.
#[tokio::test]
async fn codes_are_not_guessed() {
    let op = start().await;
    connected(&op, "alice").await;
    let mut alice = giving(&op).await;
    let (code, _) = made(&mut alice).await;
    let mut bob = at_home(&op, "bob").await;
    for action in ["/take", "/take/accept", "/take/decline"] {
        let page = bob.post(at(&op, action), &[("code", &code)]).await;
        assert_eq!(page.status, 400, "{action}");
    }
    let mut guesses = 0;
    while bob.page().status != 429 {
        bob.open(at(&op, "/take")).await;
        bob.submit("take-form", &[("code", "BBBB-BBBB")]).await;
        guesses += 1;
        assert!(guesses < 20, "nobody is made to wait");
        if bob.page().status != 429 {
            // Security: an offer that somebody holds ready makes no room for guesses.
            bob.open(at(&op, "/take")).await;
            bob.submit("take-form", &[("code", &code)]).await;
        }
    }
    assert!(bob.page().has(super::UNTIL), "{}", bob.page().html);
    bob.open(at(&op, "/take")).await;
    let page = bob.submit("take-form", &[("code", &code)]).await;
    assert_eq!(page.status, 429, "the right one waits, too");
}

/// Whoever sits at a browser that was left alone gives nothing away; the sign-in on the way comes back to
/// that device.
#[tokio::test]
async fn a_code_takes_a_fresh_sign_in() {
    let op = start().await;
    connected(&op, "alice").await;
    let mut alice = giving(&op).await;
    let there = alice.page().url.clone();
    op.advance(601);
    let page = alice.submit("handover-form", &[]).await;
    assert!(page.has("#login-form"), "{}", page.html);
    sign_in(&mut alice, "alice").await;
    assert_eq!(alice.page().url, there);
    made(&mut alice).await;
    let mut bob = at_home(&op, "bob").await;
    let page = bob.open(there.as_str()).await;
    assert_eq!(page.url.as_str(), at(&op, "/devices"), "somebody else's");
}

/// Of one person so many wait at a time, and what has ended otherwise is no offer.
#[tokio::test]
async fn offers_are_few_and_end_with_their_device() {
    let op = start().await;
    for _ in 0..6 {
        connected(&op, "alice").await;
        op.advance(1);
    }
    let mut alice = at_home(&op, "alice").await;
    let mut codes = Vec::new();
    for nth in 1..=6 {
        alice.open(at(&op, "/devices")).await;
        alice.follow(&format!("#hand-over-{nth}")).await;
        if nth < 6 {
            codes.push(made(&mut alice).await.0);
            continue;
        }
        let page = alice.submit("handover-form", &[]).await;
        assert!(page.status == 409 && page.has("#form-error"), "{}", page.html);
    }
    let page = alice.open(at(&op, "/devices")).await;
    assert!(page.text("#device-list").contains("Offered to somebody"), "{}", page.html);
    alice.submit("end-device-1", &[]).await;
    let mut bob = at_home(&op, "bob").await;
    let over = "This code no longer works";
    assert!(hears(&op, &mut bob, &codes[0]).await.contains(over));
    alice.open(at(&op, "/apps")).await;
    alice.submit("disconnect-1", &[]).await;
    assert!(hears(&op, &mut bob, &codes[1]).await.contains(over));
}

/// Where the tenant does not want it, there is nothing of it.
#[tokio::test]
async fn nothing_is_handed_over_unless_the_tenant_wants_it() {
    let op = start_with(settings()).await;
    connected(&op, "alice").await;
    let mut alice = at_home(&op, "alice").await;
    let page = alice.open(at(&op, "/devices")).await;
    assert!(page.has("#device-list") && !page.has("#hand-over-1") && !page.has("#to-take"));
    for path in ["/take", "/devices/handover"] {
        assert_eq!(alice.open(at(&op, path)).await.status, 404, "{path}");
    }
    for path in ["/take/accept", "/take/forget", "/devices/handover/withdraw"] {
        assert_eq!(alice.post(at(&op, path), &[]).await.status, 404, "{path}");
    }
}
