//! What leaves the house encrypted, through the real endpoints (OIDC Core §10.2, §16.14).
use super::backchannel::{leave, listening, token_in};
use super::publishing::{Published, trust};
use super::{Op, quick, sign_in};
use base64::Engine as _;
use latchkey_jose::encryption::{
    CONTENT_ENCRYPTION, ContentEncryption, Decrypted, DecryptionKey, DecryptionKeys,
    DecryptionPolicy, Encrypter, KEY_MANAGEMENT, KeyManagement, decrypt,
};
use latchkey_oidc::ClientMetadata;
use latchkey_server::config::Config;
use latchkey_server::provision::ClientInput;
use latchkey_store::TenantSettings;
use latchkey_testkit::{Authentication, Browser, REDIRECT_URI, RESPONSE_TYPES, RelyingParty};
use latchkey_testkit::{Departure, decode_jwt};
use serde_json::{Value, json};

const SECRET: &str = "a-secret-of-the-test-that-is-long-enough-for-any-key";

/// A tenant with every response type and nobody who asks for consent.
fn settings() -> TenantSettings {
    let mut settings = quick();
    settings.protocol.front_channel_tokens = true;
    settings.protocol.skip_consent = true;
    settings
}

impl Op {
    /// Adds confidential clients; what is given is laid over the usual metadata.
    pub(super) async fn add(&self, clients: Vec<(String, Value)>) {
        let store = self.beside.open().await;
        for (name, members) in clients {
            let mut metadata = json!({
                "redirect_uris": [REDIRECT_URI],
                "application_type": "native",
                "grant_types": ["authorization_code", "implicit", "refresh_token"],
                "response_types": RESPONSE_TYPES,
                "id_token_signed_response_alg": "ES256",
            });
            for (member, value) in members.as_object().unwrap() {
                metadata[member] = value.clone();
            }
            let metadata: ClientMetadata = serde_json::from_value(metadata).unwrap();
            let client = ClientInput {
                client_id: Some(name),
                client_secret: Some(SECRET.into()),
                metadata,
                ..ClientInput::default()
            };
            let (provision, tenant) = (&self.beside.provision, self.beside.tenant.id);
            provision.create_client(&store, tenant, client).await.unwrap();
        }
        store.close().await;
    }

    pub(super) fn confidential(&self, name: &str) -> RelyingParty {
        let issuer = format!("{}/t", self.running.public_url);
        RelyingParty::new(&issuer, name, REDIRECT_URI, Authentication::Basic(SECRET.to_owned()))
    }
}

/// A code that was just granted.
async fn code(browser: &mut Browser, rp: &RelyingParty, scope: &str) -> (String, Departure) {
    let departure = rp.depart(&[("scope", scope)]);
    browser.open(&departure.url).await;
    if browser.page().has("#login-form") {
        sign_in(browser, "alice").await;
    }
    (browser.page().query("code").expect("a code"), departure)
}

fn opened(jwe: &str, keys: &DecryptionKeys) -> Decrypted {
    decrypt(jwe, keys, &DecryptionPolicy::ALL).unwrap()
}

/// The claims of a signed JWT in a JWE.
fn nested(jwe: &str, keys: &DecryptionKeys) -> Value {
    let inside = opened(jwe, keys);
    let (header, claims) = decode_jwt(inside.nested().expect("cty: JWT"));
    assert_eq!(header["alg"], "ES256");
    claims
}

/// OIDC Core §2, §3.3.2.5, §5.3.2, §10.2: every algorithm at every place.
#[tokio::test]
async fn every_algorithm_is_used_wherever_something_is_encrypted() {
    let op = Op::start(settings()).await;
    for alg in KEY_MANAGEMENT {
        let (keys, jwks) = match DecryptionKey::generate(*alg) {
            Ok(key) => {
                let jwks = json!({ "keys": [key.public_jwk()] });
                (DecryptionKeys::new(vec![key]), jwks)
            }
            Err(_) => (DecryptionKeys::from_secret(SECRET.as_bytes()), json!({ "keys": [] })),
        };
        let rows = CONTENT_ENCRYPTION.iter().zip([true, false].into_iter().cycle());
        let rows: Vec<Row> =
            rows.map(|(enc, is_signed)| Row::new((*alg, *enc), is_signed)).collect();
        op.add(rows.iter().map(|row| (row.name.clone(), row.metadata(&jwks))).collect()).await;
        let mut browser = op.browser();
        for row in &rows {
            everywhere((&op, &mut browser), row, &keys).await;
        }
    }
}

/// A client with both kinds of answers encrypted in one way.
struct Row {
    name: String,
    alg: KeyManagement,
    enc: ContentEncryption,
    /// Userinfo answers are signed as well.
    is_signed: bool,
}

impl Row {
    fn new((alg, enc): (KeyManagement, ContentEncryption), is_signed: bool) -> Self {
        Self { name: format!("{alg}.{enc}").replace('+', "."), alg, enc, is_signed }
    }

    fn metadata(&self, jwks: &Value) -> Value {
        let mut members = json!({
            "jwks": jwks,
            "id_token_encrypted_response_alg": self.alg,
            "id_token_encrypted_response_enc": self.enc,
            "userinfo_encrypted_response_alg": self.alg,
            "userinfo_encrypted_response_enc": self.enc,
        });
        if self.is_signed {
            members["userinfo_signed_response_alg"] = "ES256".into();
        }
        members
    }
}

/// The front channel, the token endpoint, a refresh, userinfo.
async fn everywhere((op, browser): (&Op, &mut Browser), row: &Row, keys: &DecryptionKeys) {
    let (name, rp) = (row.name.as_str(), op.confidential(&row.name));
    for response_type in ["id_token", "code id_token token"] {
        let departure = rp.depart(&[("response_type", response_type)]);
        browser.open(&departure.url).await;
        if browser.page().has("#login-form") {
            sign_in(browser, "alice").await;
        }
        let page = browser.page();
        let jwe = page.fragment("id_token").unwrap_or_else(|| panic!("{name}: {page:#?}"));
        let header = opened(&jwe, keys).header;
        assert_eq!((header.alg, header.enc), (row.alg, row.enc));
        let claims = nested(&jwe, keys);
        assert_eq!((&claims["aud"], &claims["nonce"]), (&json!(name), &json!(departure.nonce)));
        assert_eq!(claims.get("c_hash").is_some(), response_type.starts_with("code"));
    }
    let (code, departure) = code(browser, &rp, "openid offline_access email").await;
    let tokens = rp.redeem(&code, &departure).await.ok();
    let claims = nested(tokens.str("id_token"), keys);
    assert_eq!((&claims["aud"], &claims["nonce"]), (&json!(name), &json!(departure.nonce)));

    let answer = rp.userinfo(tokens.str("access_token")).await.ok();
    assert_eq!(answer.header("content-type"), "application/jwt");
    let told: Value = match row.is_signed {
        true => nested(&answer.text, keys),
        false => {
            let bare = opened(&answer.text, keys);
            assert_eq!(bare.header.cty, None);
            serde_json::from_slice(&bare.payload).unwrap()
        }
    };
    assert_eq!((&told["sub"], &told["email"]), (&claims["sub"], &json!("alice@example.com")));
    assert_eq!(told.get("iss").is_some(), row.is_signed);
}

/// OIDC Core §10.2.1: the client publishes another key, and that is asked for when none fits.
/// Until then nothing leaves in clear, and nothing is used up.
#[tokio::test]
async fn without_a_key_that_fits_nothing_is_sent_and_the_code_stays_good() {
    let host = Published::new(&json!({ "keys": [] }));
    let op = Op::start_with(settings(), |config: &mut Config| trust(config, host.port)).await;
    op.add(vec![(
        "rotating".to_owned(),
        json!({
            "jwks_uri": host.uri(),
            "id_token_encrypted_response_alg": "ECDH-ES",
            "userinfo_encrypted_response_alg": "ECDH-ES",
        }),
    )])
    .await;
    let (mut browser, rp) = (op.browser(), op.confidential("rotating"));
    let key = DecryptionKey::generate(KeyManagement::EcdhEs).unwrap();
    let show = |use_: &str| {
        let mut jwk = json!(key.public_jwk());
        jwk["use"] = use_.into();
        host.change(&json!({ "keys": [jwk] }));
    };
    // There is one, but it is for signatures (RFC 7517 §4.2).
    show("sig");
    let (code, departure) = code(&mut browser, &rp, "openid").await;
    let refused = rp.redeem(&code, &departure).await;
    assert_eq!((refused.status.as_u16(), refused.error()), (400, "invalid_request"));
    assert!(refused.str("error_description").contains("no key"), "{}", refused.text);
    let hybrid = rp.depart(&[("response_type", "id_token token")]);
    let page = browser.open(&hybrid.url).await;
    assert_eq!(page.fragment("error").as_deref(), Some("invalid_request"), "{page:#?}");
    assert_eq!((page.fragment("id_token"), page.fragment("access_token")), (None, None));

    show("enc");
    let early = rp.redeem(&code, &departure).await;
    assert_eq!(early.error(), "invalid_request", "it is too early to ask again");
    op.advance(10);
    let tokens = rp.redeem(&code, &departure).await.ok();
    let keys = DecryptionKeys::new(vec![key]);
    assert_eq!(nested(tokens.str("id_token"), &keys)["aud"], "rotating");

    // And userinfo, when the key has gone again.
    host.change(&json!({ "keys": [] }));
    assert_eq!(rp.userinfo(tokens.str("access_token")).await.status, 200, "a copy is kept");
    op.advance(600);
    let refused = rp.userinfo(tokens.str("access_token")).await;
    assert_eq!((refused.status.as_u16(), refused.error()), (400, "invalid_request"));
    assert!(!refused.text.contains("sub"), "{}", refused.text);
}

/// OIDC Core §3.1.2.1, RP-Initiated Logout §2: what is inside is a hint, and so is an ID token as
/// it came, if the client's secret decrypts it.
#[tokio::test]
async fn an_encrypted_id_token_is_a_hint() {
    let op = Op::start(settings()).await;
    op.add(vec![(
        "shared".to_owned(),
        json!({
            "id_token_encrypted_response_alg": "dir",
            "post_logout_redirect_uris": ["http://127.0.0.1:9/bye"],
        }),
    )])
    .await;
    let (mut browser, rp) = (op.browser(), op.confidential("shared"));
    let (code, departure) = code(&mut browser, &rp, "openid").await;
    let tokens = rp.redeem(&code, &departure).await.ok();
    let sealed = tokens.str("id_token").to_owned();
    let keys = DecryptionKeys::from_secret(SECRET.as_bytes());
    let inner = opened(&sealed, &keys).nested().unwrap().to_owned();
    for hint in [&sealed, &inner] {
        let silent = rp.depart(&[("prompt", "none"), ("id_token_hint", hint)]);
        let page = browser.open(&silent.url).await;
        assert!(page.query("code").is_some(), "{page:#?}");
    }
    let other =
        Encrypter::for_secret(b"of somebody else", KeyManagement::Dir, CONTENT_ENCRYPTION[0]);
    let other = other.unwrap().encrypt_jwt(&inner).unwrap();
    let silent = rp.depart(&[("prompt", "none"), ("id_token_hint", &other)]);
    let page = browser.open(&silent.url).await;
    assert_eq!(page.query("error").as_deref(), Some("invalid_request"));

    let mut leave = rp.endpoint("/session/end");
    leave
        .query_pairs_mut()
        .append_pair("id_token_hint", &sealed)
        .append_pair("client_id", "shared")
        .append_pair("post_logout_redirect_uri", "http://127.0.0.1:9/bye");
    browser.open(leave).await;
    browser.submit("logout-form", &[]).await;
    assert!(browser.page().url.as_str().starts_with("http://127.0.0.1:9/bye"));
}

/// OIDC Back-Channel Logout §2.4: as ID tokens are, so are logout tokens.
#[tokio::test]
async fn a_logout_token_is_encrypted_as_id_tokens_are() {
    let mut client = listening(vec![Some("200 OK")]);
    let host = format!("127.0.0.1:{}", client.port);
    let op = Op::start_with(settings(), |config: &mut Config| {
        config.fetch.allow.push(host.parse().unwrap());
    })
    .await;
    op.add(vec![(
        "told".to_owned(),
        json!({
            "id_token_encrypted_response_alg": "A256KW",
            "backchannel_logout_uri": format!("http://{host}/out"),
        }),
    )])
    .await;
    let mut browser = op.browser();
    code(&mut browser, &op.confidential("told"), "openid").await;
    leave(&op, &mut browser).await;
    let request = client.requests.recv().await.unwrap();
    let token = token_in(&request);
    let inside = opened(&token, &DecryptionKeys::from_secret(SECRET.as_bytes()));
    let (header, claims) = decode_jwt(inside.nested().unwrap());
    assert_eq!((&header["typ"], &claims["aud"]), (&json!("logout+jwt"), &json!("told")));
    let (outer, _) = token.split_once('.').unwrap();
    let outer = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(outer).unwrap();
    let outer: Value = serde_json::from_slice(&outer).unwrap();
    assert_eq!(outer["iss"], claims["iss"], "a SHOULD of §2.4");
}

/// OIDC Discovery §3: what is offered is what there is.
#[tokio::test]
async fn discovery_lists_what_answers_can_be_encrypted_with() {
    let op = Op::start(quick()).await;
    let document = op.rp().get("/.well-known/openid-configuration").await.ok();
    for kind in ["id_token", "userinfo"] {
        let listed =
            |what: &str| &document.json[format!("{kind}_encryption_{what}_values_supported")];
        assert_eq!(*listed("alg"), json!(KEY_MANAGEMENT));
        assert_eq!(*listed("enc"), json!(CONTENT_ENCRYPTION));
    }
}
