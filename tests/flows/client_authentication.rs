//! Each way a client proves who it is, and how each of them fails.
use latchkey_testkit::{
    Answer, AssertionKey, Authentication, Op, RelyingParty, SECRET, TenantPlan, assertion_keys,
    unix_now,
};
use serde_json::{Value, json};

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

fn machine(method: &str) -> Value {
    json!({"token_endpoint_auth_method": method, "grant_types": ["client_credentials"]})
}

fn plan() -> TenantPlan {
    let mut plan = TenantPlan::default()
        .set("protocol", "scopes", json!([{"name": "read"}]))
        .client("basic", machine("client_secret_basic"))
        .client("post", machine("client_secret_post"))
        .client("hmac", machine("client_secret_jwt"));
    for key in assertion_keys() {
        let mut client = machine("private_key_jwt");
        client["jwks"] = key.jwks();
        plan = plan.client(&format!("key-{}", key.alg()), client);
    }
    plan
}

async fn ask(rp: &RelyingParty) -> Answer {
    rp.token(&[("grant_type", "client_credentials"), ("scope", "read")]).await
}

fn assert_refused(answer: &Answer, case: &str) {
    let seen = (answer.status.as_u16(), answer.error());
    assert_eq!(seen, (401, "invalid_client"), "{case}: {}", answer.text);
    assert!(answer.header("cache-control").contains("no-store"), "{case}");
}

/// OIDC Core §9, RFC 6749 §2.3.1, RFC 7523 §2.2.
#[tokio::test]
async fn every_registered_method_works() {
    for op in Op::on_every_store().await {
        let tenant = op.tenant(&plan()).await;
        for client in ["basic", "post", "hmac", "key-RS256", "key-EdDSA"] {
            let answer = ask(&tenant.rp(client)).await;
            assert_eq!(answer.status, 200, "{client}: {}", answer.text);
        }
    }
}

/// OIDC Core §9: the registered method and no other.
#[tokio::test]
async fn another_method_than_the_registered_one_is_refused() {
    let tenant = Op::shared().await.tenant(&plan()).await;
    let by = |client: &str, authentication: Authentication| RelyingParty {
        authentication,
        ..tenant.rp(client)
    };
    let secret = || SECRET.to_owned();
    let cases = [
        ("post", Authentication::Basic(secret())),
        ("basic", Authentication::Post(secret())),
        ("basic", Authentication::None),
        ("basic", Authentication::Assertion(AssertionKey::Secret(secret()))),
        ("hmac", Authentication::Basic(secret())),
        ("key-RS256", Authentication::Assertion(AssertionKey::Ed25519)),
        ("basic", Authentication::Basic("wrong".into())),
        ("post", Authentication::Post("wrong".into())),
        ("hmac", Authentication::Assertion(AssertionKey::Secret("wrong".repeat(8)))),
        ("unknown", Authentication::Basic(secret())),
    ];
    for (client, authentication) in cases {
        let rp = if client == "unknown" {
            RelyingParty { client_id: client.into(), ..by("basic", authentication.clone()) }
        } else {
            by(client, authentication.clone())
        };
        assert_refused(&ask(&rp).await, &format!("{client} by {authentication:?}"));
    }
    // RFC 6749 §5.2: a challenge when the header was used.
    let challenged = ask(&by("basic", Authentication::Basic("wrong".into()))).await;
    assert!(challenged.header("www-authenticate").starts_with("Basic "));
}

/// RFC 6749 §2.3: one method in a request.
#[tokio::test]
async fn two_methods_at_once_are_an_invalid_request() {
    let tenant = Op::shared().await.tenant(&plan()).await;
    let fields =
        [("grant_type", "client_credentials"), ("client_id", "basic"), ("client_secret", SECRET)];
    let answer = tenant.rp("basic").token(&fields).await;
    assert_eq!((answer.status.as_u16(), answer.error()), (400, "invalid_request"));
}

/// RFC 7523 §3: each claim that is wrong, and an assertion used twice.
#[tokio::test]
async fn a_wrong_assertion_is_refused() {
    let tenant = Op::shared().await.tenant(&plan()).await;
    let rp = tenant.rp("key-EdDSA");
    // Without a `client_id` beside it, which would have to be the same (RFC 7521 §4.2).
    let send = async |assertion: &str| {
        let body = format!(
            "grant_type=client_credentials&scope=read&client_assertion_type={ASSERTION_TYPE}\
             &client_assertion={assertion}"
        );
        let request = rp.http.post(rp.endpoint("/token"));
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        Answer::read(request.body(body).send().await.unwrap()).await
    };
    let good = || rp.assertion_claims();
    let cases: Vec<(&str, Value)> = vec![
        ("iss", json!("somebody")),
        ("sub", json!("somebody")),
        ("sub", Value::Null),
        ("iss", Value::Null),
        ("jti", Value::Null),
        ("aud", json!("https://elsewhere.example")),
        ("aud", Value::Null),
        ("exp", json!(unix_now() - 120)),
        ("exp", Value::Null),
        ("nbf", json!(unix_now() + 120)),
        ("iat", json!(unix_now() + 120)),
    ];
    for (claim, value) in cases {
        let mut claims = good();
        match &value {
            Value::Null => drop(claims.as_object_mut().unwrap().remove(claim)),
            value => claims[claim] = value.clone(),
        }
        let answer = send(&AssertionKey::Ed25519.sign(&claims)).await;
        assert_refused(&answer, &format!("{claim} = {value}"));
    }

    let unsigned = AssertionKey::Ed25519.sign_with(&json!({"alg": "none"}), &good());
    assert_refused(&send(&unsigned).await, "alg none");
    let confused = AssertionKey::Secret(SECRET.into()).sign(&good());
    assert_refused(&send(&confused).await, "HS256 for a client with keys");

    let once = AssertionKey::Ed25519.sign(&good());
    assert_eq!(send(&once).await.status, 200);
    assert_refused(&send(&once).await, "the same jti twice");
}

/// RFC 7523 §3 and OIDC Core §9: the issuer or the token endpoint, as a string or in a list.
#[tokio::test]
async fn an_assertion_may_name_us_in_each_usual_way() {
    let tenant = Op::shared().await.tenant(&plan()).await;
    let rp = tenant.rp("key-RS256");
    let public = RelyingParty { authentication: Authentication::None, ..rp.clone() };
    let token_endpoint = rp.endpoint("/token").to_string();
    for audience in [json!(tenant.issuer), json!([tenant.issuer]), json!(token_endpoint)] {
        let mut claims = rp.assertion_claims();
        claims["aud"] = audience.clone();
        let assertion = AssertionKey::Rsa.sign(&claims);
        let fields = [
            ("grant_type", "client_credentials"),
            ("client_assertion_type", ASSERTION_TYPE),
            ("client_assertion", assertion.as_str()),
        ];
        let answer = public.token(&fields).await;
        assert_eq!(answer.status, 200, "{audience}: {}", answer.text);
    }
}
