//! Whether what a client registers about its request objects can be (OIDC Registration §2,
//! RFC 9101 §4, §10.5).
use super::Invalid;
use latchkey_jose::encryption::KeyManagement;
use latchkey_oidc::{ClientMetadata, SigningAlg};
use url::Url;

/// Everything that is wrong, given the algorithms of the keys that tenants have for encryption.
pub(super) fn check_request_objects(
    metadata: &ClientMetadata,
    algorithms: &[KeyManagement],
) -> Vec<Invalid> {
    let mut problems = addresses(metadata);
    problems.extend(signing(metadata));
    problems.extend(encryption(metadata, algorithms));
    problems
}

/// https, or http for objects that are signed (OIDC Core §6.2). Which plain ones are fetched at
/// all is the operator's decision.
fn addresses(metadata: &ClientMetadata) -> Vec<Invalid> {
    let alg = metadata.request_object_signing_alg;
    let is_signed = alg.is_some_and(|alg| alg != SigningAlg::Unsecured);
    let judge = |uri: &String| match Url::parse(uri) {
        _ if !uri.bytes().all(|octet| octet.is_ascii_graphic()) => {
            Some("holds a character that no URI has (RFC 3986 §2)")
        }
        Err(_) => Some("is not an absolute URI"),
        Ok(url) if !url.username().is_empty() || url.password().is_some() => {
            Some("must hold no user name or password")
        }
        Ok(url) if url.scheme() == "https" => None,
        Ok(url) if url.scheme() == "http" && is_signed => None,
        Ok(_) => Some("must be https, or http with a request_object_signing_alg other than none"),
    };
    let judged = metadata.request_uris.iter().enumerate();
    judged
        .filter_map(|(index, uri)| {
            judge(uri).map(|why| Invalid::new(format!("request_uris[{index}]"), why))
        })
        .collect()
}

fn signing(metadata: &ClientMetadata) -> Option<Invalid> {
    let key = "request_object_signing_alg";
    let has_keys = metadata.jwks.is_some() || metadata.jwks_uri.is_some();
    match metadata.request_object_signing_alg? {
        SigningAlg::Unsecured if metadata.require_signed_request_object => {
            Some(Invalid::new(key, "is none, which require_signed_request_object excludes"))
        }
        SigningAlg::Signed(alg) if alg.is_symmetric() && metadata.is_public() => {
            Some(Invalid::new(key, "needs a client secret, which a public client lacks"))
        }
        SigningAlg::Signed(alg) if !alg.is_symmetric() && !has_keys => {
            Some(Invalid::new("jwks", "or jwks_uri is needed for request_object_signing_alg"))
        }
        _ => None,
    }
}

fn encryption(metadata: &ClientMetadata, algorithms: &[KeyManagement]) -> Option<Invalid> {
    let key = "request_object_encryption_alg";
    match metadata.request_object_encryption_alg {
        None if metadata.request_object_encryption_enc.is_some() => {
            let why = "needs request_object_encryption_alg beside it";
            Some(Invalid::new("request_object_encryption_enc", why))
        }
        Some(alg) if alg.is_symmetric() && metadata.is_public() => {
            Some(Invalid::new(key, "needs a client secret, which a public client lacks"))
        }
        Some(alg) if !alg.is_symmetric() && !algorithms.contains(&alg) => {
            Some(Invalid::new(key, format!("is {alg}, for which tenants have no key")))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn keys(changes: Value) -> Vec<String> {
        let mut metadata = json!({ "redirect_uris": ["https://app.example/cb"] });
        for (name, value) in changes.as_object().unwrap() {
            metadata[name] = value.clone();
        }
        let metadata: ClientMetadata = serde_json::from_value(metadata).unwrap();
        let problems = check_request_objects(&metadata, &[KeyManagement::RsaOaep256]);
        problems.into_iter().map(|invalid| invalid.key).collect()
    }

    /// OIDC Registration §2, `request_uris`; OIDC Core §6.2.
    #[test]
    fn addresses_are_https_or_hold_signed_objects() {
        let with = |uri: &str, alg: Value| {
            keys(json!({ "request_uris": [uri], "request_object_signing_alg": alg }))
        };
        for good in ["https://app.example/r.jwt", "https://app.example/r#hash"] {
            assert!(with(good, json!(null)).is_empty(), "{good}");
        }
        let plain = "http://app.example/r.jwt";
        assert!(with(plain, json!("HS256")).is_empty());
        assert_eq!(with(plain, json!("none")), ["request_uris[0]"]);
        assert_eq!(with(plain, json!(null)), ["request_uris[0]"]);
        for bad in [
            "",
            "/r.jwt",
            "urn:x",
            "file:///etc/passwd",
            "https://u:p@app.example/r",
            "https://app.example/ü",
            " https://app.example/r",
        ] {
            assert_eq!(with(bad, json!("HS256")), ["request_uris[0]"], "{bad}");
        }
    }

    /// OIDC Registration §2, RFC 9101 §10.5: what is registered can be done.
    #[test]
    fn members_go_together() {
        let (sign, alg) = ("request_object_signing_alg", "request_object_encryption_alg");
        let jwks = json!({ "keys": [] });
        let rows = [
            (json!({ sign: "ES256" }), vec!["jwks"]),
            (json!({ sign: "ES256", "jwks": jwks }), vec![]),
            (json!({ sign: "ES256", "jwks_uri": "https://app.example/jwks" }), vec![]),
            (json!({ sign: "none" }), vec![]),
            (json!({ sign: "none", "require_signed_request_object": true }), vec![sign]),
            (json!({ sign: "HS256", "token_endpoint_auth_method": "none" }), vec![sign]),
            (json!({ alg: "RSA-OAEP-256" }), vec![]),
            (json!({ alg: "ECDH-ES" }), vec![alg]),
            (json!({ alg: "dir" }), vec![]),
            (json!({ alg: "dir", "token_endpoint_auth_method": "none" }), vec![alg]),
            (
                json!({ "request_object_encryption_enc": "A128GCM" }),
                vec!["request_object_encryption_enc"],
            ),
        ];
        for (changes, expected) in rows {
            assert_eq!(keys(changes.clone()), expected, "{changes}");
        }
    }
}
