//! Browsers work where much is tried, and nobody is shut out who cannot.
use super::newcomers::behind_a_proxy;
use super::{Op, PASSWORD, quick, sign_in};
use futures_util::future::join_all;
use latchkey_authn::throttle::work::{ITERATIONS, PARTS};
use latchkey_authn::{AskWork, WorkPolicy};
use latchkey_base::{Seconds, pbkdf2_sha256};
use latchkey_store::TenantSettings;
use latchkey_testkit::{Browser, Page};

const WAIT: i64 = 10;
/// Enough that nothing easier happens to be right.
const BITS: u8 = WorkPolicy::FEWEST_BITS + 2;

fn asking(ask: AskWork) -> TenantSettings {
    let mut settings = quick();
    let wait = Seconds::new(WAIT);
    settings.throttle.proof_of_work = WorkPolicy { ask, bits: BITS, wait, ..WorkPolicy::default() };
    settings
}

/// Work is asked for each time, and nothing else slows anybody down.
fn always() -> TenantSettings {
    let mut settings = asking(AskWork::Always);
    let throttle = &mut settings.throttle;
    (throttle.account_burst, throttle.stranger_burst) = (1_000, 1_000);
    (throttle.address_burst, throttle.mail_burst) = (1_000, 1_000);
    settings
}

/// What a page asks for.
fn challenge(page: &Page) -> String {
    page.attributes("input[name=work]", "value").into_iter().next().expect("a challenge")
}

/// What a script finds, where what is derived begins with so many zeros.
fn found(challenge: &str, zeros: u32) -> String {
    let text = challenge.rsplit('.').next().unwrap();
    let number = |part: usize| {
        let begins = |number: &u32| {
            let salt = format!("{part}.{number}");
            let derived = pbkdf2_sha256(text.as_bytes(), salt.as_bytes(), ITERATIONS);
            u32::from_be_bytes(derived[..4].try_into().unwrap()).leading_zeros() >= zeros
        };
        (0..).find(begins).unwrap().to_string()
    };
    (0..PARTS).map(number).collect::<Vec<_>>().join(".")
}

fn solved(page: &Page) -> (String, String) {
    let zeros = page.attributes("input[name=work]", "data-zeros")[0].parse().unwrap();
    assert_eq!(page.attributes("input[name=work]", "data-parts"), ["8"]);
    assert_eq!(page.attributes("input[name=work]", "data-iterations"), ["512"]);
    let challenge = challenge(page);
    let found = found(&challenge, zeros);
    (challenge, found)
}

/// Before the password of somebody.
async fn before(op: &Op, name: &str) -> Browser {
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    browser.submit("login-form", &[("username", name)]).await;
    browser
}

/// The answer to a wrong password with that beside it.
async fn guess(browser: &mut Browser, (work, worked): (&str, &str)) -> u16 {
    let fields = [("password", "wrong"), ("work", work), ("worked", worked)];
    browser.submit("login-form", &fields).await.status.as_u16()
}

/// The same as a browser without script sends it.
async fn guess_idly(browser: &mut Browser) -> u16 {
    browser.submit("login-form", &[("password", "wrong")]).await.status.as_u16()
}

/// What a tenant does not ask for, no page holds.
#[tokio::test]
async fn by_default_no_page_asks_for_any() {
    let op = Op::start(quick()).await;
    let mut browser = before(&op, "alice").await;
    for _ in 0..4 {
        assert_eq!(guess_idly(&mut browser).await, 422);
        let page = browser.page();
        assert!(!page.has("input[name=work]") && !page.html.contains("/work."), "{}", page.html);
    }
}

/// From the share on the page asks, for a name that nobody has as well. Who answers goes on; who does not
/// waits between two attempts, and no longer than it was said.
#[tokio::test]
async fn where_much_was_tried_a_browser_that_works_goes_on() {
    let op = Op::start(asking(AskWork::Busy)).await;
    let policy = |browser: &Browser| browser.page().header("content-security-policy").to_owned();
    for name in ["nobody", "alice"] {
        let mut browser = before(&op, name).await;
        let before = policy(&browser);
        for tried in 0..3 {
            assert!(!browser.page().has("input[name=work]"), "{name}: {tried}");
            assert_eq!(guess_idly(&mut browser).await, 422, "{name}: {tried}");
        }
        assert!(browser.page().has("form#login-form input[name=work]"), "{name}");
        assert_eq!(policy(&browser), before, "nothing more is allowed");
        browser.reload().await;
        assert!(browser.page().has("form#login-form input[name=work]"), "{name}: opened again");
        assert_eq!(guess_idly(&mut browser).await, 422, "{name}: the first goes through");
        assert_eq!(guess_idly(&mut browser).await, 429, "{name}");
        let page = browser.page();
        let wait: i64 = page.header("retry-after").parse().unwrap();
        assert!((1..=WAIT + 1).contains(&wait), "{name}: {wait}");
        assert!(page.has("#login-error time[data-local-time]"), "{}", page.html);
        let (work, worked) = solved(page);
        let fields = [("password", PASSWORD), ("work", &work), ("worked", &worked)];
        let page = browser.submit("login-form", &fields).await;
        match name {
            "alice" => assert!(page.query("code").is_some(), "{}", page.html),
            _ => assert_eq!(page.status, 422, "{}", page.html),
        }
    }
}

/// Security: nothing but the answer to what this page asked this browser about this person spares the wait.
#[tokio::test]
async fn nothing_but_a_solution_spares_the_wait() {
    let op = Op::start(always()).await;
    let mut browser = before(&op, "alice").await;
    assert_eq!(guess_idly(&mut before(&op, "alice").await).await, 422, "who was here before");
    let (work, worked) = solved(browser.page());
    let easy = found(&work, 1);
    let mut bob = browser.clone();
    bob.open(&op.rp().depart(&[]).url).await;
    bob.submit("login-form", &[("username", "bob")]).await;
    let of_bob = solved(bob.page());
    let of_another = solved(before(&op, "alice").await.page());
    let other = op.other_tenant("u", always()).await;
    let mut there = browser.clone();
    there.open(&other.depart(&[]).url).await;
    there.submit("login-form", &[("username", "alice")]).await;
    let elsewhere = solved(there.page());
    let long = "7.".repeat(4_000);
    let many = ["1"; PARTS].join(".");
    for (why, (work, worked)) in [
        ("nothing", ("", "")),
        ("no answer", (work.as_str(), "")),
        ("an answer to nothing", ("", worked.as_str())),
        ("a guess", (&work, &many)),
        ("easier than asked", (&work, &easy)),
        ("too long", (&work, &long)),
        ("too long a question", (&long, &worked)),
        ("binary", (&work, "\u{0}\u{1}\u{fffd}")),
        ("a binary question", ("\u{0}.\u{ff}.\u{0}", &worked)),
        ("another person's name", (&of_bob.0, &of_bob.1)),
        ("another browser's", (&of_another.0, &of_another.1)),
        ("another tenant's", (&elsewhere.0, &elsewhere.1)),
    ] {
        assert_eq!(guess(&mut browser, (work, worked)).await, 429, "{why}");
    }
    assert_eq!(guess(&mut browser, (&work, &worked)).await, 422, "the answer itself");
    assert_eq!(guess(&mut browser, (&work, &worked)).await, 429, "once more");
}

/// Security: nor does one that comes too late.
#[tokio::test]
async fn a_solution_has_an_end() {
    let op = Op::start(always()).await;
    let mut browser = before(&op, "alice").await;
    let (work, worked) = solved(browser.page());
    op.advance(15 * 60);
    assert_eq!(guess_idly(&mut before(&op, "alice").await).await, 422, "who was here before");
    assert_eq!(guess(&mut browser, (&work, &worked)).await, 429);
    let (work, worked) = solved(browser.page());
    assert_eq!(guess(&mut browser, (&work, &worked)).await, 422);
}

/// Security: of many who send one answer at once one is let through.
#[tokio::test]
async fn a_solution_is_good_once_however_many_send_it() {
    let op = Op::start(always()).await;
    let browser = before(&op, "alice").await;
    assert_eq!(guess_idly(&mut before(&op, "alice").await).await, 422, "who was here before");
    let (work, worked) = solved(browser.page());
    let mut tabs = vec![browser; 6];
    let all = tabs.iter_mut().map(|tab| guess(tab, (work.as_str(), worked.as_str())));
    let mut statuses = join_all(all).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [422, 429, 429, 429, 429, 429]);
}

/// A form, how it is reached, and what is typed into it.
struct Asked {
    form: &'static str,
    fields: &'static [(&'static str, &'static str)],
}

const FORMS: [Asked; 5] = [
    Asked { form: "login-form", fields: &[("username", "ann"), ("password", "wrong")] },
    Asked {
        form: "signup-form",
        fields: &[("name", "Zoe"), ("email", "zoe@example.com"), ("password", PASSWORD)],
    },
    Asked { form: "signup-form", fields: &[("name", ""), ("email", ""), ("password", "")] },
    Asked { form: "forgot-form", fields: &[("username", "alice")] },
    Asked { form: "device-form", fields: &[("user_code", "WDJB-MJHT")] },
];

async fn reach(op: &Op, form: &str) -> Browser {
    let mut browser = op.browser();
    let at = |path| format!("{}/t/{path}", op.running.public_url);
    match form {
        "forgot-form" => drop(browser.open(at("forgotpassword")).await),
        "device-form" => drop(browser.open(at("device")).await),
        _ => drop(browser.open(&op.rp().depart(&[]).url).await),
    }
    if form == "signup-form" {
        browser.follow("#create-account").await;
    }
    browser
}

/// Wherever work is asked for, whoever does none waits a little and gets on; whoever does does not wait.
#[tokio::test]
async fn each_form_that_asks_works_without_script_as_well() {
    let mut settings = always();
    settings.accounts.one_page_sign_in = true;
    settings.accounts.sign_up = true;
    settings.protocol.device_flow = true;
    let op = Op::start(settings).await;
    for Asked { form, fields } in FORMS {
        op.advance(WAIT);
        let mut browser = reach(&op, form).await;
        let asks = |browser: &Browser| browser.page().has(&format!("#{form} input[name=work]"));
        assert!(asks(&browser), "{form}");
        let first = browser.submit(form, fields).await.status;
        assert_ne!(first, 429, "{form}: the first");
        if fields[0].1.is_empty() {
            assert!(asks(&browser), "{form}: {first}");
            continue;
        }
        let mut idle = reach(&op, form).await;
        let page = idle.submit(form, fields).await;
        assert_eq!(page.status, 429, "{form}: {}", page.html);
        assert!(page.has("time[data-local-time]"), "{form}: until when: {}", page.html);
        assert!(asks(&idle), "{form}: the next page");
        let mut busy = reach(&op, form).await;
        let (work, worked) = solved(busy.page());
        let with: Vec<_> =
            fields.iter().copied().chain([("work", &*work), ("worked", &*worked)]).collect();
        let page = busy.submit(form, &with).await;
        assert_eq!(page.status, first, "{form}: with work: {}", page.html);
        op.advance(WAIT);
        let page = idle.submit(form, fields).await;
        assert_eq!(page.status, first, "{form}: without, a little later: {}", page.html);
    }
}

/// Whoever has signed in here before is asked nothing, and waits for nobody.
#[tokio::test]
async fn a_browser_that_is_known_does_no_work() {
    let op = Op::start(always()).await;
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    assert!(browser.page().query("code").is_some(), "{}", browser.page().html);
    for _ in 0..2 {
        guess_idly(&mut before(&op, "alice").await).await;
    }
    browser.open(&op.rp().depart(&[("prompt", "login")]).url).await;
    for _ in 0..3 {
        let page = browser.page();
        assert!(page.has("#password") && !page.has("input[name=work]"), "{}", page.html);
        assert_eq!(guess_idly(&mut browser).await, 422);
    }
}

/// Security: what strangers do elsewhere makes nobody wait for longer than `stranger_wait` says, work or none.
#[tokio::test]
async fn strangers_elsewhere_make_nobody_wait_for_long() {
    let mut settings = asking(AskWork::Busy);
    settings.throttle.stranger_burst = 4;
    settings.throttle.proof_of_work.wait = Seconds::new(60);
    let op = Op::start_with(settings, behind_a_proxy).await;
    for site in 1..=3 {
        let mut stranger = op.browser();
        stranger.address = Some(format!("2001:db8:{site}::1"));
        stranger.open(&op.rp().depart(&[]).url).await;
        stranger.submit("login-form", &[("username", "alice")]).await;
        assert_eq!(guess_idly(&mut stranger).await, 422, "{site}");
    }
    let at = async |network: &str| {
        let mut browser = op.browser();
        browser.address = Some(network.to_owned());
        browser.open(&op.rp().depart(&[]).url).await;
        browser.submit("login-form", &[("username", "alice")]).await;
        browser
    };
    let (mut owner, mut with_script) = (at("192.0.2.1").await, at("198.51.100.1").await);
    let page = owner.submit("login-form", &[("password", PASSWORD)]).await;
    assert_eq!(page.status, 429);
    let wait: i64 = page.header("retry-after").parse().unwrap();
    assert!(wait <= 11, "{wait}");
    let (work, worked) = solved(with_script.page());
    let fields = [("password", PASSWORD), ("work", &work), ("worked", &worked)];
    assert!(with_script.submit("login-form", &fields).await.query("code").is_some());
    op.advance(10);
    let page = owner.submit("login-form", &[("password", PASSWORD)]).await;
    assert!(page.query("code").is_some(), "{}", page.html);
}

/// It comes before the throttle and replaces none of it.
#[tokio::test]
async fn who_works_waits_as_the_throttle_says() {
    let mut settings = asking(AskWork::Always);
    settings.throttle.account_burst = 2;
    let op = Op::start(settings).await;
    let mut browser = before(&op, "alice").await;
    for status in [422, 422, 429] {
        let (work, worked) = solved(browser.page());
        assert_eq!(guess(&mut browser, (&work, &worked)).await, status);
    }
}
