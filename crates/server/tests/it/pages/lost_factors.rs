//! "I can't use any of these": who gets back in without the second step, when, and who can stop it.
use super::account_member::at;
use super::approval::{second_step, sign_in_again, with_alice};
use super::lock::ALICE;
use super::recovery::{alice, write};
use super::second_factor::TWO;
use super::sms::{NUMBER, set_up, texted, texts, with_texts};
use super::{Op, PASSWORD, quick, sign_in};
use latchkey_accounts::{Account, RecoveryState};
use latchkey_base::{Clock as _, Seconds, Timestamp};
use latchkey_server::provision::RecoveryDecision;
use latchkey_store::{RecoveryRecord, TenantSettings, TxError};
use latchkey_testkit::{Browser, Mail};

const DAY: i64 = 86_400;
const WAIT: i64 = 3 * DAY;
const NEW: &str = "gravel umbrella thirteen";

/// Settings in which people get back in like this, and nothing ends by itself meanwhile.
pub fn allowing() -> TenantSettings {
    let mut settings = quick();
    let lifetimes = &mut settings.protocol.lifetimes;
    lifetimes.session = Seconds::days(20);
    lifetimes.session_idle = Seconds::days(20);
    lifetimes.refresh_token = Seconds::days(20);
    settings.accounts.recovery.enabled = true;
    settings
}

/// The same, at the page for whoever cannot take it.
async fn stuck(op: &Op) -> Browser {
    let mut browser = second_step(op).await;
    browser.follow("#way-lost").await;
    assert!(browser.page().has("#recovery-lead"), "{}", browser.page().html);
    browser
}

/// Asks to get back in.
pub async fn asks(op: &Op) -> Browser {
    let mut browser = stuck(op).await;
    browser.submit("recovery-form", &[]).await;
    assert!(!browser.page().has("#recovery-form"), "it waits: {}", browser.page().html);
    browser
}

/// What waits to be mailed is looked at.
pub fn wake(op: &Op) {
    op.running.app().message_queued.notify_one();
}

fn link(mail: &Mail, path: &str) -> String {
    let link = mail.text.split_whitespace().find(|word| word.contains(path));
    link.unwrap_or_else(|| panic!("no such link in {}", mail.text)).to_owned()
}

async fn stop_link(op: &Op) -> String {
    link(&op.mail_about(ALICE, "Somebody wants").await, "/t/stoprecovery?code=")
}

/// The link that is mailed when the wait is over.
pub async fn finish_link(op: &Op) -> String {
    wake(op);
    link(&op.mail_about(ALICE, "Get back into").await, "/t/finishrecovery?code=")
}

pub async fn finish(op: &Op, link: &str) -> Browser {
    let mut browser = op.browser();
    browser.open(link).await;
    browser.submit("recovery-finish-form", &[]).await;
    browser
}

/// All requests of alice, the youngest first.
pub async fn asked(op: &Op) -> Vec<RecoveryRecord> {
    let store = op.beside.open().await;
    let id = alice(op, &store).await.id;
    let since = Timestamp::from_seconds(0);
    let found = store.read(op.beside.tenant.id, move |tx| tx.recoveries_of(id, since)).await;
    let found: Result<Vec<RecoveryRecord>, TxError> = found;
    store.close().await;
    found.unwrap()
}

pub async fn state(op: &Op) -> RecoveryState {
    asked(op).await[0].state
}

/// The whole of it: asked for, announced, reminded of, finished; nothing of before is worth anything.
#[tokio::test]
async fn whoever_lost_everything_gets_back_in_after_a_wait() {
    let (op, mut home, enrolled) = with_alice(allowing()).await;
    let to = op.rp().depart(&[("scope", "openid offline_access"), ("prompt", "consent")]);
    home.open(&to.url).await;
    let code = home.submit("consent-form", &[]).await.query("code").expect("a code");
    let tokens = op.rp().redeem(&code, &to).await.ok();

    let mut browser = stuck(&op).await;
    let page = browser.page();
    assert!(page.has("#recovery-effects") && page.has("#way-totp"), "{}", page.html);
    assert!(asked(&op).await.is_empty(), "looking asks for nothing");
    let page = browser.submit("recovery-form", &[]).await;
    assert!(!page.has("#recovery-form") && page.has("#recovery-lead time"), "{}", page.html);
    let page = browser.reload().await;
    assert!(!page.has("#recovery-form") && page.has("#way-totp"), "the state is a URL");
    let first = op.mail_about(ALICE, "Somebody wants").await;
    assert!(first.text.contains("/stoprecovery?code="), "{}", first.text);
    assert!(!first.text.contains("finishrecovery"), "{}", first.text);
    let page = home.open(at(&op, "/sessions")).await;
    assert!(page.has("#recovery-waits #recovery-waits-stop"), "every account page says so");
    let page = home.open(at(&op, "/activity")).await;
    assert!(page.html.contains("Request to get back in without the second step"));

    op.advance(WAIT / 2);
    wake(&op);
    let reminder = op.mail_about(ALICE, "Somebody still wants").await;
    assert_eq!(link(&reminder, "/stoprecovery"), link(&first, "/stoprecovery"));
    op.advance(WAIT / 2 - 1);
    assert!(!stuck(&op).await.page().has("#recovery-form"), "it waits still");
    op.advance(1);
    assert!(stuck(&op).await.page().has("#recovery-form"), "the link can be mailed again");
    let finishing = finish_link(&op).await;
    for _ in 0..2 {
        let mut scanner = op.browser();
        assert!(scanner.open(&finishing).await.has("#recovery-finish-form"), "it does nothing");
    }
    assert_eq!(state(&op).await, RecoveryState::Open);
    assert!(home.open(at(&op, "")).await.has("#recovery-waits"), "signed in still");
    let tokens = op.rp().refresh(tokens.str("refresh_token")).await.ok();
    let mut owner = finish(&op, &finishing).await;
    assert!(owner.page().has("#recovery-finished #page-title"), "{}", owner.page().html);
    assert_eq!(op.browser().open(&finishing).await.status, 410, "once");

    assert!(home.open(at(&op, "/security")).await.has("#login-form"), "signed out");
    assert_eq!(op.rp().refresh(tokens.str("refresh_token")).await.error(), "invalid_grant");
    let mut other = op.browser();
    other.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut other, "alice").await;
    assert_eq!(other.page().status, 422, "who knew the password does not get in first");
    let told = op.mail_about(ALICE, "was removed").await;
    assert!(told.text.contains("/lockaccount?code="), "{}", told.text);

    owner.follow("#recovery-password").await;
    owner.submit("new-password-form", &[("new_password", NEW)]).await;
    owner.open(at(&op, "/activity")).await;
    owner.submit("login-form", &[("username", "alice")]).await;
    owner.submit("login-form", &[("password", NEW)]).await;
    let page = owner.page();
    assert!(page.html.contains("Got back in"), "nothing else is asked for: {}", page.html);
    let mut fresh = op.browser();
    fresh.open(&op.rp().depart(&[("acr_values", TWO)]).url).await;
    fresh.submit("login-form", &[("username", "alice")]).await;
    fresh.submit("login-form", &[("password", NEW)]).await;
    let page = fresh.page();
    assert!(page.has("#totp-key"), "they set up something new: {}", page.html);
    let late = enrolled.app.code_at(op.seconds());
    assert_eq!(fresh.submit("otp-form", &[("otp", &late)]).await.status, 422, "the old phone");
}

/// The end of the wait is read from the row; a link that is early, late, of another tenant or made up is
/// of no use.
#[tokio::test]
async fn a_link_finishes_in_its_time_and_where_it_came_from() {
    let (op, _home, _) = with_alice(allowing()).await;
    op.other_tenant("u", allowing()).await;
    asks(&op).await;
    op.advance(WAIT);
    let finishing = finish_link(&op).await;
    let mut browser = op.browser();
    browser.open(&finishing).await;
    op.advance(-1);
    let before = browser.clone();
    let page = browser.submit("recovery-finish-form", &[]).await;
    assert!(page.status == 409 && page.has("#recovery-early"), "{}", page.html);
    assert!(op.browser().open(&finishing).await.has("#recovery-early"));
    assert_eq!(state(&op).await, RecoveryState::Open);
    op.advance(1);
    let elsewhere = finishing.replace("/t/finish", "/u/finish");
    for void in [elsewhere.as_str(), &format!("{finishing}x"), &finishing.replace("?code=", "?c=")]
    {
        let page = browser.open(void).await;
        assert!(page.status == 410 && page.has("#recovery-void"), "{void}");
    }
    let code = before.page().attributes("#recovery-finish-form [name=code]", "value").remove(0);
    let url = format!("{}t/finishrecovery", op.home());
    for csrf in ["", "x"] {
        let page = op.browser().post(&url, &[("csrf", csrf), ("code", &code)]).await.clone();
        assert!(page.has("#recovery-finish-form"), "a form of nobody: {}", page.html);
    }
    assert_eq!(state(&op).await, RecoveryState::Open);
    op.advance(7 * DAY - 1);
    assert!(op.browser().open(&finishing).await.has("#recovery-finish-form"));
    op.advance(1);
    assert_eq!(op.browser().open(&finishing).await.status, 410);
    assert!(stuck(&op).await.page().has("#recovery-effects"), "it can be asked for anew");
}

/// Of two who finish at once one does.
#[tokio::test]
async fn it_is_finished_once() {
    let (op, _home, _) = with_alice(allowing()).await;
    asks(&op).await;
    op.advance(WAIT);
    let finishing = finish_link(&op).await;
    let (mut one, mut two) = (op.browser(), op.browser());
    one.open(&finishing).await;
    two.open(&finishing).await;
    let form = "recovery-finish-form";
    let (first, second) = tokio::join!(one.submit(form, &[]), two.submit(form, &[]));
    let done = [first, second].map(|page| page.has("#recovery-finished"));
    assert!(done[0] ^ done[1], "{done:?}");
    assert_eq!(state(&op).await, RecoveryState::Finished);
}

/// Of two who ask at once one does, and asking again neither hurries it nor puts it off.
#[tokio::test]
async fn there_is_one_request_at_a_time() {
    let (op, _home, _) = with_alice(allowing()).await;
    let (mut one, mut two) = (stuck(&op).await, stuck(&op).await);
    let (mut late, form) = (one.clone(), "recovery-form");
    let (first, second) = tokio::join!(one.submit(form, &[]), two.submit(form, &[]));
    assert!(
        !first.has("#recovery-form") && !second.has("#recovery-form"),
        "both see that it waits"
    );
    let before = asked(&op).await;
    assert_eq!(before.len(), 1);
    op.advance(600);
    assert!(!late.submit(form, &[]).await.has("#recovery-form"));
    assert_eq!(asked(&op).await, before);
    stop_link(&op).await;
    assert_eq!(op.notices("Somebody wants"), 1);
}

/// One button, without a sign-in; then there is no link, and nobody can ask for a while.
#[tokio::test]
async fn a_mailed_link_stops_it() {
    let (op, _home, _) = with_alice(allowing()).await;
    op.other_tenant("u", allowing()).await;
    asks(&op).await;
    let stopping = stop_link(&op).await;
    for _ in 0..2 {
        let page = op.browser().open(&stopping).await.clone();
        assert!(page.has("#recovery-stop-form") && page.has("#recovery-asked"), "{}", page.html);
    }
    let mut browser = op.browser();
    for void in [stopping.replace("/t/stop", "/u/stop"), format!("{stopping}x")] {
        let page = browser.open(&void).await;
        assert!(page.status == 410 && page.has("#recovery-void"), "{void}");
    }
    let (mut one, mut two) = (op.browser(), op.browser());
    one.open(&stopping).await;
    two.open(&stopping).await;
    let code = one.page().attributes("#recovery-stop-form [name=code]", "value").remove(0);
    let url = format!("{}t/stoprecovery", op.home());
    let page = op.browser().post(&url, &[("csrf", "x"), ("code", &code)]).await.clone();
    assert!(page.has("#recovery-stop-form"), "a form of nobody: {}", page.html);
    assert_eq!(state(&op).await, RecoveryState::Open);
    let form = "recovery-stop-form";
    let (first, second) = tokio::join!(one.submit(form, &[]), two.submit(form, &[]));
    let done = [first, second].map(|page| page.has("#recovery-stopped #page-title"));
    assert!(done[0] ^ done[1], "{done:?}");
    let done = if done[0] { &one } else { &two };
    assert!(done.page().has("#to-password") && done.page().has("#to-lock"));
    assert_eq!(op.browser().open(&stopping).await.status, 410, "a replay");
    assert_eq!(state(&op).await, RecoveryState::Stopped);
    let told = op.mail_about(ALICE, "Nobody gets into").await;
    assert!(told.text.contains("/lockaccount?code="), "{}", told.text);

    let mut later = stuck(&op).await;
    let page = later.page();
    assert!(!page.has("#recovery-form") && page.text("h1").contains("now"), "{}", page.html);
    assert!(page.has("#way-totp"), "the owner signs in as usual");
    op.advance(7 * DAY - 1);
    assert!(!stuck(&op).await.page().has("#recovery-form"));
    op.advance(1);
    later = asks(&op).await;
    assert!(later.page().has("#recovery-lead time"));
    assert_eq!(asked(&op).await.len(), 2);
    while op.notices("Somebody wants") < 2 {
        tokio::task::yield_now().await;
    }
    assert_eq!(op.notices("Get back into"), 0, "what was stopped is never finished");
    assert_eq!(op.notices("Somebody still"), 0);
}

/// Security: a link that says so stops nothing, and hides nothing.
#[tokio::test]
async fn a_page_says_stopped_of_what_is_stopped_only() {
    let (op, mut home, _) = with_alice(allowing()).await;
    asks(&op).await;
    let stopped = at(&op, "/recovery?done=stopped");
    let page = home.open(&stopped).await;
    assert!(page.has("#recovery-stop-form") && !page.has("#to-password"), "{}", page.html);
    home.submit("recovery-stop-form", &[]).await;
    assert_eq!(home.page().url.as_str(), stopped);
    assert!(home.page().has("#to-password"), "{}", home.page().html);
}

/// Security: whoever has the password wears nobody out.
#[tokio::test]
async fn there_are_so_many_in_a_month() {
    let mut settings = allowing();
    settings.accounts.recovery.pause = Seconds::new(0);
    settings.accounts.recovery.monthly = 2;
    let (op, mut home, _) = with_alice(settings).await;
    for _ in 0..2 {
        asks(&op).await;
        op.advance(60);
        home.open(at(&op, "")).await;
        home.submit("recovery-waits-form", &[]).await;
        assert_eq!(home.page().query("done").as_deref(), Some("stopped"));
    }
    let mut browser = stuck(&op).await;
    assert!(!browser.page().has("#recovery-form"), "{}", browser.page().html);
    let path = browser.page().url.clone();
    let csrf = browser.page().attributes("[name=csrf]", "value")[0].clone();
    browser.post(&path, &[("csrf", &csrf)]).await;
    assert_eq!(asked(&op).await.len(), 2);
    op.advance(30 * DAY);
    asks(&op).await;
}

/// Security: the owner's sign-in is what it always was, and tells them.
#[tokio::test]
async fn whoever_signs_in_meanwhile_is_told_and_can_stop_it() {
    let (op, _home, enrolled) = with_alice(allowing()).await;
    asks(&op).await;
    let code = async |op: &Op, browser: &mut Browser| {
        op.advance(30);
        let code = enrolled.app.code_at(op.seconds());
        browser.submit("otp-form", &[("otp", &code)]).await;
    };
    let mut browser = second_step(&op).await;
    code(&op, &mut browser).await;
    let page = browser.page();
    assert!(page.has("#recovery-stop-form") && page.has("#recovery-keep-form"), "{}", page.html);
    assert!(browser.reload().await.has("#recovery-asked"), "the state is a URL");
    browser.submit("recovery-keep-form", &[]).await;
    assert!(browser.page().query("code").is_some(), "{}", browser.page().html);
    assert_eq!(state(&op).await, RecoveryState::Open);

    let mut browser = second_step(&op).await;
    code(&op, &mut browser).await;
    let stop = browser.page().url.join("recovery/stop").unwrap();
    assert!(browser.clone().post(&stop, &[]).await.has("#recovery-stop-form"), "no form of ours");
    assert_eq!(state(&op).await, RecoveryState::Open);
    browser.submit("recovery-stop-form", &[]).await;
    assert!(browser.page().has("#recovery-stopped"), "{}", browser.page().html);
    assert_eq!(state(&op).await, RecoveryState::Stopped);
    browser.follow("#recovery-onward").await;
    assert!(browser.page().query("code").is_some(), "{}", browser.page().html);

    let mut browser = second_step(&op).await;
    code(&op, &mut browser).await;
    assert!(browser.page().query("code").is_some(), "nothing is told any more");
}

/// From any browser in which the person is signed in, with one press.
#[tokio::test]
async fn it_is_stopped_from_the_account_pages() {
    let (op, mut home, _) = with_alice(allowing()).await;
    asks(&op).await;
    home.open(at(&op, "")).await;
    let page = home.follow("#to-recovery").await;
    assert!(page.has("#recovery-asked") && !page.has("#recovery-waits"), "{}", page.html);
    assert!(!page.has("#recovery-approve-form"), "the tenant does not let them");
    let stale = home.post(at(&op, "/recovery/stop"), &[("csrf", "x")]).await;
    assert!(stale.status == 400 && stale.has("#form-error"), "{}", stale.html);
    let csrf = home.page().attributes("#recovery-stop-form [name=csrf]", "value")[0].clone();
    home.post(at(&op, "/recovery"), &[("csrf", &csrf)]).await;
    assert!(home.page().query("done").is_none(), "nor by hand: {}", home.page().html);
    let mut bob = op.browser();
    op.enrol(&mut bob, "bob").await;
    assert!(!bob.open(at(&op, "")).await.has("#recovery-waits"), "it is not his");
    let csrf = bob.open(at(&op, "/profile")).await.attributes("[name=csrf]", "value")[0].clone();
    assert!(bob.post(at(&op, "/recovery/stop"), &[("csrf", &csrf)]).await.query("done").is_none());
    assert_eq!(state(&op).await, RecoveryState::Open);
    home.submit("recovery-stop-form", &[]).await;
    assert!(home.page().has("#to-password"), "{}", home.page().html);
    assert_eq!(state(&op).await, RecoveryState::Stopped);
    assert!(!home.open(at(&op, "")).await.has("#recovery-waits"));
    let page = home.open(at(&op, "/activity")).await;
    assert!(page.html.contains("Request to get back in stopped"), "{}", page.html);
}

/// Where the tenant lets them: in another browser, with two factors shown not too long ago.
#[tokio::test]
async fn a_session_with_two_factors_ends_the_wait() {
    let mut settings = allowing();
    settings.accounts.recovery.approve_in_session = true;
    let (op, mut home, _) = with_alice(settings.clone()).await;
    let mut asking = home.clone();
    asking.open(&op.rp().depart(&[("prompt", "login")]).url).await;
    sign_in_again(&mut asking).await;
    asking.follow("#way-lost").await;
    asking.submit("recovery-form", &[]).await;
    let page = home.open(at(&op, "/recovery")).await;
    assert!(!page.has("#recovery-approve-form"), "not where it was asked for: {}", page.html);

    let (op, mut home, _) = with_alice(settings).await;
    asks(&op).await;
    home.open(at(&op, "/recovery")).await;
    home.submit("recovery-approve-form", &[]).await;
    assert_eq!(home.page().query("done").as_deref(), Some("approved"));
    let finishing = finish_link(&op).await;
    assert!(finish(&op, &finishing).await.page().has("#recovery-finished"));
    assert_eq!(op.notices("Somebody still"), 0);
}

/// Operators decide as well; the link goes to the mailbox all the same.
#[tokio::test]
async fn operators_approve_and_stop() {
    let (op, _home, _) = with_alice(allowing()).await;
    let store = op.beside.open().await;
    let account: Account = alice(&op, &store).await;
    let issuer = format!("{}/t", op.running.public_url);
    let at = (&op.beside.tenant, issuer.as_str());
    let decide = async |decision| {
        let who = (&account, decision);
        op.beside.provision.decide_recovery(&store, at, who).await.unwrap()
    };
    assert!(!decide(RecoveryDecision::Approve).await, "nobody has asked");
    asks(&op).await;
    assert!(decide(RecoveryDecision::Stop).await);
    assert!(!decide(RecoveryDecision::Stop).await && !decide(RecoveryDecision::Approve).await);
    wake(&op);
    op.mail_about(ALICE, "Nobody gets into").await;
    op.advance(7 * DAY);
    asks(&op).await;
    assert!(decide(RecoveryDecision::Approve).await);
    assert!(!decide(RecoveryDecision::Approve).await, "it waits no longer");
    store.close().await;
    assert!(finish(&op, &finish_link(&op).await).await.page().has("#recovery-finished"));
}

/// The last mail was lost: another one, whose link takes the place of the first.
#[tokio::test]
async fn the_link_can_be_mailed_again() {
    let (op, _home, _) = with_alice(allowing()).await;
    asks(&op).await;
    op.advance(WAIT);
    let first = finish_link(&op).await;
    let mut browser = stuck(&op).await;
    browser.submit("recovery-form", &[]).await;
    assert!(browser.page().query("again").is_some(), "{}", browser.page().html);
    let mut second = first.clone();
    while second == first {
        second = finish_link(&op).await;
    }
    assert_eq!(op.browser().open(&first).await.status, 410);
    assert!(op.browser().open(&second).await.has("#recovery-finish-form"));
    for _ in 0..8 {
        browser.submit("recovery-form", &[]).await;
    }
    let page = browser.page();
    assert!(page.status == 429 && page.has("#form-error"), "{}", page.html);
}

/// Security: before the first factor everybody looks alike, and whoever has no second one never sees it.
#[tokio::test]
async fn strangers_learn_nothing_and_start_nothing() {
    let (op, _home, _) = with_alice(allowing()).await;
    let mut pages = Vec::new();
    for name in ["alice", "bob", "nobody"] {
        let mut browser = op.browser();
        browser.open(&op.rp().depart(&[]).url).await;
        browser.submit("login-form", &[("username", name)]).await;
        let pass = browser.page().url.as_str().rsplit_once('/').unwrap().0.to_owned();
        assert!(!browser.page().html.contains("way-lost"));
        let csrf = browser.page().attributes("#login-form [name=csrf]", "value")[0].clone();
        for step in ["lost", "recovery", "recovery/stop", "recovery/keep"] {
            let url = format!("{pass}/{step}");
            if !step.contains('/') {
                let page = browser.open(&url).await;
                assert!(page.has("#login-form #password"), "{name} {step}: {}", page.html);
            }
            if step != "recovery" {
                let page = browser.post(&url, &[("csrf", &csrf)]).await;
                assert!(page.has("#login-form #password"), "{name} {step}: {}", page.html);
            }
        }
        browser.submit("login-form", &[("password", "wrong")]).await;
        let page = browser.page();
        assert!(!page.html.contains("way-lost"), "{name}: {}", page.html);
        pages.push((page.status, page.title()));
    }
    assert!(pages.windows(2).all(|pair| pair[0] == pair[1]), "{pages:?}");
    assert!(asked(&op).await.is_empty());
    let mut bob = op.browser();
    bob.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut bob, "bob").await;
    assert!(bob.page().query("code").is_some(), "{}", bob.page().html);
}

#[tokio::test]
async fn it_is_off_unless_the_tenant_wants_it() {
    let (op, _home, _) = with_alice(quick()).await;
    let mut browser = second_step(&op).await;
    assert!(!browser.page().has("#way-lost"));
    let pass = browser.page().url.as_str().rsplit_once('/').unwrap().0.to_owned();
    assert!(browser.open(format!("{pass}/lost")).await.has("#otp-form"));
    let csrf = browser.page().attributes("#otp-form [name=csrf]", "value")[0].clone();
    assert!(browser.post(format!("{pass}/lost"), &[("csrf", &csrf)]).await.has("#otp-form"));
    assert!(asked(&op).await.is_empty());
    op.set(allowing(), false).await;
    asks(&op).await;
    op.advance(WAIT);
    let finishing = finish_link(&op).await;
    op.set(quick(), false).await;
    assert_eq!(op.browser().open(&finishing).await.status, 410, "the tenant has changed its mind");
}

/// Security: a session that somebody left open is not what its owner shows; they sign in anew first.
#[tokio::test]
async fn an_open_session_alone_asks_for_nothing() {
    let mut settings = allowing();
    settings.factors.second_factor = latchkey_authn::SecondFactor::Never;
    let (op, _home, _) = with_alice(settings).await;
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    assert!(browser.page().query("code").is_some(), "one factor is enough for most");
    browser.open(&op.rp().depart(&[("acr_values", TWO)]).url).await;
    assert!(browser.page().has("#otp-form"), "{}", browser.page().html);
    browser.follow("#way-lost").await;
    let page = browser.page();
    assert!(page.has("#login-form #password") && !page.has("#recovery-form"), "{}", page.html);
    browser.submit("login-form", &[("password", PASSWORD)]).await;
    browser.follow("#way-lost").await;
    assert!(browser.page().has("#recovery-form"), "{}", browser.page().html);
}

/// Whoever has no proven address is told who helps; a link to one that was given up is void; a lock ends
/// it.
#[tokio::test]
async fn links_are_for_the_mailbox_of_the_account() {
    let mut settings = allowing();
    settings.accounts.lock_link_lifetime = Seconds::days(20);
    let (op, _home, _) = with_alice(settings).await;
    let store = op.beside.open().await;
    let (account, now) = (alice(&op, &store).await, op.clock.now());
    let unproven = Account { email_verified: false, ..account.clone() };
    write(&op, &store, move |tx| tx.update_account(&unproven, now)).await;
    let page = stuck(&op).await.page().clone();
    assert!(!page.has("#recovery-form") && page.text("h1").contains("address"), "{}", page.html);
    let proven = account.clone();
    write(&op, &store, move |tx| tx.update_account(&proven, now)).await;
    asks(&op).await;
    op.advance(WAIT);
    let finishing = finish_link(&op).await;
    let now = op.clock.now();
    let moved = latchkey_accounts::change_email(&account, "new@example.com", now).unwrap();
    write(&op, &store, move |tx| tx.update_account(&moved, now)).await;
    assert_eq!(op.browser().open(&finishing).await.status, 410, "another address");
    write(&op, &store, move |tx| tx.update_account(&account, now)).await;
    assert_eq!(op.browser().open(&finishing).await.status, 200);
    op.lock_by(&op.lock_link("second step was set up").await).await;
    assert_eq!(op.browser().open(&finishing).await.status, 410, "the account is locked");
    assert_eq!(state(&op).await, RecoveryState::Stopped);
    store.close().await;
}

/// It is texted as well, where codes are; and where nobody chooses a password by mail, it stays.
#[tokio::test]
async fn it_is_texted_and_the_password_stays_where_no_mail_changes_it() {
    let mut settings = with_texts();
    settings.accounts.recovery.enabled = true;
    settings.accounts.password_reset = false;
    let op = Op::start(settings).await;
    let mut home = super::account_member::at_home(&op, "alice").await;
    set_up(&op, &mut home, NUMBER).await;
    let before = texts(&op);
    let mut browser = super::sms::at_the_step(&op).await;
    browser.follow("#way-lost").await;
    browser.submit("recovery-form", &[]).await;
    let text = texted(&op, before + 1).await;
    assert_eq!(text.to, NUMBER);
    let stop = text.text.split_whitespace().find(|word| word.contains("/stoprecovery?code="));
    assert_eq!(stop, Some(stop_link(&op).await.as_str()), "{}", text.text);
    op.advance(WAIT);
    let done = finish(&op, &finish_link(&op).await).await;
    assert!(done.page().has("#recovery-methods"), "{}", done.page().html);
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    assert!(browser.page().query("code").is_some(), "{}", browser.page().html);
}
