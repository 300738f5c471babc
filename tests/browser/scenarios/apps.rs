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

/// Apps that can be signed in to from here: on the tenant's page, and where they were left.
pub async fn begun_from_here(stage: Stage) {
    let window = &stage.window;
    let app = |name: &str, host: &str| {
        stage.app(json!({
            "client_name": name,
            "client_skip_consent": true,
            "backchannel_logout_uri": "https://127.0.0.1:9/out",
            "initiate_login_uri": format!("https://{host}.example/begin"),
        }))
    };
    let long = "Bestandsverwaltungs\u{fc}bersichtsanwendung";
    let plan = |plan: latchkey_testkit::TenantPlan| {
        plan.client("sunroom", app("Sunroom", "sunroom")).client("long", app(long, "long"))
    };
    let tenant = stage.tenant(plan).await;
    stage.depart(&tenant.rp("sunroom"), &[]).await;
    stage.sign_in(&latchkey_testkit::Person::named("alice")).await;
    stage.arrived().await;
    stage.alice_allows(&tenant.rp("long")).await;
    window.open(&tenant.issuer).await;
    window.see("#apps").await;
    let link = format!("/{}/login?client_id=sunroom", tenant.group);
    assert!(window.has(&format!("#apps a[href='{link}']")).await);
    window.look("tenant-home-apps").await;
    window.open(&format!("{}/account/apps", tenant.issuer)).await;
    window.see("#app-list").await;
    assert!(window.has(&format!("#app-list a[id^='open-'][href='{link}']")).await);
    window.look("account-apps-to-open").await;
    window.open(&format!("{}/session/end", tenant.issuer)).await;
    window.click("logout-confirm").await;
    assert!(window.see("#signed-out-apps").await.is_displayed().await.expect("a list"));
    assert!(window.has(&format!("#signed-out-apps a[href='{link}']")).await);
    window.look("signed-out-apps").await;
}
