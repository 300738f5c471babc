//! Refresh rotation that signs out a thief but no honest device.
use latchkey_testkit::{Op, RelyingParty, Tenant, TenantPlan, decode_jwt};
use serde_json::{Value, json};

/// What brings a refresh token (OIDC Core §11).
const OFFLINE: &[(&str, &str)] = &[("scope", "openid email offline_access"), ("prompt", "consent")];

async fn tenant(op: &Op) -> (Tenant, RelyingParty, Value) {
    tenant_with(op, "app").await
}

async fn tenant_with(op: &Op, client: &str) -> (Tenant, RelyingParty, Value) {
    let plan = TenantPlan::usual().client("public", json!({"token_endpoint_auth_method": "none"}));
    let tenant = op.tenant(&plan).await;
    let rp = tenant.rp(client);
    let (_, tokens) = tenant.signed_in(&rp, OFFLINE).await;
    (tenant, rp, tokens)
}

fn refresh_token(tokens: &Value) -> &str {
    tokens["refresh_token"].as_str().unwrap_or_else(|| panic!("no refresh token: {tokens}"))
}

/// RFC 6749 §1.5, §6, OIDC Core §12, §12.1, §12.2.
#[tokio::test]
async fn a_refresh_brings_new_tokens_for_the_same_sign_in() {
    for op in Op::on_every_store().await {
        let (_, rp, first) = tenant(&op).await;
        let second = rp.refresh(refresh_token(&first)).await.ok();
        assert_ne!(second.str("access_token"), first["access_token"]);
        assert_ne!(second.str("refresh_token"), refresh_token(&first));
        let (_, old) = decode_jwt(first["id_token"].as_str().unwrap());
        let (_, new) = decode_jwt(second.str("id_token"));
        for claim in ["iss", "sub", "aud", "auth_time", "sid"] {
            assert_eq!(old[claim], new[claim], "{claim}");
        }
        assert!(new["iat"].as_u64() >= old["iat"].as_u64());
        assert_eq!(rp.userinfo(second.str("access_token")).await.status, 200);
    }
}

/// A device that lost the answer asks again and gets the same successor.
#[tokio::test]
async fn a_repeated_use_within_the_window_gets_the_same_successor() {
    for op in Op::on_every_store().await {
        let (_, rp, first) = tenant(&op).await;
        let held = refresh_token(&first);
        let once = rp.refresh(held).await.ok();
        let again = rp.refresh(held).await.ok();
        assert_eq!(once.str("refresh_token"), again.str("refresh_token"));
        let third = rp.refresh(once.str("refresh_token")).await.ok();
        assert_eq!(rp.userinfo(third.str("access_token")).await.status, 200);
    }
}

/// However many ask at once, they all hold one successor.
#[tokio::test]
async fn a_race_ends_with_one_successor() {
    for op in Op::on_every_store().await {
        let (_, rp, first) = tenant(&op).await;
        let held = refresh_token(&first);
        let (a, b, c) = tokio::join!(rp.refresh(held), rp.refresh(held), rp.refresh(held));
        let (a, b, c) = (a.ok(), b.ok(), c.ok());
        assert_eq!(a.str("refresh_token"), b.str("refresh_token"));
        assert_eq!(a.str("refresh_token"), c.str("refresh_token"));
    }
}

/// Attack: replay of a stolen refresh token, RFC 9700 §4.14.2: both branches were really used, so one
/// of them is a thief's. Of public clients too, §2.2.2.
#[tokio::test]
async fn reuse_after_the_successor_was_used_ends_the_family() {
    for op in Op::on_every_store().await {
        for client in ["app", "public"] {
            let (_, rp, first) = tenant_with(&op, client).await;
            let second = rp.refresh(refresh_token(&first)).await.ok();
            let third = rp.refresh(second.str("refresh_token")).await.ok();

            let reuse = rp.refresh(refresh_token(&first)).await;
            assert_eq!((reuse.status.as_u16(), reuse.error()), (400, "invalid_grant"), "{client}");
            let dead = rp.refresh(third.str("refresh_token")).await;
            assert_eq!((dead.status.as_u16(), dead.error()), (400, "invalid_grant"), "{client}");
            assert_eq!(rp.userinfo(third.str("access_token")).await.status, 401, "{client}");
        }
    }
}

/// Outside the window a spent token is a stolen one.
#[tokio::test]
async fn reuse_after_the_window_ends_the_family() {
    for op in Op::on_every_store().await {
        let plan = TenantPlan::usual().set("protocol", "refresh_repeat_window", 0);
        let tenant = op.tenant(&plan).await;
        let rp = tenant.rp("app");
        let (_, first) = tenant.signed_in(&rp, OFFLINE).await;
        let second = rp.refresh(refresh_token(&first)).await.ok();
        let reuse = rp.refresh(refresh_token(&first)).await;
        assert_eq!((reuse.status.as_u16(), reuse.error()), (400, "invalid_grant"));
        assert_eq!(rp.refresh(second.str("refresh_token")).await.error(), "invalid_grant");
    }
}

/// RFC 6749 §6: a refresh may narrow the scope, not widen it, and the next one starts from the
/// whole again.
#[tokio::test]
async fn scope_narrows_for_one_access_token() {
    let (_, rp, first) = tenant(&Op::shared().await).await;
    let ask = async |token: &str, scope: &str| {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", token), ("scope", scope)];
        rp.token(&fields).await
    };
    assert_eq!(ask(refresh_token(&first), "openid profile").await.error(), "invalid_scope");
    let narrow = ask(refresh_token(&first), "openid").await.ok();
    let userinfo = rp.userinfo(narrow.str("access_token")).await.ok();
    assert!(userinfo.json.get("email").is_none(), "{}", userinfo.text);
    let whole = rp.refresh(narrow.str("refresh_token")).await.ok();
    let userinfo = rp.userinfo(whole.str("access_token")).await.ok();
    assert_eq!(userinfo.str("email"), "alice@example.com");
}

/// RFC 6749 §6, §10.4, OIDC Core §12.1.
#[tokio::test]
async fn a_refresh_token_is_bound_to_its_client() {
    let op = Op::shared().await;
    let tenant = op.tenant(&TenantPlan::usual().client("other", json!({}))).await;
    let rp = tenant.rp("app");
    let (_, tokens) = tenant.signed_in(&rp, OFFLINE).await;
    let stolen = tenant.rp("other").refresh(refresh_token(&tokens)).await;
    assert_eq!((stolen.status.as_u16(), stolen.error()), (400, "invalid_grant"));
    rp.refresh(refresh_token(&tokens)).await.ok();
}

/// OIDC Core §11, §17.4: without consent to it there is no offline access, and no error either.
#[tokio::test]
async fn offline_access_without_consent_is_ignored() {
    let op = Op::shared().await;
    let tenant = op.tenant(&TenantPlan::usual()).await;
    let rp = tenant.rp("app");
    let (_, tokens) = tenant.signed_in(&rp, &[("scope", "openid offline_access")]).await;
    assert!(tokens.get("refresh_token").is_none(), "{tokens}");
}
