//! `ui_locales` holds for every page of a request (OIDC Core §3.1.2.1).
use super::{Op, quick, sign_in};

#[tokio::test]
async fn error_and_form_post_pages_speak_the_language_that_was_asked_for() {
    let op = Op::start(quick()).await;
    let (mut browser, rp) = (op.browser(), op.rp());
    let wrong = rp.depart(&[("ui_locales", "xx de"), ("redirect_uri", "https://evil.example/")]);
    let page = browser.open(&wrong.url).await;
    assert_eq!(page.status, 400);
    assert_eq!(page.attributes("html", "lang"), ["de"]);

    let departure = rp.depart(&[("ui_locales", "ar"), ("response_mode", "form_post")]);
    browser.open(&departure.url).await;
    assert_eq!(browser.page().attributes("html", "dir"), ["rtl"]);
    let address = browser.page().url.clone();
    sign_in(&mut browser, "alice").await;
    assert!(browser.page().has("#form-post-submit"));
    assert_eq!(browser.page().attributes("html", "lang"), ["ar"]);
    let over = browser.open(&address).await;
    assert_eq!(over.attributes("html", "lang"), ["ar"], "a finished pass, too");
}
