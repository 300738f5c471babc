//! Tokens to and from `jose` for Node.js and `jwcrypto` for Python, at pinned versions: every
//! signature algorithm, and every pair of encryption algorithms, in both directions.
use latchkey_jose::encryption::{
    CONTENT_ENCRYPTION, ContentEncryption, DecryptionKey, DecryptionKeys, DecryptionPolicy,
    Encrypter, KEY_MANAGEMENT, KeyManagement, decrypt,
};
use latchkey_jose::{ALGORITHMS, Algorithm, Jwk, JwkSet, MacKey, SigningKey, VerificationKeys};
use latchkey_testkit::{Need, skipped};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

const SECRET: &str = "a secret of both sides that is long enough for each of the three hashes";

fn clients() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("clients")
}

/// What the other side says to `input`.
fn ask(program: &[&Path], input: &Value) -> Value {
    let mut command = Command::new(program[0]);
    let done = command.args(&program[1..]).arg(input.to_string()).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(done.status.success(), "{}{}", text(&done.stdout), text(&done.stderr));
    serde_json::from_slice(&done.stdout).unwrap()
}

fn jwk(value: &Value) -> Jwk {
    serde_json::from_value(value.clone()).unwrap()
}

/// Ours, one for each algorithm.
struct Ours {
    signing: Vec<SigningKey>,
    decryption: Vec<DecryptionKey>,
}

impl Ours {
    fn new() -> Self {
        let signing = ALGORITHMS.iter().filter(|alg| !alg.is_symmetric());
        let decryption = KEY_MANAGEMENT.iter().filter(|alg| !alg.is_symmetric());
        Self {
            signing: signing.map(|alg| SigningKey::generate(*alg).unwrap()).collect(),
            decryption: decryption.map(|alg| DecryptionKey::generate(*alg).unwrap()).collect(),
        }
    }

    fn signed(&self) -> Vec<Value> {
        let claims = json!({"sub": "ours"});
        let by_key = self.signing.iter().map(|key| {
            let token = key.sign_jwt(Some("JWT"), &claims).unwrap();
            json!({"alg": key.alg(), "key": key.public_jwk(), "token": token})
        });
        let by_secret = ALGORITHMS.iter().filter(|alg| alg.is_symmetric()).map(|alg| {
            let key = MacKey::new(*alg, SECRET.as_bytes()).unwrap();
            json!({"alg": alg, "token": key.sign_jwt(None, &claims).unwrap()})
        });
        by_key.chain(by_secret).collect()
    }

    /// For each pair of algorithms, where they are to encrypt to.
    fn recipients(&self) -> Vec<Value> {
        let with_each = |mut said: Value| {
            CONTENT_ENCRYPTION.iter().map(move |enc| {
                said["enc"] = json!(enc);
                said.clone()
            })
        };
        let keys = self.decryption.iter();
        let keys = keys.map(|key| json!({"alg": key.alg(), "key": key.public_jwk()}));
        let secret = KEY_MANAGEMENT.iter().filter(|alg| alg.is_symmetric());
        keys.chain(secret.map(|alg| json!({"alg": alg}))).flat_map(with_each).collect()
    }
}

/// Encrypted for each of their keys and for the secret, with each pair of algorithms.
fn encrypted(keys: &Value) -> Vec<Value> {
    let mut tokens = Vec::new();
    for key in keys["encryption"].as_array().unwrap() {
        for alg in key["algs"].as_array().unwrap() {
            let alg = KeyManagement::parse(alg.as_str().unwrap()).unwrap();
            for enc in CONTENT_ENCRYPTION {
                let to = Encrypter::for_recipient(&jwk(&key["public"]), alg, *enc).unwrap();
                let token = to.encrypt_jwt("ours").unwrap();
                tokens.push(json!({"alg": alg, "enc": enc, "key": key["private"], "token": token}));
            }
        }
    }
    for alg in KEY_MANAGEMENT.iter().filter(|alg| alg.is_symmetric()) {
        for enc in CONTENT_ENCRYPTION {
            let to = Encrypter::for_secret(SECRET.as_bytes(), *alg, *enc).unwrap();
            let token = to.encrypt_jwt("ours").unwrap();
            tokens.push(json!({"alg": alg, "enc": enc, "token": token}));
        }
    }
    tokens
}

fn theirs_are_right(ours: Ours, keys: &Value, answer: &Value) {
    let signed = answer["signed"].as_array().unwrap();
    assert_eq!(signed.len(), ALGORITHMS.len());
    for said in signed {
        let alg = Algorithm::parse(said["alg"].as_str().unwrap()).unwrap();
        let set = match alg.is_symmetric() {
            true => VerificationKeys::from_secret(SECRET.as_bytes()),
            false => VerificationKeys::from_jwk_set(&JwkSet {
                keys: vec![jwk(&keys["signing"][alg.name()]["public"])],
            }),
        };
        let verified = latchkey_jose::verify(said["token"].as_str().unwrap(), &set, &[alg]);
        assert_eq!(verified.unwrap().claims["sub"], "theirs", "{alg}");
    }
    let (pairs, secret) =
        (DecryptionKeys::new(ours.decryption), DecryptionKeys::from_secret(SECRET.as_bytes()));
    let encrypted = answer["encrypted"].as_array().unwrap();
    assert_eq!(encrypted.len(), KEY_MANAGEMENT.len() * CONTENT_ENCRYPTION.len());
    for said in encrypted {
        let alg = KeyManagement::parse(said["alg"].as_str().unwrap()).unwrap();
        let enc = ContentEncryption::parse(said["enc"].as_str().unwrap()).unwrap();
        let keys = if alg.is_symmetric() { &secret } else { &pairs };
        let policy = DecryptionPolicy { algs: &[alg], encs: &[enc] };
        let opened = decrypt(said["token"].as_str().unwrap(), keys, &policy);
        assert_eq!(opened.unwrap().nested(), Ok("theirs"), "{alg} {enc}");
    }
}

fn tokens_go_both_ways(program: &[&Path]) {
    let ours = Ours::new();
    let algs: Vec<_> = ours.signing.iter().map(SigningKey::alg).collect();
    let keys = ask(program, &json!({"do": "keys", "signature_algs": algs}));
    let answer = ask(
        program,
        &json!({
            "do": "exchange",
            "secret": SECRET,
            "keys": keys,
            "signed": ours.signed(),
            "encrypted": encrypted(&keys),
            "recipients": ours.recipients(),
        }),
    );
    theirs_are_right(ours, &keys, &answer);
}

/// Every algorithm, both ways, with an implementation that is not ours: RFC 7515 §5.1, §5.2, RFC
/// 7516 §5.1, §5.2, RFC 7518 §3.1 to §3.5, §4.1, §4.3 to §4.6, §5.1 to §5.3, RFC 8037 §3.1, OIDC
/// Core §10.2.
#[test]
fn tokens_are_exchanged_with_jose_for_node() {
    let folder = clients().join("node");
    if !folder.join("node_modules/jose").exists() {
        skipped(Need::Node, "run `npm ci` in tests/clients/node");
        return;
    }
    let node = std::env::var_os("LATCHKEY_NODE").unwrap_or_else(|| "node".into());
    tokens_go_both_ways(&[Path::new(&node), &folder.join("tokens.mjs")]);
}

/// The same with an implementation on another cryptographic library.
#[test]
fn tokens_are_exchanged_with_jwcrypto_for_python() {
    let folder = clients().join("python");
    let own = folder.join(".venv/bin/python");
    let python = std::env::var_os("LATCHKEY_PYTHON").map_or(own, PathBuf::from);
    if !python.exists() {
        skipped(Need::Python, "make a virtual environment from tests/clients/python");
        return;
    }
    tokens_go_both_ways(&[&python, &folder.join("tokens.py")]);
}
