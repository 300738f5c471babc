//! Encrypted ID tokens and userinfo answers, opened by `openid-client` and by `jwcrypto` (OIDC Core
//! §5.3.2, §10.2).
use crate::clients_as_they_ship::{clients, node, python, run_script};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use latchkey_jose::encryption::{CONTENT_ENCRYPTION, DecryptionKey, KeyManagement};
use latchkey_testkit::{Op, Person, REDIRECT_URI, RESPONSE_TYPES, SECRET, TenantPlan};
use serde_json::{Value, json};
use std::ffi::OsStr;
use std::path::Path;
use tokio::process::Command;

/// A client that registers what `members` say and has its answers encrypted so; `None` for a
/// shared key.
async fn decrypts(program: &OsStr, script: &Path, alg: KeyManagement, members: Value) {
    for (enc, op) in CONTENT_ENCRYPTION.iter().zip(Op::on_every_store().await.iter().cycle()) {
        let pair = DecryptionKey::generate(alg).ok();
        let mut metadata = members.clone();
        for member in ["id_token_encrypted_response", "userinfo_encrypted_response"] {
            metadata[format!("{member}_alg")] = json!(alg);
            metadata[format!("{member}_enc")] = json!(enc);
        }
        let mut encryption = json!({ "alg": alg, "enc": enc });
        if let Some(pair) = &pair {
            metadata["jwks"] = json!({ "keys": [pair.public_jwk()] });
            encryption["kid"] = pair.kid().into();
            encryption["pkcs8"] = STANDARD.encode(pair.to_pkcs8().unwrap().expose()).into();
        }
        let tenant = op.tenant(&TenantPlan::usual().client("sealed", metadata)).await;
        let alice = Person::named("alice");
        let settings = json!({
            "issuer": tenant.issuer,
            "client_id": "sealed",
            "client_secret": SECRET,
            "redirect_uri": REDIRECT_URI,
            "username": alice.username,
            "password": alice.password,
            "encryption": encryption,
        });
        run_script(Command::new(program).arg(script), &settings, "decrypted").await;
    }
}

/// In the code flow and the hybrid one, userinfo signed and then encrypted.
#[tokio::test]
async fn openid_client_decrypts_what_is_for_it() {
    let folder = clients().join("node");
    let Some(node) = node(&folder).await else { return };
    let members = json!({
        "grant_types": ["authorization_code", "implicit", "refresh_token"],
        "response_types": RESPONSE_TYPES,
        "userinfo_signed_response_alg": "ES256",
    });
    for alg in [KeyManagement::RsaOaep256, KeyManagement::EcdhEs, KeyManagement::EcdhEsA256Kw] {
        decrypts(&node, &folder.join("encrypted.mjs"), alg, members.clone()).await;
    }
}

/// In the code flow, userinfo only encrypted; with key pairs and with the client's secret.
#[tokio::test]
async fn jwcrypto_decrypts_what_is_for_it() {
    let folder = clients().join("python");
    let Some(python) = python(&folder) else { return };
    for alg in [
        KeyManagement::RsaOaep,
        KeyManagement::EcdhEsA128Kw,
        KeyManagement::A256Kw,
        KeyManagement::Dir,
    ] {
        decrypts(python.as_os_str(), &folder.join("encrypted.py"), alg, json!({})).await;
    }
}
