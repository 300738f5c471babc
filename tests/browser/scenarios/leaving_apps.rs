//! Apps hear of a sign-out: in frames, and by the frame that they ask.
use crate::client_page;
use crate::look;
use crate::stage::Stage;
use crate::window::Window;
use latchkey_testkit::{Op, Person, RelyingParty, Setup, Tenant, TenantPlan};
use serde_json::{Value, json};

async fn with_frame(stage: &Stage, path: &str, wait: u32) -> (Tenant, RelyingParty) {
    let framed = stage.app(json!({
        "client_name": "Sunroom",
        "frontchannel_logout_uri": format!("{}{path}", stage.client),
        "frontchannel_logout_session_required": true,
        "client_skip_consent": true,
    }));
    let plan = |plan: TenantPlan| {
        plan.client("framed", framed).set("protocol", "frontchannel_logout_wait", wait)
    };
    let tenant = stage.tenant(plan).await;
    let rp = tenant.rp("framed");
    (tenant, rp)
}

async fn enter(stage: &Stage, rp: &RelyingParty) {
    stage.depart(rp, &[]).await;
    stage.sign_in(&Person::named("alice")).await;
    stage.arrived().await;
}

/// Signs out on the page of the provider, to come back to the app.
async fn leave(stage: &Stage, tenant: &Tenant) {
    let back = format!(
        "{}/session/end?client_id=framed&post_logout_redirect_uri={}/bye&state=s1",
        tenant.issuer, stage.client
    );
    client_page::requests(&stage.client);
    stage.window.open(&back).await;
    stage.window.click("logout-confirm").await;
}

/// The browser is back at the app, and the app was told before, without a word about the page.
async fn told_and_back(stage: &Stage, path: &str) {
    stage.window.see("#client").await;
    let url = stage.window.url().await;
    assert_eq!((url.path(), url.query()), ("/bye", Some("state=s1")));
    let requests = client_page::requests(&stage.client);
    let place = |start: &str| requests.iter().position(|request| request.starts_with(start));
    let frame = place(&format!("GET {path}?iss=http")).expect("a frame");
    assert!(frame < place("GET /bye?").expect("the way back"), "{requests:#?}");
    assert!(requests[frame].contains("&sid="), "{}", requests[frame]);
    assert!(!requests[frame].to_lowercase().contains("\r\nreferer:"), "{}", requests[frame]);
}

/// OIDC Front-Channel Logout §3: the frames, then back; whether or not browsers keep cookies from
/// them.
pub async fn frames(stage: Stage) {
    let window = &stage.window;
    let (tenant, rp) = with_frame(&stage, "/out", 30).await;
    let (chrome, blocked) = stage.without_their_cookies().await;
    for stage in [&stage, &blocked] {
        enter(stage, &rp).await;
        leave(stage, &tenant).await;
        told_and_back(stage, "/out").await;
    }
    chrome.quit().await;
    enter(&stage, &rp).await;
    window.open(&format!("{}/session/end", tenant.issuer)).await;
    window.click("logout-confirm").await;
    window.see("#signed-out-apps").await;
    window.look("signed-out-frames").await;
}

/// An app that does not answer keeps nobody.
pub async fn frames_that_hang(stage: Stage) {
    let (tenant, rp) = with_frame(&stage, "/never", 1).await;
    enter(&stage, &rp).await;
    leave(&stage, &tenant).await;
    told_and_back(&stage, "/never").await;
}

/// Without script the frames are there too, and a refresh or the link goes on.
pub async fn frames_without_script(stage: Stage) {
    let window = &stage.window;
    for wait in [1, 60] {
        let (tenant, rp) = with_frame(&stage, "/out", wait).await;
        window.scripts(false).await;
        enter(&stage, &rp).await;
        leave(&stage, &tenant).await;
        if wait == 60 {
            window.see("#logout-continue").await;
            window.scripts(true).await;
            look::keep(window, &format!("signed-out-onward-light-desktop-{}", window.language))
                .await;
            window.click("logout-continue").await;
        }
        told_and_back(&stage, "/out").await;
        window.cdp("Network.clearBrowserCookies", json!({})).await;
    }
}

/// What the frame of the provider answers, asked from the page that the window shows.
async fn ask(window: &Window, tenant: &Tenant, message: &str) -> String {
    let script = "
        const [url, message, done] = arguments;
        const frame = document.createElement('iframe');
        addEventListener('message', event => {
            if (event.source === frame.contentWindow) done(event.origin + ' ' + event.data);
        });
        frame.onload = () => frame.contentWindow.postMessage(message, new URL(url).origin);
        frame.src = url;
        document.body.append(frame);";
    let frame = format!("{}/session/check", tenant.issuer);
    let arguments = vec![Value::from(frame), Value::from(message)];
    let answer = window.driver.execute_async(script, arguments).await.expect("an answer");
    let answer = answer.json().as_str().unwrap_or_default().to_owned();
    let (origin, word) = answer.split_once(' ').expect("two words");
    assert!(tenant.issuer.starts_with(origin), "{origin}");
    word.to_owned()
}

async fn session_state(stage: &Stage) -> String {
    let url = stage.window.url().await;
    let found = url.query_pairs().find(|(name, _)| name == "session_state");
    found.expect("a session_state").1.into_owned()
}

/// OIDC Session Management §3.2, §6: from an app of the same site and from one of another. Attack:
/// messages from and to another origin, RFC 9700 §4.17.2.
pub async fn the_frame_of_the_session(stage: Stage) {
    from_near_and_far(&stage).await;
    let (chrome, blocked) = stage.without_their_cookies().await;
    from_near_and_far(&blocked).await;
    chrome.quit().await;
}

async fn from_near_and_far(stage: &Stage) {
    let window = &stage.window;
    let near = stage.client.replace("127.0.0.1", "localhost");
    let app = json!({
        "redirect_uris": [format!("{near}/callback")],
        "client_skip_consent": true,
    });
    let tenant = stage.tenant(|plan| plan.client("near", stage.app(app))).await;
    let (rp, far) = (tenant.rp("near"), tenant.rp("app"));
    stage.depart(&rp, &[("prompt", "none")]).await;
    stage.refused("login_required").await;
    let nobody = session_state(stage).await;
    let asked = |state: &str| format!("near {state}");
    assert_eq!(ask(window, &tenant, &asked(&nobody)).await, "unchanged");

    enter(stage, &rp).await;
    let alice = session_state(stage).await;
    assert_eq!(ask(window, &tenant, &asked(&alice)).await, "unchanged");
    assert_eq!(ask(window, &tenant, &asked(&nobody)).await, "changed", "she signed in");
    for wrong in ["", "near", "near x", "near  x.y.z", &alice, &format!("app {alice}")] {
        assert_eq!(ask(window, &tenant, wrong).await, "error", "{wrong}");
    }

    // An app of another site: over plain http its frame sees no cookie, so nothing is compared.
    stage.alice_allows(&far).await;
    let state = session_state(stage).await;
    assert_eq!(ask(window, &tenant, &format!("app {state}")).await, "error");
    assert_eq!(ask(window, &tenant, &asked(&alice)).await, "error", "not that origin");

    window.open(&format!("{}/session/end", tenant.issuer)).await;
    window.click("logout-confirm").await;
    window.see("#logout-done").await;
    window.open(&format!("{near}/callback")).await;
    assert_eq!(ask(window, &tenant, &asked(&alice)).await, "changed", "she signed out");
}

/// OIDC Session Management §3.2, §5.1: over https, from an app of another site. Where browsers keep
/// cookies from its frames, nothing is compared and the app is not sent round in circles.
pub async fn the_frame_of_the_session_over_https(stage: Stage) {
    let folder =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/server/tests/it/certificates/ecdsa");
    let certificate = (format!("{folder}.pem").into(), format!("{folder}.key.pem").into());
    let op = Op::start(Setup { certificate: Some(certificate), ..Setup::default() }).await;
    let stage = Stage { op, ..stage };
    from_another_site(&stage, "unchanged", "changed").await;
    let (chrome, blocked) = stage.without_their_cookies().await;
    from_another_site(&blocked, "error", "error").await;
    chrome.quit().await;
}

async fn from_another_site(stage: &Stage, at_first: &str, later: &str) {
    let window = &stage.window;
    let app = stage.app(json!({"client_skip_consent": true}));
    let tenant = stage.tenant(|plan| plan.client("far", app)).await;
    enter(stage, &tenant.rp("far")).await;
    let asked = format!("far {}", session_state(stage).await);
    assert_eq!(ask(window, &tenant, &asked).await, at_first);
    window.open(&format!("{}/session/end", tenant.issuer)).await;
    window.click("logout-confirm").await;
    window.see("#logout-done").await;
    window.open(&format!("{}/callback", stage.client)).await;
    assert_eq!(ask(window, &tenant, &asked).await, later, "she signed out");
    // Without any state, though the frame may see the cookies of the browser.
    window.cdp("Network.clearBrowserCookies", json!({})).await;
    window.open(&format!("{}/callback", stage.client)).await;
    assert_eq!(ask(window, &tenant, &asked).await, later, "nothing to compare");
}
