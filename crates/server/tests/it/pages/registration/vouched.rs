//! Clients that somebody vouches for.
use super::*;
use latchkey_jose::{Algorithm, JwkSet, SigningKey};
use latchkey_oidc::registration::StatementIssuer;

/// RFC 7591 §3.1.1, §3.2.1, §3.2.2: what a vendor vouches for, over HTTP; RFC 7592 §2.2.
#[tokio::test]
async fn a_client_registers_with_a_software_statement() {
    let vendor = SigningKey::generate(Algorithm::ES256).unwrap();
    let jwks = Some(JwkSet { keys: vec![vendor.public_jwk()] });
    let issuer = "https://vendor.example".to_owned();
    let op = Op::registering(|policy| {
        policy.statement_issuers = vec![StatementIssuer { issuer, jwks, jwks_uri: None }];
    })
    .await;
    let statement = |issuer: &str, name: &str| {
        let claims = json!({ "iss": issuer, "client_name": name, "exp": 1_800_000_060 });
        vendor.sign_jwt(None, &claims).unwrap()
    };
    let with = |token: &str| {
        let mut body = app();
        body["software_statement"] = token.into();
        body
    };
    let good = statement("https://vendor.example", "Vouched");
    let made = op.register(None, &with(&good)).await;
    assert_eq!(made.status, 201, "{}", made.text);
    assert_eq!(made.str("client_name"), "Vouched");
    assert_eq!(made.str("software_statement"), good, "returned unmodified");
    let stranger = op.register(None, &with(&statement("https://other.example", "x"))).await;
    assert_eq!(status(&stranger), (400, "unapproved_software_statement"));
    let broken = op.register(None, &with("a.b.c")).await;
    assert_eq!(status(&broken), (400, "invalid_software_statement"));

    op.advance(3600);
    let late = op.register(None, &with(&good)).await;
    assert_eq!(status(&late), (400, "invalid_software_statement"), "expired");
    let url = made.str("registration_client_uri");
    let token = made.str("registration_access_token");
    let mut update = app();
    update["client_id"] = made.json["client_id"].clone();
    let dropped = op.call(Method::PUT, url, (Some(token), Some(&update))).await;
    assert_eq!(status(&dropped), (400, "invalid_software_statement"));
    update["software_statement"] = good.as_str().into();
    let kept = op.call(Method::PUT, url, (Some(token), Some(&update))).await.ok();
    assert_eq!(kept.str("client_name"), "Vouched");
}
