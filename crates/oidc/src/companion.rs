//! What we show to the service of the companion app when we call it (native contract §7, `http-proxy`).
use crate::{Context, TokenError};
use latchkey_base::Secret;
use serde::Serialize;

/// `typ` of the header: no other token of ours bears it (RFC 8725 §3.11), so that none of a client's can be shown in
/// its place, nor this one to anybody else.
const TYPE: &str = "companion+jwt";

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    client_id: &'a str,
    aud: &'a str,
    iat: i64,
    exp: i64,
    jti: &'a str,
    scope: &'a str,
    group: &'a str,
}

/// A bearer token for one call to the service at `audience`. It speaks for the tenant itself: `sub` and `client_id` are
/// its issuer identifier, which no person and no client has.
///
/// # Errors
/// `server_error` when a key is missing.
pub fn companion_token(audience: &str, cx: &Context<'_>) -> Result<Secret<String>, TokenError> {
    let alg = cx.keys.algorithms().into_iter().next();
    let key = alg.and_then(|alg| cx.keys.signing_key(alg));
    let key = key.ok_or_else(|| TokenError::server_error("the tenant has no key"))?;
    let jti = cx.entropy.token("");
    let claims = Claims {
        iss: cx.issuer,
        sub: cx.issuer,
        client_id: cx.issuer,
        aud: audience,
        iat: cx.now.seconds(),
        // It is made for each call.
        exp: (cx.now + cx.policy.lifetimes.call_token).seconds(),
        jti: jti.expose(),
        scope: "api:write",
        group: cx.group,
    };
    let signed = key.sign_jwt(Some(TYPE), &claims);
    signed.map(Secret::new).map_err(|error| TokenError::server_error(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Op;
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use latchkey_base::Seconds;
    use serde_json::Value;

    /// RFC 8725 §3.11: a type of its own; RFC 7519 §4.1: by whom, for whom, until when.
    #[test]
    fn a_token_speaks_for_the_tenant() {
        let mut op = Op::new();
        op.policy.lifetimes.call_token = Seconds::new(17);
        let token = companion_token("https://push.example", &op.cx()).unwrap();
        let parts: Vec<Value> = token
            .expose()
            .split('.')
            .take(2)
            .map(|part| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap())
            .collect();
        let (header, claims) = (&parts[0], &parts[1]);
        assert_eq!(header["typ"], TYPE);
        let cx = op.cx();
        assert_eq!(
            (&claims["iss"], &claims["aud"]),
            (&cx.issuer.into(), &"https://push.example".into())
        );
        assert_eq!((&claims["sub"], &claims["client_id"]), (&claims["iss"], &claims["iss"]));
        assert_eq!(claims["group"], cx.group);
        assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 17);
        let again = companion_token("https://push.example", &op.cx()).unwrap();
        assert_ne!(token.expose(), again.expose());
    }
}
