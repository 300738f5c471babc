//! Looks: a tenant's, and those of its apps.
use super::account_member::{at, at_home};
use super::{Op, PASSWORD, quick, register};
use latchkey_oidc::{ApplicationType, ClientMetadata, ClientTheme};
use latchkey_testkit::{Authentication, Page, REDIRECT_URI, RelyingParty};

/// An app with a look.
fn app(accent: Option<&str>, corners: Option<&str>) -> ClientMetadata {
    let (accent, corners) = (accent.map(str::to_owned), corners.map(str::to_owned));
    ClientMetadata {
        redirect_uris: vec![REDIRECT_URI.to_owned()],
        token_endpoint_auth_method: Some("none".to_owned()),
        application_type: ApplicationType::Native,
        client_theme: Some(ClientTheme { accent, corners }),
        ..ClientMetadata::default()
    }
}

/// A teal and round tenant with three apps: one red, one yellow and square, one that says nothing
/// (`app`).
async fn teal() -> Op {
    let mut settings = quick();
    settings.branding.accent = Some("#0b6e6e".to_owned());
    settings.branding.corners = Some("round".to_owned());
    let op = Op::start(settings).await;
    let clients =
        vec![("mail", app(Some("#b3261e"), None)), ("notes", app(Some("#ffd600"), Some("square")))];
    register(&op, clients).await;
    op
}

fn rp(op: &Op, client_id: &str) -> RelyingParty {
    let issuer = format!("{}/t", op.running.public_url);
    RelyingParty::new(&issuer, client_id, REDIRECT_URI, Authentication::None)
}

/// The path of the look of a page; empty if it has only that of all pages.
fn look(page: &Page) -> String {
    let sheets = page.attributes("link[rel=stylesheet]", "href");
    let own = sheets.iter().find(|sheet| !sheet.starts_with("/static/"));
    own.and_then(|sheet| sheet.split('?').next()).unwrap_or_default().to_owned()
}

const MAIL: &str = "/t/theme/b3261e-round.css";
const NOTES: &str = "/t/theme/ffd600-square.css";
const TENANT: &str = "/t/theme/0b6e6e-round.css";

/// Two tabs of one browser, each at another app of the tenant, each with its look on every page; what
/// an app does not say its tenant says.
#[tokio::test]
async fn each_app_has_its_look_in_one_browser() {
    let op = teal().await;
    let mut browser = op.browser();
    let first = browser.open(&rp(&op, "mail").depart(&[]).url).await;
    assert_eq!(look(first), MAIL);
    let waiting = first.url.clone();
    assert_eq!(look(browser.open(&rp(&op, "notes").depart(&[]).url).await), NOTES);
    assert_eq!(look(browser.submit("login-form", &[("username", "alice")]).await), NOTES);
    let page = browser.submit("login-form", &[("password", "wrong")]).await;
    assert!(page.has("[aria-invalid]"), "{}", page.html);
    assert_eq!(look(page), NOTES);
    let page = browser.submit("login-form", &[("password", PASSWORD)]).await;
    assert!(page.has("#consent-form"), "{}", page.html);
    assert_eq!(look(page), NOTES);

    let page = browser.open(waiting).await;
    assert!(page.has("#consent-form"), "signed in by the other tab: {}", page.html);
    assert_eq!(look(page), MAIL);
    browser.submit("consent-form", &[]).await;
    let again = browser.open(&rp(&op, "app").depart(&[("prompt", "login")]).url).await;
    assert_eq!(look(again), TENANT, "this one says nothing");
}

/// The account is the tenant's, whatever app somebody came from; so is what no app has asked for.
#[tokio::test]
async fn the_account_looks_like_the_tenant() {
    let op = teal().await;
    let mut browser = op.browser();
    assert_eq!(look(browser.open(at(&op, "")).await), TENANT, "its sign-in");
    browser.open(&rp(&op, "mail").depart(&[]).url).await;
    super::sign_in(&mut browser, "alice").await;
    assert_eq!(look(browser.page()), MAIL);
    for rest in ["", "/security", "/apps"] {
        let page = browser.open(at(&op, rest)).await;
        assert_eq!(look(page), TENANT, "{rest}: {}", page.html);
    }
    let home = format!("{}t/forgotpassword", op.home());
    assert_eq!(look(browser.open(home).await), TENANT);
}

/// An error on the way to an app looks like the app; one about an app that nobody knows does not.
#[tokio::test]
async fn errors_look_like_what_they_are_about() {
    let op = teal().await;
    let mut browser = op.browser();
    let issuer = format!("{}/t", op.running.public_url);
    let evil = "https://evil.example/callback";
    let wrong = RelyingParty::new(&issuer, "mail", evil, Authentication::None);
    let page = browser.open(&wrong.depart(&[]).url).await;
    assert!(page.has("#error-page"), "{}", page.html);
    assert_eq!(look(page), MAIL);
    assert_eq!(look(browser.open(&rp(&op, "nobody").depart(&[]).url).await), TENANT);
}

/// A tenant without a look has none of its own to load; the policy lets a page load its look.
#[tokio::test]
async fn a_look_is_a_sheet_of_our_own() {
    let op = Op::start(quick()).await;
    register(&op, vec![("notes", app(None, Some("square")))]).await;
    let mut browser = op.browser();
    assert_eq!(look(browser.open(&op.rp().depart(&[]).url).await), "");
    let page = browser.open(&rp(&op, "notes").depart(&[]).url).await;
    assert_eq!(look(page), "/t/theme/2f54d6-square.css", "the colour of app.css");
    let policy = page.header("content-security-policy");
    assert!(policy.contains("style-src 'self'") && !policy.contains("unsafe"), "{policy}");
}

/// Security: a look is answered alike whether an app wears it or none does, so nobody learns from it
/// which apps there are; and it is kept for good, by everybody alike.
#[tokio::test]
async fn a_look_tells_nothing_of_apps() {
    let op = teal().await;
    let get = |path: &str| reqwest::get(op.home().join(path).unwrap());
    let worn = get(MAIL).await.unwrap();
    let unworn = get("/t/theme/b3261f-round.css").await.unwrap();
    for sheet in [&worn, &unworn] {
        assert_eq!(sheet.status(), 200);
        assert_eq!(sheet.headers()["content-type"], "text/css; charset=utf-8");
        let kept = &sheet.headers()["cache-control"];
        assert_eq!(kept, "public, max-age=31536000, immutable");
        assert!(!sheet.headers().contains_key("set-cookie"));
    }
    let names = |sheet: &reqwest::Response| -> Vec<String> {
        sheet.headers().keys().map(|name| name.as_str().to_owned()).collect()
    };
    assert_eq!(names(&worn), names(&unworn));
    let css = worn.text().await.unwrap();
    assert!(css.contains("--accent:#b3261e;") && css.contains("--radius:24px"), "{css}");
    for none in ["mail.css", "B3261E-round.css", "b3261e-oval.css", "b3261e-round", "theme.css"] {
        let answer = get(&format!("/t/theme/{none}")).await.unwrap();
        assert_eq!(answer.status(), 404, "{none}");
    }
}

/// Light or dark is chosen in one browser, for every page in it, and for no other; a made-up choice is
/// none.
#[tokio::test]
async fn light_or_dark_is_as_somebody_chose_in_their_browser() {
    const DARK: &str = "/t/theme/0b6e6e-round-dark.css";
    let op = teal().await;
    let mut browser = at_home(&op, "alice").await;
    let profile = at(&op, "/profile");
    let schemes = |page: &Page| page.attributes("meta[name=color-scheme]", "content").join(",");
    assert_eq!(schemes(browser.open(&profile).await), "light dark");
    for (chosen, shown, sheet) in
        [("dark", "dark", DARK), ("dim", "light dark", TENANT), ("dark", "dark", DARK)]
    {
        browser.open(&profile).await;
        let page = browser.submit("profile-form", &[("name", "Alice"), ("scheme", chosen)]).await;
        assert!(page.has("#account-done"), "{}", page.html);
        assert_eq!((schemes(page).as_str(), look(page).as_str()), (shown, sheet), "{chosen}");
        assert_eq!(page.has("option[value=dark][selected]"), shown == "dark", "{}", page.html);
    }
    let css = reqwest::get(op.home().join(DARK).unwrap()).await.unwrap().text().await.unwrap();
    assert!(css.starts_with(":root{color-scheme:dark;") && !css.contains("prefers"), "{css}");
    let page = browser.open(rp(&op, "mail").depart(&[("prompt", "login")]).url).await;
    assert_eq!(look(page), "/t/theme/b3261e-round-dark.css");
    assert_eq!(look(op.browser().open(rp(&op, "mail").depart(&[]).url).await), MAIL);
    browser.open(&profile).await;
    assert_eq!(schemes(browser.submit("profile-form", &[("scheme", "")]).await), "light dark");
}
