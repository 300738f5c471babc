//! What an organization does not take from its members: it is not asked for, not offered, and counts for nothing.
use super::Op;
use super::account_member::{at, at_home};
use super::account_security::{press, set_up as set_up_app};
use super::organizations::{PLAIN, is_let_in, signed_in, silently};
use super::second_factor::TWO;
use super::sms::{NUMBER, at_the_step, set_up as set_up_number, texted, texts, with_texts};
use latchkey_accounts::{Organization, RefusedFactors};
use latchkey_authn::Proof;
use latchkey_testkit::{Authenticator, Browser};
use serde_json::json;

impl Op {
    /// It does not take these from its members, or does so again, as the command does it.
    async fn refuse(&self, of: &Organization, names: &[&str], is_refused: bool) {
        let (store, tenant) = (&self.running.app().store, &self.beside.tenant);
        let change = (of.id, RefusedFactors::parse(names).unwrap(), is_refused);
        self.beside.provision.refuse_to_members(store, tenant, change).await.unwrap();
    }

    /// alice has a number, and with it recovery codes.
    async fn alice_with_a_number(&self) -> Browser {
        let mut home = at_home(self, "alice").await;
        set_up_number(self, &mut home, NUMBER).await;
        home
    }

    /// She has an app as well.
    async fn alice_with_both(&self) -> Authenticator {
        let mut home = self.alice_with_a_number().await;
        home.open(at(self, "/security")).await;
        set_up_app(self, &mut home).await.app
    }

    /// alice, signed in with the password and a texted code.
    async fn alice_by_text(&self) -> Browser {
        let mut browser = at_the_step(self).await;
        let before = texts(self);
        browser.submit("resend-form", &[]).await;
        let code = texted(self, before + 1).await.code();
        browser.submit("otp-form", &[("otp", &code)]).await;
        assert!(is_let_in(&browser), "{}", browser.page().html);
        browser
    }
}

/// Of members and of nobody else, until it is taken again; by no address either.
#[tokio::test]
async fn what_is_refused_is_no_way_to_take_the_next_step() {
    let op = Op::start(with_texts()).await;
    let app = op.alice_with_both().await;
    op.enrol(&mut op.browser(), "bob").await;
    let sales = op.organization("sales").await;
    op.join(&sales, "alice", PLAIN).await;
    let mut before = signed_in(&op, "alice").await;
    assert!(before.page().has("#way-sms") && before.page().has("#way-recovery-code"));
    op.refuse(&sales, &["sms", "recovery_code"], true).await;
    for step in ["sms-code", "recovery-code"] {
        let url = before.page().url.as_str().replace("/totp", &format!("/{step}"));
        let page = before.open(&url).await;
        assert!(page.url.as_str().ends_with("/totp"), "{step}: {}", page.html);
        assert!(page.has("#otp-form") && !page.has("#otp-send"), "{step}: {}", page.html);
    }
    let mut alice = signed_in(&op, "alice").await;
    let page = alice.page();
    assert!(page.has("#otp-form") && !page.has("#otp-send"), "{}", page.html);
    assert!(!page.has("#way-sms") && !page.has("#way-recovery-code"), "{}", page.html);
    alice.submit("otp-form", &[("otp", &app.code_at(op.seconds()))]).await;
    assert!(is_let_in(&alice), "{}", alice.page().html);
    let bob = signed_in(&op, "bob").await;
    assert!(bob.page().has("#way-recovery-code"), "of nobody else: {}", bob.page().html);
    op.refuse(&sales, &["sms"], false).await;
    let again = signed_in(&op, "alice").await;
    assert!(again.page().has("#way-sms"), "{}", again.page().html);
    assert!(!again.page().has("#way-recovery-code"), "{}", again.page().html);
    op.leave(&sales, "alice").await;
    assert!(signed_in(&op, "alice").await.page().has("#way-recovery-code"));
}

/// Security: the session with a texted code is good for nothing that takes two any more, silently neither; and nobody
/// is locked out.
#[tokio::test]
async fn who_has_only_what_is_refused_sets_up_another() {
    let op = Op::start(with_texts()).await;
    op.alice_with_a_number().await;
    let sales = op.organization("sales").await;
    op.join(&sales, "alice", PLAIN).await;
    op.demand_of(&sales, true).await;
    let mut alice = op.alice_by_text().await;
    assert_eq!(silently(&op, &mut alice).await, None);
    op.refuse(&sales, &["sms"], true).await;
    let said = silently(&op, &mut alice).await.expect("an error");
    assert!(["login_required", "interaction_required"].contains(&&*said), "{said}");
    alice.open(&op.rp().depart(&[]).url).await;
    assert!(!is_let_in(&alice) && !alice.page().has("#totp-key"), "{}", alice.page().html);

    let mut alice = signed_in(&op, "alice").await;
    // Security: somebody else may know the password; the mailbox comes before a second factor.
    assert!(alice.page().has("#otp-send"), "{}", alice.page().html);
    alice.submit("resend-form", &[]).await;
    let code = op.mail_about("alice@example.com", "Your code").await.code();
    alice.submit("otp-form", &[("otp", &code)]).await;
    assert!(alice.page().has("#totp-key"), "{}", alice.page().html);
    assert!(!alice.page().html.contains("/enrol/sms"), "{}", alice.page().html);
    let app = op.set_up(&mut alice).await.app;
    assert!(is_let_in(&alice), "{}", alice.page().html);
    assert_eq!(silently(&op, &mut alice).await, None);
    let mut home = op.browser();
    home.open(at(&op, "/security")).await;
    op.sign_in_twice(&mut home, "alice", &app).await;
    assert!(home.page().has("#sms-remove"), "what was set up stays: {}", home.page().html);
}

/// Security: apps are told what counts. One that asks for two factors does not get them from a session with a
/// refused one.
#[tokio::test]
async fn a_session_is_worth_what_counts() {
    let op = Op::start(with_texts()).await;
    op.alice_with_both().await;
    let sales = op.organization("sales").await;
    op.join(&sales, "alice", PLAIN).await;
    let mut alice = signed_in(&op, "alice").await;
    let before = texts(&op);
    alice.follow("#way-sms").await;
    alice.submit("resend-form", &[]).await;
    let code = texted(&op, before + 1).await.code();
    alice.submit("otp-form", &[("otp", &code)]).await;
    assert!(is_let_in(&alice), "{}", alice.page().html);
    let rp = op.rp();
    let to = rp.depart(&[("prompt", "none")]);
    alice.open(&to.url).await;
    let claims = op.claims(&alice, &rp, &to).await;
    assert_eq!(
        (&claims["acr"], &claims["amr"]),
        (&json!(TWO), &json!(["pwd", "otp", "sms", "mfa"]))
    );
    op.refuse(&sales, &["sms"], true).await;
    let to = rp.depart(&[("prompt", "none")]);
    alice.open(&to.url).await;
    let claims = op.claims(&alice, &rp, &to).await;
    assert_eq!(claims["amr"], json!(["pwd"]));
    assert_ne!(claims["acr"], TWO);
    alice.open(&rp.depart(&[("acr_values", TWO)]).url).await;
    assert!(!is_let_in(&alice) && alice.page().has("#otp-form"), "{}", alice.page().html);
    let page = alice.open(at(&op, "")).await;
    assert!(!page.has("#account-sections"), "nor is their account open: {}", page.html);
}

/// The pages of the account offer nothing that would count for nothing, and make none of it.
#[tokio::test]
async fn the_account_offers_what_is_taken() {
    let op = Op::start(with_texts()).await;
    let sales = op.organization("sales").await;
    op.join(&sales, "bob", PLAIN).await;
    let mut bob = at_home(&op, "bob").await;
    let page = bob.open(at(&op, "/security")).await;
    assert!(page.has("#sms-set-up") && page.has("#totp-set-up"), "{}", page.html);
    op.refuse(&sales, &["sms", "recovery_code"], true).await;
    let page = bob.reload().await;
    assert!(!page.has("#sms-set-up") && page.has("#totp-set-up"), "{}", page.html);
    bob.open(at(&op, "/security/sms")).await;
    assert!(!bob.page().has("#phone-form"), "{}", bob.page().html);
    bob.open(at(&op, "/security")).await;
    let enrolled = set_up_app(&op, &mut bob).await;
    assert!(enrolled.codes.is_empty(), "no recovery codes are made");
    assert!(bob.page().has("#account-done") && !bob.page().has("#codes-renew"));
    let csrf = bob.page().attributes("[name=csrf]", "value")[0].clone();
    let page = bob.post(at(&op, "/security/recovery-codes"), &[("csrf", &csrf)]).await;
    assert!(!page.has("#recovery-codes"), "{}", page.html);
    op.refuse(&sales, &["totp"], true).await;
    let page = bob.open(at(&op, "/security")).await;
    assert!(page.has("#totp-remove") && !page.has("#totp-set-up"), "{}", page.html);
    let mut other = at_home(&op, "alice").await;
    let page = other.open(at(&op, "/security")).await;
    assert!(page.has("#sms-set-up") && page.has("#totp-set-up"), "others: {}", page.html);
    press(&mut other, "totp-set-up").await;
    assert!(other.page().has("#totp-key"));
}

/// Security: what an organization refuses approves no sign-in of its members, and is approved in no other browser.
#[tokio::test]
async fn a_refused_factor_approves_nothing() {
    let mut settings = with_texts();
    settings.factors.allowed.push(Proof::Approval);
    let approves_for = settings.factors.approval_within;
    let op = Op::start(settings).await;
    op.alice_with_both().await;
    // Where she set them up, everything was shown.
    op.advance(approves_for.get());
    let sales = op.organization("sales").await;
    op.join(&sales, "alice", PLAIN).await;
    let mut home = signed_in(&op, "alice").await;
    let before = texts(&op);
    home.follow("#way-sms").await;
    home.submit("resend-form", &[]).await;
    let code = texted(&op, before + 1).await.code();
    home.submit("otp-form", &[("otp", &code)]).await;
    assert!(is_let_in(&home), "{}", home.page().html);
    assert!(signed_in(&op, "alice").await.page().has("#way-approval"));
    op.refuse(&sales, &["sms"], true).await;
    let elsewhere = signed_in(&op, "alice").await;
    let page = elsewhere.page();
    assert!(page.has("#otp-form") && !page.has("#way-approval"), "{}", page.html);
    op.refuse(&sales, &["sms"], false).await;
    assert!(signed_in(&op, "alice").await.page().has("#way-approval"));
    op.refuse(&sales, &["approval"], true).await;
    let elsewhere = signed_in(&op, "alice").await;
    let page = elsewhere.page();
    assert!(page.has("#otp-form") && !page.has("#way-approval"), "{}", page.html);
}
