//! What people see while a part is missing.
use crate::stage::Stage;
use latchkey_testkit::{Gate, Op, Person, Setup, database};
use std::time::Duration;

/// The database goes and comes back: a page that says so, and a button that works in the end.
pub async fn database_gone(stage: Stage) {
    let Some(url) = database().await else { return };
    let gate = Gate::before(&url);
    let setup = Setup { database_url: Some(gate.url.clone()), ..Setup::default() };
    let stage = Stage { op: Op::start(setup).await, ..stage };
    let window = &stage.window;
    let tenant = stage.tenant(|plan| plan).await;
    stage.depart(&tenant.rp("app"), &[]).await;
    window.see("#login-form").await;

    gate.close();
    window.driver.refresh().await.expect("an answer");
    window.see("#error-page #retry").await;
    assert!(!window.text("#error-reference").await.is_empty());
    window.look("unavailable").await;
    gate.open();
    let mut tick = tokio::time::interval(Duration::from_millis(100));
    for _ in 0..200 {
        tick.tick().await;
        window.click("retry").await;
        window.see("#retry, #login-form").await;
        if window.has("#login-form").await {
            break;
        }
    }
    stage.sign_in(&Person::named("alice")).await;
    window.click("consent-allow").await;
    stage.arrived().await;
}
