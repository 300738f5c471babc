//! What is not taken from somebody, by an organization, of them or by an app: it is not asked for, not offered, and
//! counts for nothing.
use super::Op;
use super::account_member::{at, at_home};
use super::account_security::{press, set_up as set_up_app};
use super::organizations::{PLAIN, is_let_in, signed_in, silently};
use super::second_factor::TWO;
use super::sms::{NUMBER, at_the_step, set_up as set_up_number, texted, texts, with_texts};
use super::{PASSWORD, quick, register, sign_in};
use latchkey_accounts::{Account, Organization, RefusedFactors};
use latchkey_authn::{Proof, SecondFactor};
use latchkey_base::Clock as _;
use latchkey_oidc::{ApplicationType, ClientMetadata};
use latchkey_store::{Tx, TxError};
use latchkey_testkit::{Authentication, Authenticator, Browser, REDIRECT_URI, RelyingParty};
use serde_json::json;

impl Op {
    /// It does not take these from its members, or does so again, as the command does it.
    async fn refuse(&self, of: &Organization, names: &[&str], is_refused: bool) {
        let (store, tenant) = (&self.running.app().store, &self.beside.tenant);
        let change = (of.id, RefusedFactors::parse(names).unwrap(), is_refused);
        self.beside.provision.refuse_to_members(store, tenant, change).await.unwrap();
    }

    /// An organization that wants two factors of alice.
    async fn strict(&self) -> Organization {
        let sales = self.organization("sales").await;
        self.join(&sales, "alice", PLAIN).await;
        self.demand_of(&sales, true).await;
        sales
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

    /// An app that wants two factors, and takes none of these kinds.
    async fn vault(&self, refused: &[&str]) -> RelyingParty {
        let metadata = ClientMetadata {
            redirect_uris: vec![REDIRECT_URI.to_owned()],
            token_endpoint_auth_method: Some("none".to_owned()),
            application_type: ApplicationType::Native,
            client_skip_consent: true,
            client_require_second_factor: true,
            client_refused_factors: refused.iter().map(|kind| (*kind).to_owned()).collect(),
            ..ClientMetadata::default()
        };
        register(self, vec![("vault", metadata)]).await;
        let issuer = format!("{}/t", self.running.public_url);
        RelyingParty::new(&issuer, "vault", REDIRECT_URI, Authentication::None)
    }

    /// Her account, as an operator changes it.
    async fn change_alice(&self, change: impl Fn(Account) -> Account + Send + Sync + 'static) {
        let now = self.clock.now();
        let write = move |tx: &mut dyn Tx| {
            let account = tx.account_by_identifier("alice")?.unwrap();
            tx.update_account(&change(account), now)
        };
        let (store, tenant) = (&self.running.app().store, &self.beside.tenant);
        let changed: Result<_, TxError> = store.write(tenant.id, write).await;
        changed.unwrap();
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
    let sales = op.strict().await;
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
    let sales = op.strict().await;
    let mut alice = op.alice_by_text().await;
    assert_eq!(silently(&op, &mut alice).await, None);
    let page = alice.open(at(&op, "")).await;
    assert!(page.has("#account-sections"), "{}", page.html);
    op.refuse(&sales, &["sms"], true).await;
    let page = alice.open(at(&op, "")).await;
    assert!(!page.has("#account-sections"), "it is worth one factor: {}", page.html);
    let said = silently(&op, &mut alice).await.expect("an error");
    assert!(["login_required", "interaction_required"].contains(&&*said), "{said}");
    alice.open(&op.rp().depart(&[]).url).await;
    assert!(!is_let_in(&alice) && !alice.page().has("#totp-key"), "{}", alice.page().html);

    let mut alice = signed_in(&op, "alice").await;
    // Security: neither the password nor the mailbox puts anything in the place of what has guarded her.
    let page = alice.page();
    assert!(page.url.path().ends_with("/sms-code") && page.has("#otp-send"), "{}", page.html);
    let enrolment = page.url.as_str().replace("/sms-code", "/enrol/totp");
    assert!(!alice.open(&enrolment).await.has("#totp-key"), "{}", alice.page().html);
    let before = texts(&op);
    alice.submit("resend-form", &[]).await;
    let code = texted(&op, before + 1).await.code();
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
    let app = op.alice_with_both().await;
    let sales = op.strict().await;
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
    assert!(silently(&op, &mut alice).await.is_some());
    let page = alice.open(at(&op, "")).await;
    assert!(!page.has("#account-sections"), "nor is their account open: {}", page.html);
    let to = rp.depart(&[]);
    alice.open(&to.url).await;
    assert!(!is_let_in(&alice) && alice.page().has("#otp-form"), "{}", alice.page().html);
    alice.submit("otp-form", &[("otp", &app.code_at(op.seconds()))]).await;
    let claims = op.claims(&alice, &rp, &to).await;
    assert_eq!((&claims["acr"], &claims["amr"]), (&json!(TWO), &json!(["pwd", "otp", "mfa"])));
}

/// The pages of the account offer nothing that would count for nothing, and make none of it.
#[tokio::test]
async fn the_account_offers_what_is_taken() {
    let op = Op::start(with_texts()).await;
    op.alice_with_a_number().await;
    let sales = op.strict().await;
    let mut alice = op.alice_by_text().await;
    let page = alice.open(at(&op, "/security")).await;
    assert!(page.has("#totp-set-up") && page.has("#codes-renew"), "{}", page.html);
    let csrf = page.attributes("[name=csrf]", "value")[0].clone();
    op.refuse(&sales, &["totp", "recovery_code"], true).await;
    let page = alice.reload().await;
    assert!(!page.has("#totp-set-up") && page.has("#sms-number"), "{}", page.html);
    assert!(!page.has("#codes-renew"), "{}", page.html);
    let page = alice.post(at(&op, "/security/recovery-codes"), &[("csrf", &csrf)]).await;
    assert!(!page.has("#recovery-codes"), "{}", page.html);
    let mut other = at_home(&op, "bob").await;
    let page = other.open(at(&op, "/security")).await;
    assert!(page.has("#sms-set-up") && page.has("#totp-set-up"), "others: {}", page.html);
    press(&mut other, "totp-set-up").await;
    assert!(other.page().has("#totp-key"));
}

/// Nobody gets a list that would be good for nothing.
#[tokio::test]
async fn no_recovery_codes_are_made_for_whom_they_are_refused() {
    let op = Op::start(quick()).await;
    let sales = op.strict().await;
    op.refuse(&sales, &["recovery_code"], true).await;
    let mut alice = signed_in(&op, "alice").await;
    alice.submit("resend-form", &[]).await;
    let code = op.mail_about("alice@example.com", "code").await.code();
    alice.submit("otp-form", &[("otp", &code)]).await;
    let app = Authenticator::typed(&alice.page().text("#totp-key"));
    alice.submit("otp-form", &[("otp", &app.code_at(op.seconds()))]).await;
    assert!(is_let_in(&alice), "{}", alice.page().html);
    let page = alice.open(at(&op, "/security")).await;
    assert!(page.has("#method-totp #totp-set-up") && !page.has("#codes-renew"), "{}", page.html);
}

/// One person, as an operator wants it; nobody else.
#[tokio::test]
async fn an_operator_refuses_kinds_of_one_person() {
    let op = Op::start(with_texts()).await;
    let app = op.alice_with_both().await;
    op.enrol(&mut op.browser(), "bob").await;
    let sms = RefusedFactors::parse(&["sms", "recovery_code"]).unwrap();
    op.change_alice(move |account| Account { two_factors: true, refuses: sms, ..account }).await;
    let mut alice = signed_in(&op, "alice").await;
    let page = alice.page();
    assert!(page.has("#otp-form") && !page.has("#way-sms"), "{}", page.html);
    assert!(!page.has("#way-recovery-code"), "{}", page.html);
    alice.submit("otp-form", &[("otp", &app.code_at(op.seconds()))]).await;
    assert!(is_let_in(&alice), "{}", alice.page().html);
    assert!(signed_in(&op, "bob").await.page().has("#way-recovery-code"));
}

/// Security: an app that takes no texted codes does not get them from a session that began with one, and does not let
/// whoever knows the password alone put something in their place. Other apps take them as before.
#[tokio::test]
async fn an_app_refuses_kinds_at_its_sign_ins() {
    let op = Op::start(with_texts()).await;
    op.alice_with_a_number().await;
    let vault = op.vault(&["sms", "recovery_code"]).await;
    let mut alice = op.alice_by_text().await;
    let silent = vault.depart(&[("prompt", "none")]);
    alice.open(&silent.url).await;
    assert_eq!(alice.page().query("error").as_deref(), Some("interaction_required"));
    let to = vault.depart(&[]);
    alice.open(&to.url).await;
    alice.submit("login-form", &[("password", PASSWORD)]).await;
    let page = alice.page();
    assert!(page.url.path().ends_with("/sms-code"), "{}", page.html);
    assert!(page.has("#way-recovery-code"), "also a way to say whose it is: {}", page.html);
    let before = texts(&op);
    alice.submit("resend-form", &[]).await;
    let code = texted(&op, before + 1).await.code();
    alice.submit("otp-form", &[("otp", &code)]).await;
    let app = op.set_up(&mut alice).await.app;
    let claims = op.claims(&alice, &vault, &to).await;
    assert_eq!((&claims["acr"], &claims["amr"]), (&json!(TWO), &json!(["pwd", "otp", "mfa"])));
    let (rp, elsewhere) = (op.rp(), op.rp().depart(&[("prompt", "none")]));
    alice.open(&elsewhere.url).await;
    let claims = op.claims(&alice, &rp, &elsewhere).await;
    assert_eq!(claims["amr"], json!(["pwd", "otp", "sms", "mfa"]), "elsewhere it counts");
    let mut fresh = op.browser();
    fresh.open(&vault.depart(&[]).url).await;
    sign_in(&mut fresh, "alice").await;
    assert!(!fresh.page().has("#way-sms") && !fresh.page().has("#way-recovery-code"));
    fresh.submit("otp-form", &[("otp", &app.code_at(op.seconds()))]).await;
    assert!(is_let_in(&fresh), "{}", fresh.page().html);
}

/// A session of one factor becomes what the app takes, step by step, without beginning anew.
#[tokio::test]
async fn a_session_takes_two_further_steps() {
    let mut settings = with_texts();
    settings.factors.second_factor = SecondFactor::Never;
    let op = Op::start(settings.clone()).await;
    op.alice_with_a_number().await;
    settings.factors.allowed.push(Proof::Email);
    op.set(settings, false).await;
    let vault = op.vault(&["sms"]).await;
    let mut alice = signed_in(&op, "alice").await;
    assert!(is_let_in(&alice), "one factor: {}", alice.page().html);
    let to = vault.depart(&[]);
    alice.open(&to.url).await;
    assert!(alice.page().url.path().ends_with("/sms-code"), "{}", alice.page().html);
    let before = texts(&op);
    alice.submit("resend-form", &[]).await;
    let code = texted(&op, before + 1).await.code();
    alice.submit("otp-form", &[("otp", &code)]).await;
    assert!(alice.page().url.path().ends_with("/email-code"), "{}", alice.page().html);
    alice.submit("resend-form", &[]).await;
    let code = op.mail_about("alice@example.com", "Your code").await.code();
    alice.submit("otp-form", &[("otp", &code)]).await;
    let claims = op.claims(&alice, &vault, &to).await;
    assert_eq!((&claims["acr"], &claims["amr"]), (&json!(TWO), &json!(["pwd", "otp", "mfa"])));
}

/// Security: an app that refuses all that there is lets nobody in, and opens nothing elsewhere: the password alone is no
/// session where it was none before.
#[tokio::test]
async fn an_app_that_refuses_everything_opens_nothing_elsewhere() {
    let mut settings = with_texts();
    settings.factors.allowed = vec![Proof::Sms];
    let op = Op::start(settings).await;
    op.alice_with_a_number().await;
    let vault = op.vault(&["sms"]).await;
    let mut alice = op.browser();
    alice.open(&vault.depart(&[]).url).await;
    sign_in(&mut alice, "alice").await;
    assert!(alice.page().url.path().ends_with("/sms-code"), "{}", alice.page().html);
    let step = alice.page().url.clone();
    assert_eq!(silently(&op, &mut alice).await.as_deref(), Some("login_required"));
    alice.open(step.as_str()).await;
    let before = texts(&op);
    alice.submit("resend-form", &[]).await;
    let code = texted(&op, before + 1).await.code();
    alice.submit("otp-form", &[("otp", &code)]).await;
    let error = alice.page().query("error");
    assert_eq!(error.as_deref(), Some("unmet_authentication_requirements"));
    assert_eq!(silently(&op, &mut alice).await, None, "elsewhere it counts");
}

/// Security: what is refused approves no sign-in, and is approved in no other browser.
#[tokio::test]
async fn a_refused_factor_approves_nothing() {
    let mut settings = with_texts();
    settings.factors.allowed.push(Proof::Approval);
    let approves_for = settings.factors.approval_within;
    let op = Op::start(settings).await;
    op.alice_with_both().await;
    // Where she set them up, everything was shown.
    op.advance(approves_for.get());
    let sales = op.strict().await;
    let mut home = signed_in(&op, "alice").await;
    let before = texts(&op);
    home.follow("#way-sms").await;
    home.submit("resend-form", &[]).await;
    let code = texted(&op, before + 1).await.code();
    home.submit("otp-form", &[("otp", &code)]).await;
    assert!(is_let_in(&home), "{}", home.page().html);
    assert!(signed_in(&op, "alice").await.page().has("#way-approval"));
    let vault = op.vault(&["sms"]).await;
    let mut there = op.browser();
    there.open(&vault.depart(&[]).url).await;
    sign_in(&mut there, "alice").await;
    let page = there.page();
    assert!(page.has("#otp-form") && !page.has("#way-approval"), "nor at an app: {}", page.html);
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
