//! Passwords that are known from leaks, in a file and at a mirror.
use super::account_member::{at, at_home};
use super::{Op, PASSWORD, quick, sign_in};
use latchkey_server::config::Config;
use latchkey_testkit::Browser;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

/// Strong by itself, and known from a leak.
const LEAKED: &str = "gravel umbrella thirteen";
/// Its SHA-1.
const HASH: &str = "8F1657A7F8E311510740B8257DE35C1E4197FEDA";
const ANOTHER: &str = "seven quiet lanterns drift";

/// A folder with one range in it.
struct Ranges(std::path::PathBuf);

impl Ranges {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("latchkey-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(&HASH[..5]), format!("{}:3\n", &HASH[5..])).unwrap();
        Self(folder)
    }
}

impl Drop for Ranges {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Refused wherever a password is chosen, with a reason, and taken nowhere.
#[tokio::test]
async fn a_leaked_password_is_refused_wherever_one_is_chosen() {
    let ranges = Ranges::new("chosen");
    let mut settings = quick();
    settings.accounts.sign_up = true;
    let folder = ranges.0.clone();
    let op = Op::start_with(settings, |config| config.passwords.breached_file = Some(folder)).await;
    let why = "on lists that attackers try first";

    let mut newcomer = op.browser();
    newcomer.open(&op.rp().depart(&[]).url).await;
    newcomer.follow("#create-account").await;
    let fields = [("name", "Carol"), ("email", "carol@example.com"), ("password", LEAKED)];
    let page = newcomer.submit("signup-form", &fields).await;
    assert_eq!(page.status, 422);
    assert!(page.text("#password-why").contains(why), "{}", page.html);
    let page = newcomer.submit("signup-form", &[("password", ANOTHER)]).await;
    assert!(page.has("#otp-form"), "{}", page.html);

    let mut forgetful = op.browser();
    forgetful.open(format!("{}/t/forgotpassword", op.running.public_url)).await;
    forgetful.submit("forgot-form", &[("username", "bob")]).await;
    forgetful.open(op.mail_to("bob@example.com").await.link()).await;
    let page = forgetful.submit("new-password-form", &[("new_password", LEAKED)]).await;
    assert!(page.status == 422 && page.text("#form-error").contains(why), "{}", page.html);

    let mut member = at_home(&op, "alice").await;
    member.open(at(&op, "/password")).await;
    let fields = [("current_password", PASSWORD), ("new_password", LEAKED)];
    let page = member.submit("password-form", &fields).await;
    assert!(page.status == 422 && page.text("main").contains(why), "{}", page.html);
}

/// A mirror that answers with the range of the leaked password, and how often it was asked for what.
fn mirror(status: &'static str) -> (u16, Arc<AtomicU32>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let (port, asked) = (listener.local_addr().unwrap().port(), Arc::new(AtomicU32::new(0)));
    let counted = Arc::clone(&asked);
    thread::spawn(move || {
        for call in listener.incoming().flatten() {
            let (mut call, mut request) = (call, [0u8; 2048]);
            let length = call.read(&mut request).unwrap_or(0);
            let request = String::from_utf8_lossy(&request[..length]).into_owned();
            let line = request.lines().next().unwrap_or_default().to_owned();
            assert_eq!(line.split(' ').nth(1).unwrap().len(), "/range/".len() + 5, "{line}");
            counted.fetch_add(1, Ordering::SeqCst);
            let body = format!("{}:7\r\n{}:0\r\n", &HASH[5..], "0".repeat(35));
            let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n", body.len());
            let _ = call.write_all(format!("{head}Connection: close\r\n\r\n{body}").as_bytes());
        }
    });
    (port, asked)
}

fn asking(port: u16) -> impl FnOnce(&mut Config) {
    move |config| {
        config.fetch.allow.push(format!("127.0.0.1:{port}").parse().unwrap());
        let mirror = format!("http://127.0.0.1:{port}/range/{{prefix}}");
        config.passwords.breached_mirror = Some(mirror);
    }
}

async fn change(op: &Op, new: &str) -> Browser {
    let mut member = at_home(op, "alice").await;
    member.open(at(op, "/password")).await;
    let fields = [("current_password", PASSWORD), ("new_password", new)];
    member.submit("password-form", &fields).await;
    member
}

/// Security: the mirror hears five digits of a hash. One that fails keeps nobody from a password.
#[tokio::test]
async fn a_mirror_is_asked_for_a_range_and_a_broken_one_does_not_matter() {
    let (port, asked) = mirror("200 OK");
    let op = Op::start_with(quick(), asking(port)).await;
    assert_eq!(change(&op, LEAKED).await.page().status, 422);
    assert!(change(&op, ANOTHER).await.page().has("#account-done"));
    assert_eq!(asked.load(Ordering::SeqCst), 2);

    let (port, asked) = mirror("500 Broken");
    let op = Op::start_with(quick(), asking(port)).await;
    assert!(change(&op, LEAKED).await.page().has("#account-done"));
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

/// Nobody is kept out by a leak; where the tenant wants it, they choose another password on the way.
#[tokio::test]
async fn whoever_signs_in_with_a_leaked_password_chooses_another_where_the_tenant_wants_it() {
    let ranges = Ranges::new("sign-in");
    for wants in [false, true] {
        let mut settings = quick();
        settings.password.breached_at_sign_in = wants;
        // `PASSWORD` is known to everybody who has read a comic.
        let digest = latchkey_authn::password::BreachDigest::of(PASSWORD);
        let name = format!("{}.txt", digest.prefix());
        std::fs::write(ranges.0.join(name), "AD6438836DBE526AA231ABDE2D0EEF74D42:99").unwrap();
        let folder = ranges.0.clone();
        let set = |config: &mut Config| config.passwords.breached_file = Some(folder);
        let op = Op::start_with(settings, set).await;
        let mut browser = op.browser();
        browser.open(&op.rp().depart(&[]).url).await;
        sign_in(&mut browser, "alice").await;
        if !wants {
            assert!(browser.page().query("code").is_some(), "{}", browser.page().html);
            continue;
        }
        assert!(browser.page().text("main").contains("was stolen"), "{}", browser.page().html);
        let page = browser.submit("choose-password-form", &[("new_password", PASSWORD)]).await;
        assert_eq!(page.status, 422, "not the same one");
        let page = browser.submit("choose-password-form", &[("new_password", ANOTHER)]).await;
        assert!(page.query("code").is_some(), "{}", page.html);
        let mut fresh = op.browser();
        fresh.open(&op.rp().depart(&[]).url).await;
        sign_in(&mut fresh, "alice").await;
        assert_eq!(fresh.page().status, 422, "the old one no longer works");
    }
}
