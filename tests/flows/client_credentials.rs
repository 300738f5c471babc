//! A client's own tokens (RFC 6749 §4.4), opaque and as JWTs (RFC 9068).
use latchkey_testkit::{Op, TenantPlan, decode_jwt};
use serde_json::json;

const RESOURCE: &str = "https://api.example.com/";

fn plan() -> TenantPlan {
    TenantPlan::usual()
        .set("protocol", "scopes", json!([{"name": "read"}, {"name": "write"}]))
        .set("protocol", "resources", json!([{"resource": RESOURCE}]))
        .client("machine", json!({"grant_types": ["client_credentials"], "scope": "read"}))
        .client("public", json!({"token_endpoint_auth_method": "none"}))
}

#[tokio::test]
async fn an_opaque_token_without_refresh_and_id_token() {
    for op in Op::on_every_store().await {
        let tenant = op.tenant(&plan()).await;
        let rp = tenant.rp("machine");
        let fields = [("grant_type", "client_credentials"), ("scope", "read")];
        let answer = rp.token(&fields).await.ok();
        assert!(answer.str("access_token").starts_with("lka_"));
        assert!(answer.json.get("refresh_token").is_none(), "RFC 6749 §4.4.3");
        assert!(answer.json.get("id_token").is_none());
        assert!(answer.json["expires_in"].is_u64());
        let known = rp.introspect(answer.str("access_token")).await.ok();
        assert_eq!(known.json["active"], true);
        assert_eq!(known.str("scope"), "read");
        assert_eq!(known.str("client_id"), "machine");
    }
}

/// RFC 9068 §2, §2.1, RFC 8707 §2.
#[tokio::test]
async fn a_named_resource_gets_a_jwt() {
    let tenant = Op::shared().await.tenant(&plan()).await;
    let rp = tenant.rp("machine");
    let fields = [("grant_type", "client_credentials"), ("scope", "read"), ("resource", RESOURCE)];
    let answer = rp.token(&fields).await.ok();
    let (header, claims) = decode_jwt(answer.str("access_token"));
    assert_eq!(header["typ"], "at+jwt");
    assert_eq!(claims["iss"], tenant.issuer.as_str());
    assert_eq!(claims["aud"], RESOURCE);
    assert_eq!(claims["client_id"], "machine");
    assert_eq!(claims["scope"], "read");
    for claim in ["sub", "exp", "iat", "jti"] {
        assert!(!claims[claim].is_null(), "{claim} in {claims}");
    }
    let userinfo = rp.userinfo(answer.str("access_token")).await;
    assert_eq!(userinfo.status, 401, "a token for another audience: {}", userinfo.text);
}

#[tokio::test]
async fn refusals() {
    let tenant = Op::shared().await.tenant(&plan()).await;
    let machine = tenant.rp("machine");
    let grant = ("grant_type", "client_credentials");
    let cases = [
        (vec![grant, ("scope", "write")], 400, "invalid_scope"),
        (vec![grant, ("scope", "a\"b")], 400, "invalid_scope"),
        (vec![grant, ("resource", "https://unknown.example/")], 400, "invalid_target"),
        (vec![grant, ("resource", "not absolute")], 400, "invalid_target"),
        (vec![("scope", "read")], 400, "invalid_request"),
        (vec![("grant_type", "password")], 400, "unsupported_grant_type"),
        (vec![grant, grant], 400, "invalid_request"),
        (vec![("grant_type", "refresh_token"), ("refresh_token", "x")], 400, "unauthorized_client"),
    ];
    for (fields, status, error) in cases {
        let answer = machine.token(&fields).await;
        assert_eq!((answer.status.as_u16(), answer.error()), (status, error), "{fields:?}");
        assert!(answer.header("cache-control").contains("no-store"));
    }
    // RFC 6749 §4.4: confidential clients only.
    let public = tenant.rp("public").token(&[grant]).await;
    assert!(["invalid_client", "unauthorized_client"].contains(&public.error()), "{}", public.text);
    let app = tenant.rp("app").token(&[grant]).await;
    assert_eq!((app.status.as_u16(), app.error()), (400, "unauthorized_client"));
}
