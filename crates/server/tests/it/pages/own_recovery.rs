//! An app helps somebody back into a locked account (native contract U012, U013): what it takes, and what
//! nobody gets in with.
use super::lock::ALICE;
use super::newcomers::behind_a_proxy;
use super::own_account::calling;
use super::second_factor::Enrolled;
use super::unlock::signs_in_with;
use super::{Op, PASSWORD, quick, sign_in};
use futures_util::future::join_all;
use latchkey_accounts::{Account, AccountStatus, EventKind};
use latchkey_authn::Proof;
use latchkey_base::{Clock as _, Seconds};
use latchkey_server::config::Config;
use latchkey_server::provision::Lock;
use latchkey_store::TenantSettings;
use latchkey_testkit::{Answer, Browser};
use reqwest::Method;
use serde_json::{Value, json};
use url::Url;

const NEW: &str = "gravel umbrella thirteen";
const THIRD: &str = "seven quiet lanterns drift";
const START: &str = "account/start-recovery";
const RECOVER: &str = "account/recover";

/// An app, or a browser with its page, that knows nothing but what somebody types.
#[derive(Clone)]
pub struct App {
    http: reqwest::Client,
    api: String,
    token: String,
    cookie: String,
    address: Option<String>,
}

impl App {
    pub fn of(op: &Op) -> Self {
        let http = reqwest::Client::new();
        let api = format!("{}/api/t", op.running.public_url);
        Self { http, api, token: String::new(), cookie: String::new(), address: None }
    }

    async fn send(&self, (method, path): (Method, &str), body: impl Into<reqwest::Body>) -> Answer {
        let mut request = self.http.request(method, format!("{}/{path}", self.api)).body(body);
        if !self.token.is_empty() {
            request = request.bearer_auth(&self.token);
        }
        if !self.cookie.is_empty() {
            request = request.header("cookie", &self.cookie);
        }
        if let Some(address) = &self.address {
            request = request.header("x-forwarded-for", address);
        }
        Answer::read(request.send().await.unwrap()).await
    }

    pub async fn tries(&self, email: &str, codes: &[String]) -> Answer {
        let body = json!({ "email": email, "codes": codes }).to_string();
        self.send((Method::POST, START), body).await
    }

    /// Begins, and keeps what it is given.
    async fn starts(&mut self, codes: &[String]) {
        let answer = self.tries(ALICE, codes).await.ok();
        assert_eq!(answer.json["type"], "Account");
        assert!(answer.header("cache-control").contains("no-store"));
        self.token = answer.json["data"]["token"].as_str().expect("a token").to_owned();
        let cookie = answer.header("set-cookie");
        for flag in ["lk_u_", "HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=600"] {
            assert!(cookie.contains(flag), "{flag}: {cookie}");
        }
        self.cookie = cookie.split(';').next().unwrap().to_owned();
    }

    async fn ends(&self, email: &str, password: &str) -> Answer {
        let body = json!({ "email": email, "password": password }).to_string();
        self.send((Method::PUT, RECOVER), body).await
    }

    /// With the token and the cookie of another.
    fn with(&self, token: &str, cookie: &str) -> Self {
        Self { token: token.to_owned(), cookie: cookie.to_owned(), ..self.clone() }
    }
}

/// Puts a lock on an account that takes none of its factors away: they are older than that.
async fn lock(op: &Op) {
    let now = op.clock.now();
    op.operate(move |tx| {
        let account = tx.account_by_identifier("alice")?.expect("alice");
        let lock = Lock { now, since: now + Seconds::new(1), event: None };
        lock.put_on(tx, account, None)?;
        Ok(())
    })
    .await;
}

async fn set_status(op: &Op, status: AccountStatus) {
    let now = op.clock.now();
    op.operate(move |tx| {
        let account = tx.account_by_identifier("alice")?.expect("alice");
        tx.update_account(&Account { status, ..account }, now)
    })
    .await;
}

/// Alice has an authenticator app and recovery codes, and has locked her account.
async fn locked_with(settings: TenantSettings, adjust: impl FnOnce(&mut Config)) -> (Op, Enrolled) {
    let op = Op::start_with(calling(settings), adjust).await;
    let enrolled = op.enrol(&mut op.browser(), "alice").await;
    lock(&op).await;
    (op, enrolled)
}

pub async fn locked() -> (Op, Enrolled) {
    locked_with(quick(), |_| {}).await
}

/// The link of the mail that asks, of so many.
async fn asked(op: &Op, nth: usize) -> Url {
    while op.notices("Unlock your") < nth {
        tokio::task::yield_now().await;
    }
    op.mail_about(ALICE, "Unlock your").await.link()
}

/// Presses the button of that link.
async fn allows(op: &Op, link: &Url) -> Browser {
    let mut browser = op.browser();
    browser.open(link).await;
    browser.submit("allow-form", &[]).await;
    browser
}

/// Begins, and has the mailbox allow it.
async fn allowed(op: &Op, codes: &[String]) -> App {
    let (mut app, before) = (App::of(op), op.notices("Unlock your"));
    op.advance(1);
    app.starts(codes).await;
    let page = allows(op, &asked(op, before + 1).await).await;
    assert!(page.page().has("#unlock-allowed"), "{}", page.page().html);
    app
}

/// Native contract U012, U013: as its clients do it, with the whole list. A code, the mailbox and a new
/// password open the account; there are new codes, told once, and no password is.
#[tokio::test]
async fn a_code_and_the_mailbox_open_a_locked_account() {
    let op = Op::start(calling(quick())).await;
    let mut browser = op.browser();
    let Enrolled { codes, .. } = op.enrol(&mut browser, "alice").await;
    let to = op.rp().depart(&[("scope", "openid offline_access"), ("prompt", "consent")]);
    browser.open(&to.url).await;
    let code = browser.submit("consent-form", &[]).await.query("code").expect("a code");
    let tokens = op.rp().redeem(&code, &to).await.ok();
    lock(&op).await;

    let mut app = App::of(&op);
    app.starts(&codes).await;
    let early = app.ends(ALICE, NEW).await;
    assert_eq!((early.status.as_u16(), early.error()), (403, "Forbidden"), "{}", early.text);
    assert!(early.str("message").contains("mail"), "{}", early.text);
    let link = asked(&op, 1).await;
    let mut scanner = op.browser();
    assert!(scanner.open(&link).await.has("#allow-form"), "{}", scanner.page().html);
    assert_eq!(app.ends(ALICE, NEW).await.status, 403, "opening it does nothing");
    assert_eq!(op.status().await, AccountStatus::Locked);
    let page = allows(&op, &link).await;
    assert!(page.page().has("#unlock-allowed"), "{}", page.page().html);
    assert_eq!(scanner.open(&link).await.status, 410, "good once");

    let opened = app.ends("Alice@Example.com", NEW).await.ok();
    assert!(opened.header("cache-control").contains("no-store"));
    assert!(opened.header("set-cookie").contains("Max-Age=0"), "the cookie is over");
    let data = &opened.json["data"];
    assert_eq!((data["email"].as_str(), data["username"].as_str()), (Some(ALICE), Some("alice")));
    assert!(data.get("password").is_none() && !opened.text.contains(NEW), "{}", opened.text);
    let new: Vec<String> = serde_json::from_value(data["codes"].clone()).unwrap();
    assert!(new.len() == 10 && new.iter().all(|code| !codes.contains(code)));
    assert_eq!(op.status().await, AccountStatus::Active);
    assert_eq!(app.ends(ALICE, THIRD).await.status, 401, "used");

    assert_eq!(op.rp().refresh(tokens.str("refresh_token")).await.error(), "invalid_grant");
    assert!(!op.rp().is_active(tokens.str("access_token")).await);
    assert_eq!(signs_in_with(&op, PASSWORD).await.page().status, 422);
    for (code, is_good) in [(&codes[5], false), (&new[0], true)] {
        let mut fresh = signs_in_with(&op, NEW).await;
        assert!(fresh.page().has("#otp-form"), "the second step stays: {}", fresh.page().html);
        fresh.follow("#way-recovery-code").await;
        fresh.submit("otp-form", &[("otp", code)]).await;
        assert_eq!(fresh.page().query("code").is_some(), is_good, "{}", fresh.page().html);
    }
    let notice = op.mail_about(ALICE, "was changed").await;
    assert!(notice.text.contains("/lockaccount?code="), "{}", notice.text);
    let now = op.clock.now();
    let noted = op.operate(move |tx| {
        let alice = tx.account_by_identifier("alice")?.unwrap();
        tx.events_of(alice.id, None, now, 50)
    });
    let noted: Vec<_> = noted.await.iter().map(|held| held.event.kind).collect();
    for kind in [EventKind::RecoveryCodeUsed, EventKind::Unlocked, EventKind::RecoveryCodesMade] {
        assert!(noted.contains(&kind), "{kind:?}: {noted:?}");
    }
}

/// Native contract U012, DO BETTER: one answer to all who have no right code of a locked account, for the
/// same work, so that nobody learns who has an account, or locked it.
#[tokio::test]
async fn nobody_learns_who_has_an_account() {
    // What is kept of refusals is written now and then, not by the request that is counted here.
    let keeps_none = |config: &mut Config| config.explain.kept_for = Seconds::new(0);
    let (op, Enrolled { codes, .. }) = locked_with(quick(), keeps_none).await;
    let app = App::of(&op);
    let mut asked_before = None;
    let wrong = vec!["zzzz-zzzz-zzzz".to_owned(); 2];
    let right = codes[..2].to_vec();
    let mut costs = Vec::new();
    // The first one brings nothing along of a refusal before it.
    app.tries("first@example.com", &right).await;
    for (status, email, tried) in [
        (AccountStatus::Locked, "nobody@example.com", &right),
        (AccountStatus::Locked, ALICE, &wrong),
        (AccountStatus::Locked, "bob@example.com", &right),
        (AccountStatus::Locked, "alice", &right),
        (AccountStatus::Suspended, ALICE, &right),
        (AccountStatus::Active, ALICE, &right),
        (AccountStatus::Active, ALICE, &wrong),
    ] {
        set_status(&op, status).await;
        let mut least = (u64::MAX, u64::MAX);
        // What the server does by itself now and then comes on top, and not each time.
        for _ in 0..4 {
            op.advance(3600 * 24);
            let before = op.running.app().store.counters();
            let answer = app.tries(email, tried).await;
            let after = op.running.app().store.counters();
            let (reads, writes) = (after.reads - before.reads, after.writes - before.writes);
            least = (least.0.min(reads), least.1.min(writes));
            assert_eq!(answer.status, 403, "{email} {status:?}: {}", answer.text);
            assert_eq!(answer.header("set-cookie"), "", "{email} {status:?}");
            let said = answer.str("message").split(" (reference").next().unwrap().to_owned();
            let said = (answer.error().to_owned(), said);
            assert_eq!(asked_before.get_or_insert_with(|| said.clone()), &said);
        }
        costs.push(least);
    }
    assert!(costs.windows(2).all(|pair| pair[0] == pair[1]), "as much work: {costs:?}");
    assert_eq!(op.notices("Unlock your"), 0);
    set_status(&op, AccountStatus::Locked).await;
    op.advance(3600 * 24);
    App::of(&op).starts(&right).await;
}

/// Native contract U012, DO BETTER: each code is good for one beginning, of two at once for one.
#[tokio::test]
async fn a_code_begins_once() {
    let (op, Enrolled { codes, .. }) = locked().await;
    let (one, other) = (App::of(&op), App::of(&op));
    let (one, other) = tokio::join!(one.tries(ALICE, &codes[..1]), other.tries(ALICE, &codes[..1]));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 403]);
    op.advance(60);
    assert_eq!(App::of(&op).tries(ALICE, &codes[..1]).await.status, 403, "used up");
    let left = op.operate(|tx| {
        let alice = tx.account_by_identifier("alice")?.unwrap();
        tx.recovery_codes_left(alice.id)
    });
    assert_eq!(left.await, 9, "one of the list");
    let mut late = App::of(&op);
    late.starts(&["zzzz-zzzz-zzzz".to_owned(), codes[1].to_uppercase()]).await;
}

/// Security: each code counts, before it is compared; from one network, and from many at once.
#[tokio::test]
async fn guesses_are_few() {
    let (op, Enrolled { codes, .. }) = locked_with(quick(), behind_a_proxy).await;
    let wrong: Vec<String> = (10..20).map(|n| format!("zzzz-zzzz-zz{n}")).collect();
    for email in [ALICE, "nobody@example.com"] {
        let mut app = App::of(&op);
        app.address = Some("2001:db8:ffff::1".to_owned());
        assert_eq!(app.tries(email, &wrong).await.status, 403);
        let refused = app.tries(email, &codes).await;
        assert_eq!((refused.status.as_u16(), refused.error()), (429, "Too Many Requests"));
        assert!(!refused.header("retry-after").is_empty());
    }
    op.advance(3600 * 2);
    let crowd: Vec<App> = (1..=12)
        .map(|site| {
            let address = Some(format!("2001:db8:{site:x}::1"));
            App { address, ..App::of(&op) }
        })
        .collect();
    let answers = join_all(crowd.iter().map(|app| app.tries(ALICE, &wrong))).await;
    let compared = answers.iter().filter(|answer| answer.status == 403).count();
    assert_eq!(compared, 5, "fifty codes of all of them");
    assert!(answers.iter().all(|answer| [403, 429].contains(&answer.status.as_u16())));
    // The owner waits a little, and no longer.
    op.advance(11);
    let mut owner = App { address: Some("192.0.2.7".to_owned()), ..App::of(&op) };
    owner.starts(&codes).await;
}

/// Native contract U013 and native contract §2.1: the token, where it began, the address it was begun with, in its time, in its
/// tenant, and only the last one.
#[tokio::test]
async fn a_token_is_good_where_it_began() {
    let (op, Enrolled { codes, .. }) = locked().await;
    op.other_tenant("u", calling(quick())).await;
    let first = allowed(&op, &codes[..1]).await;
    let app = allowed(&op, &codes[1..2]).await;
    let elsewhere = App { api: app.api.replace("/api/t", "/api/u"), ..app.clone() };
    let forged = format!("{}x", &app.cookie[..app.cookie.len() - 1]);
    let name = app.cookie.split('=').next().unwrap();
    let short = format!("{name}=x");
    for (attacker, why) in [
        (first.clone(), "a later one was begun"),
        (app.with(&app.token, ""), "no cookie"),
        (app.with(&app.token, &first.cookie), "the cookie of another"),
        (app.with(&app.token, &forged), "a cookie made up"),
        (app.with(&app.token, &short), "not a cookie of ours"),
        (app.with(&first.token, &app.cookie), "the token of another"),
        (app.with("x", &app.cookie), "a token made up"),
        (app.with(&codes[2], &app.cookie), "a code is no token"),
        (elsewhere, "another tenant"),
    ] {
        let refused = attacker.ends(ALICE, NEW).await;
        assert_eq!((refused.status.as_u16(), refused.error()), (401, "invalid_token"), "{why}");
    }
    let nothing = app.with("", &app.cookie).ends(ALICE, NEW).await;
    assert_eq!(nothing.status, 401);
    for other in ["bob@example.com", "nobody@example.com", "alice"] {
        let refused = app.ends(other, NEW).await;
        assert_eq!((refused.status.as_u16(), refused.error()), (403, "Forbidden"), "{other}");
    }
    assert_eq!(op.status().await, AccountStatus::Locked);
    op.advance(600);
    assert_eq!(app.ends(ALICE, NEW).await.status, 401, "too late");
    assert_eq!(op.status().await, AccountStatus::Locked);
    let last = allowed(&op, &codes[2..3]).await;
    let (one, other) = tokio::join!(last.ends(ALICE, NEW), last.ends(ALICE, THIRD));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401], "of two at once one");
}

/// The link in the mail is for one beginning, in its time, and its button needs the form.
#[tokio::test]
async fn a_mailed_link_allows_one_beginning() {
    let (op, Enrolled { codes, .. }) = locked().await;
    let mut app = App::of(&op);
    app.starts(&codes[..1]).await;
    let first = asked(&op, 1).await;
    let code = first.query_pairs().next().unwrap().1.into_owned();
    let url = format!("{}t/recoveraccount/allow", op.home());
    let mut stranger = op.browser();
    assert_eq!(stranger.post(&url, &[("code", &code)]).await.status, 400, "not a form of ours");
    assert_eq!(stranger.open(first.as_str().replace("/t/", "/u/")).await.status, 404);
    let as_lock = first.as_str().replace("/recoveraccount/allow", "/recoveraccount");
    assert_eq!(stranger.open(as_lock).await.status, 410, "of another purpose");
    assert_eq!(stranger.open(format!("{url}?code={}", app.token)).await.status, 410);
    op.advance(1);
    app.starts(&codes[1..2]).await;
    let second = asked(&op, 2).await;
    assert_eq!(op.browser().open(&first).await.status, 410, "of the one before");
    assert_eq!(app.ends(ALICE, NEW).await.status, 403);
    op.advance(600);
    assert_eq!(op.browser().open(&second).await.status, 410, "too late");
    let mut app = App::of(&op);
    app.starts(&codes[2..3]).await;
    set_status(&op, AccountStatus::Suspended).await;
    assert_eq!(op.browser().open(asked(&op, 3).await).await.status, 410, "suspended");
}

/// How long it may take is a setting of the tenant.
#[tokio::test]
async fn a_tenant_says_how_long_unlocking_may_take() {
    let mut settings = quick();
    settings.accounts.unlock_lifetime = Seconds::new(90);
    let (op, Enrolled { codes, .. }) = locked_with(settings, |_| {}).await;
    let app = App::of(&op);
    let begun = app.tries(ALICE, &codes[..1]).await.ok();
    assert!(begun.header("set-cookie").contains("Max-Age=90"), "{}", begun.header("set-cookie"));
    let link = asked(&op, 1).await;
    op.advance(89);
    assert_eq!(op.browser().open(&link).await.status, 200);
    op.advance(1);
    assert_eq!(op.browser().open(&link).await.status, 410, "too late");
}

/// Native contract U013, DO BETTER: policy and history hold, and nothing is used up by a password that
/// does not do; none is made up.
#[tokio::test]
async fn the_new_password_has_to_do() {
    let (op, Enrolled { codes, .. }) = locked().await;
    let app = allowed(&op, &codes[..1]).await;
    for weak in ["", "short", "password1", "alice@example.com", PASSWORD, &"x".repeat(5000)] {
        let refused = app.ends(ALICE, weak).await;
        assert_eq!(
            (refused.status.as_u16(), refused.error()),
            (417, "Expectation Failed"),
            "{weak}"
        );
        assert!(refused.str("message").starts_with("password is "), "{}", refused.text);
    }
    let missing = app.send((Method::PUT, RECOVER), json!({ "email": ALICE }).to_string()).await;
    assert_eq!((missing.status.as_u16(), missing.error()), (428, "Precondition Required"));
    assert_eq!(op.status().await, AccountStatus::Locked);
    app.ends(ALICE, NEW).await.ok();
    assert!(signs_in_with(&op, NEW).await.page().has("#otp-form"));
}

/// Security: who was suspended stays so, whatever was begun and allowed before.
#[tokio::test]
async fn whoever_is_suspended_is_not_unlocked() {
    let (op, Enrolled { codes, .. }) = locked().await;
    let app = allowed(&op, &codes[..1]).await;
    set_status(&op, AccountStatus::Suspended).await;
    assert_eq!(app.ends(ALICE, NEW).await.status, 401);
    assert_eq!(App::of(&op).tries(ALICE, &codes[1..]).await.status, 403);
    assert_eq!(op.status().await, AccountStatus::Suspended);
    // A lock that is put on anew ends what was begun before it.
    set_status(&op, AccountStatus::Locked).await;
    lock(&op).await;
    assert_eq!(app.ends(ALICE, NEW).await.status, 401);
    assert_eq!(op.status().await, AccountStatus::Locked);
}

/// Missing, repeated, oversized and binary values.
#[tokio::test]
async fn bad_input_is_refused() {
    let (op, Enrolled { codes, .. }) = locked().await;
    let app = App::of(&op);
    let many: Vec<&str> = [codes[0].as_str(); 11].to_vec();
    let start = |value: Value| value.to_string().into_bytes();
    for (body, status) in [
        (b"\xff\x00".to_vec(), 400),
        (b"[]".to_vec(), 400),
        (b"{\"email\":".to_vec(), 400),
        (Vec::new(), 428),
        (start(json!({ "email": 7, "codes": codes })), 400),
        (start(json!({ "email": ALICE, "codes": "one" })), 400),
        (start(json!({ "email": ALICE, "codes": [7] })), 400),
        (start(json!({ "codes": codes })), 428),
        (start(json!({ "email": ALICE })), 428),
        (start(json!({ "email": ALICE, "codes": [] })), 428),
        (start(json!({ "email": ALICE, "codes": many })), 428),
        (start(json!({ "email": ALICE, "codes": ["x".repeat(65)] })), 400),
        (start(json!({ "email": "x".repeat(255), "codes": codes })), 400),
        (start(json!({ "email": "\u{0}\u{202e}@x", "codes": codes })), 403),
        (vec![b' '; 2 << 20], 413),
    ] {
        let shown = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
        let answer = app.send((Method::POST, START), body).await;
        assert_eq!(answer.status.as_u16(), status, "{shown}: {}", answer.text);
        op.advance(3600);
    }
    for (body, status) in
        [(b"\xff".to_vec(), 400), (b"{}".to_vec(), 428), (vec![b' '; 2 << 20], 413)]
    {
        let answer = app.send((Method::PUT, RECOVER), body).await;
        assert_eq!(answer.status.as_u16(), status, "{}", answer.text);
    }
    for path in [START, RECOVER] {
        assert_eq!(app.send((Method::GET, path), "").await.status, 405);
    }
    assert_eq!(op.status().await, AccountStatus::Locked);
}

/// Nothing of it is there unless an operator wants it, or where nobody unlocks by mail or has codes.
#[tokio::test]
async fn a_tenant_has_it_only_if_it_wants_it() {
    let changes: [fn(&mut TenantSettings); 3] = [
        |settings| settings.protocol.account_calls = false,
        |settings| settings.accounts.password_reset = false,
        |settings| settings.factors.allowed.retain(|factor| *factor != Proof::RecoveryCode),
    ];
    let (op, Enrolled { codes, .. }) = locked().await;
    let mut app = App::of(&op);
    app.starts(&codes[..1]).await;
    let link = asked(&op, 1).await;
    for (at, change) in changes.into_iter().enumerate() {
        let mut settings = calling(quick());
        change(&mut settings);
        op.set(settings, false).await;
        assert_eq!(app.tries(ALICE, &codes[1..]).await.status, 404, "{at}");
        assert_eq!(app.ends(ALICE, NEW).await.status, 404, "{at}");
        let page = op.browser().open(&link).await.status;
        assert_eq!(page, if at < 2 { 404 } else { 200 }, "{at}");
    }
}

/// Whoever has no second factor any more has no codes either: they open nothing.
#[tokio::test]
async fn codes_of_an_intruder_open_nothing() {
    let op = Op::start(calling(quick())).await;
    let mut intruder = op.browser();
    let Enrolled { codes, .. } = op.enrol(&mut intruder, "alice").await;
    let link = op.lock_link("second step was set up").await;
    op.lock_by(&link).await;
    assert_eq!(App::of(&op).tries(ALICE, &codes).await.status, 403);
    let mut owner = op.browser();
    owner.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut owner, "alice").await;
    assert!(owner.page().query("code").is_none());
}
