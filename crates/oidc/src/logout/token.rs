//! The logout token: tells a client that a session has ended (OIDC Back-Channel Logout §2.4).
use crate::signing::sign;
use crate::{Client, Context, Recipient, Sid, SigningAlg, TokenError};
use latchkey_base::SessionId;
use latchkey_jose::Algorithm;
use serde::Serialize;
use serde_json::{Map, Value};

/// `typ` of the header (OIDC Back-Channel Logout §2.4): no ID token bears it.
const TYPE: &str = "logout+jwt";

/// There is no `nonce`, so that nobody can take it for an ID token.
#[derive(Serialize)]
struct LogoutClaims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    iat: i64,
    exp: i64,
    jti: &'a str,
    sid: Sid,
    events: Events,
}

/// The one member makes a JWT a logout token.
#[derive(Serialize)]
struct Events {
    #[serde(rename = "http://schemas.openid.net/event/backchannel-logout")]
    logout: Map<String, Value>,
}

/// Makes the token that tells `client` of the end of `session`, in which it knows the person as
/// `subject`. Sign it when it is delivered: it is
/// good for a short time.
///
/// `sub` and `sid` are both in it: whoever keeps no `sid` signs the person out everywhere. It is
/// encrypted for `recipient`, as ID tokens are (OIDC Back-Channel Logout §2.4).
///
/// # Errors
/// `server_error` when a key is missing.
pub fn logout_token(
    session: SessionId,
    subject: &str,
    (client, recipient): (&Client, &Recipient),
    cx: &Context<'_>,
) -> Result<String, TokenError> {
    let jti = cx.entropy.token("");
    let claims = LogoutClaims {
        iss: cx.issuer,
        sub: subject,
        aud: &client.client_id,
        iat: cx.now.seconds(),
        // Security: short, so that a captured token cannot be sent again (OIDC Back-Channel Logout §4).
        exp: (cx.now + cx.policy.lifetimes.call_token).seconds(),
        jti: jti.expose(),
        sid: Sid::of(session, client, cx),
        events: Events { logout: Map::new() },
    };
    // Signed as ID tokens are, except that it is never unsigned (OIDC Back-Channel Logout §2.6).
    let alg = match client.metadata.id_token_alg() {
        SigningAlg::Signed(alg) => alg,
        SigningAlg::Unsecured => Algorithm::RS256,
    };
    let signed = sign(alg, Some(TYPE), &claims, client, cx)?;
    recipient.seal_jwt_of(cx.issuer, signed, client.metadata.id_token_encryption())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Op;
    use latchkey_base::Seconds;
    use latchkey_jose::Unverified;
    use serde_json::json;

    const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

    fn made(alg: SigningAlg) -> Result<(Value, Value), TokenError> {
        made_by(&Op::new(), alg)
    }

    fn made_by(op: &Op, alg: SigningAlg) -> Result<(Value, Value), TokenError> {
        let mut client = op.web_app();
        client.metadata.id_token_signed_response_alg = Some(alg);
        let token = logout_token(
            SessionId::from_bytes([5; 16]),
            "alice",
            (&client, &Recipient::default()),
            &op.cx(),
        )?;
        let part = |number: usize| {
            use base64::Engine as _;
            let text = token.split('.').nth(number).unwrap();
            let octets = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).unwrap();
            serde_json::from_slice(&octets).unwrap()
        };
        assert!(Unverified::decode(&token).is_some());
        Ok((part(0), part(1)))
    }

    /// OIDC Back-Channel Logout §2.4, §4: what is in a logout token, that nothing else is, and that
    /// it lasts two minutes.
    #[test]
    fn a_logout_token_says_who_left_and_holds_no_nonce() {
        let (header, claims) = made(Algorithm::ES256.into()).unwrap();
        assert_eq!((&header["typ"], &header["alg"]), (&json!("logout+jwt"), &json!("ES256")));
        let issued = claims["iat"].as_i64().unwrap();
        assert_eq!(claims["exp"], issued + 120, "§4: two minutes");
        assert_eq!(claims["iss"], crate::fixture::ISSUER);
        assert_eq!((&claims["aud"], &claims["sub"]), (&json!("web"), &json!("alice")));
        let op = Op::new();
        let sid = Sid::of(SessionId::from_bytes([5; 16]), &op.web_app(), &op.cx());
        assert_eq!(claims["sid"], sid.as_str());
        assert_eq!(claims["events"], json!({EVENT: {}}));
        assert!(claims["jti"].as_str().unwrap().len() >= 20);
        let names: Vec<_> = claims.as_object().unwrap().keys().cloned().collect();
        assert_eq!(names.len(), 8, "{names:?}");
        assert!(!names.contains(&"nonce".to_owned()));
    }

    #[test]
    fn how_long_a_logout_token_lasts_is_a_setting() {
        let mut op = Op::new();
        op.policy.lifetimes.call_token = Seconds::new(17);
        let (_, claims) = made_by(&op, Algorithm::ES256.into()).unwrap();
        assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 17);
    }

    /// OIDC Back-Channel Logout §2.6: signed as the client's ID tokens are, never `none`.
    #[test]
    fn a_logout_token_is_signed_as_id_tokens_are_but_never_unsigned() {
        for alg in [Algorithm::ES256, Algorithm::HS256] {
            assert_eq!(made(alg.into()).unwrap().0["alg"], alg.name());
        }
        // The default, for which this provider has no key.
        assert!(made(SigningAlg::Unsecured).unwrap_err().detail.contains("RS256"));
    }
}
