//! `ui_locales` holds for every page of a request (OIDC Core §3.1.2.1).
use super::{Op, quick, sign_in};
use serde_json::{Value, json};

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

/// RFC 4647 §3.4: a region that we do not have is answered by the language that we have.
#[tokio::test]
async fn every_announced_language_and_its_regions_are_spoken() {
    let op = Op::start(quick()).await;
    let (mut browser, rp) = (op.browser(), op.rp());
    let discovery = rp.get("/.well-known/openid-configuration").await.ok().json;
    let announced = &discovery["ui_locales_supported"];
    assert_eq!(*announced, json!(["en", "de", "es", "fr", "pt-BR", "ja", "ar"]));
    let expected = announced.as_array().unwrap().iter().filter_map(Value::as_str);
    let regions = [("pt-PT", "pt-BR"), ("fr-CA", "fr"), ("zh-TW ja-JP", "ja"), ("zh", "en")];
    for (asked, answered) in expected.map(|tag| (tag, tag)).chain(regions) {
        let page = browser.open(&rp.depart(&[("ui_locales", asked)]).url).await;
        assert_eq!(page.attributes("html", "lang"), [answered], "{asked}");
    }
}
