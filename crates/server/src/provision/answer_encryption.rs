//! Whether answers can be encrypted as a client registers it (OIDC Registration §2, OIDC Core
//! §10.2). Keys behind a `jwks_uri` are looked at when they are used.
use super::Invalid;
use latchkey_oidc::{AnswerEncryption, ClientMetadata, SigningAlg};

/// Everything that is wrong with it.
pub(super) fn check(metadata: &ClientMetadata) -> Vec<Invalid> {
    let kinds = [
        (
            ("id_token_encrypted_response_alg", "id_token_encrypted_response_enc"),
            metadata.id_token_encryption(),
            metadata.id_token_encrypted_response_enc,
        ),
        (
            ("userinfo_encrypted_response_alg", "userinfo_encrypted_response_enc"),
            metadata.userinfo_encryption(),
            metadata.userinfo_encrypted_response_enc,
        ),
    ];
    let mut problems = Vec::new();
    for ((alg, enc), wanted, given) in kinds {
        match wanted {
            Some(wanted) => problems.extend(key(metadata, alg, wanted)),
            None if given.is_some() => {
                problems.push(Invalid::new(enc, format!("needs {alg} beside it")));
            }
            None => {}
        }
    }
    let is_unsigned = metadata.id_token_signed_response_alg == Some(SigningAlg::Unsecured);
    if is_unsigned && metadata.id_token_encryption().is_some() {
        // Security: with nothing but the client's public key anybody could make one.
        let why = "goes with signed ID tokens only (OIDC Core §10.2)";
        problems.push(Invalid::new("id_token_encrypted_response_alg", why));
    }
    problems
}

/// The client has the key that its encryption takes.
fn key(
    metadata: &ClientMetadata,
    member: &'static str,
    wanted: AnswerEncryption,
) -> Option<Invalid> {
    let alg = wanted.alg;
    if !wanted.needs_keys() {
        let why = "needs a client secret, which a public client lacks";
        return metadata.is_public().then(|| Invalid::new(member, why));
    }
    match &metadata.jwks {
        Some(keys) if wanted.goes_with(keys) => None,
        Some(_) => {
            let why = format!("holds no key that may be used for {alg}, the {member}");
            Some(Invalid::new("jwks", why))
        }
        None if metadata.jwks_uri.is_some() => None,
        None => Some(Invalid::new("jwks", format!("or jwks_uri is needed for {member}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use latchkey_jose::encryption::{DecryptionKey, KEY_MANAGEMENT, KeyManagement};
    use serde_json::{Value, json};

    fn problems(members: &Value) -> Vec<String> {
        let metadata: ClientMetadata = serde_json::from_value(members.clone()).unwrap();
        check(&metadata).into_iter().map(|invalid| invalid.key).collect()
    }

    fn jwks(alg: KeyManagement) -> Value {
        json!({ "keys": [DecryptionKey::generate(alg).unwrap().public_jwk()] })
    }

    const MEMBERS: [&str; 2] = ["id_token_encrypted_response", "userinfo_encrypted_response"];

    /// OIDC Registration §2: `enc` says how the content is encrypted that `alg` asks for.
    #[test]
    fn enc_needs_alg() {
        for member in MEMBERS {
            let (alg, enc) = (format!("{member}_alg"), format!("{member}_enc"));
            assert_eq!(problems(&json!({ enc.as_str(): "A128GCM" })), [enc.as_str()]);
            assert!(problems(&json!({ enc: "A256GCM", alg: "dir" })).is_empty());
        }
    }

    /// OIDC Core §10.2: a public client has no secret that could be a key.
    #[test]
    fn public_clients_have_no_symmetric_encryption() {
        for alg in KEY_MANAGEMENT.iter().filter(|alg| alg.is_symmetric()) {
            for member in MEMBERS.map(|member| format!("{member}_alg")) {
                let public = json!({ member.as_str(): alg, "token_endpoint_auth_method": "none" });
                assert_eq!(problems(&public), [member.as_str()]);
                assert!(problems(&json!({ member: alg })).is_empty());
            }
        }
    }

    /// OIDC Core §10.2: the public key is among those that the client published, and for that use.
    #[test]
    fn a_key_that_fits_must_be_there_unless_it_is_elsewhere() {
        let (ec, rsa) = (jwks(KeyManagement::EcdhEs), jwks(KeyManagement::RsaOaep256));
        let (mut for_signatures, mut other) = (ec.clone(), ec.clone());
        for_signatures["keys"][0]["use"] = "sig".into();
        other["keys"][0]["alg"] = "ECDH-ES+A256KW".into();
        let bare = |mut keys: Value| {
            keys["keys"][0].as_object_mut().unwrap().remove("alg");
            keys
        };
        for (alg, keys, fits) in [
            ("ECDH-ES", ec.clone(), true),
            ("ECDH-ES+A128KW", bare(ec.clone()), true),
            ("RSA-OAEP-256", rsa.clone(), true),
            ("RSA-OAEP", bare(rsa.clone()), true),
            ("ECDH-ES", rsa, false),
            ("RSA-OAEP-256", ec, false),
            ("ECDH-ES", for_signatures, false),
            ("ECDH-ES", other, false),
            ("ECDH-ES", json!({ "keys": [] }), false),
        ] {
            let client = json!({ "userinfo_encrypted_response_alg": alg, "jwks": keys });
            assert_eq!(problems(&client).is_empty(), fits, "{client}");
        }
        let alone = json!({ "id_token_encrypted_response_alg": "RSA-OAEP" });
        assert_eq!(problems(&alone), ["jwks"]);
        let mut elsewhere = alone;
        elsewhere["jwks_uri"] = "https://rp.example/jwks".into();
        assert!(problems(&elsewhere).is_empty());
    }

    /// OIDC Core §10.2: signed first, then encrypted.
    #[test]
    fn id_tokens_that_nobody_signs_are_not_encrypted_either() {
        let mut client = json!({ "id_token_encrypted_response_alg": "dir" });
        assert!(problems(&client).is_empty());
        client["id_token_signed_response_alg"] = "none".into();
        assert_eq!(problems(&client), ["id_token_encrypted_response_alg"]);
    }

    /// RFC 8725 §3.2.
    #[test]
    fn algorithms_that_are_not_offered_cannot_be_registered() {
        for alg in ["RSA1_5", "PBES2-HS256+A128KW", "A128GCMKW", "none", ""] {
            let client = json!({ "id_token_encrypted_response_alg": alg });
            assert!(serde_json::from_value::<ClientMetadata>(client).is_err(), "{alg}");
        }
    }
}
