//! What an app has registered about itself.
use crate::stage::Stage;
use serde_json::json;

/// Logo, policy and terms stand where they were registered and nowhere else, and nobody is told
/// who follows them.
pub async fn logo_and_links(stage: Stage) {
    let window = &stage.window;
    let home = &stage.client;
    let logo = |path: &str| json!({"client_name": "Sunroom", "logo_uri": format!("{home}{path}")});
    let bare = json!({"policy_uri": null, "tos_uri": null, "client_uri": null});
    let plan = |plan: latchkey_testkit::TenantPlan| {
        let plan = plan.client("pictured", stage.app(logo("/logo.png")));
        plan.client("broken", stage.app(logo("/no.svg"))).client("bare", stage.app(bare))
    };
    let tenant = stage.tenant(plan).await;

    let width = "const logo = arguments[0]; return logo.decode().then(() => logo.naturalWidth)";
    for (client, expected) in [("pictured", 96), ("broken", 56)] {
        stage.depart(&tenant.rp(client), &[]).await;
        let shown = window.see("img#client-logo").await;
        let source = window.attribute("#client-logo", "src").await;
        assert!(source.starts_with(&format!("/{}/logo/", tenant.group)), "from us: {source}");
        let shown = shown.to_json().expect("an element");
        let found = window.driver.execute(width, vec![shown]).await.expect("a picture");
        assert_eq!(found.json(), &json!(expected), "{client}");
        window.look(&format!("sign-in-{client}-logo")).await;
    }

    for page in ["policy", "terms"] {
        stage.depart(&tenant.rp("pictured"), &[]).await;
        let link = format!(".legal a[href='{home}/{page}']");
        let rel = window.attribute(&link, "rel").await;
        assert_eq!(rel, "noopener noreferrer", "{page}");
        window.see(&link).await.click().await.expect("a link");
        window.see("#client").await;
        let told = window.driver.execute("return document.referrer", Vec::new()).await;
        assert_eq!(told.expect("a script").json(), &json!(""), "{page}");
    }

    stage.depart(&tenant.rp("bare"), &[]).await;
    window.see("#login-form").await;
    assert!(!window.has("#client-logo").await && !window.has(".legal").await);
}
