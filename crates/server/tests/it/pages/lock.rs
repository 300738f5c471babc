//! "This wasn't me": who locks an account, and what ends with it.
use super::account_member::{at, at_home};
use super::devices::{self, Tv};
use super::passkeys::{answer, ask};
use super::recovery::{alice, write};
use super::{Op, PASSWORD, quick, sign_in};
use latchkey_accounts::AccountStatus;
use latchkey_authn::Proof;
use latchkey_base::Clock as _;
use latchkey_testkit::{Answer, Browser, Device, Mail};

pub const ALICE: &str = "alice@example.com";
const NEW: &str = "gravel umbrella thirteen";

/// The link in a mail that locks the account.
pub fn lock_link(mail: &Mail) -> String {
    let mut words = mail.text.split_whitespace();
    let link = words.find(|word| word.contains("/lockaccount?code="));
    link.unwrap_or_else(|| panic!("no such link in {}", mail.text)).to_owned()
}

impl Op {
    /// The link of the last notice with that in its subject.
    pub async fn lock_link(&self, subject: &str) -> String {
        lock_link(&self.mail_about(ALICE, subject).await)
    }

    /// How many notices with that in their subject have come.
    pub fn notices(&self, subject: &str) -> usize {
        let mails = Mail::all_in(&self.folder.path().join("data/mail")).into_iter();
        mails.filter(|mail| mail.to == ALICE && mail.subject.contains(subject)).count()
    }

    /// The link of the next notice with that in its subject, after so many.
    pub async fn next_lock_link(&self, subject: &str, seen: usize) -> String {
        while self.notices(subject) <= seen {
            tokio::task::yield_now().await;
        }
        self.lock_link(subject).await
    }

    /// Follows a link and presses its button.
    pub async fn lock_by(&self, link: &str) -> Browser {
        let mut browser = self.browser();
        browser.open(link).await;
        assert!(browser.page().has("#lock-form"), "{}", browser.page().html);
        browser.submit("lock-form", &[]).await;
        assert!(browser.page().has("#lock-done"), "{}", browser.page().html);
        browser
    }

    pub async fn status(&self) -> AccountStatus {
        let store = self.beside.open().await;
        let status = alice(self, &store).await.status;
        store.close().await;
        status
    }

    /// Tokens that stay, for an app that alice has signed in to in that browser.
    async fn stay(&self, browser: &mut Browser) -> Answer {
        let to = self.rp().depart(&[("scope", "openid offline_access"), ("prompt", "consent")]);
        browser.open(&to.url).await;
        let code = browser.submit("consent-form", &[]).await.query("code").expect("a code");
        self.rp().redeem(&code, &to).await.ok()
    }

    /// An intruder who knows the password adds a passkey; its owner hears of it.
    async fn intrude(&self) -> (Browser, Device) {
        let (mut browser, mut device) = (at_home(self, "alice").await, Device::default());
        browser.open(at(self, "/security")).await;
        self.make(&mut browser, &mut device).await;
        assert!(browser.page().has("#passkey-list"), "{}", browser.page().html);
        (browser, device)
    }
}

async fn signs_in(op: &Op, device: &mut Device) -> Browser {
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    op.sign(&mut browser, device).await;
    browser
}

/// The whole of it: a planted passkey is dead, and so is everything that was going on.
#[tokio::test]
async fn a_notice_locks_everybody_out_and_takes_the_planted_passkey_away() {
    let op = devices::start().await;
    let tv = Tv::asks(&op).await;
    tv.meets(&op, "alice").await.submit("device-allow", &[]).await;
    let shown = tv.polls().await.ok();
    let (mut intruder, mut planted) = op.intrude().await;
    let tokens = op.stay(&mut intruder).await;
    let (access, refresh) = (tokens.str("access_token"), tokens.str("refresh_token"));
    let mut owner = op.browser();
    owner.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut owner, "alice").await;

    let link = op.lock_link("passkey was added").await;
    for _ in 0..2 {
        let mut scanner = op.browser();
        assert!(scanner.open(&link).await.has("#lock-effects"), "opening it does nothing");
    }
    assert!(signs_in(&op, &mut planted).await.page().query("code").is_some());
    assert!(op.rp().is_active(access).await);
    op.lock_by(&link).await;

    assert_eq!(op.status().await, AccountStatus::Locked);
    let page = signs_in(&op, &mut planted).await;
    assert!(page.page().text("[role=alert]:not([hidden])").contains("don’t know this passkey"));
    assert!(!op.rp().is_active(access).await, "introspection");
    assert_eq!(op.rp().userinfo(access).await.error(), "invalid_token");
    assert_eq!(op.rp().refresh(refresh).await.error(), "invalid_grant");
    assert_eq!(tv.rp.refresh(shown.str("refresh_token")).await.error(), "invalid_grant");
    for browser in [&mut intruder, &mut owner] {
        assert!(browser.open(at(&op, "/security")).await.has("#login-form"), "signed out");
        let to = op.rp().depart(&[("prompt", "none")]);
        assert_eq!(browser.open(&to.url).await.query("error").as_deref(), Some("login_required"));
    }
    let mut other = op.browser();
    other.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut other, "alice").await;
    assert_eq!(other.page().status, 422, "the right password of before");
    assert!(op.mail_about(ALICE, "is locked").await.link().path().ends_with("/forgotpassword"));
}

/// What was half done when the lock came is not completed after it.
#[tokio::test]
async fn what_is_under_way_ends_too() {
    let mut settings = quick();
    settings.factors.allowed = vec![Proof::Totp, Proof::Email, Proof::Passkey];
    settings.protocol.device_flow = true;
    let op = devices::start_with(settings).await;
    let mail = async |about: &str| op.mail_about(ALICE, about).await;
    // Account pages in which a passkey is being made, and another address waits for its code.
    let mut pages = op.browser();
    pages.open(at(&op, "/security")).await;
    sign_in(&mut pages, "alice").await;
    pages.submit("resend-form", &[]).await;
    let own = mail("Your code").await.code();
    pages.submit("otp-form", &[("otp", &own)]).await;
    assert!(pages.page().has("#method-list"), "{}", pages.page().html);
    // A sign-in that waits for a mailed code.
    let mut half = op.browser();
    half.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut half, "alice").await;
    half.submit("resend-form", &[]).await;
    let mut code = own.clone();
    while code == own {
        code = mail("Your code").await.code();
    }
    let asked = ask(&pages).await.expect("a challenge");
    let made = Device::default().create(&op.home(), &asked.options).await.unwrap();
    let making = pages.clone();
    pages.open(at(&op, "/email")).await;
    pages.submit("email-form", &[("email", "new@example.com")]).await;
    let moving = op.mail_to("new@example.com").await;
    // A device that was allowed and has not fetched its tokens.
    let tv = Tv::asks(&op).await;
    let mut allowing = pages.clone();
    allowing.open(&tv.page).await;
    allowing.submit("device-form", &[("user_code", &tv.user_code)]).await;
    allowing.submit("device-allow", &[]).await;
    // A link to a new password.
    let mut stranger = op.browser();
    stranger.open(format!("{}t/forgotpassword", op.home())).await;
    stranger.submit("forgot-form", &[("username", "alice")]).await;
    let forgotten = mail("Choose a new password").await.link();

    op.lock_by(&op.lock_link("Another address").await).await;
    let mut making = making;
    answer(&mut making, &asked.ceremony, &made).await;
    assert!(making.page().has("#login-form"), "{}", making.page().html);
    let digits = half.submit("otp-form", &[("otp", &code)]).await;
    assert!(digits.query("code").is_none() && !digits.is_outside, "{}", digits.html);
    pages.submit("otp-form", &[("otp", &moving.code())]).await;
    assert!(pages.page().has("#login-form"), "{}", pages.page().html);
    let mut elsewhere = op.browser();
    assert_eq!(elsewhere.open(moving.link()).await.status, 410);
    assert_eq!(elsewhere.open(&forgotten).await.status, 410);
    assert_eq!(tv.polls().await.error(), "invalid_grant");
    let store = op.beside.open().await;
    let account = alice(&op, &store).await;
    assert_eq!((account.email.as_deref(), account.status), (Some(ALICE), AccountStatus::Locked));
    write(&op, &store, move |tx| {
        assert!(tx.passkeys_of(account.id)?.is_empty());
        assert!(tx.password_hash(account.id)?.is_none(), "nothing to check a password with");
        Ok(())
    })
    .await;
    store.close().await;
}

/// Of two who press at once one locks; a link is for one account of one tenant, and for a while.
#[tokio::test]
async fn a_link_locks_once_in_time_and_only_where_it_came_from() {
    let op = Op::start(quick()).await;
    op.other_tenant("u", quick()).await;
    op.intrude().await;
    let link = op.lock_link("passkey was added").await;
    let (mut one, mut two) = (op.browser(), op.browser());
    let elsewhere = link.replace("/t/lockaccount", "/u/lockaccount");
    for void in [elsewhere.as_str(), &format!("{}x", link), &link.replace("?code=", "?cod=")] {
        let page = one.open(void).await;
        assert!(page.status == 410 && page.has("#lock-void"), "{void}");
    }
    one.open(&link).await;
    two.open(&link).await;
    let csrf = two.page().attributes("#lock-form [name=csrf]", "value").remove(0);
    let code = one.page().attributes("#lock-form [name=code]", "value").remove(0);
    let url = format!("{}t/lockaccount", op.home());
    for csrf in ["", "x", &csrf] {
        let page = one.post(&url, &[("csrf", csrf), ("code", &code)]).await;
        assert!(page.has("#lock-form"), "a form of another browser or of none: {}", page.html);
    }
    assert_eq!(op.status().await, AccountStatus::Active);
    one.open(&link).await;
    let (first, second) = tokio::join!(one.submit("lock-form", &[]), two.submit("lock-form", &[]));
    let done = [first, second].map(|page| page.has("#lock-done"));
    assert!(done[0] ^ done[1], "{done:?}");
    assert!(op.browser().open(&link).await.has("#lock-void"));

    let op = Op::start(quick()).await;
    op.intrude().await;
    let link = op.lock_link("passkey was added").await;
    op.advance(3 * 86_400 - 1);
    assert!(op.browser().open(&link).await.has("#lock-form"), "on the third day");
    op.advance(1);
    assert!(op.browser().open(&link).await.has("#lock-void"));
}

/// Nobody keeps the database busy with made-up links.
#[tokio::test]
async fn links_are_tried_so_often_and_no_more() {
    let few = std::num::NonZeroU32::new(5).unwrap();
    let op = Op::start_with(quick(), |config| config.http.interactions_per_minute = few).await;
    let (mut browser, url) = (op.browser(), format!("{}t/lockaccount?code=x", op.home()));
    for _ in 0..5 {
        assert_eq!(browser.open(&url).await.status, 410);
    }
    assert_eq!(browser.open(&url).await.status, 429);
}

/// Security: who got in and changed the address loses it again, and cannot lock the owner's link away.
#[tokio::test]
async fn a_changed_address_comes_back_to_whoever_had_it() {
    let op = Op::start(quick()).await;
    let mut intruder = at_home(&op, "alice").await;
    intruder.open(at(&op, "/email")).await;
    intruder.submit("email-form", &[("email", "eve@example.com")]).await;
    let code = op.mail_to("eve@example.com").await.code();
    let owners = op.lock_link("Another address").await;
    assert!(intruder.submit("otp-form", &[("otp", &code)]).await.has("#account-done"));
    let mut made: Vec<String> = Vec::new();
    while made.len() < 2 {
        op.advance(1);
        intruder.open(at(&op, "/security")).await;
        op.make(&mut intruder, &mut Device::default()).await;
        let mut link = lock_link(&op.mail_about("eve@example.com", "passkey was added").await);
        while made.contains(&link) {
            link = lock_link(&op.mail_about("eve@example.com", "passkey was added").await);
        }
        made.push(link);
    }
    // The intruder locks first, to make the owner's link void.
    let unlock = op.lock_by(&made[1]).await;
    assert!(unlock.page().has("#unlock-now"));

    let owner = op.lock_by(&owners).await;
    assert!(owner.page().has("#unlock-now"), "{}", owner.page().html);
    let store = op.beside.open().await;
    let account = alice(&op, &store).await;
    store.close().await;
    assert_eq!(account.email.as_deref(), Some(ALICE));
    assert!(account.email_verified && account.status == AccountStatus::Locked);
    let mut eve = unlock;
    assert!(eve.follow("#unlock-now").await.has("#lock-void"), "mailed to where it is no more");
    assert!(op.browser().open(&made[0]).await.has("#lock-void"), "made after the owner's");
}

/// A deletion that somebody else asked for is called off.
#[tokio::test]
async fn a_deletion_is_called_off() {
    let op = Op::start(quick()).await;
    let mut intruder = at_home(&op, "alice").await;
    intruder.open(at(&op, "/deletion")).await;
    intruder.submit("deletion-form", &[]).await;
    op.lock_by(&op.lock_link("will be deleted").await).await;
    let store = op.beside.open().await;
    let (id, later) = (alice(&op, &store).await.id, op.clock.now());
    let later = later + latchkey_base::Seconds::days(60);
    write(&op, &store, move |tx| {
        assert!(!tx.delete_if_due(id, later)?);
        Ok(())
    })
    .await;
    store.close().await;
}

/// From one's own pages it takes a press of a button, too; what was set up long ago stays.
#[tokio::test]
async fn an_account_is_locked_from_its_own_pages() {
    let op = Op::start(quick()).await;
    let (mut browser, mut device) = op.intrude().await;
    op.advance(3 * 86_400 + 1);
    browser.open(at(&op, "/security/lock")).await;
    op.sign(&mut browser, &mut device).await;
    for section in ["", "/profile", "/email", "/password", "/apps", "/data", "/deletion"] {
        assert!(browser.open(at(&op, section)).await.has("#to-lock"), "{section}");
    }
    let page = browser.open(at(&op, "/security")).await;
    assert!(page.has("#locking"), "{}", page.html);
    browser.follow("#to-lock").await;
    assert!(browser.page().has("#lock-effects") && browser.page().has("#account-back"));
    let url = at(&op, "/security/lock");
    assert!(browser.clone().post(&url, &[("csrf", "x")]).await.has("#lock-form"));
    assert_eq!(op.status().await, AccountStatus::Active);
    let page = browser.submit("lock-form", &[]).await;
    assert!(page.has("#lock-done") && !page.has("#unlock-now"), "{}", page.html);
    assert_eq!(op.status().await, AccountStatus::Locked);
    assert!(browser.open(at(&op, "")).await.has("#login-form"));
    let page = signs_in(&op, &mut device).await;
    assert!(page.page().text("[role=alert]:not([hidden])").contains("locked"), "its owner is told");
}

/// Who may not be mailed, or may not choose a password by mail, is told who helps.
#[tokio::test]
async fn where_no_mail_unlocks_the_operators_do() {
    let mut settings = quick();
    settings.accounts.password_reset = false;
    let op = Op::start(settings).await;
    op.intrude().await;
    let link = op.lock_link("passkey was added").await;
    let browser = op.lock_by(&link).await;
    let text = browser.page().text("#lock-done");
    assert!(text.contains("Only the people who run") && !browser.page().has("#unlock-now"));
    let url = format!("{}t/recoveraccount?code=x", op.home());
    assert_eq!(op.browser().open(&url).await.status, 404);
}

/// An address that nobody has proven is a stranger's, who locks nobody out.
#[tokio::test]
async fn an_unproven_address_gets_no_such_link() {
    let op = Op::start(quick()).await;
    let store = op.beside.open().await;
    let (mut account, now) = (alice(&op, &store).await, op.clock.now());
    account.email_verified = false;
    write(&op, &store, move |tx| tx.update_account(&account, now)).await;
    store.close().await;
    op.intrude().await;
    let mail = op.mail_about(ALICE, "passkey was added").await;
    assert!(!mail.text.contains("lockaccount") && mail.link().path().ends_with("/forgotpassword"));
}

/// Strangers learn nothing: a locked account answers as an unknown one.
#[tokio::test]
async fn a_locked_account_looks_like_none_to_strangers() {
    let op = Op::start(quick()).await;
    op.intrude().await;
    op.lock_by(&op.lock_link("passkey was added").await).await;
    let mut shown = Vec::new();
    for name in ["alice", "alien"] {
        let mut browser = op.browser();
        browser.open(&op.rp().depart(&[]).url).await;
        for password in [PASSWORD, NEW] {
            browser.submit("login-form", &[("username", name)]).await;
            browser.submit("login-form", &[("password", password)]).await;
            let page = browser.page();
            shown.push((page.status, page.text("main").replace(name, "")));
            browser.follow("#not-you").await;
        }
        browser.open(format!("{}t/forgotpassword", op.home())).await;
        let page = browser.submit("forgot-form", &[("username", name)]).await;
        shown.push((page.status, page.text("main").replace(name, "")));
    }
    let (locked, unknown) = shown.split_at(3);
    assert_eq!(locked, unknown);
}
