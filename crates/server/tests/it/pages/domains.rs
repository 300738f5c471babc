//! Domains whose addresses a tenant takes or does not.
use super::account_member::{at, at_home};
use super::{Op, quick};
use latchkey_store::TenantSettings;

const CHOSEN: &str = "gravel umbrella thirteen";

fn choosy() -> TenantSettings {
    let mut settings = quick();
    settings.accounts.sign_up = true;
    settings.accounts.domains_allowed = vec!["*.school.example".into(), "Bücher.example".into()];
    settings.accounts.domains_blocked = vec!["guests.school.example".into()];
    settings
}

/// One rule for whoever signs up and whoever moves, each told what is wrong with theirs and
/// nothing of the lists.
#[tokio::test]
async fn addresses_at_other_domains_are_refused_at_sign_up_and_at_a_change() {
    let op = Op::start(choosy()).await;
    let mut browser = op.browser();
    browser.open(&op.rp().depart(&[]).url).await;
    browser.follow("#create-account").await;
    let mut member = at_home(&op, "alice").await;
    member.open(at(&op, "/email")).await;
    let blocked = "can’t be used here";
    let elsewhere = "Only addresses at certain domains";
    for (address, why) in [
        ("carol@guests.school.example", blocked),
        ("carol@school.example", elsewhere),
        ("carol@mail.example", elsewhere),
        ("carol@buecher.example", elsewhere),
    ] {
        let fields = [("name", "Carol"), ("email", address), ("password", CHOSEN)];
        let page = browser.submit("signup-form", &fields).await;
        assert_eq!(page.status, 422, "{address}");
        assert_eq!(page.attributes("#email", "aria-invalid"), ["true"], "{address}");
        assert!(page.text("#email-why").contains(why), "{}", page.text("#email-why"));
        assert!(!page.html.contains("students") && !page.text("main").contains("bücher"));

        let page = member.submit("email-form", &[("email", address)]).await;
        assert_eq!(page.status, 422, "{address}");
        assert!(page.text("#form-error").contains(why), "{}", page.text("#form-error"));
    }
    for address in ["carol@pupils.school.example", "carol@xn--bcher-kva.example"] {
        let mut another = op.browser();
        another.open(&op.rp().depart(&[]).url).await;
        another.follow("#create-account").await;
        let fields = [("name", "Carol"), ("email", address), ("password", CHOSEN)];
        assert!(another.submit("signup-form", &fields).await.has("#otp-form"), "{address}");
    }
    let page = member.submit("email-form", &[("email", "ada@BÜCHER.example")]).await;
    assert!(page.has("#otp-form"), "{}", page.html);
}
