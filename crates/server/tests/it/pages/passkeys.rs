//! Passkeys: made when they are offered, used as the whole of a sign-in and as its second step.
use super::account_member::at;
use super::recovery::{alice, write};
use super::second_factor::TWO;
use super::{Op, PASSWORD, quick, sign_in};
use latchkey_accounts::{Account, AccountStatus, Profile, SignUp};
use latchkey_authn::Proof;
use latchkey_base::{Clock as _, Seconds};
use latchkey_server::provision::PersonInput;
use latchkey_store::{PasskeyRecord, TenantSettings};
use latchkey_testkit::{Browser, Device};
use serde_json::{Value, json};

/// A question of the page's script, and by which name it is answered.
pub struct Question {
    pub ceremony: String,
    pub options: Value,
}

/// Asks as the script of the page does.
pub async fn ask(browser: &Browser) -> Option<Question> {
    let mut script = browser.clone();
    let page = browser.page();
    let options = page.attributes("#passkey-form", "data-options").remove(0);
    let csrf = page.attributes("#passkey-form [name=csrf]", "value").remove(0);
    let url = page.url.join(&options).unwrap();
    let answer = script.post(&url, &[("csrf", &csrf)]).await;
    let body: Value = serde_json::from_str(&answer.html).ok()?;
    let ceremony = body["ceremony"].as_str()?.to_owned();
    Some(Question { ceremony, options: body["options"].clone() })
}

pub async fn answer(browser: &mut Browser, ceremony: &str, credential: &str) {
    let fields = [("ceremony", ceremony), ("credential", credential)];
    browser.submit("passkey-form", &fields).await;
}

impl Op {
    /// Makes a passkey on the page that offers one, and saves the recovery codes that come with the first.
    pub async fn make(&self, browser: &mut Browser, device: &mut Device) {
        self.make_first(browser, device).await;
        if browser.page().has("#recovery-codes-form") {
            browser.submit("recovery-codes-form", &[]).await;
        }
    }

    /// Makes a passkey on the page that offers one.
    pub async fn make_first(&self, browser: &mut Browser, device: &mut Device) {
        let asked = ask(browser).await.expect("options");
        let made = device.create(&self.home(), &asked.options).await.expect("a passkey");
        answer(browser, &asked.ceremony, &made).await;
    }

    /// Signs on a page that takes passkeys.
    pub async fn sign(&self, browser: &mut Browser, device: &mut Device) {
        let asked = ask(browser).await.expect("options");
        let signed = device.sign(&self.home(), &asked.options).await.expect("a signature");
        answer(browser, &asked.ceremony, &signed).await;
    }

    /// Gives alice's passkey to somebody who has no password.
    pub async fn give_to_carol(&self) {
        let store = self.beside.open().await;
        let account = SignUp {
            username: Some("carol".to_owned()),
            email: Some("carol@example.com".to_owned()),
            profile: Profile::default(),
        };
        let person = PersonInput { account, email_verified: true, ..PersonInput::default() };
        let settings = &self.beside.tenant.settings;
        let tenant = self.beside.tenant.id;
        self.beside.provision.create_person(&store, tenant, settings, person).await.unwrap();
        write(self, &store, |tx| {
            let carol = tx.account_by_identifier("carol")?.unwrap().id;
            let alice = tx.account_by_identifier("alice")?.unwrap().id;
            let hers = tx.passkeys_of(alice)?.remove(0);
            assert!(tx.delete_passkey(alice, &hers.credential_id)?);
            assert!(tx.password_hash(carol)?.is_none());
            assert!(tx.insert_passkey(&PasskeyRecord { account: carol, ..hers })?);
            Ok(())
        })
        .await;
        store.close().await;
    }

    /// A device with a passkey of somebody, made after a sign-in with the password.
    pub async fn device_of(&self, name: &str, device: Device) -> Device {
        let (mut browser, mut device) = (self.browser(), device);
        browser.open(&self.rp().depart(&[]).url).await;
        able_sign_in(&mut browser, name).await;
        self.make(&mut browser, &mut device).await;
        assert!(browser.page().query("code").is_some(), "{}", browser.page().html);
        device
    }
}

/// Signs in with the password in a browser whose script says that it can make passkeys.
pub async fn able_sign_in(browser: &mut Browser, name: &str) {
    browser.submit("login-form", &[("username", name), ("passkeys", "yes")]).await;
    browser.submit("login-form", &[("password", PASSWORD), ("passkeys", "yes")]).await;
}

pub async fn held(op: &Op) -> Vec<PasskeyRecord> {
    let store = op.beside.open().await;
    let id = alice(op, &store).await.id;
    let found = store.read(op.beside.tenant.id, move |tx| tx.passkeys_of(id)).await;
    let found: Result<_, latchkey_store::TxError> = found;
    store.close().await;
    found.unwrap()
}

/// Whether the page says that a passkey was not taken, in these words.
fn refused(browser: &Browser, words: &str) {
    let page = browser.page();
    assert!(page.status == 422 && page.has("#passkey-form"), "{}", page.html);
    let said = page.texts("[role=alert]:not([hidden])").join(" ");
    assert!(said.contains(words), "{said}");
}

/// RFC 8176 §2: a device that was unlocked is two factors; it is offered once, and its owner hears.
#[tokio::test]
async fn a_passkey_is_offered_made_and_signs_in_without_a_name() {
    let op = Op::start(quick()).await;
    let (mut browser, rp) = (op.browser(), op.rp());
    browser.open(&rp.depart(&[]).url).await;
    able_sign_in(&mut browser, "alice").await;
    assert!(browser.page().has("#not-now"), "{}", browser.page().html);
    assert!(browser.reload().await.has("#passkey-start"), "the state is a URL");
    let hints = &ask(&browser).await.unwrap().options["hints"];
    assert_eq!(hints, &json!(["client-device"]), "WebAuthn §5.8.7");
    let mut device = Device::default();
    op.make(&mut browser, &mut device).await;
    assert!(browser.page().query("code").is_some(), "{}", browser.page().html);
    let notice = op.mail_to("alice@example.com").await;
    assert!(notice.subject.contains("passkey"), "{}", notice.subject);
    let kept = held(&op).await;
    assert_eq!((kept.len(), kept[0].backup_eligible), (1, true));
    assert_ne!(kept[0].user_handle, *kept[0].account.as_bytes(), "the device learns no id of ours");

    let (mut other, to) = (op.browser(), rp.depart(&[]));
    other.open(&to.url).await;
    assert_eq!(ask(&other).await.unwrap().options.get("hints"), None, "wherever it is");
    op.sign(&mut other, &mut device).await;
    let claims = op.claims(&other, &rp, &to).await;
    let amr = json!(["swk", "user", "mfa"]);
    assert_eq!((&claims["acr"], &claims["amr"]), (&json!(TWO), &amr));
    assert_eq!(claims["sub"], json!(kept[0].account.to_string()));

    let mut third = op.browser();
    third.open(&rp.depart(&[]).url).await;
    able_sign_in(&mut third, "alice").await;
    assert!(third.page().query("code").is_some(), "who has one is not asked");
    assert!(held(&op).await[0].used_at.is_some());
}

#[tokio::test]
async fn not_now_is_remembered_and_other_browsers_are_not_asked() {
    let op = Op::start(quick()).await;
    let (mut browser, rp) = (op.browser(), op.rp());
    browser.open(&rp.depart(&[]).url).await;
    able_sign_in(&mut browser, "alice").await;
    browser.submit("passkey-later-form", &[]).await;
    assert!(browser.page().query("code").is_some(), "{}", browser.page().html);
    let mut again = op.browser();
    again.open(&rp.depart(&[]).url).await;
    able_sign_in(&mut again, "alice").await;
    assert!(again.page().query("code").is_some());
    let mut bob = op.browser();
    bob.open(&rp.depart(&[]).url).await;
    super::sign_in(&mut bob, "bob").await;
    assert!(bob.page().query("code").is_some(), "a browser that can make none");
    let uid = again.page().url.clone();
    assert!(uid.query().is_some());
}

/// What a tenant does not allow is neither made nor taken.
#[tokio::test]
async fn a_tenant_can_do_without_passkeys() {
    let mut settings = quick();
    settings.factors.allowed.retain(|factor| *factor != Proof::Passkey);
    let op = Op::start(settings).await;
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    assert!(!browser.page().has("#passkey-form"));
    let login = browser.page().url.to_string();
    let csrf = browser.page().attributes("#login-form [name=csrf]", "value").remove(0);
    let mut script = browser.clone();
    let options = login.replace("/login", "/passkey/options");
    assert_eq!(script.post(options, &[("csrf", &csrf)]).await.status, 404);
    able_sign_in(&mut browser, "alice").await;
    assert!(browser.page().query("code").is_some(), "none is offered");
}

/// After the password: a passkey of theirs, and nobody else's.
#[tokio::test]
async fn a_passkey_is_the_step_after_a_password() {
    let op = Op::start(quick()).await;
    let mut device = op.device_of("alice", Device::default()).await;
    let mut theirs = op.device_of("bob", Device::default()).await;
    let (mut browser, rp) = (op.browser(), op.rp());
    browser.open(&rp.depart(&[]).url).await;
    super::sign_in(&mut browser, "alice").await;
    assert!(browser.page().query("code").is_some(), "a passkey makes nobody be asked for it");

    let mut browser = op.browser();
    let to = rp.depart(&[("acr_values", TWO)]);
    browser.open(&to.url).await;
    super::sign_in(&mut browser, "alice").await;
    assert!(browser.page().has("#passkey-start"), "{}", browser.page().html);
    let mut asked = ask(&browser).await.unwrap();
    assert_eq!(asked.options["allowCredentials"].as_array().unwrap().len(), 1);
    assert!(theirs.sign(&op.home(), &asked.options).await.is_none(), "not asked for");
    asked.options["allowCredentials"] = json!([]);
    let signed = theirs.sign(&op.home(), &asked.options).await.unwrap();
    answer(&mut browser, &asked.ceremony, &signed).await;
    refused(&browser, "another account");
    op.sign(&mut browser, &mut device).await;
    let claims = op.claims(&browser, &rp, &to).await;
    assert_eq!(claims["amr"], json!(["pwd", "swk", "user", "mfa"]));
}

/// WebAuthn §13.4.3: an answer is good once, in the pass and the browser that was asked, in time.
#[tokio::test]
async fn an_answer_is_good_once_where_it_was_asked() {
    let op = Op::start(quick()).await;
    let mut device = op.device_of("alice", Device::default()).await;
    let (mut browser, rp) = (op.browser(), op.rp());
    browser.open(&rp.depart(&[]).url).await;
    let asked = ask(&browser).await.unwrap();
    let signed = device.sign(&op.home(), &asked.options).await.unwrap();

    let mut elsewhere = op.browser();
    elsewhere.open(&rp.depart(&[]).url).await;
    answer(&mut elsewhere, &asked.ceremony, &signed).await;
    refused(&elsewhere, "too long");
    let mut other_pass = browser.clone();
    other_pass.open(&rp.depart(&[]).url).await;
    answer(&mut other_pass, &asked.ceremony, &signed).await;
    refused(&other_pass, "too long");
    let fresh = ask(&browser).await.unwrap();
    let mut tab = browser.clone();
    answer(&mut tab, &fresh.ceremony, &signed).await;
    refused(&tab, "could not be verified");

    let mut copy = browser.clone();
    answer(&mut browser, &asked.ceremony, &signed).await;
    assert!(browser.page().query("code").is_some(), "nobody has used it up");
    copy.open(&rp.depart(&[("prompt", "login")]).url).await;
    answer(&mut copy, &asked.ceremony, &signed).await;
    refused(&copy, "too long");

    let mut slow = op.browser();
    slow.open(&rp.depart(&[]).url).await;
    let asked = ask(&slow).await.unwrap();
    let signed = device.sign(&op.home(), &asked.options).await.unwrap();
    op.advance(10 * 60);
    answer(&mut slow, &asked.ceremony, &signed).await;
    refused(&slow, "too long");
}

/// How long people have is a setting.
#[tokio::test]
async fn a_question_waits_for_as_long_as_it_is_configured() {
    let op = Op::start_with(quick(), |config| {
        config.passkeys.timeout = Seconds::new(40);
        config.passkeys.question_lifetime = Seconds::new(60);
    });
    let op = op.await;
    let mut device = op.device_of("alice", Device::default()).await;
    for (wait, is_taken) in [(59, true), (60, false)] {
        let mut browser = op.browser();
        browser.open(&op.rp().depart(&[]).url).await;
        let asked = ask(&browser).await.unwrap();
        assert_eq!(asked.options["timeout"], 40_000);
        let signed = device.sign(&op.home(), &asked.options).await.unwrap();
        op.advance(wait);
        answer(&mut browser, &asked.ceremony, &signed).await;
        assert_eq!(browser.page().query("code").is_some(), is_taken, "{wait}");
    }
}

/// Two tabs of one pass have a challenge each, and both are good.
#[tokio::test]
async fn two_tabs_do_not_disturb_each_other() {
    let op = Op::start(quick()).await;
    let mut device = op.device_of("alice", Device::default()).await;
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    let mut tab = browser.clone();
    let (first, second) = (ask(&browser).await.unwrap(), ask(&tab).await.unwrap());
    browser.submit("login-form", &[("username", "bob")]).await;
    assert!(browser.page().has("#password"), "what is typed is kept");
    let signed = device.sign(&op.home(), &first.options).await.unwrap();
    answer(&mut tab, &first.ceremony, &signed).await;
    assert!(tab.page().query("code").is_some(), "{}", tab.page().html);
    assert_ne!(first.options["challenge"], second.options["challenge"]);
}

/// WebAuthn §7.2: origin, verification, key; and what is no answer at all.
#[tokio::test]
async fn what_is_not_right_is_refused() {
    let op = Op::start(quick()).await;
    let mut device = op.device_of("alice", Device::default()).await;
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    for text in ["", "{}", "null", &"x".repeat(40_000)] {
        let asked = ask(&browser).await.unwrap();
        answer(&mut browser, &asked.ceremony, text).await;
        refused(&browser, "could not be verified");
    }
    answer(&mut browser, &"x".repeat(9000), "{}").await;
    refused(&browser, "too long");

    let asked = ask(&browser).await.unwrap();
    let elsewhere = "http://localhost:1".parse().unwrap();
    let signed = device.sign(&elsewhere, &asked.options).await.unwrap();
    answer(&mut browser, &asked.ceremony, &signed).await;
    refused(&browser, "could not be verified");

    let mut asked = ask(&browser).await.unwrap();
    asked.options["userVerification"] = json!("discouraged");
    let signed = device.sign(&op.home(), &asked.options).await.unwrap();
    answer(&mut browser, &asked.ceremony, &signed).await;
    refused(&browser, "could not be verified");

    let asked = ask(&browser).await.unwrap();
    let signed = device.sign(&op.home(), &asked.options).await.unwrap();
    let mut forged: Value = serde_json::from_str(&signed).unwrap();
    forged["response"]["userHandle"] = json!("AAAAAAAAAAAAAAAAAAAAAA");
    answer(&mut browser, &asked.ceremony, &forged.to_string()).await;
    refused(&browser, "don’t know this passkey");
    op.sign(&mut browser, &mut device).await;
    assert!(browser.page().query("code").is_some(), "{}", browser.page().html);
}

/// RFC 9700 §4.7: the form belongs to this browser and this pass.
#[tokio::test]
async fn what_another_site_posts_is_not_taken() {
    let op = Op::start(quick()).await;
    let mut device = op.device_of("alice", Device::default()).await;
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    let asked = ask(&browser).await.unwrap();
    let signed = device.sign(&op.home(), &asked.options).await.unwrap();
    let action = browser.page().form("passkey-form").action;
    let fields = [("ceremony", asked.ceremony.as_str()), ("credential", &signed)];
    assert_eq!(browser.clone().post(&action, &fields).await.status, 400);
    let options = format!("{action}/options");
    assert_eq!(browser.clone().post(options, &[]).await.status, 409);
    answer(&mut browser, &asked.ceremony, &signed).await;
    assert!(browser.page().query("code").is_some(), "it was not used up");
}

/// WebAuthn §6.1.1: of a device and its copy one is behind, and the owner is told.
#[tokio::test]
async fn a_copy_of_a_device_is_noticed() {
    let op = Op::start(quick()).await;
    let mut device = op.device_of("alice", Device::that_counts()).await;
    let mut copy = device.clone();
    for _ in 0..2 {
        let mut browser = op.browser();
        browser.open(&op.rp().depart(&[]).url).await;
        op.sign(&mut browser, &mut device).await;
        assert!(browser.page().query("code").is_some());
    }
    let mut thief = op.browser();
    thief.open(&op.rp().depart(&[]).url).await;
    op.sign(&mut thief, &mut copy).await;
    refused(&thief, "a copy");
    super::lock::lock_link(&op.mail_about("alice@example.com", "passkey was refused").await);
    let mut owner = op.browser();
    owner.open(at(&op, "/activity")).await;
    op.sign(&mut owner, &mut device).await;
    let events = owner.page().texts("#event-list .person-name");
    assert!(events.iter().any(|event| event.contains("copy")), "{events:?}");
    assert!(events.iter().any(|event| event.contains("Passkey added")), "{events:?}");
    assert!(events.iter().any(|event| event.contains("Passkey used")), "{events:?}");
}

/// Security: whoever knows the password of somebody with a passkey signs in to apps, and no further.
#[tokio::test]
async fn a_password_alone_opens_no_account_that_has_a_passkey() {
    let op = Op::start(quick()).await;
    let mut device = op.device_of("alice", Device::default()).await;
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    assert!(browser.page().query("code").is_some(), "{}", browser.page().html);
    for section in ["", "/security", "/email", "/data"] {
        let page = browser.open(at(&op, section)).await;
        let asks = page.has("#passkey-form") && page.url.path().contains("/interaction/");
        assert!(asks, "{section}: {}", page.html);
    }
    op.sign(&mut browser, &mut device).await;
    assert_eq!(browser.page().url.as_str(), at(&op, "/data"));
}

/// Security: an offer that lies there while the owner sets up a second step is worth nothing to whoever has not
/// shown that: a passkey would be their way around it.
#[tokio::test]
async fn an_offer_gets_nobody_past_a_second_step_that_was_set_up_meanwhile() {
    let op = Op::start(quick()).await;
    let (mut thief, mut device) = (op.browser(), Device::default());
    thief.open(&op.rp().depart(&[]).url).await;
    able_sign_in(&mut thief, "alice").await;
    let offered = ask(&thief).await.expect("an offer");
    op.enrol(&mut op.browser(), "alice").await;
    let made = device.create(&op.home(), &offered.options).await.expect("a passkey");
    answer(&mut thief, &offered.ceremony, &made).await;
    assert!(held(&op).await.is_empty(), "it is not kept");
    assert_eq!(thief.page().status, 422, "{}", thief.page().html);
    assert!(thief.page().has("#passkey-start"), "the offer stands: {}", thief.page().html);
}

/// Who takes the offer on the way to their own account gets there: they have shown the passkey. The
/// session has another cookie from then on.
#[tokio::test]
async fn a_passkey_that_is_made_on_the_way_to_the_account_opens_it() {
    let op = Op::start(quick()).await;
    let mut browser = op.browser();
    browser.open(at(&op, "/security")).await;
    able_sign_in(&mut browser, "alice").await;
    assert!(browser.page().has("#not-now"), "{}", browser.page().html);
    let mut before = browser.clone();
    op.make(&mut browser, &mut Device::default()).await;
    assert_eq!(browser.page().url.as_str(), at(&op, "/security"), "{}", browser.page().html);
    assert!(browser.page().has("#passkey-rename-1"));
    before.open(&op.rp().depart(&[("prompt", "none")]).url).await;
    assert_eq!(before.page().query("error").as_deref(), Some("login_required"));
    let (rp, to) = (op.rp(), op.rp().depart(&[("prompt", "none")]));
    browser.open(&to.url).await;
    let amr = op.claims(&browser, &rp, &to).await["amr"].clone();
    assert_eq!(amr, json!(["pwd", "swk", "user", "mfa"]));
}

/// Whoever loses their only passkey has the list that came with it: the way in is not closed for good.
#[tokio::test]
async fn the_first_passkey_comes_with_recovery_codes() {
    let op = Op::start(quick()).await;
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    able_sign_in(&mut browser, "alice").await;
    op.make_first(&mut browser, &mut Device::default()).await;
    let codes = browser.page().texts("#recovery-codes li");
    assert_eq!(codes.len(), 10, "{}", browser.page().html);
    assert_eq!(browser.reload().await.texts("#recovery-codes li"), codes);
    let page = browser.submit("recovery-codes-form", &[]).await;
    assert!(page.query("code").is_some(), "{}", page.html);

    let mut lost = op.browser();
    lost.open(at(&op, "/security")).await;
    sign_in(&mut lost, "alice").await;
    assert!(lost.page().has("#passkey-form"), "{}", lost.page().html);
    lost.follow("#way-recovery-code").await;
    lost.submit("otp-form", &[("otp", &codes[0])]).await;
    let page = lost.page();
    assert!(page.has("#method-list"), "{}", page.html);
    assert!(page.text("#method-recovery-codes").contains("9 left"));
    op.make_first(&mut lost, &mut Device::default()).await;
    assert!(lost.page().has("#account-done"), "the list stays: {}", lost.page().html);
}

/// Where the tenant takes no recovery codes there are none.
#[tokio::test]
async fn a_tenant_without_recovery_codes_makes_none() {
    let mut settings = quick();
    settings.factors.allowed.retain(|factor| *factor != Proof::RecoveryCode);
    let op = Op::start(settings).await;
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    able_sign_in(&mut browser, "alice").await;
    op.make_first(&mut browser, &mut Device::default()).await;
    assert!(browser.page().query("code").is_some(), "{}", browser.page().html);
}

/// One that was removed, and one of somebody who may not sign in.
#[tokio::test]
async fn a_passkey_that_does_not_count_any_more_opens_nothing() {
    let op = Op::start(quick()).await;
    let mut device = op.device_of("alice", Device::default()).await;
    let store = op.beside.open().await;
    let (account, now) = (alice(&op, &store).await, op.clock.now());
    let active = account.clone();
    let suspended = Account { status: AccountStatus::Suspended, ..account.clone() };
    write(&op, &store, move |tx| tx.update_account(&suspended, now)).await;
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    op.sign(&mut browser, &mut device).await;
    refused(&browser, "paused");
    let (of, id) = (account.id, device.credential_id());
    write(&op, &store, move |tx| {
        tx.update_account(&active, now)?;
        assert!(tx.delete_passkey(of, &id)?);
        Ok(())
    })
    .await;
    store.close().await;
    op.sign(&mut browser, &mut device).await;
    refused(&browser, "don’t know this passkey");
}

/// Security: all tenants are one party to a browser; each knows only its own passkeys.
#[tokio::test]
async fn a_passkey_of_another_tenant_opens_nothing() {
    let op = Op::start(quick()).await;
    let mut device = op.device_of("alice", Device::default()).await;
    let rp = op.other_tenant("u", TenantSettings { ..quick() }).await;
    let mut browser = op.browser();
    browser.open(&rp.depart(&[]).url).await;
    op.sign(&mut browser, &mut device).await;
    refused(&browser, "don’t know this passkey");
    able_sign_in(&mut browser, "alice").await;
    let mut second = Device::default();
    op.make(&mut browser, &mut second).await;
    assert!(browser.page().query("code").is_some(), "{}", browser.page().html);
    let mut first = op.browser();
    first.open(&op.rp().depart(&[]).url).await;
    op.sign(&mut first, &mut second).await;
    refused(&first, "don’t know this passkey");
    op.sign(&mut first, &mut device).await;
    assert!(first.page().query("code").is_some());
}

/// Somebody without a password signs in with a passkey, proves it again, and sets a password.
#[tokio::test]
async fn an_account_without_a_password_is_a_whole_account() {
    let op = Op::start(quick()).await;
    let mut device = op.device_of("alice", Device::default()).await;
    op.give_to_carol().await;
    let (mut browser, rp) = (op.browser(), op.rp());
    browser.open(&rp.depart(&[]).url).await;
    op.sign(&mut browser, &mut device).await;
    assert!(browser.page().query("code").is_some(), "{}", browser.page().html);
    browser.open(&rp.depart(&[("prompt", "login")]).url).await;
    op.sign(&mut browser, &mut device).await;
    assert!(browser.page().query("code").is_some(), "proven again");

    let mut lost = op.browser();
    lost.open(format!("{}t/forgotpassword", op.home())).await;
    lost.submit("forgot-form", &[("username", "carol")]).await;
    let link = op.mail_to("carol@example.com").await.link();
    assert!(lost.open(&link).await.has("#new-password"), "they never chose to do without one");
    browser.open(super::account_member::at(&op, "/password")).await;
    browser.submit("password-form", &[("new_password", PASSWORD)]).await;
    lost.open(&rp.depart(&[]).url).await;
    super::sign_in(&mut lost, "carol").await;
    assert!(lost.page().query("code").is_some(), "{}", lost.page().html);
}

/// Nobody makes a passkey for somebody who has not just signed in here.
#[tokio::test]
async fn nothing_is_made_that_was_not_offered() {
    let op = Op::start(quick()).await;
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    let login = browser.page().url.to_string();
    let csrf = browser.page().attributes("#login-form [name=csrf]", "value").remove(0);
    let enrol = login.replace("/login", "/enrol/passkey");
    assert!(browser.clone().open(&enrol).await.has("#login-form"));
    let fields = [("csrf", csrf.as_str()), ("ceremony", "x"), ("credential", "{}")];
    assert_eq!(browser.clone().post(format!("{enrol}/options"), &fields).await.status, 409);
    for step in ["", "/later"] {
        let mut tab = browser.clone();
        assert!(tab.post(format!("{enrol}{step}"), &fields).await.has("#login-form"), "{step}");
    }
    able_sign_in(&mut browser, "alice").await;
    let asked = ask(&browser).await.unwrap();
    let mut device = Device::default();
    let made = device.create(&op.home(), &asked.options).await.unwrap();
    op.advance(15 * 60);
    answer(&mut browser, &asked.ceremony, &made).await;
    assert!(browser.page().is_outside, "the offer is over");
    assert!(held(&op).await.is_empty());
}

/// WebAuthn §5.11.
#[tokio::test]
async fn related_origins_are_named_and_taken() {
    let other = "http://localhost:1";
    let op = Op::start_with(quick(), |config| {
        config.passkeys.related_origins = vec![other.to_owned()];
    })
    .await;
    let mut browser = op.browser();
    let page = browser.open(format!("{}.well-known/webauthn", op.home())).await;
    let named: Value = serde_json::from_str(&page.html).unwrap();
    assert_eq!(named, json!({ "origins": [op.running.public_url, other] }));
    let mut device = op.device_of("alice", Device::default()).await;
    browser.open(&op.rp().depart(&[]).url).await;
    let asked = ask(&browser).await.unwrap();
    let signed = device.sign(&other.parse().unwrap(), &asked.options).await.unwrap();
    answer(&mut browser, &asked.ceremony, &signed).await;
    assert!(browser.page().query("code").is_some());

    let op = Op::start(quick()).await;
    let page = op.browser().open(format!("{}.well-known/webauthn", op.home())).await.status;
    assert_eq!(page, 404);
}
