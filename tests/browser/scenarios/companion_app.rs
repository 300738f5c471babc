//! A request in the companion app as the second step.
use crate::stage::Stage;
use latchkey_testkit::{CompanionService, Op, Person, Setup};
use serde_json::json;

/// Set up at the account, asked for in a sign-in, approved, declined, removed.
pub async fn set_up_and_asked(stage: Stage) {
    let service = CompanionService::start();
    let setup = Setup { lines: service.lines("Hearth"), ..Setup::default() };
    let stage = Stage { op: Op::start(setup).await, ..stage };
    let window = &stage.window;
    let allowed = json!(["totp", "companion_app", "recovery_code"]);
    let tenant = stage.tenant(|plan| plan.set("factors", "allowed", allowed)).await;
    let (rp, alice) = (tenant.rp("app"), Person::named("alice"));
    stage.alice_is_signed_in(&rp).await;
    window.open(&format!("{}/account/security", rp.issuer)).await;
    window.click("companion-set-up").await;
    window.see("#companion-form").await;
    window.look("account-security-companion-app-unbound").await;
    window.click("companion-submit").await;
    window.see("#companion-qr").await;
    window.look("account-security-companion-app").await;
    window.click("companion-submit").await;
    window.see("#otp").await;
    window.look("verify-companion-app").await;
    let request = service.asked(1).expect("a request");
    window.fill("otp", &request.code()).await;
    window.click("otp-submit").await;
    window.see("#form-error").await;
    window.look("verify-companion-app-waiting").await;
    service.press(&request, 0);
    window.fill("otp", &request.code()).await;
    window.click("otp-submit").await;
    window.see("#recovery-codes").await;
    window.click("recovery-codes-saved").await;
    window.see("#account-done").await;
    window.look("account-security-companion-app-held").await;

    for (nth, action) in [(2, 0), (3, 1)] {
        stage.depart(&rp, &[("prompt", "login")]).await;
        window.fill("password", &alice.password).await;
        window.click("login-submit").await;
        window.see("#otp-send").await;
        window.look("companion-app-unsent").await;
        window.click("otp-send").await;
        window.see("#otp").await;
        assert_eq!(window.focused().await, "otp");
        let request = service.asked(nth).expect("a request");
        service.press(&request, action);
        window.fill("otp", &request.code()).await;
        window.click("otp-submit").await;
        if action == 0 {
            stage.arrived().await;
        }
    }
    window.see("#form-error time").await;
    window.look("companion-app-denied").await;

    window.open(&format!("{}/account/security", rp.issuer)).await;
    window.click("companion_app-remove-fold").await;
    window.look("account-security-companion-app-removal").await;
    window.click("companion_app-remove").await;
    window.see("#account-done").await;
    window.see("#companion-set-up").await;
}
