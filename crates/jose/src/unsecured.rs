//! JWTs that nobody signed (RFC 7519 §6): `alg` is `none`, the signature is empty.
//!
//! Security: nothing else in this crate knows `none`. Whoever calls these functions has made sure
//! that the other side registered it for this very purpose (RFC 8725 §3.1, §3.2).
use crate::compact::Parts;
use crate::{SignError, VerifyError, strict_json};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde_json::{Map, Value};

/// The registered name (RFC 7518 §3.6).
pub const NAME: &str = "none";

/// Writes `claims` as an unsecured JWT.
///
/// # Errors
/// [`SignError::Claims`] when the claims do not serialise.
pub fn encode(claims: &impl Serialize) -> Result<String, SignError> {
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#);
    let claims = URL_SAFE_NO_PAD.encode(serde_json::to_vec(claims)?);
    Ok(format!("{header}.{claims}."))
}

/// Whether the token says that nobody signed it, in the one spelling there is.
pub fn is_unsecured(token: &str) -> bool {
    Parts::of(token).is_some_and(|parts| parts.header.get("alg") == Some(&Value::from(NAME)))
}

/// The claims of an unsecured JWT. Nobody vouches for them.
///
/// # Errors
/// [`VerifyError::Algorithm`] when it is signed, or claims to be; [`VerifyError::Signature`] when
/// it has a signature all the same (RFC 7518 §3.6); [`VerifyError::Malformed`] when it is no JWT,
/// names a member twice or demands what we do not know.
pub fn decode(token: &str) -> Result<Map<String, Value>, VerifyError> {
    let parts = Parts::of(token).ok_or(VerifyError::Malformed)?;
    if parts.header.contains_key("crit") || parts.header.contains_key("b64") {
        return Err(VerifyError::Malformed);
    }
    if parts.header.get("alg") != Some(&Value::from(NAME)) {
        return Err(VerifyError::Algorithm);
    }
    if !parts.signature.is_empty() {
        return Err(VerifyError::Signature);
    }
    strict_json::object(&parts.payload).ok_or(VerifyError::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Algorithm, MacKey};
    use serde_json::json;

    /// RFC 7519 §6.1 prints this token.
    const PRINTED: &str = "eyJhbGciOiJub25lIn0.\
        eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0\
        cnVlfQ.";

    /// RFC 7519 §6, as §6.1 prints it.
    #[test]
    fn the_printed_example_is_read() {
        let claims = decode(PRINTED).unwrap();
        assert_eq!((&claims["iss"], &claims["exp"]), (&json!("joe"), &json!(1_300_819_380)));
        assert!(is_unsecured(PRINTED));
    }

    #[test]
    fn what_is_written_is_read() {
        let token = encode(&json!({"sub": "alice"})).unwrap();
        assert!(token.starts_with("eyJhbGciOiJub25lIn0.") && token.ends_with('.'));
        assert_eq!(Value::Object(decode(&token).unwrap()), json!({"sub": "alice"}));
    }

    /// RFC 7518 §3.6: the signature is the empty octet sequence.
    #[test]
    fn a_signature_on_an_unsecured_token_is_refused() {
        assert_eq!(decode(&format!("{PRINTED}AQ")), Err(VerifyError::Signature));
    }

    /// RFC 8725 §2.1: other spellings have fooled filters that looked for `none`.
    #[test]
    fn signed_tokens_and_other_spellings_are_not_unsecured() {
        let mac = MacKey::new(Algorithm::HS256, &[7; 32]).unwrap();
        let signed = mac.sign_jwt(None, &json!({})).unwrap();
        assert_eq!(decode(&signed), Err(VerifyError::Algorithm));
        for alg in [r#""None""#, r#""NONE""#, r#""nOnE""#, r#"["none"]"#, "null", r#""""#] {
            let header = URL_SAFE_NO_PAD.encode(format!("{{\"alg\":{alg}}}"));
            let token = format!("{header}.e30.");
            assert_eq!(decode(&token), Err(VerifyError::Algorithm), "{alg}");
            assert!(!is_unsecured(&token), "{alg}");
        }
        let crit = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","crit":["b64"],"b64":false}"#);
        assert_eq!(decode(&format!("{crit}.e30.")), Err(VerifyError::Malformed));
        assert_eq!(decode("opaque"), Err(VerifyError::Malformed));
    }
}
