//! Notifications in this browser: permission, worker, and what a push message shows.
use crate::stage::Stage;
use crate::window::Window;
use latchkey_testkit::Person;
use serde_json::{Value, json};
use std::time::Duration;
use url::Url;

/// There is no push service in reach, so the message is put in by hand.
pub async fn told(stage: Stage) {
    let window = &stage.window;
    let tenant = stage.tenant(|plan| plan.set("factors", "push", true)).await;
    let account = format!("{}/account", tenant.issuer);
    let origin = Url::parse(&account).expect("an address").origin().ascii_serialization();
    window.open(&format!("{account}/sessions")).await;
    stage.sign_in(&Person::named("alice")).await;
    window.see("#push-start").await;
    window.look("account-push").await;
    permit(window, &origin, "denied").await;
    window.click("push-start").await;
    window.see("#push-form [data-problem=denied]:not([hidden])").await;
    window.look("account-push-denied").await;

    permit(window, &origin, "granted").await;
    window.click("push-start").await;
    wait_for(window, "navigator.serviceWorker.getRegistration().then(r => !!(r && r.active))")
        .await;
    let scope = "navigator.serviceWorker.getRegistration().then(r => r.scope)";
    assert_eq!(promised(window, scope).await, format!("{account}/"), "of these pages only");

    window.cdp("ServiceWorker.enable", json!({})).await;
    let said = json!({ "title": "Northwind", "body": "Somebody asks", "tag": "approval" });
    let shown = "navigator.serviceWorker.getRegistration().then(r => r.getNotifications())\
                 .then(all => all.map(one => [one.title, one.body, one.tag].join('|')).join(';'))";
    let mut shows = Value::from("");
    for _ in 0..40 {
        // A worker that is only just starting may miss one; the tag lets the next take its place.
        deliver(window, &origin, &said).await;
        shows = wait_until(window, shown, 20, |shows| shows != "").await;
        if shows != "" {
            break;
        }
    }
    assert_eq!(shows, "Northwind|Somebody asks|approval");
}

/// Workers are numbered, and what is sent to one that isn't there goes nowhere.
async fn deliver(window: &Window, origin: &str, said: &Value) {
    for id in ["0", "1", "2", "3"] {
        let push = json!({ "origin": origin, "registrationId": id, "data": said.to_string() });
        window.cdp("ServiceWorker.deliverPushMessage", push).await;
    }
}

async fn permit(window: &Window, origin: &str, setting: &str) {
    let permission = json!({ "name": "notifications" });
    let set = json!({ "origin": origin, "permission": permission, "setting": setting });
    window.cdp("Browser.setPermission", set).await;
}

/// What a promise of the page comes to.
async fn promised(window: &Window, promise: &str) -> Value {
    let evaluate = json!({ "expression": promise, "awaitPromise": true, "returnByValue": true });
    window.cdp("Runtime.evaluate", evaluate).await["result"]["value"].clone()
}

async fn wait_for(window: &Window, promise: &str) {
    let came = wait_until(window, promise, 400, |came| *came == true).await;
    assert_eq!(came, true, "never: {promise}");
}

/// What a promise came to when it was `enough`, or at the last of so many looks.
async fn wait_until(
    window: &Window,
    promise: &str,
    looks: usize,
    enough: impl Fn(&Value) -> bool,
) -> Value {
    let mut tick = tokio::time::interval(Duration::from_millis(50));
    let mut came = Value::Null;
    for _ in 0..looks {
        tick.tick().await;
        came = promised(window, promise).await;
        if enough(&came) {
            break;
        }
    }
    came
}
