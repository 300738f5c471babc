//! "Don't ask again on this browser": what it spares, what it never spares, and how it ends.
use super::account_member::{at, at_home};
use super::recovery::{alice, write};
use super::second_factor::{Enrolled, TWO, with};
use super::{Op, PASSWORD, quick, register, sign_in};
use latchkey_authn::SecondFactor;
use latchkey_base::{Clock as _, Seconds, Secret};
use latchkey_oidc::ClientMetadata;
use latchkey_server::provision::Password;
use latchkey_store::{RememberedBrowserRecord, TenantSettings};
use latchkey_testkit::{Authentication, Browser, REDIRECT_URI, RelyingParty};
use serde_json::json;

/// The cookie that this is about.
const COOKIE: &str = "lk_r_";

/// A provider at which alice has an authenticator app, and what she has.
async fn with_alice(settings: TenantSettings) -> (Op, Enrolled) {
    let op = Op::start(settings).await;
    let enrolled = op.enrol(&mut op.browser(), "alice").await;
    (op, enrolled)
}

/// Signs alice in twice in a fresh browser, and has it remembered.
async fn remembered(op: &Op, enrolled: &Enrolled) -> Browser {
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    tick(op, &mut browser, enrolled).await;
    assert!(browser.page().query("code").is_some(), "{}", browser.page().html);
    op.advance(30);
    browser
}

/// Shows the code of now and ticks the box.
async fn tick(op: &Op, browser: &mut Browser, enrolled: &Enrolled) {
    let code = enrolled.app.code_at(op.seconds());
    browser.submit("otp-form", &[("otp", &code), ("remember", "yes")]).await;
}

/// Signs out, which a remembered browser outlives.
async fn sign_out(op: &Op, browser: &mut Browser) {
    browser.open(format!("{}/t/session/end", op.running.public_url)).await;
    if browser.page().has("#logout-confirm") {
        browser.submit("logout-confirm", &[]).await;
    }
}

/// Signs out and in again, with the password.
async fn come_back(op: &Op, browser: &mut Browser, extra: &[(&str, &str)]) {
    sign_out(op, browser).await;
    browser.open(&op.rp().depart(extra).url).await;
    sign_in(browser, "alice").await;
}

async fn rows(op: &Op) -> Vec<RememberedBrowserRecord> {
    let store = op.beside.open().await;
    let (id, now) = (alice(op, &store).await.id, op.clock.now());
    let held = store.read(op.beside.tenant.id, move |tx| tx.remembered_browsers(id, now));
    let held: Result<_, latchkey_store::TxError> = held.await;
    store.close().await;
    held.unwrap()
}

fn cookie(browser: &Browser) -> Option<(String, String)> {
    let held = browser.cookies.starting_with(COOKIE);
    held.first().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
}

/// RFC 8176 §2, OIDC Core §2: only the password was shown, and that is what an app is told.
#[tokio::test]
async fn a_remembered_browser_is_not_asked_again_and_says_what_was_shown() {
    let (op, enrolled) = with_alice(quick()).await;
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    let page = browser.page();
    assert!(page.text("label[for=remember]").contains("30 days"), "{}", page.html);
    assert!(page.attributes("#remember", "checked").is_empty(), "nobody ticks it for them");
    browser.submit("otp-form", &[("otp", "000000"), ("remember", "yes")]).await;
    assert_eq!(
        browser.page().attributes("#remember", "checked").len(),
        1,
        "what they ticked stays"
    );
    tick(&op, &mut browser, &enrolled).await;
    let before = cookie(&browser).expect("a cookie");

    let (rp, to) = (op.rp(), op.rp().depart(&[]));
    sign_out(&op, &mut browser).await;
    browser.open(&to.url).await;
    sign_in(&mut browser, "alice").await;
    let claims = op.claims(&browser, &rp, &to).await;
    let one = "urn:latchkey:acr:1fa";
    assert_eq!((&claims["acr"], &claims["amr"]), (&json!(one), &json!(["pwd"])));
    assert_ne!(cookie(&browser).expect("a cookie"), before, "another secret after each use");
    come_back(&op, &mut browser, &[]).await;
    assert!(browser.page().query("code").is_some(), "again and again");
    assert_eq!(rows(&op).await.len(), 1);
}

/// Security: who sits at an unlocked device has its mailbox, too. Beside a mailed code a remembered
/// browser stands in for nothing.
#[tokio::test]
async fn a_mailed_sign_in_takes_the_second_factor_in_a_remembered_browser() {
    let mut settings = quick();
    settings.factors.mail_sign_in = true;
    let (op, enrolled) = with_alice(settings).await;
    let mut browser = remembered(&op, &enrolled).await;
    sign_out(&op, &mut browser).await;
    browser.open(&op.rp().depart(&[]).url).await;
    browser.submit("login-form", &[("username", "alice")]).await;
    browser.submit("mail-form", &[]).await;
    assert!(browser.page().has("#mail-sent"), "{}", browser.page().html);
    let code = op.mail_about("alice@example.com", "code").await.code();
    let page = browser.submit("otp-form", &[("otp", &code)]).await;
    assert!(page.has("#way-recovery-code") && !page.has("#remember"), "{}", page.html);
}

#[tokio::test]
async fn nobody_is_remembered_who_has_not_asked_for_it() {
    let (op, enrolled) = with_alice(quick()).await;
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    op.sign_in_twice(&mut browser, "alice", &enrolled.app).await;
    assert!(browser.page().is_outside && cookie(&browser).is_none());
    op.advance(30);
    come_back(&op, &mut browser, &[]).await;
    assert!(browser.page().has("#otp-form"));
    assert!(rows(&op).await.is_empty());
}

/// A tenant may not want it; and one that changes its mind means it at once.
#[tokio::test]
async fn a_tenant_may_remember_no_browsers() {
    let mut settings = quick();
    settings.factors.remember_browsers = Seconds::new(0);
    let (op, enrolled) = with_alice(settings).await;
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    assert!(browser.page().has("#otp-form") && !browser.page().has("#remember"));
    tick(&op, &mut browser, &enrolled).await;
    assert!(browser.page().is_outside && cookie(&browser).is_none(), "whatever is posted");
}

#[tokio::test]
async fn it_lasts_as_long_as_the_tenant_says_and_no_longer() {
    let mut settings = quick();
    settings.factors.remember_browsers = Seconds::days(2);
    settings.protocol.lifetimes.session = Seconds::days(10);
    let (op, enrolled) = with_alice(settings).await;
    let mut browser = remembered(&op, &enrolled).await;
    op.advance(86_400);
    come_back(&op, &mut browser, &[]).await;
    assert!(browser.page().query("code").is_some());
    op.advance(86_400 - 30);
    come_back(&op, &mut browser, &[]).await;
    assert!(browser.page().has("#otp-form"), "use does not prolong it");
}

/// RFC 9470 §5, OIDC Core §3.1.2.1, §5.5.1.1: whoever asks for more, or anew, gets it.
#[tokio::test]
async fn a_step_up_is_never_skipped() {
    let (op, enrolled) = with_alice(quick()).await;
    let mut browser = remembered(&op, &enrolled).await;
    let essential = json!({"id_token": {"acr": {"essential": true, "value": TWO}}}).to_string();
    for asked in [
        &[("acr_values", TWO)][..],
        &[("claims", &essential)],
        &[("prompt", "login")],
        &[("max_age", "86400")],
        &[("prompt", "login"), ("acr_values", TWO)],
    ] {
        come_back(&op, &mut browser, asked).await;
        let page = browser.page();
        assert!(page.has("#otp-form") && !page.has("#remember"), "{asked:?}: {}", page.html);
        // Nor is anything remembered by whoever posts it all the same.
        let before = rows(&op).await.len();
        tick(&op, &mut browser, &enrolled).await;
        assert!(browser.page().is_outside, "{asked:?}");
        assert_eq!(rows(&op).await.len(), before, "{asked:?}");
        op.advance(30);
    }
    // A live session that began without is asked, too.
    come_back(&op, &mut browser, &[]).await;
    assert!(browser.page().query("code").is_some());
    let (rp, to) = (op.rp(), op.rp().depart(&[("acr_values", TWO)]));
    browser.open(&to.url).await;
    assert!(browser.page().has("#otp-form") && !browser.page().has("#remember"));
    browser.submit("otp-form", &[("otp", &enrolled.app.code_at(op.seconds()))]).await;
    let claims = op.claims(&browser, &rp, &to).await;
    assert_eq!((&claims["acr"], &claims["amr"]), (&json!(TWO), &json!(["pwd", "otp", "mfa"])));
}

/// Security: one's own account is not where a second factor is spared, nor is an app that was
/// registered for two, nor a tenant that demands it of everybody.
#[tokio::test]
async fn what_is_demanded_is_not_spared() {
    let (op, enrolled) = with_alice(quick()).await;
    let metadata = ClientMetadata {
        redirect_uris: vec![REDIRECT_URI.to_owned()],
        token_endpoint_auth_method: Some("none".to_owned()),
        application_type: latchkey_oidc::ApplicationType::Native,
        client_skip_consent: true,
        client_require_second_factor: true,
        ..ClientMetadata::default()
    };
    register(&op, vec![("vault", metadata)]).await;
    let issuer = format!("{}/t", op.running.public_url);
    let vault = RelyingParty::new(&issuer, "vault", REDIRECT_URI, Authentication::None);
    let mut browser = remembered(&op, &enrolled).await;
    sign_out(&op, &mut browser).await;
    for url in [at(&op, "/security"), vault.depart(&[]).url.to_string()] {
        let mut tab = browser.clone();
        tab.open(&url).await;
        sign_in(&mut tab, "alice").await;
        let page = tab.page();
        assert!(page.has("#otp-form") && !page.has("#remember"), "{url}: {}", page.html);
    }
    // Nor by a session that began without.
    come_back(&op, &mut browser, &[]).await;
    assert!(browser.page().query("code").is_some());
    for url in [at(&op, "/security"), vault.depart(&[]).url.to_string()] {
        assert!(browser.open(&url).await.has("#otp-form"), "{url}");
    }

    let (op, enrolled) = with_alice(with(SecondFactor::Always)).await;
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    assert!(browser.page().has("#otp-form") && !browser.page().has("#remember"));
    tick(&op, &mut browser, &enrolled).await;
    assert!(browser.page().is_outside && cookie(&browser).is_none());
}

/// Two people share a browser; each has it remembered or not, for their own account.
#[tokio::test]
async fn what_one_person_had_remembered_serves_nobody_else() {
    let (op, alices) = with_alice(quick()).await;
    let bobs = op.enrol(&mut op.browser(), "bob").await;
    let mut browser = remembered(&op, &alices).await;
    sign_out(&op, &mut browser).await;
    browser.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut browser, "bob").await;
    assert!(browser.page().has("#otp-form"), "bob is asked");
    tick(&op, &mut browser, &bobs).await;
    op.advance(30);
    let (_, both) = cookie(&browser).unwrap();
    assert_eq!(both.split('~').count(), 2);
    for name in ["alice", "bob", "alice"] {
        sign_out(&op, &mut browser).await;
        browser.open(&op.rp().depart(&[]).url).await;
        sign_in(&mut browser, name).await;
        assert!(browser.page().query("code").is_some(), "{name}");
    }
}

/// A browser is remembered by one tenant. The cookie of another is not even read, and its rows are not
/// found.
#[tokio::test]
async fn another_tenant_does_not_know_the_browser() {
    let (op, enrolled) = with_alice(quick()).await;
    let mut browser = remembered(&op, &enrolled).await;
    let elsewhere = op.other_tenant("u", quick()).await;
    let to = elsewhere.depart(&[("acr_values", TWO)]);
    let mut fresh = op.browser();
    fresh.open(&to.url).await;
    sign_in(&mut fresh, "alice").await;
    op.set_up(&mut fresh).await;
    browser.open(&elsewhere.depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    assert!(browser.page().has("#otp-form"), "{}", browser.page().html);
    // Nor under the name that the cookie has there.
    let (_, value) = cookie(&browser).unwrap();
    let theirs = {
        let held: Vec<(&str, &str)> = fresh.cookies.starting_with("lk_s_");
        held.iter().map(|(name, _)| name.replace("lk_s_", COOKIE)).find(|name| {
            !browser.cookies.starting_with(COOKIE).iter().any(|(held, _)| held == name)
        })
    };
    browser.cookies.set(&theirs.expect("another tenant's name"), &value);
    browser.open(&elsewhere.depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    assert!(browser.page().has("#otp-form"), "{}", browser.page().html);
}

/// A copied cookie is good for nothing once its owner has used theirs; and whoever shows the old
/// secret has it forgotten for both.
#[tokio::test]
async fn a_copied_cookie_ends_what_it_was_copied_from() {
    let (op, enrolled) = with_alice(quick()).await;
    let mut browser = remembered(&op, &enrolled).await;
    let (name, stolen) = cookie(&browser).unwrap();
    come_back(&op, &mut browser, &[]).await;
    assert!(browser.page().query("code").is_some());
    let mut thief = op.browser();
    thief.cookies.set(&name, &stolen);
    thief.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut thief, "alice").await;
    assert!(thief.page().has("#otp-form"), "{}", thief.page().html);
    assert!(rows(&op).await.is_empty(), "forgotten");
    super::lock::lock_link(&op.mail_about("alice@example.com", "browser was forgotten").await);
    come_back(&op, &mut browser, &[]).await;
    assert!(browser.page().has("#otp-form"), "the owner is asked again, and hears why");
    browser.submit("otp-form", &[("otp", &enrolled.app.code_at(op.seconds()))]).await;
    let mut home = op.browser();
    op.advance(30);
    home.open(at(&op, "/activity")).await;
    op.sign_in_twice(&mut home, "alice", &enrolled.app).await;
    let events = home.page().texts("#event-list .person-name").join("|");
    for event in ["Browser remembered", "seems to have been copied"] {
        assert!(events.contains(event), "{event}: {events}");
    }
}

/// Of two who come with one secret at the same time at most one is spared anything.
#[tokio::test]
async fn one_secret_serves_one_of_two_at_once() {
    let (op, enrolled) = with_alice(quick()).await;
    let mut browser = remembered(&op, &enrolled).await;
    sign_out(&op, &mut browser).await;
    let mut tabs = [browser.clone(), browser];
    for tab in &mut tabs {
        tab.open(&op.rp().depart(&[]).url).await;
        tab.submit("login-form", &[("username", "alice")]).await;
    }
    let [one, other] = &mut tabs;
    let password = [("password", PASSWORD)];
    tokio::join!(one.submit("login-form", &password), other.submit("login-form", &password));
    let spared = tabs.iter().filter(|tab| tab.page().is_outside).count();
    assert_eq!(spared, 1);
    assert!(rows(&op).await.is_empty(), "the second was an old secret");
}

/// Odd cookies are no cookies.
#[tokio::test]
async fn a_made_up_cookie_spares_nothing() {
    let (op, enrolled) = with_alice(quick()).await;
    let browser = remembered(&op, &enrolled).await;
    let (name, value) = cookie(&browser).unwrap();
    let (id, secret) = value.split_once('.').unwrap();
    let other = format!("{}.{secret}", uuid_like(id));
    let long = "~".repeat(3000);
    for odd in ["", "x", "~~~", id, &other, &long] {
        let mut stranger = op.browser();
        stranger.cookies.set(&name, odd);
        stranger.open(&op.rp().depart(&[]).url).await;
        sign_in(&mut stranger, "alice").await;
        assert!(stranger.page().has("#otp-form"), "{odd:?}");
    }
    assert_eq!(rows(&op).await.len(), 1, "and harms nobody who was remembered");
}

/// An id of the same form.
fn uuid_like(id: &str) -> String {
    let last = if id.ends_with('0') { '1' } else { '0' };
    format!("{}{last}", &id[..id.len() - 1])
}

/// RFC 9700 §4.7: for our own pages, out of reach of scripts.
#[tokio::test]
async fn the_cookie_is_out_of_reach() {
    let (op, enrolled) = with_alice(quick()).await;
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    let form = browser.page().form("otp-form");
    let code = enrolled.app.code_at(op.seconds());
    let mut fields = form.fields.clone();
    fields.retain(|(name, _)| name != "otp");
    fields.extend([("otp".to_owned(), code), ("remember".to_owned(), "yes".to_owned())]);
    let answer = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
        .post(form.action)
        .header("cookie", browser.cookies.header().unwrap())
        .header("origin", op.running.public_url.as_str())
        .header("content-type", "application/x-www-form-urlencoded")
        .body(url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&fields).finish())
        .send()
        .await
        .unwrap();
    let set = answer.headers().get_all("set-cookie").iter();
    let set: Vec<&str> = set.map(|value| value.to_str().unwrap()).collect();
    let ours = set.iter().find(|value| value.contains(COOKIE)).expect("the cookie");
    for flag in ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=2592000"] {
        assert!(ours.contains(flag), "{flag}: {ours}");
    }
    assert!(!ours.contains("Domain"));
}

/// What changes how one signs in forgets every browser.
#[tokio::test]
async fn a_new_password_or_factor_forgets_all_browsers() {
    let (op, enrolled) = with_alice(quick()).await;
    for change in ["password", "codes", "elsewhere", "removed"] {
        remembered(&op, &enrolled).await;
        assert_eq!(rows(&op).await.len(), 1, "{change}");
        let mut home = op.browser();
        home.open(at(&op, "/security")).await;
        op.sign_in_twice(&mut home, "alice", &enrolled.app).await;
        op.advance(30);
        match change {
            "password" => {
                home.open(at(&op, "/password")).await;
                let fields = [("current_password", PASSWORD), ("new_password", PASSWORD)];
                home.submit("password-form", &fields).await;
            }
            "codes" => {
                home.submit("codes-renew", &[]).await;
            }
            "elsewhere" => {
                home.open(at(&op, "/sessions")).await;
                home.submit("end-others", &[]).await;
            }
            _ => {
                home.submit("totp-remove-form", &[]).await;
            }
        }
        assert!(rows(&op).await.is_empty(), "{change}: {}", home.page().html);
    }
}

/// They are listed where their owner finds them, with this one marked, and forgotten one by one or
/// all at once.
#[tokio::test]
async fn browsers_are_listed_and_forgotten() {
    let (op, enrolled) = with_alice(quick()).await;
    let mut first = remembered(&op, &enrolled).await;
    let mut second = remembered(&op, &enrolled).await;
    first.open(at(&op, "/security")).await;
    let page = first.page();
    assert_eq!(page.texts("#browser-list > li").len(), 2, "{}", page.html);
    assert_eq!(page.texts("#browser-list .new").len(), 1, "this one");
    let id = page.attributes("#browser-list [name=browser]", "value").remove(0);
    let mut bob = at_home(&op, "bob").await;
    bob.open(at(&op, "/security")).await;
    assert!(!bob.page().has("#browser-list"));
    let csrf = bob.page().attributes("[name=csrf]", "value").remove(0);
    bob.post(at(&op, "/security/browsers"), &[("csrf", &csrf), ("browser", &id)]).await;
    bob.post(at(&op, "/security/browsers/all"), &[("csrf", &csrf)]).await;
    for action in ["/security/browsers", "/security/browsers/all"] {
        let status = first.clone().post(at(&op, action), &[("browser", &id)]).await.status;
        assert_eq!(status, 400, "{action}: not by another site");
    }
    assert_eq!(rows(&op).await.len(), 2, "not by somebody else");

    first.submit("forget-browser-1", &[]).await;
    assert!(first.page().has("#account-done"), "{}", first.page().html);
    assert_eq!(first.page().texts("#browser-list > li").len(), 1);
    assert!(!first.page().has("#forget-browsers"), "one needs no such button");
    let third = remembered(&op, &enrolled).await;
    first.open(at(&op, "/security")).await;
    first.submit("forget-browsers", &[]).await;
    assert!(first.page().has("#account-done") && !first.page().has("#browser-list"));
    for browser in [&mut first, &mut second, &mut third.clone()] {
        come_back(&op, browser, &[]).await;
        assert!(browser.page().has("#otp-form"), "{}", browser.page().html);
    }
}

/// There is an end to how many there are; the one that was used longest ago makes room.
#[tokio::test]
async fn a_person_has_ten_remembered_browsers_at_most() {
    let (op, enrolled) = with_alice(quick()).await;
    let mut oldest = remembered(&op, &enrolled).await;
    for _ in 0..10 {
        remembered(&op, &enrolled).await;
    }
    assert_eq!(rows(&op).await.len(), 10);
    come_back(&op, &mut oldest, &[]).await;
    assert!(oldest.page().has("#otp-form"));
}

/// One browser that is remembered again has one row, not two.
#[tokio::test]
async fn a_browser_is_remembered_once() {
    let mut settings = quick();
    settings.factors.remember_browsers = Seconds::days(2);
    let (op, enrolled) = with_alice(settings).await;
    let mut browser = remembered(&op, &enrolled).await;
    op.advance(3 * 86_400);
    come_back(&op, &mut browser, &[]).await;
    tick(&op, &mut browser, &enrolled).await;
    let (_, value) = cookie(&browser).unwrap();
    assert_eq!((value.split('~').count(), rows(&op).await.len()), (1, 1));
    op.advance(30);
    come_back(&op, &mut browser, &[]).await;
    assert!(browser.page().query("code").is_some());
}

/// The password that is changed while a browser is remembered is asked for as ever: the browser spares
/// the second step and no other.
#[tokio::test]
async fn a_remembered_browser_does_without_no_password() {
    let (op, enrolled) = with_alice(quick()).await;
    let mut browser = remembered(&op, &enrolled).await;
    sign_out(&op, &mut browser).await;
    browser.open(&op.rp().depart(&[]).url).await;
    browser.submit("login-form", &[("username", "alice")]).await;
    let page = browser.submit("login-form", &[("password", "something else entirely")]).await;
    assert_eq!(page.status, 422);
    let store = op.beside.open().await;
    let (id, now) = (alice(&op, &store).await.id, op.clock.now());
    let new = Password::Plain(Secret::from("another umbrella thirteen"));
    let phc = op.beside.provision.hash_password(new, &quick()).unwrap();
    write(&op, &store, move |tx| {
        tx.set_password_hash(id, &phc, now)?;
        tx.end_sessions_of(id, now).map(|_: usize| ())
    })
    .await;
    store.close().await;
    let page = browser.submit("login-form", &[("password", PASSWORD)]).await;
    assert_eq!(page.status, 422);
    browser.submit("login-form", &[("password", "another umbrella thirteen")]).await;
    assert!(browser.page().has("#otp-form"), "the operator's new password forgot it");
}
