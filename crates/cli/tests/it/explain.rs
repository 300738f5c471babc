//! `latchkey explain` and `latchkey client check`. What is kept of real refusals is tested where
//! requests are made.
use crate::Deployment;

#[test]
fn an_unknown_reference_says_why_it_may_be_unknown() {
    let deployment = Deployment::with_tenant();
    let said = deployment.refused(&["explain", "7gk2m4qxzl"]);
    assert!(said.starts_with("nothing is known of 7GK2M-4QXZ1:"), "{said}");
    assert!(said.contains("kept_for") && said.contains("reference=7GK2M-4QXZ1"), "{said}");
    assert!(said.contains("fault of ours") && said.contains("too large"), "{said}");
    let said = deployment.refused(&["explain", "7GK2M-4QXZ1", "--tenant", "nope"]);
    assert!(said.contains("no tenant \"nope\""), "{said}");
}

#[test]
fn what_is_no_reference_is_told_apart() {
    let ran = Deployment::with_tenant().run(&["explain", "7GK2"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("ten letters and digits"), "{}", ran.err);
}

#[test]
fn a_registration_is_tried() {
    let deployment = Deployment::with_tenant();
    let add = ["client", "add", "acme", "--client-id", "shop", "--name", "Shop"];
    let uris = ["--redirect-uri", "https://shop.example/cb"];
    let out = ["--post-logout-redirect-uri", "https://shop.example/"];
    deployment.done(&[&add[..], &uris, &out].concat());
    let said = deployment.done(&["client", "check", "acme", "shop"]);
    assert!(said.lines().all(|line| line.starts_with("FINE ")), "{said}");
    let add = ["client", "add", "acme", "--client-id", "old", "--response-type", "code id_token"];
    let grants = ["--grant", "authorization_code", "--grant", "implicit"];
    deployment.done(&[&add[..], &uris, &grants].concat());
    let ran = deployment.run(&["client", "check", "acme", "old", "--json"]);
    assert_eq!(ran.code, 1, "{}", ran.out);
    let judged: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let failing = judged.as_array().unwrap().iter().filter(|it| it["verdict"] == "will_fail");
    let failing: Vec<&str> = failing.map(|it| it["check"].as_str().unwrap()).collect();
    assert_eq!(failing, ["response_types"]);
}
