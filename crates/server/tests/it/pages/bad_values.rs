//! What strangers and broken programs put into fields: each field of each form that people meet on their way.
use super::account_member::{at, at_home};
use super::second_factor::TWO;
use super::{Op, quick, sign_in};
use latchkey_testkit::{Browser, Page};
use std::collections::BTreeSet;
use url::form_urlencoded::Serializer;

/// How a field can be wrong, and what is sent in the place of it.
type Wrong = (&'static str, fn(&str) -> String);

const WRONG: [Wrong; 10] = [
    ("missing", |_| String::new()),
    ("empty", |name| format!("{name}=")),
    ("repeated", |name| format!("{name}=one&{name}=two")),
    ("oversized", |name| format!("{name}={}", "x".repeat(40_000))),
    ("binary", |name| format!("{name}=%00%01%7F")),
    ("not UTF-8", |name| format!("{name}=%FF%FE")),
    ("not encoded", |name| format!("{name}=%zz")),
    ("two lines", |name| format!("{name}=a%0D%0ABcc:%20mallory@example.com")),
    ("markup", |name| format!("{name}=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")),
    ("turned around", |name| format!("{name}=%E2%80%AEmoc.elpmaxe")),
];

/// The fields of a form in which something is typed or chosen.
fn typed(page: &Page, form: &str) -> BTreeSet<String> {
    let inputs = format!("#{form} input:not([type=hidden]):not([type=checkbox])");
    let chosen = page.attributes(&format!("#{form} select"), "name");
    page.attributes(&inputs, "name").into_iter().chain(chosen).collect()
}

/// Puts everything wrong into each field here, with the form's own token; says which forms there were.
async fn spoil(browser: &Browser) -> BTreeSet<String> {
    let page = browser.page();
    let mut spoilt = BTreeSet::new();
    for id in page.attributes("form[id]", "id") {
        let form = page.form(&id);
        for field in typed(page, &id) {
            for (how, sent) in WRONG {
                let others = form.fields.iter().filter(|(name, _)| *name != field);
                let mut text = Serializer::new(String::new()).extend_pairs(others).finish();
                text.push('&');
                text.push_str(&sent(&field));
                let mut tab = browser.clone();
                let page = tab.post_text(&form.action, text).await;
                let what = format!("{id}, {field} {how}: {} at {}", page.status, page.url);
                assert!(!page.status.is_server_error(), "{what}");
                assert!(!page.is_outside, "{what}");
                assert!(page.has("main h1") && page.has("title"), "{what}: {}", page.html);
                assert!(!page.html.contains("<script>alert"), "{what}");
            }
            spoilt.insert(id.clone());
        }
    }
    assert!(!spoilt.is_empty(), "nothing to fill in at {}", page.url);
    spoilt
}

/// Nothing is answered with a fault, echoed as it came or taken for an answer to the app, and whose account it is
/// goes on as before.
#[tokio::test]
async fn no_field_can_be_filled_in_so_that_something_breaks() {
    let mut settings = quick();
    settings.accounts.sign_up = true;
    settings.accounts.device_handover.enabled = true;
    settings.protocol.device_flow = true;
    let op = Op::start(settings).await;
    let begins = async || {
        let mut browser = op.browser();
        browser.open(&op.rp().depart(&[]).url).await;
        browser
    };
    let named = async |name: &str| {
        let mut browser = begins().await;
        browser.submit("login-form", &[("username", name)]).await;
        browser
    };
    let mut places = vec![begins().await, named("bob").await];
    let mut stranger = begins().await;
    stranger.follow("#create-account").await;
    places.push(stranger);
    let mut forgetful = op.browser();
    forgetful.open(format!("{}t/forgotpassword", op.home())).await;
    places.push(forgetful);
    for section in ["/profile", "/email", "/password", "/take"] {
        let mut home = at_home(&op, "bob").await;
        home.open(at(&op, section)).await;
        places.push(home);
    }
    let mut connecting = op.browser();
    connecting.open(format!("{}t/device", op.home())).await;
    places.push(connecting);
    let mut setting_up = op.browser();
    setting_up.open(&op.rp().depart(&[("acr_values", TWO)]).url).await;
    sign_in(&mut setting_up, "bob").await;
    places.push(setting_up);
    op.enrol(&mut op.browser(), "alice").await;
    let mut second = op.browser();
    second.open(&op.rp().depart(&[]).url).await;
    sign_in(&mut second, "alice").await;
    places.push(second.clone());
    second.follow("#way-recovery-code").await;
    places.push(second);

    let mut spoilt = BTreeSet::new();
    for place in &places {
        spoilt.extend(spoil(place).await);
    }
    assert!(spoilt.len() >= 9, "{spoilt:?}");
    op.advance(3600);
    at_home(&op, "bob").await;
}
