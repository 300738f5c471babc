//! "Why did this fail?": from the reference that was shown to the check that failed.
use super::{Op, quick, sign_in};
use latchkey_base::{Clock as _, Reference, Seconds};
use latchkey_oidc::ResourceServer;
use latchkey_oidc::explain::{
    BrowserFinding, ClientFinding, Difference, Finding, GrantFinding, MessageFinding,
    PersonFinding, RequestFinding, TokenFinding, Trail, VerifierFinding,
};
use latchkey_store::{Store, TxError};
use latchkey_testkit::{Answer, Browser, REDIRECT_URI};
use std::time::{Duration, Instant};

/// The reference at the end of a description.
pub fn reference(description: &str) -> Reference {
    let (_, rest) = description.split_once("(reference ").expect(description);
    rest.split(')').next().unwrap().parse().expect(description)
}

async fn look(op: &Op, store: &Store, reference: Reference) -> Option<Trail> {
    let now = op.clock.now();
    let found: Result<_, TxError> =
        store.read(op.beside.tenant.id, move |tx| tx.trail(reference, now)).await;
    found.unwrap()
}

/// What is kept under a reference, as another process sees it.
pub async fn explain(op: &Op, reference: Reference) -> Trail {
    let store = op.beside.open().await;
    let end = Instant::now() + Duration::from_secs(60);
    let trail = loop {
        match look(op, &store, reference).await {
            Some(trail) => break trail,
            None => assert!(Instant::now() < end, "nothing is kept under {reference}"),
        }
        tokio::task::yield_now().await;
    };
    store.close().await;
    trail
}

/// A refusal before there is an address is shown on a page, and so is its reference.
#[tokio::test]
async fn an_unregistered_redirect_uri_is_explained_by_its_nearest() {
    let op = Op::start(quick()).await;
    let mut browser = op.browser();
    let wrong = format!("{REDIRECT_URI}/");
    browser.open(&op.rp().depart(&[("redirect_uri", &wrong)]).url).await;
    let shown = browser.page().text("#error-reference");
    assert_eq!(shown.len(), 11, "{shown}");
    let trail = explain(&op, shown.parse().unwrap()).await;
    assert_eq!(
        (trail.endpoint.as_str(), trail.error.as_str()),
        ("authorization", "invalid_request")
    );
    assert_eq!(trail.client_id.as_deref(), Some("app"));
    let expected = RequestFinding::RedirectUri {
        sent: wrong,
        nearest: Some(REDIRECT_URI.to_owned()),
        difference: Some(Difference::TrailingSlash),
    };
    assert_eq!(trail.finding, Some(Finding::Request(expected)));
    op.advance(86_400);
    let store = op.beside.open().await;
    assert_eq!(look(&op, &store, shown.parse().unwrap()).await, None, "kept for a day");
    store.close().await;
}

/// RFC 6749 §4.1.2.1: the client hears the reference in the description.
#[tokio::test]
async fn a_redirected_refusal_carries_its_reference() {
    let op = Op::start(quick()).await;
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[("code_challenge_method", "plain")]).url).await;
    let description = browser.page().query("error_description").unwrap();
    let trail = explain(&op, reference(&description)).await;
    let expected = RequestFinding::ChallengeMethod(Some("plain".to_owned()));
    assert_eq!(trail.finding, Some(expected.into()));
}

/// RFC 6749 §4.1.2: a code that is used again; when it was used first, and by whom.
#[tokio::test]
async fn a_code_that_is_used_again_says_when_it_was_used_first() {
    let op = Op::start(quick()).await;
    let (mut browser, rp) = (op.browser(), op.rp());
    let departure = rp.depart(&[]);
    browser.open(&departure.url).await;
    sign_in(&mut browser, "alice").await;
    let code = browser.page().query("code").unwrap();
    let mut wrong = departure.clone();
    wrong.verifier = "a".repeat(43);
    let refused = rp.redeem(&code, &wrong).await;
    let trail = explain(&op, reference(refused.str("error_description"))).await;
    assert_eq!(trail.finding, Some(GrantFinding::Verifier(VerifierFinding::Wrong).into()));
    let kept = serde_json::to_string(&trail).unwrap();
    assert!(!kept.contains(&code) && !kept.contains(&departure.verifier), "{kept}");

    let first = op.clock.now();
    rp.redeem(&code, &departure).await.ok();
    op.advance(5);
    let replayed = rp.redeem(&code, &departure).await;
    assert_eq!(replayed.error(), "invalid_grant");
    let trail = explain(&op, reference(replayed.str("error_description"))).await;
    let client = trail.other_client();
    assert!(client.is_some());
    assert!(
        matches!(&trail.finding, Some(Finding::Grant(GrantFinding::Spent { at, .. })) if *at == Some(first)),
        "{trail:?}"
    );
}

/// RFC 6750 §3: libraries read the challenge and not the body.
#[tokio::test]
async fn a_bearer_refusal_has_its_reference_in_header_and_body() {
    let mut settings = quick();
    settings.protocol.lifetimes.access_token = Seconds::new(60);
    let op = Op::start(settings).await;
    let (mut browser, rp) = (op.browser(), op.rp());
    let departure = rp.depart(&[]);
    browser.open(&departure.url).await;
    sign_in(&mut browser, "alice").await;
    let tokens = rp.redeem(&browser.page().query("code").unwrap(), &departure).await.ok();
    op.advance(63);
    let refused = rp.userinfo(tokens.str("access_token")).await;
    let named = reference(refused.str("error_description"));
    assert_eq!(reference(refused.header("www-authenticate")), named);
    let expected = TokenFinding::Expired(Seconds::new(3));
    assert_eq!(explain(&op, named).await.finding, Some(expected.into()));
}

/// RFC 9068 §4: a JWT of ours that was over is said to be that, as an opaque token is.
#[tokio::test]
async fn a_jwt_access_token_that_was_over_is_told_apart() {
    let mut settings = quick();
    settings.protocol.lifetimes.access_token = Seconds::new(60);
    let resource = "https://api.example";
    settings.protocol.resources =
        vec![ResourceServer { resource: resource.to_owned(), scopes: Vec::new() }];
    let op = Op::start(settings).await;
    let (mut browser, rp) = (op.browser(), op.rp());
    let departure = rp.depart(&[("resource", resource)]);
    browser.open(&departure.url).await;
    sign_in(&mut browser, "alice").await;
    let tokens = rp.redeem(&browser.page().query("code").unwrap(), &departure).await.ok();
    let token = tokens.str("access_token");
    assert_eq!(token.split('.').count(), 3, "a JWT");
    op.advance(63);
    let refused = rp.userinfo(token).await;
    let named = reference(refused.str("error_description"));
    let expected = TokenFinding::Expired(Seconds::new(3));
    assert_eq!(explain(&op, named).await.finding, Some(expected.into()));
}

/// An unknown client and one that is switched off look alike to strangers, not to operators.
#[tokio::test]
async fn an_unknown_client_is_named_to_operators() {
    let op = Op::start(quick()).await;
    let mut rp = op.rp();
    rp.client_id = "ap".to_owned();
    let refused = rp.token(&[("grant_type", "refresh_token"), ("refresh_token", "x")]).await;
    let trail = explain(&op, reference(refused.str("error_description"))).await;
    assert_eq!(trail.finding, Some(ClientFinding::Unknown.into()));
    assert_eq!(trail.client_id.as_deref(), Some("ap"));
}

/// RFC 6819 §4.4.1.8: a sign-in goes on in the browser that began it.
/// A browser that keeps no cookies never gets past the first page.
#[tokio::test]
async fn a_browser_without_cookies_is_told_apart() {
    let op = Op::start(quick()).await;
    let (mut hers, mut his) = (op.browser(), op.browser());
    hers.open(&op.rp().depart(&[]).url).await;
    let address = hers.page().url.to_string();
    his.open(&address).await;
    let shown = his.page().text("#reference");
    let trail = explain(&op, shown.parse().unwrap()).await;
    assert_eq!(trail.finding, Some(BrowserFinding::NoCookie.into()));
}

/// OIDC Core §3.1.2.6: to the app all of these are `login_required`. Its developer, who tries it in a
/// frame within their own site, is told that the browser kept our cookies back.
#[tokio::test]
async fn a_silent_request_is_told_apart_by_its_cookies() {
    let mut settings = quick();
    settings.protocol.lifetimes.session_idle = Seconds::minutes(5);
    let op = Op::start(settings).await;
    let (rp, mut browser, mut framed) = (op.rp(), op.browser(), op.browser());
    let silent = rp.depart(&[("prompt", "none")]).url;
    let why = async |browser: &mut Browser| {
        let page = browser.open(&silent).await;
        assert_eq!(page.query("error").as_deref(), Some("login_required"), "{}", page.url);
        let description = page.query("error_description").unwrap();
        explain(&op, reference(&description)).await.finding
    };
    let finding = |of: BrowserFinding| Some(Finding::from(of));
    browser.open(&rp.depart(&[]).url).await;
    assert_eq!(why(&mut browser).await, finding(BrowserFinding::NotSignedIn));
    browser.open(&rp.depart(&[]).url).await;
    sign_in(&mut browser, "alice").await;
    assert!(browser.open(&silent).await.query("code").is_some());
    assert_eq!(why(&mut framed).await, finding(BrowserFinding::SilentWithoutCookies));
    op.advance(301);
    assert_eq!(why(&mut browser).await, finding(BrowserFinding::SignInOver));
}

/// OIDC Core §5.5.1.1: a class that cannot be reached is no matter of `prompt=none`.
#[tokio::test]
async fn an_unmet_class_is_explained_by_what_was_reached() {
    let op = Op::start(quick()).await;
    let (rp, mut browser) = (op.rp(), op.browser());
    let claims = r#"{"id_token":{"acr":{"essential":true,"value":"urn:none:such"}}}"#;
    browser.open(&rp.depart(&[("claims", claims)]).url).await;
    sign_in(&mut browser, "alice").await;
    let page = browser.page();
    assert_eq!(page.query("error").as_deref(), Some("unmet_authentication_requirements"));
    let trail = explain(&op, reference(&page.query("error_description").unwrap())).await;
    let Some(Finding::Person(PersonFinding::Acr { asked, reached, offered })) = &trail.finding
    else {
        panic!("{trail:?}");
    };
    assert_eq!(asked, &["urn:none:such"]);
    assert!(reached.as_ref().is_some_and(|reached| offered.contains(reached)), "{trail:?}");
}

/// What an endpoint refuses by the way it is asked is explained as well.
#[tokio::test]
async fn each_endpoint_says_what_was_expected() {
    let op = Op::start(quick()).await;
    let at = |path: &str| format!("{}/t{path}", op.running.public_url);
    let http = reqwest::Client::new();
    let post = |path: &str, body: &str| http.post(at(path)).body(body.to_owned());
    let form = |path: &str, body: &str| {
        post(path, body).header("content-type", "application/x-www-form-urlencoded")
    };
    let expected = "application/x-www-form-urlencoded".to_owned();
    let json = Some("application/json".to_owned());
    let repeated = RequestFinding::Repeated("client_id".to_owned());
    let rows: Vec<(reqwest::RequestBuilder, Finding)> = vec![
        (
            post("/token", "{}").header("content-type", "application/json"),
            MessageFinding::MediaType { sent: json, expected }.into(),
        ),
        (form("/token", "grant_type=%zz"), MessageFinding::Encoding.into()),
        (form("/token/revocation", "client_id=a&client_id=b"), repeated.into()),
        (form("/token/introspection", "token=x"), ClientFinding::Unnamed.into()),
        (form("/me", "access_token=%zz"), MessageFinding::Encoding.into()),
        (form("/me", "access_token=no-such-token"), TokenFinding::NotLive.into()),
    ];
    for (request, finding) in rows {
        let answer = Answer::read(request.send().await.unwrap()).await;
        let trail = explain(&op, reference(answer.str("error_description"))).await;
        assert_eq!(trail.finding, Some(finding), "{}", answer.text);
    }
    let mut browser = op.browser();
    for path in ["/auth?scope=%zz", "/auth?posted=00000000000000000000000000"] {
        browser.open(at(path)).await;
        let shown = browser.page().text("#error-reference");
        assert!(explain(&op, shown.parse().unwrap()).await.finding.is_some(), "{path}");
    }
}

/// A refusal waits for nothing: to keep why costs no statement on its way, and many share the
/// transaction that writes them in the end.
#[tokio::test]
async fn to_keep_a_refusal_costs_the_request_nothing() {
    const REFUSALS: u64 = 200;
    for kept_for in [Seconds::days(1), Seconds::new(0)] {
        let op = Op::start_with(quick(), |config| {
            config.explain.kept_for = kept_for;
            config.explain.per_minute = std::num::NonZeroU32::new(100_000).unwrap();
        });
        let op = op.await;
        let mut browser = op.browser();
        let wrong = op.rp().depart(&[("code_challenge_method", "plain")]).url;
        // What it needs is in memory from now on.
        browser.open(&wrong).await;
        let before = op.running.app().store.counters();
        let mut last = None;
        for _ in 0..REFUSALS {
            last = browser.open(&wrong).await.query("error_description");
        }
        let after = op.running.app().store.counters();
        assert_eq!(after.commits, before.commits, "nobody waits for a flush");
        assert_eq!(after.misses, before.misses);
        // What is left is done now and then, however many requests there are.
        let reads = after.reads - before.reads;
        assert!(reads < REFUSALS / 10, "{reads} reads for {REFUSALS} refusals");
        let flushes = after.flushes - before.flushes;
        assert!(flushes < REFUSALS / 4, "{flushes} flushes for {REFUSALS} refusals");
        if kept_for.get() > 0 {
            explain(&op, reference(&last.unwrap())).await;
        }
    }
}
