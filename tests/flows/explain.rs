//! From the reference that somebody is shown to the words of `latchkey explain`.
use latchkey_testkit::{AssertionKey, Op, TenantPlan};
use serde_json::json;

/// What the command says once the refusal is kept, which nobody waits for.
pub async fn explained(op: &Op, reference: &str) -> String {
    let mut said = String::new();
    for _ in 0..200 {
        let ran = op.cli(&["explain", reference]).await;
        if ran.status.success() {
            return String::from_utf8(ran.stdout).expect("text");
        }
        said = String::from_utf8_lossy(&ran.stderr).into_owned();
    }
    panic!("{reference}: {said}");
}

/// The reference at the end of a description.
pub fn reference(description: &str) -> &str {
    let (_, rest) = description.split_once("(reference ").expect("a reference");
    rest.trim_end_matches(')')
}

#[tokio::test]
async fn a_page_and_an_answer_are_explained() {
    for op in Op::on_every_store().await {
        let tenant = op.tenant(&TenantPlan::usual()).await;
        let rp = tenant.rp("app");
        let wrong = format!("{}/", rp.redirect_uri);
        let mut browser = tenant.browser();
        browser.open(&rp.depart(&[("redirect_uri", &wrong)]).url).await;
        let said = explained(&op, &browser.page().text("#error-reference")).await;
        assert!(said.contains("only a slash at the end differs"), "{said}");
        assert!(said.contains(&wrong) && said.contains(&tenant.group), "{said}");

        let refused = rp.refresh("lkr_nobody-knows-this-one").await;
        assert_eq!(refused.error(), "invalid_grant", "{}", refused.text);
        let said = explained(&op, reference(refused.str("error_description"))).await;
        assert!(said.contains("refresh token") && !said.contains("nobody-knows"), "{said}");
    }
}

/// OIDC Core §6.1: a request object that nobody can believe is explained by its key.
#[tokio::test]
async fn a_refused_request_object_is_explained() {
    let op = Op::shared().await;
    let members = json!({"jwks": AssertionKey::Rsa.jwks()});
    let tenant = op.tenant(&TenantPlan::usual().client("signer", members)).await;
    let rp = tenant.rp("signer");
    let header = json!({"alg": "RS256", "kid": "of-another-app"});
    let object = AssertionKey::Rsa.sign_with(&header, &json!({"state": "inside"}));
    let mut browser = tenant.browser();
    let page = browser.open(&rp.depart(&[("request", &object)]).url).await;
    assert_eq!(page.query("error").as_deref(), Some("invalid_request_object"));
    let description = page.query("error_description").unwrap();
    let said = explained(&op, reference(&description)).await;
    assert!(said.contains("request object (RFC 7515"), "{said}");
    assert!(said.contains("kid of-another-app") && said.contains("rsa-of-the-test"), "{said}");
}
