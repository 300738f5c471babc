use super::*;
use crate::fixture::{ISSUER, KEYS, Op, SECRET, form, params};
use crate::logout;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_jose::encryption::{ContentEncryption, DecryptionKey, Encrypter, KeyManagement};
use serde_json::json;

const GCM: ContentEncryption = ContentEncryption::A128Gcm;

fn id_token() -> String {
    let claims = json!({"iss": ISSUER, "sub": "alice", "aud": "web", "exp": 1, "iat": 0});
    KEYS.signing[0].sign_jwt(None, &claims).unwrap()
}

fn for_us() -> Encrypter {
    Encrypter::for_recipient(&KEYS.for_us, KeyManagement::EcdhEs, GCM).unwrap()
}

fn verified(token: &str, client: &Client) -> Result<String, HintError> {
    Hint::verify(token, Some(client), &Op::new().cx()).map(|hint| hint.subject)
}

/// OIDC Core §3.1.2.1, RFC 7516 §3.1: the client decrypts its ID token and sends it, or encrypts it
/// anew for us.
#[test]
fn a_hint_may_be_encrypted_for_us() {
    let client = Op::new().web_app();
    assert_eq!(verified(&id_token(), &client).unwrap(), "alice");
    assert_eq!(verified(&for_us().encrypt_jwt(&id_token()).unwrap(), &client).unwrap(), "alice");
}

/// RFC 7519 §5.2, §11.2: inside is a signed JWT, that says so, and that is still checked.
#[test]
fn what_is_inside_is_no_better_for_being_encrypted() {
    let client = Op::new().web_app();
    let inner =
        [of_a_stranger(), latchkey_jose::unsecured::encode(&json!({"iss": ISSUER})).unwrap()];
    for jwt in inner {
        let sealed = for_us().encrypt_jwt(&jwt).unwrap();
        assert!(verified(&sealed, &client).is_err());
    }
    let unsaid = for_us().encrypt(id_token().as_bytes(), None).unwrap();
    let error = verified(&unsaid, &client).unwrap_err();
    assert!(matches!(error, HintError::Encryption(DecryptError::NotNested)), "{error}");
    let twice = for_us().encrypt_jwt(&for_us().encrypt_jwt(&id_token()).unwrap()).unwrap();
    assert!(verified(&twice, &client).is_err());
}

fn of_a_stranger() -> String {
    let key = latchkey_jose::SigningKey::generate(latchkey_jose::Algorithm::ES256).unwrap();
    let claims = json!({"iss": ISSUER, "sub": "alice", "aud": "web", "exp": 1});
    key.sign_jwt(None, &claims).unwrap()
}

/// RP-Initiated Logout §2: an ID token that the client's secret encrypts comes back as it left,
/// by the algorithms that the client registered and no others.
#[test]
fn a_hint_that_the_secret_encrypts_is_for_clients_that_registered_so() {
    let mut client = Op::new().web_app();
    let seal = |alg, secret: &str| {
        let encrypter = Encrypter::for_secret(secret.as_bytes(), alg, GCM).unwrap();
        encrypter.encrypt_jwt(&id_token()).unwrap()
    };
    let sealed = seal(KeyManagement::A256Kw, SECRET);
    assert!(verified(&sealed, &client).is_err(), "not registered");
    client.metadata.id_token_encrypted_response_alg = Some(KeyManagement::A256Kw);
    assert!(verified(&sealed, &client).is_err(), "with another enc");
    client.metadata.id_token_encrypted_response_enc = Some(GCM);
    assert_eq!(verified(&sealed, &client).unwrap(), "alice");
    assert!(verified(&seal(KeyManagement::Dir, SECRET), &client).is_err(), "another alg");
    assert!(verified(&seal(KeyManagement::A256Kw, "another secret"), &client).is_err());
    assert!(Hint::verify(&sealed, None, &Op::new().cx()).is_err());
}

/// RFC 8725 §3.2, §3.6, RFC 7516 §11: broken, compressed and oversized ones, and RSA1_5.
#[test]
fn hints_made_to_hurt_are_refused() {
    let client = Op::new().web_app();
    let stranger = DecryptionKey::generate(KeyManagement::EcdhEs).unwrap().public_jwk();
    let stranger = Encrypter::for_recipient(&stranger, KeyManagement::EcdhEs, GCM).unwrap();
    let by_header = |header: serde_json::Value| {
        format!(
            "{}..AAAAAAAAAAAAAAAA.AA.AAAAAAAAAAAAAAAAAAAAAA",
            URL_SAFE_NO_PAD.encode(header.to_string())
        )
    };
    let good = for_us().encrypt_jwt(&id_token()).unwrap();
    let mut changed = good.clone();
    changed.replace_range(good.len() - 1.., if good.ends_with('A') { "B" } else { "A" });
    for token in [
        stranger.encrypt_jwt(&id_token()).unwrap(),
        changed,
        by_header(json!({"alg": "ECDH-ES", "enc": "A128GCM", "zip": "DEF"})),
        by_header(json!({"alg": "RSA1_5", "enc": "A128GCM"})),
        by_header(json!({"alg": "dir", "enc": "A128GCM"})),
        by_header(json!({"alg": "none", "enc": "A128GCM"})),
        "....".to_owned(),
        format!("{good}{}", "A".repeat(1 << 20)),
    ] {
        let error = verified(&token, &client).unwrap_err();
        assert!(matches!(error, HintError::Encryption(_)), "{error}");
    }
}

/// RP-Initiated Logout §2: whose hint it is can be read in what we can decrypt; of one that the
/// client's secret decrypts `client_id` says it.
#[test]
fn an_encrypted_hint_names_its_client_if_it_is_for_us() {
    let op = Op::new();
    let name = |pairs: &[(&str, &str)]| logout::client_id(&params(&form(pairs)), &op.cx());
    let ours = for_us().encrypt_jwt(&id_token()).unwrap();
    assert_eq!(name(&[("id_token_hint", &ours)]).as_deref(), Some("web"));
    let shared = Encrypter::for_secret(SECRET.as_bytes(), KeyManagement::Dir, GCM).unwrap();
    let shared = shared.encrypt_jwt(&id_token()).unwrap();
    assert_eq!(name(&[("id_token_hint", &shared)]), None);
    let both = [("id_token_hint", shared.as_str()), ("client_id", "web")];
    assert_eq!(name(&both).as_deref(), Some("web"));
}
