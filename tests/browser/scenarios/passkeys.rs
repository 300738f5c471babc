//! Passkeys: offered, made, used in every way, and left.
use crate::stage::Stage;
use crate::window::Window;
use latchkey_testkit::Person;
use serde_json::{Value, json};

/// A device that Chromium makes up. It goes when it is removed.
pub struct Device<'a> {
    window: &'a Window,
    id: String,
}

impl<'a> Device<'a> {
    /// One that its owner unlocks at once.
    pub async fn new(window: &'a Window) -> Self {
        window.cdp("WebAuthn.enable", json!({ "enableUI": false })).await;
        let options = json!({
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": true,
            "hasUserVerification": true,
            "isUserVerified": true,
            "automaticPresenceSimulation": true,
        });
        let made = window.cdp("WebAuthn.addVirtualAuthenticator", json!({ "options": options }));
        let id = made.await["authenticatorId"].as_str().expect("an id").to_owned();
        Self { window, id }
    }

    /// Whether its owner unlocks it.
    pub async fn unlocks(&self, unlocks: bool) {
        let set = json!({ "authenticatorId": self.id, "isUserVerified": unlocks });
        self.window.cdp("WebAuthn.setUserVerified", set).await;
    }

    /// Whether its owner touches it as soon as it asks.
    pub async fn answers(&self, answers: bool) {
        let set = json!({ "authenticatorId": self.id, "enabled": answers });
        self.window.cdp("WebAuthn.setAutomaticPresenceSimulation", set).await;
    }

    /// The passkeys on it.
    pub async fn credentials(&self) -> Vec<Value> {
        let of = json!({ "authenticatorId": self.id });
        let found = self.window.cdp("WebAuthn.getCredentials", of).await;
        found["credentials"].as_array().cloned().unwrap_or_default()
    }

    /// Removes it.
    pub async fn remove(self) {
        let of = json!({ "authenticatorId": self.id });
        self.window.cdp("WebAuthn.removeVirtualAuthenticator", of).await;
        self.window.cdp("WebAuthn.disable", json!({})).await;
    }
}

/// Lets the next question for a signature end as it does when nobody has answered in time: browsers say no more
/// than that it was not allowed (WebAuthn §14.5.2), so that the script looks at the clock.
const LATE: &str = "
    const now = Date.now;
    navigator.credentials.get = wanted => {
        const late = now() + wanted.publicKey.timeout;
        Date.now = () => late;
        delete navigator.credentials.get;
        setTimeout(() => { Date.now = now; });
        return Promise.reject(new DOMException('nobody answered', 'NotAllowedError'));
    };";

/// Keeps what the page's script asks the browser for beyond the next page.
const OVERHEARD: &str = "
    const create = navigator.credentials.create.bind(navigator.credentials);
    navigator.credentials.create = wanted => {
        sessionStorage.setItem('hints', String(wanted.publicKey.hints));
        return create(wanted);
    };";

/// The script has said with the form that this browser can make passkeys.
pub async fn able(window: &Window) {
    window.see("#login-form input[name=passkeys][value=yes]").await;
}

pub async fn sign_in(stage: &Stage, person: &Person) {
    let window = &stage.window;
    able(window).await;
    window.fill("username", &person.username).await;
    window.click("login-submit").await;
    window.see("#password").await;
    able(window).await;
    window.fill("password", &person.password).await;
    window.click("login-submit").await;
}

/// Offered after the password, made, the first time with recovery codes, used by button and by autofill,
/// and as a second step.
pub async fn made_and_used(stage: Stage) {
    let window = &stage.window;
    let tenant = stage.tenant(|plan| plan).await;
    let (rp, alice) = (tenant.rp("app"), Person::named("alice"));
    let device = Device::new(window).await;
    stage.depart(&rp, &[]).await;
    sign_in(&stage, &alice).await;
    window.see("#not-now").await;
    window.look("enrol-passkey").await;
    window.ask(OVERHEARD).await;
    window.click("passkey-start").await;
    window.see("#recovery-codes").await;
    assert_eq!(window.ask("return sessionStorage.getItem('hints')").await, "client-device");
    window.click("recovery-codes-saved").await;
    window.click("consent-allow").await;
    stage.arrived().await;
    let made = device.credentials().await;
    assert_eq!(made.len(), 1);
    assert_eq!(made[0]["isResidentCredential"], true);

    // Without a name, by the button; the device does not answer what is asked for autofill.
    device.answers(false).await;
    window.cdp("Network.clearBrowserCookies", json!({})).await;
    stage.depart(&rp, &[]).await;
    window.see("#passkey-login").await;
    window.look("sign-in-passkey").await;
    device.answers(true).await;
    // Unless autofill is faster.
    window.click_if_there("#passkey-login").await;
    stage.arrived().await;

    // By autofill: the field offers it, nobody presses anything (WebAuthn §5.1.4, conditional).
    window.cdp("Network.clearBrowserCookies", json!({})).await;
    stage.depart(&rp, &[]).await;
    stage.arrived().await;

    // As the step after the password.
    device.answers(false).await;
    window.cdp("Network.clearBrowserCookies", json!({})).await;
    stage.depart(&rp, &[("acr_values", "urn:latchkey:acr:2fa")]).await;
    sign_in(&stage, &alice).await;
    window.see("#passkey-start").await;
    window.look("passkey").await;
    device.answers(true).await;
    device.unlocks(false).await;
    window.click("passkey-start").await;
    window.see("[data-problem=cancelled]:not([hidden])").await;
    window.look("passkey-cancelled").await;
    window.ask(LATE).await;
    window.click("passkey-start").await;
    window.see("[data-problem=timed-out]:not([hidden])").await;
    assert!(!window.has("[data-problem=cancelled]:not([hidden])").await, "one of the two");
    window.look("passkey-timed-out").await;
    device.unlocks(true).await;
    window.click("passkey-start").await;
    stage.arrived().await;
    told_and_removed(window, &tenant.issuer, &made[0]["credentialId"]).await;
    device.remove().await;
}

/// What a browser hears at the account by the signal methods of WebAuthn Level 3: which passkeys there
/// are, whose they are, and that the last one is gone.
async fn told_and_removed(window: &Window, issuer: &str, made: &Value) {
    let listen =
        "for (const name of ['signalAllAcceptedCredentials', 'signalCurrentUserDetails']) {
        PublicKeyCredential[name] = details => {
            (window.told = window.told || {})[name] = details;
            return Promise.resolve();
        };
    }";
    let script = json!({ "source": listen });
    let listening = window.cdp("Page.addScriptToEvaluateOnNewDocument", script).await;
    window.open(&format!("{issuer}/account/security")).await;
    window.see("#passkey-list").await;
    let told = window.ask("return window.told").await;
    let (known, whose) = (&told["signalAllAcceptedCredentials"], &told["signalCurrentUserDetails"]);
    let id = made.as_str().expect("an id").replace('+', "-").replace('/', "_").replace('=', "");
    assert_eq!(known["allAcceptedCredentialIds"], json!([id]), "{told}");
    assert_eq!(whose["displayName"], "Alice Example", "{told}");
    assert_eq!(known["userId"], whose["userId"], "{told}");
    window.click("passkey-change-1").await;
    window.click("passkey-remove-1").await;
    window.gone("#passkey-list").await;
    let told = window.ask("return window.told").await;
    let known = &told["signalAllAcceptedCredentials"];
    assert_eq!(known["allAcceptedCredentialIds"], json!([]), "{told}");
    let listening = json!({ "identifier": listening["identifier"] });
    window.cdp("Page.removeScriptToEvaluateOnNewDocument", listening).await;
}

/// "Not now" is remembered.
pub async fn not_now(stage: Stage) {
    let window = &stage.window;
    let tenant = stage.tenant(|plan| plan).await;
    let (rp, alice) = (tenant.rp("app"), Person::named("alice"));
    let device = Device::new(window).await;
    stage.depart(&rp, &[]).await;
    sign_in(&stage, &alice).await;
    window.click("not-now").await;
    window.click("consent-allow").await;
    stage.arrived().await;
    stage.depart(&rp, &[("prompt", "login")]).await;
    able(window).await;
    window.fill("password", &alice.password).await;
    window.click("login-submit").await;
    stage.arrived().await;
    assert!(device.credentials().await.is_empty());
    device.remove().await;
}

/// Without script nothing of it is to be seen.
pub async fn without_script(stage: Stage) {
    let window = &stage.window;
    window.scripts(false).await;
    let tenant = stage.tenant(|plan| plan).await;
    let rp = tenant.rp("app");
    stage.depart(&rp, &[]).await;
    let button = window.see("#passkey-login").await;
    assert!(!button.is_displayed().await.expect("a button"), "needs script");
    stage.sign_in(&Person::named("alice")).await;
    window.click("consent-allow").await;
    stage.arrived().await;
}

/// Set up in a sign-in that takes a second step, in place of an authenticator app.
pub async fn as_second_step(stage: Stage) {
    let window = &stage.window;
    let device = Device::new(window).await;
    let tenant = stage.tenant(|plan| plan).await;
    let rp = tenant.rp("app");
    stage.depart(&rp, &[("acr_values", "urn:latchkey:acr:2fa")]).await;
    sign_in(&stage, &Person::named("alice")).await;
    window.see("#totp-key").await;
    window.look("enrol-totp-or-passkey").await;
    window.click("use-passkey").await;
    window.see("#passkey-start").await;
    window.look("enrol-second-passkey").await;
    window.click("use-totp").await;
    window.click("use-passkey").await;
    window.click("passkey-start").await;
    window.see("#recovery-codes").await;
    assert_eq!(device.credentials().await.len(), 1);
    window.click("recovery-codes-saved").await;
    window.click("consent-allow").await;
    stage.arrived().await;
    device.remove().await;
}
