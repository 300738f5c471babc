//! Requests that come in a JWT (OIDC Core §6, RFC 9101), and how often we fetch one.
use super::explain::{explain, reference};
use super::{Op, quick, sign_in};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::future::join_all;
use latchkey_base::sha256;
use latchkey_jose::encryption::{ContentEncryption, Encrypter, KEY_MANAGEMENT, KeyManagement};
use latchkey_jose::{Algorithm, MacKey, SYMMETRIC_ALGORITHMS};
use latchkey_oidc::ClientMetadata;
use latchkey_oidc::explain::{Finding, ObjectFinding};
use latchkey_server::config::Config;
use latchkey_server::provision::ClientInput;
use latchkey_store::TenantSettings;
use latchkey_testkit::{AssertionKey, Authentication, REDIRECT_URI, RelyingParty, decode_jwt};
use serde_json::{Value, json};
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// When the clock of the provider begins.
const START: i64 = 1_800_000_000;

/// A host whose answer can be changed, and how often it was asked.
struct Host {
    port: u16,
    calls: Arc<AtomicU32>,
    answer: Arc<Mutex<String>>,
}

impl Host {
    fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let host = Self { port, calls: Arc::default(), answer: Arc::default() };
        let (calls, answer) = (Arc::clone(&host.calls), Arc::clone(&host.answer));
        thread::spawn(move || {
            for call in listener.incoming() {
                calls.fetch_add(1, Ordering::SeqCst);
                let mut call = call.unwrap();
                let _ = call.read(&mut [0; 4096]);
                let _ = call.write_all(answer.lock().unwrap().as_bytes());
            }
        });
        host
    }

    fn says(&self, status: u16, head: &str, body: &str) {
        let length = body.len();
        *self.answer.lock().unwrap() = format!(
            "HTTP/1.1 {status} X\r\n{head}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        );
    }

    fn calls(&self) -> u32 {
        self.calls.load(Ordering::SeqCst)
    }

    fn uri(&self) -> String {
        format!("http://127.0.0.1:{}/request.jwt", self.port)
    }
}

/// A provider with the client `signer`, which signs with Ed25519, and what is at its
/// `request_uri`.
struct Setting {
    op: Op,
    rp: RelyingParty,
    host: Host,
}

impl Setting {
    async fn new(settings: TenantSettings) -> Self {
        let host = Host::start();
        let allow = |config: &mut Config| {
            config.fetch.allow.push(format!("127.0.0.1:{}", host.port).parse().unwrap());
        };
        let op = Op::start_with(settings, allow).await;
        let metadata: ClientMetadata = serde_json::from_value(json!({
            "redirect_uris": [REDIRECT_URI],
            "token_endpoint_auth_method": "none",
            "application_type": "native",
            "client_skip_consent": true,
            "jwks": AssertionKey::Ed25519.jwks(),
            "request_object_signing_alg": "EdDSA",
            "request_uris": [host.uri()],
        }))
        .unwrap();
        let id = Some("signer".to_owned());
        let client = ClientInput { client_id: id, metadata, ..ClientInput::default() };
        let (store, tenant) = (op.beside.open().await, op.beside.tenant.id);
        op.beside.provision.create_client(&store, tenant, client).await.unwrap();
        store.close().await;
        let issuer = format!("{}/t", op.running.public_url);
        let rp = RelyingParty::new(&issuer, "signer", REDIRECT_URI, Authentication::None);
        Self { op, rp, host }
    }

    /// A right object with some claims changed.
    fn object(&self, changes: Value) -> String {
        let mut claims = json!({
            "iss": "signer",
            "aud": self.rp.issuer,
            "exp": START + 600,
            "client_id": "signer",
            "response_type": "code",
            "redirect_uri": REDIRECT_URI,
            "scope": "openid email",
            "state": "inside",
            "nonce": "inside",
            "max_age": 3600,
            "claims": {"id_token": {"name": null}},
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        });
        for (name, value) in changes.as_object().unwrap() {
            claims[name] = value.clone();
        }
        AssertionKey::Ed25519.sign(&claims)
    }

    /// The error of a request with these parameters, if it gets one, and the `state` it goes with.
    async fn error(&self, extra: &[(&str, &str)]) -> (Option<String>, Option<String>) {
        let mut browser = self.op.browser();
        let page = browser.open(&self.rp.depart(extra).url).await;
        (page.query("error"), page.query("state"))
    }

    async fn passes(&self, extra: &[(&str, &str)]) -> bool {
        self.op.browser().open(&self.rp.depart(extra).url).await.has("#login-form")
    }
}

/// OIDC Core §6.1, §6.3.3: from the object to the tokens, with what is stored in between; by GET
/// and by POST, with a reload and a second tab on the way.
#[tokio::test]
async fn a_signed_request_goes_all_the_way() {
    let it = Setting::new(quick()).await;
    let object = it.object(json!({}));
    let departure = it.rp.depart(&[("request", &object), ("state", "outside"), ("nonce", "")]);
    let mut browser = it.op.browser();
    let fields: Vec<(String, String)> = departure.url.query_pairs().into_owned().collect();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    assert!(browser.post(it.rp.endpoint("/auth"), &fields).await.has("#login-form"));
    assert!(browser.open(&departure.url).await.has("#login-form"), "a second tab");
    assert!(browser.reload().await.has("#login-form"));
    // The object is over by now; the request that it made is not.
    it.op.advance(1200);
    sign_in(&mut browser, "alice").await;
    let page = browser.page();
    assert_eq!(page.query("state").as_deref(), Some("inside"), "{page:#?}");
    let code = page.query("code").expect("a code");
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", VERIFIER),
    ];
    let tokens = it.rp.token(&fields).await.ok();
    let (_, claims) = decode_jwt(tokens.str("id_token"));
    assert_eq!(claims["nonce"], "inside");
    let page = browser.open(&departure.url).await;
    assert_eq!(page.query("error").as_deref(), Some("invalid_request_object"), "it has expired");
}

/// RFC 9101 §5: nothing but `client_id` and the object; only what is inside counts.
#[tokio::test]
async fn the_object_may_be_all_there_is() {
    let it = Setting::new(quick()).await;
    let mut url = it.rp.endpoint("/auth");
    let object = it.object(json!({}));
    url.query_pairs_mut().append_pair("client_id", "signer").append_pair("request", &object);
    let mut browser = it.op.browser();
    browser.open(&url).await;
    sign_in(&mut browser, "alice").await;
    assert_eq!(browser.page().query("state").as_deref(), Some("inside"));
    assert!(browser.page().query("code").is_some());
}

/// OIDC Core §3.1.2.6, RFC 9101 §7: each fault by its name, told to the client where it may be.
#[tokio::test]
async fn each_fault_has_its_error() {
    let it = Setting::new(quick()).await;
    let refused = async |extra: &[(&str, &str)]| {
        let (error, state) = it.error(&[extra, &[("state", "outside")]].concat()).await;
        assert_eq!(state.as_deref(), Some("outside"), "{extra:?}");
        error.unwrap()
    };
    let forged = AssertionKey::Rsa.sign(&json!({"client_id": "signer"}));
    let expired = it.object(json!({"exp": START - 60}));
    let uri = it.host.uri();
    assert_eq!(refused(&[("request", &forged)]).await, "invalid_request_object");
    assert_eq!(refused(&[("request", &expired)]).await, "invalid_request_object");
    assert_eq!(refused(&[("request", "a.b.c")]).await, "invalid_request_object");
    assert_eq!(refused(&[("request", &expired), ("request_uri", &uri)]).await, "invalid_request");
    let elsewhere = format!("{uri}/elsewhere");
    assert_eq!(refused(&[("request_uri", &elsewhere)]).await, "invalid_request_uri");
    let inside = [("request", expired.as_str()), ("redirect_uri", "")];
    let mut browser = it.op.browser();
    let page = browser.open(&it.rp.depart(&inside).url).await;
    assert_eq!((page.status.as_u16(), page.is_outside), (400, false), "not to where it says");
    assert_eq!(it.host.calls(), 0, "nothing was fetched for any of them");
}

/// OIDC Core §6.2, §6.2.1, RFC 9101 §5.2.1, §5.2.3, §10.4.1: fetched when it is wanted, used again
/// when it is known to be the same.
#[tokio::test]
async fn an_object_by_reference_is_fetched_when_it_may_have_changed() {
    let it = Setting::new(quick()).await;
    let (one, two) = (it.object(json!({})), it.object(json!({"state": "two"})));
    let uri = it.host.uri();
    let named = |body: &str| format!("{uri}#{}", URL_SAFE_NO_PAD.encode(sha256(body.as_bytes())));
    it.host.says(200, "", &one);
    let with = async |uri: String| it.passes(&[("request_uri", &uri)]).await;
    let at_once = join_all((0..5).map(|_| with(named(&one)))).await;
    assert!(at_once.into_iter().all(|passed| passed));
    assert_eq!(it.host.calls(), 1, "one of many fetches");

    it.op.advance(60);
    assert!(with(named(&one)).await);
    assert_eq!(it.host.calls(), 1, "its hash says that it is the same");
    it.host.says(200, "", &two);
    assert!(with(named(&two)).await);
    assert_eq!(it.host.calls(), 2, "another hash, another object");
    it.op.advance(2);
    assert!(!with(named(&one)).await, "not what the hash says");
    assert_eq!(it.host.calls(), 3);

    it.op.advance(2);
    it.host.says(200, "Cache-Control: max-age=60\r\n", &two);
    for (later, calls) in [(0, 4), (59, 4), (1, 5), (1, 5)] {
        it.op.advance(later);
        assert!(with(uri.clone()).await);
        assert_eq!(it.host.calls(), calls, "as long as its host says");
    }
    it.op.advance(60);
    it.host.says(200, "", &two);
    assert!(with(uri.clone()).await);
    it.op.advance(2);
    assert!(with(uri.clone()).await);
    assert_eq!(it.host.calls(), 7, "its host does not say that it may be kept");
}

/// RFC 9101 §10.4.1: strangers make us call a host that is down once in a while, not at will; and
/// what is gone is gone.
#[tokio::test]
async fn an_object_that_cannot_be_had_is_asked_for_once_in_a_while() {
    let it = Setting::new(quick()).await;
    let uri = it.host.uri();
    it.host.says(503, "", "");
    let guess = |number: usize| format!("{uri}#{number}");
    let refused = async |uri: String| {
        let (error, _) = it.error(&[("request_uri", &uri)]).await;
        assert_eq!(error.as_deref(), Some("invalid_request_uri"));
    };
    join_all((0..6).map(|number| refused(guess(number)))).await;
    assert_eq!(it.host.calls(), 1, "whatever the fragment");
    it.op.advance(2);
    let large = "x".repeat(70_000);
    it.host.says(200, "", &large);
    refused(uri.clone()).await;
    it.op.advance(2);
    it.host.says(200, "", &it.object(json!({})));
    assert!(it.passes(&[("request_uri", &uri)]).await);
    it.op.advance(2);
    it.host.says(404, "", "");
    refused(uri.clone()).await;
}

/// OIDC Core §6.2.3, RFC 9101 §7: what operators read of an object that could not be had, was
/// another one, or is not to be believed.
#[tokio::test]
async fn a_refused_object_is_explained() {
    let it = Setting::new(quick()).await;
    let uri = it.host.uri();
    let explained = async |extra: &[(&str, &str)]| {
        let mut browser = it.op.browser();
        let page = browser.open(&it.rp.depart(extra).url).await;
        let named = reference(&page.query("error_description").expect("a description"));
        match explain(&it.op, named).await.finding {
            Some(Finding::Object(finding)) => finding,
            other => panic!("{other:?}"),
        }
    };
    it.host.says(503, "", "");
    let unreachable = |why: &str| {
        let (uri, why) = (uri.clone(), why.to_owned());
        ObjectFinding::Unreachable { uri, why }
    };
    assert_eq!(explained(&[("request_uri", &uri)]).await, unreachable("status 503"));
    it.op.advance(2);
    it.host.says(200, "", &"x".repeat(70_000));
    let large = "the answer is longer than the limit";
    assert_eq!(explained(&[("request_uri", &uri)]).await, unreachable(large));
    it.op.advance(2);
    let object = it.object(json!({}));
    it.host.says(200, "", &object);
    let wrong = format!("{uri}#{}", URL_SAFE_NO_PAD.encode([0; 32]));
    let found = URL_SAFE_NO_PAD.encode(sha256(object.as_bytes()));
    assert_eq!(explained(&[("request_uri", &wrong)]).await, ObjectFinding::Hash { found });
    let foreign = AssertionKey::Ed25519.sign_with(
        &json!({"alg": "EdDSA", "kid": "of-somebody-else"}),
        &json!({"client_id": "signer"}),
    );
    let known = vec!["ed25519-of-the-test".to_owned()];
    let unknown = ObjectFinding::UnknownKey { kid: Some("of-somebody-else".to_owned()), known };
    assert_eq!(explained(&[("request", &foreign)]).await, unknown);
}

/// A pass that was left alone for too long can be begun again although its object has expired
/// meanwhile: the object was right when it came, in this very browser.
#[tokio::test]
async fn a_request_whose_object_expired_meanwhile_is_begun_again() {
    let it = Setting::new(quick()).await;
    let object = it.object(json!({}));
    let mut browser = it.op.browser();
    browser.open(&it.rp.depart(&[("request", &object)]).url).await;
    let address = browser.page().url.clone();
    it.op.advance(7200);
    assert!(browser.open(address).await.has("#restart-form"), "{:#?}", browser.page());
    assert!(browser.submit("restart-form", &[]).await.has("#login-form"));
    sign_in(&mut browser, "alice").await;
    assert_eq!(browser.page().query("state").as_deref(), Some("inside"));
    assert!(browser.page().query("code").is_some());
}

/// RFC 9101 §10.5: where it is demanded, a request without a signed object is refused, and
/// discovery says so.
#[tokio::test]
async fn a_signed_object_can_be_demanded() {
    let mut settings = quick();
    settings.protocol.request_objects.require_signed = true;
    let it = Setting::new(settings).await;
    assert_eq!(it.error(&[]).await.0.as_deref(), Some("invalid_request"));
    assert!(it.passes(&[("request", &it.object(json!({})))]).await);
    let document = it.rp.get("/.well-known/openid-configuration").await;
    let said = |name: &str| document.json[name].as_bool();
    assert_eq!(said("require_signed_request_object"), Some(true));
    assert_eq!(said("request_parameter_supported"), Some(true));
    assert_eq!(said("request_uri_parameter_supported"), Some(true));
}

const SECRET: &str = "a-secret-of-the-test-that-is-long-enough-for-a-mac-key-of-64-octets";

/// An object by the secret of this client.
fn by_secret(alg: Algorithm, client_id: &str) -> String {
    let key = MacKey::new(alg, SECRET.as_bytes()).unwrap();
    key.sign_jwt(None, &json!({ "client_id": client_id })).unwrap()
}

/// The same, encrypted with it.
fn sealed(alg: KeyManagement, client_id: &str) -> String {
    let encrypter =
        Encrypter::for_secret(SECRET.as_bytes(), alg, ContentEncryption::A128CbcHs256).unwrap();
    encrypter.encrypt_jwt(&by_secret(Algorithm::HS256, client_id)).unwrap()
}

/// OIDC Core §6.1, §10.1, §10.2: objects by a client's secret work for a client that registered them.
/// The secret of another one is not kept so that we can read it: its developer is told what to register,
/// and discovery does not list what only some may do (OIDC Registration §2).
#[tokio::test]
async fn an_object_by_the_secret_is_taken_from_a_client_that_registered_that() {
    let mut settings = quick();
    settings.protocol.request_object_encryption = true;
    let op = Op::start(settings).await;
    let document = op.rp().get("/.well-known/openid-configuration").await.ok().json;
    let (sign, encrypt) = ("request_object_signing_alg", "request_object_encryption_alg");
    let of_secrets = KEY_MANAGEMENT.iter().copied().filter(|alg| alg.is_symmetric());
    let mut rows = vec![
        ("plain".to_owned(), json!({})),
        ("jwt".to_owned(), json!({ "token_endpoint_auth_method": "client_secret_jwt" })),
    ];
    let mut objects = vec![("jwt".to_owned(), by_secret(Algorithm::HS256, "jwt"))];
    for alg in SYMMETRIC_ALGORITHMS.iter().copied() {
        rows.push((alg.name().to_owned(), json!({ sign: alg })));
        objects.push((alg.name().to_owned(), by_secret(alg, alg.name())));
    }
    for alg in of_secrets.clone() {
        rows.push((alg.name().to_owned(), json!({ encrypt: alg })));
        objects.push((alg.name().to_owned(), sealed(alg, alg.name())));
    }
    for (kind, alg) in rows[2..].iter().flat_map(|(_, members)| members.as_object().unwrap()) {
        let listed = document[format!("{kind}_values_supported")].as_array().unwrap();
        assert!(!listed.is_empty() && !listed.contains(alg), "{kind} {alg}");
    }
    let store = op.beside.open().await;
    for (name, members) in rows {
        let mut metadata = json!({
            "redirect_uris": [REDIRECT_URI],
            "application_type": "native",
            "token_endpoint_auth_method": "client_secret_basic",
        });
        for (member, value) in members.as_object().unwrap() {
            metadata[member] = value.clone();
        }
        let metadata = serde_json::from_value(metadata).unwrap();
        let (client_id, client_secret) = (Some(name), Some(SECRET.into()));
        let client = ClientInput { client_id, client_secret, metadata, ..ClientInput::default() };
        op.beside.provision.create_client(&store, op.beside.tenant.id, client).await.unwrap();
    }
    store.close().await;

    let asked = async |client_id: &str, object: &str| {
        let rp = RelyingParty { client_id: client_id.to_owned(), ..op.rp() };
        let mut browser = op.browser();
        browser.open(&rp.depart(&[("request", object)]).url).await.clone()
    };
    for (client_id, object) in &objects {
        let page = asked(client_id, object).await;
        assert!(page.has("#login-form"), "{client_id}: {page:#?}");
    }
    let refused = asked("plain", &by_secret(Algorithm::HS256, "plain")).await;
    assert_eq!(refused.query("error").as_deref(), Some("invalid_request_object"));
    let named = reference(&refused.query("error_description").unwrap());
    let finding = explain(&op, named).await.finding;
    assert!(matches!(finding, Some(Finding::Object(ObjectFinding::NoSecret))), "{finding:?}");
    for alg in of_secrets {
        let refused = asked("plain", &sealed(alg, "plain")).await;
        assert_eq!(refused.query("error").as_deref(), Some("invalid_request_object"), "{alg}");
    }
}
