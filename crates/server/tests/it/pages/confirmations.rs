//! An app asks a person to confirm something, and hears what became of it (native contract U143, U140).
use super::account_member::{at, at_home};
use super::publishing::{Hearing, trust};
use super::recovery::alice;
use super::second_factor::Enrolled;
use super::{Op, quick, sign_in};
use crate::raw;
use latchkey_base::{ConfirmationId, Seconds, Secret};
use latchkey_jose::{ASYMMETRIC_ALGORITHMS, JwkSet, VerificationKeys, verify};
use latchkey_oidc::confirmation::SCOPE;
use latchkey_oidc::{ClientMetadata, ScopeDefinition, SubjectType};
use latchkey_server::config::Config;
use latchkey_server::provision::ClientInput;
use latchkey_store::{About, Delivery, DeliveryOutcome, TenantSettings, Tx, TxError};
use latchkey_testkit::{Answer, Authentication, Browser, REDIRECT_URI, RelyingParty};
use serde_json::{Map, Value, json};
use std::net::SocketAddr;

const SECRET: &str = "a-secret-of-at-least-thirty-two-octets";

/// Settings in which apps may ask.
pub fn allowing() -> TenantSettings {
    let mut settings = quick();
    settings.protocol.confirmations.allowed = true;
    let scope = ScopeDefinition { name: SCOPE.to_owned(), description: None };
    settings.protocol.scopes = vec![scope];
    settings
}

/// An app that may ask.
pub fn bank(callbacks: &[String]) -> ClientMetadata {
    ClientMetadata {
        client_name: Some("Harbour Bank".to_owned()),
        grant_types: Some(vec!["client_credentials".to_owned()]),
        response_types: Some(Vec::new()),
        client_device_challenge: true,
        client_challenge_callbacks: callbacks.to_vec(),
        ..ClientMetadata::default()
    }
}

/// An app with a token of its own.
pub struct Asking {
    rp: RelyingParty,
    token: String,
    /// Where its tenant's API is.
    api: String,
}

impl Asking {
    pub async fn new(op: &Op, client_id: &str, metadata: ClientMetadata) -> Self {
        let store = op.beside.open().await;
        let input = ClientInput {
            client_id: Some(client_id.to_owned()),
            client_secret: Some(Secret::from(SECRET)),
            metadata,
            disabled: false,
        };
        op.beside.provision.create_client(&store, op.beside.tenant.id, input).await.unwrap();
        store.close().await;
        let issuer = format!("{}/t", op.running.public_url);
        let basic = Authentication::Basic(SECRET.to_owned());
        let rp = RelyingParty::new(&issuer, client_id, REDIRECT_URI, basic);
        let token = token(&rp, SCOPE).await;
        Self { rp, token, api: format!("{}/api/t", op.running.public_url) }
    }

    /// Gets another token: the last one does not live for ever.
    pub async fn renew(&mut self) {
        self.token = token(&self.rp, SCOPE).await;
    }

    async fn put(&self, body: String) -> Answer {
        let request = self.rp.http.put(format!("{}/device/challenge", self.api));
        let request = request.bearer_auth(&self.token).header("content-type", "application/json");
        Answer::read(request.body(body).send().await.unwrap()).await
    }

    /// Asks whom `lookup` names, with these members beside the usual or in their place.
    pub async fn ask(&self, lookup: &str, members: Value) -> Answer {
        let mut body = json!({
            "title": "Payment",
            "header": "Quay Bakery",
            "message": "Pay 12.50 € <now>?",
            "lookup": lookup,
        });
        for (name, value) in members.as_object().unwrap() {
            body[name] = value.clone();
        }
        self.put(body.to_string()).await
    }

    /// What became of what was answered so.
    pub async fn poll(&self, asked: &Answer) -> Answer {
        let data = &asked.json["data"];
        let part = |name: &str| data[name].as_str().unwrap().to_owned();
        self.poll_at(&part("key"), &part("accountId"), &part("state")).await
    }

    async fn poll_at(&self, key: &str, account: &str, state: &str) -> Answer {
        let path = format!("/mfa/{key}/account/{account}/interaction/{state}/status");
        let request = self.rp.http.get(format!("{}{path}", self.api)).bearer_auth(&self.token);
        Answer::read(request.send().await.unwrap()).await
    }
}

async fn token(rp: &RelyingParty, scope: &str) -> String {
    let fields = [("grant_type", "client_credentials"), ("scope", scope)];
    rp.token(&fields).await.ok().str("access_token").to_owned()
}

/// A provider that can reach these hosts, and alice signed in with two factors.
pub async fn start(settings: TenantSettings, ports: &[u16]) -> (Op, Browser, Enrolled) {
    let op = Op::start_with(settings, |config: &mut Config| {
        config.workers.outbox_every = Seconds::new(1);
        config.metrics.listen = Some(SocketAddr::from(([127, 0, 0, 1], 0)));
        config.fetch.timeout = Seconds::minutes(10);
        ports.iter().for_each(|port| trust(config, *port));
    });
    let op = op.await;
    let mut home = op.browser();
    let enrolled = op.enrol(&mut home, "alice").await;
    (op, home, enrolled)
}

/// The claims of what a callback got, its signature checked by the published keys (RFC 7517).
pub async fn told(op: &Op, request: &str) -> Map<String, Value> {
    let token = request.rsplit_once("\r\n\r\nchallenge_token=").expect("a token").1;
    let keys: JwkSet = serde_json::from_str(&op.rp().get("/jwks").await.ok().text).unwrap();
    let keys = VerificationKeys::from_jwk_set(&keys);
    let verified = verify(token, &keys, ASYMMETRIC_ALGORITHMS).expect("signed by the tenant");
    assert!(verified.header.is_type("challenge+jwt"));
    verified.claims
}

/// Waits until the operator's figures show that outcome.
async fn counted(op: &Op, outcome: &str) {
    let line = format!("latchkey_confirmation_callbacks_total{{outcome=\"{outcome}\"}} 1");
    let address = op.running.metrics_address.expect("it was asked for");
    while !raw::get(address, "/metrics", "").await.body.contains(&line) {
        tokio::task::yield_now().await;
    }
}

/// What came of telling an app.
async fn records(op: &Op, client_id: &str) -> Vec<Delivery> {
    let (store, client_id) = (op.beside.open().await, client_id.to_owned());
    let read = move |tx: &mut dyn Tx| {
        let client = tx.client(&client_id)?.expect("it is registered");
        tx.deliveries(client.key, 10)
    };
    let found: Result<_, TxError> = store.read(op.beside.tenant.id, read).await;
    store.close().await;
    found.unwrap()
}

pub async fn account_of(op: &Op) -> String {
    let store = op.beside.open().await;
    let id = alice(op, &store).await.id.to_string();
    store.close().await;
    id
}

/// Presses the button where it is asked.
pub async fn answer(op: &Op, home: &mut Browser, form: &str) {
    home.open(at(op, "/confirm")).await;
    home.submit(form, &[]).await;
}

/// Shows again what is asked for on the way.
pub async fn once_more(op: &Op, home: &mut Browser, enrolled: &Enrolled) {
    if home.page().has("#login-form") {
        home.submit("login-form", &[("password", super::PASSWORD)]).await;
    }
    if home.page().has("#otp-form") {
        let code = enrolled.app.code_at(op.seconds());
        home.submit("otp-form", &[("otp", &code)]).await;
    }
}

/// Native contract U143: the person sees what the app says under its name, in every browser; the app
/// hears the answer at its callback, signed, and where it asks.
#[tokio::test]
async fn a_person_confirms_and_the_app_hears_of_it() {
    let mut host = Hearing::new(vec!["204 No Content"]);
    let (op, mut home, _) = start(allowing(), &[host.port]).await;
    let app = Asking::new(&op, "bank", bank(&[host.uri()])).await;
    let members = json!({ "state": "order-17", "callback": host.uri(), "duration": "2m" });
    let asked = app.ask("Alice@Example.com", members).await.ok();
    assert_eq!(asked.json["type"], "CHALLENGE");
    let data = asked.json["data"].clone();
    assert_eq!((&data["state"], &data["duration"]), (&json!("order-17"), &json!("120s")));
    assert_eq!(data["callback"], host.uri());
    assert!(asked.header("cache-control").contains("no-store"));
    let person = account_of(&op).await;
    assert_ne!(data["accountId"], person, "an address leads to no name before they answer");
    let pending = app.poll(&asked).await;
    assert_eq!(pending.status, 206);
    assert_eq!(pending.json, json!({ "type": "object", "data": "Partial Content" }));

    let page = home.open(at(&op, "/sessions")).await;
    assert!(page.has("#confirm-waits"), "every account page says so: {}", page.html);
    home.follow("#to-confirm").await;
    let page = home.page();
    assert!(!page.has("#confirm-waits"));
    assert!(page.text("#confirm-what").contains("Harbour Bank"), "{}", page.html);
    assert!(page.text("#confirm-text").contains("Pay 12.50 € <now>?"), "{}", page.html);
    assert!(!page.text("h1").contains("Payment") && !page.html.contains("<now>"));
    home.submit("confirm-form", &[]).await;
    assert_eq!(home.page().query("done").as_deref(), Some("confirmed"), "{}", home.page().html);

    let request = host.requests.recv().await.unwrap();
    assert!(request.starts_with("POST /told?from=op HTTP/1.1\r\n"), "{request}");
    let claims = told(&op, &request).await;
    assert_eq!(claims["iss"], format!("{}/t", op.running.public_url));
    assert_eq!((&claims["aud"], &claims["sub"]), (&json!("bank"), &json!(person)));
    assert_eq!((&claims["outcome"], &claims["state"]), (&json!("approved"), &json!("order-17")));
    assert_eq!((&claims["key"], &claims["accountId"]), (&data["key"], &data["accountId"]));
    assert_eq!(claims["iat"], op.seconds());
    assert_eq!(claims["exp"], op.seconds() + 120);
    assert!(claims["jti"].is_string() && claims["textHash"].is_string());
    assert!(!claims.contains_key("nonce"));
    counted(&op, "delivered").await;
    let [record] = &records(&op, "bank").await[..] else { panic!("one record") };
    let key: ConfirmationId = data["key"].as_str().unwrap().parse().unwrap();
    assert_eq!((record.about, record.attempts), (About::Confirmation(key), 1));
    assert_eq!(record.outcome, DeliveryOutcome::Delivered);
    let done = app.poll(&asked).await;
    assert_eq!((done.status.as_u16(), &*done.text), (204, ""));
    let page = home.open(at(&op, "/activity")).await;
    assert!(page.html.contains("Confirmed what an app asked"), "{}", page.html);
    assert!(page.html.contains("Harbour Bank"));
}

/// OIDC Core §8.1: a pairwise client hears its own name of the person, and finds nobody by another.
#[tokio::test]
async fn a_pairwise_app_hears_its_own_name_of_a_person() {
    let mut host = Hearing::new(vec!["200 OK"]);
    let (op, mut home, _) = start(allowing(), &[host.port]).await;
    let metadata = ClientMetadata {
        subject_type: SubjectType::Pairwise,
        redirect_uris: vec!["https://bank.example/cb".to_owned()],
        ..bank(&[host.uri()])
    };
    let app = Asking::new(&op, "bank", metadata).await;
    let person = account_of(&op).await;
    app.ask(&person, json!({})).await.ok();
    assert!(!home.open(at(&op, "/confirm")).await.has("#confirm-text"), "it names nobody");
    app.ask("alice@example.com", json!({ "callback": host.uri() })).await.ok();
    answer(&op, &mut home, "confirm-form").await;
    let claims = told(&op, &host.requests.recv().await.unwrap()).await;
    let sub = claims["sub"].as_str().unwrap();
    assert!(sub != person && sub.len() == 43, "{sub}");
}

/// A no is a no: the app hears it once, the person is shown what to do, and is not asked again.
#[tokio::test]
async fn a_person_refuses_and_is_not_asked_again() {
    let mut host = Hearing::new(vec!["200 OK"]);
    let (op, mut home, _) = start(allowing(), &[host.port]).await;
    let mut app = Asking::new(&op, "bank", bank(&[host.uri()])).await;
    let asked = app.ask("alice@example.com", json!({ "callback": host.uri() })).await.ok();
    answer(&op, &mut home, "confirm-deny-form").await;
    let page = home.page();
    assert_eq!(page.query("done").as_deref(), Some("denied"));
    assert!(page.has("#to-lock") && page.has("#to-password"), "{}", page.html);
    assert!(home.follow("#to-lock").await.has("form"), "the way to the lock");
    let claims = told(&op, &host.requests.recv().await.unwrap()).await;
    assert_eq!(claims["outcome"], "denied");
    assert!(!claims.contains_key("sub"), "who refuses gives no name");
    let over = app.poll(&asked).await;
    assert_eq!((over.status.as_u16(), &over.json["data"]["outcome"]), (400, &json!("denied")));
    assert!(over.json["id"].is_string() && over.json["message"].is_string());

    let again = app.ask("alice@example.com", json!({})).await;
    assert_eq!(again.status, 429);
    assert!(!again.header("retry-after").is_empty());
    app.ask(&account_of(&op).await, json!({})).await.ok();
    let page = home.open(at(&op, "/confirm")).await;
    assert!(!page.has("#confirm-text"), "nor by another name: {}", page.html);
    let page = home.open(at(&op, "/activity")).await;
    assert!(page.html.contains("Refused what an app asked"), "{}", page.html);
    // An hour after its time, of five minutes, was over.
    op.advance(3600 + 299);
    app.renew().await;
    assert_eq!(app.ask("alice@example.com", json!({})).await.status, 429);
    op.advance(1);
    app.ask("alice@example.com", json!({})).await.ok();
}

/// What nobody answers ends in its time, and the app hears that and nobody's name.
#[tokio::test]
async fn nobody_answers_in_time() {
    let mut host = Hearing::new(vec!["200 OK"]);
    let (op, mut home, _) = start(allowing(), &[host.port]).await;
    let app = Asking::new(&op, "bank", bank(&[host.uri()])).await;
    let members = json!({ "callback": host.uri(), "duration": "60s" });
    let asked = app.ask("alice@example.com", members).await.ok();
    home.open(at(&op, "/confirm")).await;
    op.advance(60);
    let page = home.submit("confirm-form", &[]).await;
    assert!(!page.has("#confirm-text") && page.query("done").is_none(), "{}", page.html);
    let claims = told(&op, &host.requests.recv().await.unwrap()).await;
    assert_eq!(claims["outcome"], "expired");
    assert!(!claims.contains_key("sub"));
    let over = app.poll(&asked).await;
    assert_eq!((over.status.as_u16(), &over.json["data"]["outcome"]), (400, &json!("expired")));
}

/// Security: one answer, however many tabs give one.
#[tokio::test]
async fn an_answer_is_given_once() {
    let mut host = Hearing::new(vec!["200 OK"]);
    let (op, mut home, _) = start(allowing(), &[host.port]).await;
    let app = Asking::new(&op, "bank", bank(&[host.uri()])).await;
    let asked = app.ask("alice@example.com", json!({ "callback": host.uri() })).await.ok();
    home.open(at(&op, "/confirm")).await;
    let mut tab = home.clone();
    let (one, two) =
        tokio::join!(home.submit("confirm-form", &[]), tab.submit("confirm-deny-form", &[]));
    let (one, two) = (one.query("done"), two.query("done"));
    assert!(one.is_some() ^ two.is_some(), "{one:?} {two:?}");
    let claims = told(&op, &host.requests.recv().await.unwrap()).await;
    let expected = if one.is_some() { "approved" } else { "denied" };
    assert_eq!(claims["outcome"], expected);
    let status = app.poll(&asked).await.status.as_u16();
    assert_eq!(status, if one.is_some() { 204 } else { 400 });
    let mut late = if one.is_some() { tab } else { home };
    late.open(at(&op, "/confirm")).await;
    assert!(!late.page().has("#confirm-text"));
}

/// Security: a form by hand, of another page or of another person, decides nothing.
#[tokio::test]
async fn forms_by_hand_decide_nothing() {
    let (op, mut home, _) = start(allowing(), &[]).await;
    let app = Asking::new(&op, "bank", bank(&[])).await;
    let asked = app.ask("alice@example.com", json!({})).await.ok();
    let key = asked.json["data"]["key"].as_str().unwrap().to_owned();
    home.open(at(&op, "/confirm")).await;
    let fields = [("csrf", "made-up"), ("confirmation", &*key)];
    assert_eq!(home.post(at(&op, "/confirm"), &fields).await.status, 400);
    assert!(home.page().has("#form-error") && home.page().has("#confirm-text"));
    let mut bob = at_home(&op, "bob").await;
    let csrf = bob.open(at(&op, "/profile")).await.attributes("[name=csrf]", "value");
    let fields = [("csrf", csrf[0].as_str()), ("confirmation", &*key)];
    for path in ["/confirm", "/confirm/deny"] {
        assert!(bob.post(at(&op, path), &fields).await.query("done").is_none());
    }
    assert!(!bob.open(at(&op, "/confirm")).await.has("#confirm-text"));
    assert_eq!(app.poll(&asked).await.status, 206);
}

/// Security: a yes to an app takes two factors of those that it does not refuse.
#[tokio::test]
async fn what_an_app_refuses_confirms_nothing_to_it() {
    let (op, mut home, _) = start(allowing(), &[]).await;
    let client_refused_factors = vec!["totp".to_owned()];
    let strict =
        ClientMetadata { client_require_second_factor: true, client_refused_factors, ..bank(&[]) };
    let (app, other) =
        (Asking::new(&op, "bank", strict).await, Asking::new(&op, "other", bank(&[])).await);
    app.ask("alice@example.com", json!({})).await.ok();
    let page = home.open(at(&op, "/confirm")).await;
    assert!(page.has("#confirm-deny-form") && !page.has("#confirm-form"), "{}", page.html);
    home.submit("confirm-deny-form", &[]).await;
    other.ask("alice@example.com", json!({})).await.ok();
    let page = home.open(at(&op, "/confirm")).await;
    assert!(page.has("#confirm-form"), "{}", page.html);
}

/// Security: a yes takes two factors, shown not long ago; a no does not.
#[tokio::test]
async fn who_has_one_factor_or_is_away_for_long_confirms_nothing() {
    let (op, mut home, enrolled) = start(allowing(), &[]).await;
    let app = Asking::new(&op, "bank", bank(&[])).await;
    let mut bob = at_home(&op, "bob").await;
    let asked = app.ask("bob@example.com", json!({})).await.ok();
    let page = bob.open(at(&op, "/confirm")).await;
    assert!(page.has("#confirm-deny-form") && !page.has("#confirm-form"), "{}", page.html);
    let csrf = page.attributes("#confirm-deny-form [name=csrf]", "value")[0].clone();
    let key = page.attributes("[name=confirmation]", "value")[0].clone();
    let fields = [("csrf", csrf.as_str()), ("confirmation", &key)];
    assert!(bob.post(at(&op, "/confirm"), &fields).await.query("done").is_none());
    assert_eq!(app.poll(&asked).await.status, 206, "one factor is not enough");
    answer(&op, &mut bob, "confirm-deny-form").await;
    assert_eq!(app.poll(&asked).await.json["data"]["outcome"], "denied");

    home.open(at(&op, "/confirm")).await;
    op.advance(660);
    let asked = app.ask("alice@example.com", json!({})).await.ok();
    answer(&op, &mut home, "confirm-form").await;
    let page = home.page();
    assert!(page.has("#login-form") || page.has("#otp-form"), "they sign in: {}", page.html);
    assert_eq!(app.poll(&asked).await.status, 206);
    once_more(&op, &mut home, &enrolled).await;
    assert!(home.page().has("#confirm-form"), "back where it began: {}", home.page().html);
    home.submit("confirm-form", &[]).await;
    assert_eq!(app.poll(&asked).await.status, 204);
}

/// Security: what one app asks is nothing to another, nor in another tenant, nor under another name.
#[tokio::test]
async fn what_became_of_it_is_for_who_asked() {
    let (op, _home, _) = start(allowing(), &[]).await;
    let app = Asking::new(&op, "bank", bank(&[])).await;
    let mut other = Asking::new(&op, "shop", bank(&[])).await;
    let asked = app.ask("alice@example.com", json!({ "state": "order-17" })).await.ok();
    let part = |name: &str| asked.json["data"][name].as_str().unwrap().to_owned();
    let (key, account) = (part("key"), part("accountId"));
    assert_eq!(other.poll(&asked).await.status, 404);
    for (key, account, state) in [
        (&*key, &*account, "order-18"),
        (&*key, &*account_of(&op).await, "order-17"),
        (&*account, &*account, "order-17"),
        ("nonsense", &*account, "order-17"),
    ] {
        assert_eq!(app.poll_at(key, account, state).await.status, 404, "{key} {account} {state}");
    }
    assert_eq!(app.poll(&asked).await.status, 206);
    other.ask("alice@example.com", json!({ "state": "order-17" })).await.ok();
    let again = app.ask("bob@example.com", json!({ "state": "order-17" })).await;
    assert_eq!((again.status.as_u16(), again.error()), (409, "Conflict"));

    op.other_tenant("u", allowing()).await;
    other.api = format!("{}/api/u", op.running.public_url);
    let refused = other.ask("alice@example.com", json!({})).await;
    assert_eq!(refused.status, 401);
    assert!(refused.header("www-authenticate").contains("invalid_token"));
    assert_eq!(other.poll(&asked).await.status, 401);
}

/// RFC 6750 §3.1: who may ask.
#[tokio::test]
async fn only_an_app_that_an_operator_lets_may_ask() {
    let (op, _home, _) = start(allowing(), &[]).await;
    let mut app = Asking::new(&op, "bank", bank(&[])).await;
    let path = format!("{}/device/challenge", app.api);
    let bare = Answer::read(app.rp.http.put(&path).send().await.unwrap()).await;
    assert_eq!(bare.status, 401);
    assert!(bare.header("www-authenticate").starts_with("Bearer"));
    let good = std::mem::replace(&mut app.token, token(&app.rp, "").await);
    let refused = app.ask("alice@example.com", json!({})).await;
    assert_eq!(refused.status, 403);
    assert!(refused.header("www-authenticate").contains("scope=\"device_challenge\""));

    // A token that a person gave, though it has the scope.
    let (rp, mut browser) = (op.rp(), op.browser());
    let to = rp.depart(&[("scope", "openid device_challenge")]);
    browser.open(&to.url).await;
    sign_in(&mut browser, "bob").await;
    let code = browser.page().query("code").expect("a code");
    let tokens = rp.redeem(&code, &to).await.ok();
    app.token = tokens.str("access_token").to_owned();
    assert_eq!(app.ask("alice@example.com", json!({})).await.status, 403);

    let unlet = ClientMetadata { client_device_challenge: false, ..bank(&[]) };
    let shop = Asking::new(&op, "shop", unlet).await;
    assert_eq!(shop.ask("alice@example.com", json!({})).await.status, 403);
    app.token = good;
    app.ask("alice@example.com", json!({})).await.ok();
    op.set(quick(), false).await;
    let off = app.ask("bob@example.com", json!({})).await;
    assert_eq!((off.status.as_u16(), off.error()), (404, "Not Found"));
}

#[tokio::test]
async fn discovery_names_it_where_it_is_allowed() {
    let (op, mut home, _) = start(quick(), &[]).await;
    let document = async |op: &Op| op.rp().get("/.well-known/openid-configuration").await.ok().json;
    assert!(document(&op).await.get("device_challenge_endpoint").is_none());
    assert!(!home.open(at(&op, "/confirm")).await.has("#confirm-text"));
    op.set(allowing(), false).await;
    let expected = format!("{}/api/t/device/challenge", op.running.public_url);
    assert_eq!(document(&op).await["device_challenge_endpoint"], expected);
}

/// Native contract U143, DO BETTER: nothing is called that is not registered; and nothing is shown that
/// hides or goes on for ever.
#[tokio::test]
async fn bad_requests_are_refused() {
    let (op, mut home, _) = start(allowing(), &[]).await;
    let callback = "https://bank.example/told".to_owned();
    let app = Asking::new(&op, "bank", bank(&[callback])).await;
    let bad = [
        json!({ "callback": "https://evil.example/" }),
        json!({ "callback": "https://bank.example/told/" }),
        json!({ "callback": "http://127.0.0.1:9/" }),
        json!({ "message": "x".repeat(601) }),
        json!({ "title": "x".repeat(81) }),
        json!({ "message": "a\u{0}b" }),
        json!({ "header": "a\nb" }),
        json!({ "title": "\u{202e}yap" }),
        json!({ "state": "../../x" }),
        json!({ "duration": "1000h" }),
        json!({ "lookup": ["alice@example.com"] }),
        json!({ "title": null }),
    ];
    for members in bad {
        let refused = app.ask("alice@example.com", members.clone()).await;
        assert_eq!(
            (refused.status.as_u16(), refused.error()),
            (400, "ValidationError"),
            "{members}"
        );
        assert!(refused.json["id"].is_string(), "{members}");
        assert!(!refused.text.contains("evil"), "nothing is repeated");
    }
    for body in ["", "{", "[]", "\u{0}"] {
        assert_eq!(app.put(body.to_owned()).await.status, 400, "{body:?}");
    }
    assert!(!home.open(at(&op, "/confirm")).await.has("#confirm-text"));
}

/// Security: an address of this machine or its network is not called, registered or not.
#[tokio::test]
async fn a_callback_at_a_private_address_is_not_called() {
    let mut host = Hearing::new(vec!["200 OK"]);
    let (op, mut home, _) = start(allowing(), &[]).await;
    let callback = format!("https://127.0.0.1:{}/told", host.port);
    let app = Asking::new(&op, "bank", bank(std::slice::from_ref(&callback))).await;
    let asked = app.ask("alice@example.com", json!({ "callback": callback })).await.ok();
    answer(&op, &mut home, "confirm-form").await;
    counted(&op, "refused").await;
    let [record] = &records(&op, "bank").await[..] else { panic!("one record") };
    assert_eq!(record.outcome, DeliveryOutcome::Refused);
    assert!(host.requests.try_recv().is_err());
    assert_eq!(app.poll(&asked).await.status, 204, "the app can ask");
}

/// What may pass is tried again after a pause, with a fresh token.
#[tokio::test]
async fn a_callback_that_is_down_is_called_again() {
    let mut host = Hearing::new(vec!["503 Busy", "204 No Content"]);
    let (op, mut home, _) = start(allowing(), &[host.port]).await;
    let app = Asking::new(&op, "bank", bank(&[host.uri()])).await;
    app.ask("alice@example.com", json!({ "callback": host.uri() })).await.ok();
    answer(&op, &mut home, "confirm-form").await;
    let first = told(&op, &host.requests.recv().await.unwrap()).await;
    counted(&op, "postponed").await;
    let [record] = &records(&op, "bank").await[..] else { panic!("one record") };
    assert_eq!((record.outcome, record.attempts), (DeliveryOutcome::Postponed, 1));
    assert_eq!(record.reason.as_deref(), Some("status 503"));
    op.advance(5);
    let second = told(&op, &host.requests.recv().await.unwrap()).await;
    assert_ne!(first["jti"], second["jti"]);
    assert_eq!((&first["key"], &first["outcome"]), (&second["key"], &second["outcome"]));
    counted(&op, "delivered").await;
    let [record] = &records(&op, "bank").await[..] else { panic!("one record") };
    assert_eq!((record.outcome, record.attempts), (DeliveryOutcome::Delivered, 2));
}
