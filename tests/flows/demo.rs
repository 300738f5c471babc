//! The demo app against the provider, clicked through by hand.
use latchkey_demo::{DemoSettings, start};
use latchkey_testkit::{
    Browser, Folder, Guarded, Op, Person, SECRET, TenantPlan, binary, free_port,
};
use serde_json::json;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::Command;
use std::time::Duration;
use url::Url;

/// Two windows of one person: at the app, and at the provider.
struct Windows {
    app: Browser,
    provider: Browser,
}

impl Windows {
    /// Follows the app to the provider.
    async fn go_to_provider(&mut self, button: &str) {
        let there = self.app.submit(button, &[]).await.url.clone();
        self.provider.open(there).await;
    }

    /// Follows the provider back to the app.
    async fn come_back(&mut self) {
        let back = self.provider.page();
        assert!(back.is_outside, "{}", back.html);
        let url = back.url.clone();
        self.app.open(url).await;
    }

    /// From the page of somebody who is signed in, until nobody is.
    async fn refresh_and_sign_out(&mut self) {
        let page = self.app.submit("refresh-form", &[]).await;
        assert!(page.has("#refreshed"), "{}", page.html);
        assert_eq!(page.texts("#tokens .new").len(), 3, "all three are new");

        self.go_to_provider("sign-out-form").await;
        self.provider.submit("logout-confirm", &[]).await;
        self.come_back().await;
        assert_eq!(self.app.page().text("#page-title"), "You are signed out");
        let mut home = self.app.page().url.clone();
        home.set_path("/");
        home.set_query(None);
        assert!(self.app.open(home).await.has("#sign-in"));
    }
}

#[tokio::test]
async fn sign_in_look_refresh_and_sign_out() {
    let op = Op::shared().await;
    let free = free_port();
    let home = Url::parse(&format!("http://localhost:{free}/")).unwrap();
    let client = json!({
        "redirect_uris": [DemoSettings::redirect_uri(&home)],
        "post_logout_redirect_uris": [DemoSettings::post_logout_redirect_uri(&home)],
    });
    let tenant = op.tenant(&TenantPlan::usual().client("demo-app", client)).await;
    let app = start(DemoSettings {
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, free)),
        issuer: tenant.issuer.clone(),
        client_id: "demo-app".into(),
        client_secret: SECRET.into(),
        tv_client_id: "demo-tv".into(),
    })
    .unwrap();
    let mut windows = Windows { app: Browser::at(app.url()), provider: tenant.browser() };

    windows.app.open(app.url()).await;
    windows.go_to_provider("sign-in-form").await;
    Person::named("alice").sign_in_and_allow(&mut windows.provider).await;
    windows.come_back().await;
    let page = windows.app.page();
    assert_eq!(page.text("#page-title"), "Hello, alice Example");
    assert!(page.text("#id-token-claims").contains(&tenant.issuer));
    assert!(page.text("#userinfo").contains("alice@example.com"));
    assert_eq!(page.texts("#tokens tbody tr").len(), 3, "access, ID and refresh token");

    windows.refresh_and_sign_out().await;

    windows.app.open(app.url()).await;
    windows.go_to_provider("sign-in-form").await;
    windows.provider.submit("login-cancel", &[]).await;
    windows.come_back().await;
    assert_eq!(windows.app.page().text("#error-code"), "access_denied");
    app.stop().await;
}

/// `latchkey demo`, as a newcomer starts it.
struct Demo {
    guarded: Guarded,
    said: String,
}

impl Demo {
    /// Starts it with everything in `kept` below this folder, and waits for its welcome.
    async fn start(folder: &Folder, ports: [u16; 2]) -> Self {
        let log = folder.path().join("said.txt");
        let _ = std::fs::remove_file(&log);
        let [port, app_port] = ports.map(|port| port.to_string());
        let mut command = Command::new(binary());
        command.args(["demo", "--data", "kept", "--port", &port, "--app-port", &app_port]);
        let mut guarded = Guarded::start(command.current_dir(folder.path()), &log);
        let mut tick = tokio::time::interval(Duration::from_millis(20));
        for _ in 0..3000 {
            tick.tick().await;
            let said = std::fs::read_to_string(&log).unwrap();
            if said.contains("Ctrl-C") {
                return Self { guarded, said };
            }
            assert!(guarded.is_running(), "the demo ended: {said}");
        }
        panic!("no welcome after a minute");
    }

    /// The word after a label of the welcome.
    fn value(&self, label: &str) -> String {
        let line = self.said.lines().find(|line| line.trim_start().starts_with(label)).unwrap();
        line.split_whitespace().last().unwrap().to_owned()
    }

    /// Two fresh windows.
    fn windows(&self) -> Windows {
        let home = |url: &str| Browser::at(&Url::parse(url).unwrap());
        Windows { app: home(&self.app()), provider: home(&self.value("provider")) }
    }

    fn app(&self) -> String {
        let line = self.said.lines().find(|line| line.contains("Open ")).unwrap();
        line.split_whitespace().nth(1).unwrap().to_owned()
    }

    /// A television shows a code, is connected elsewhere, greets, and forgets.
    async fn television(&self) {
        let Windows { app: mut tv, mut provider } = self.windows();
        let address = self.value("television");
        let page = tv.open(&address).await;
        assert!(page.attributes("#tv-qr", "src")[0].starts_with("data:image/svg+xml"));
        let (uri, code) = (page.text("#tv-uri"), page.text("#tv-user-code"));
        provider.open(uri).await;
        provider.submit("device-form", &[("user_code", &code)]).await;
        let (username, password) = (self.value("user name"), self.value("password"));
        let person = Person { email: String::new(), username, password };
        person.sign_in(&mut provider).await;
        assert!(provider.submit("device-allow", &[]).await.has("#device-done"));
        let mut tick = tokio::time::interval(Duration::from_millis(100));
        for _ in 0..300 {
            tick.tick().await;
            let page = tv.open(&address).await;
            if page.has("#tv-playing") {
                assert_eq!(page.text("#page-title"), "Hello, Alice Example");
                assert!(tv.submit("tv-reset-form", &[]).await.has("#tv-user-code"), "anew");
                return;
            }
        }
        panic!("the television does not play on: {:#?}", tv.page());
    }

    /// What was printed signs in; tokens are looked at and refreshed; out again. Gives `sub`.
    async fn tour(&self) -> String {
        let mut windows = self.windows();
        windows.app.open(self.app()).await;
        windows.go_to_provider("sign-in-form").await;
        let (username, password) = (self.value("user name"), self.value("password"));
        let person = Person { email: String::new(), username, password };
        person.sign_in_and_allow(&mut windows.provider).await;
        windows.come_back().await;
        let page = windows.app.page();
        assert_eq!(page.text("#page-title"), "Hello, Alice Example");
        assert!(page.text("#userinfo").contains("alice@example.com"));
        let (names, values) =
            (page.texts("#id-token-claims dt"), page.texts("#id-token-claims dd"));
        let mut claims = names.into_iter().zip(values);
        let sub = claims.find(|(name, _)| name == "sub").expect("a sub").1;
        windows.refresh_and_sign_out().await;
        sub
    }

    fn stop(mut self) {
        self.guarded.signal("TERM");
        assert!(self.guarded.wait().success(), "stopping is no failure");
    }
}

/// A second start knows the same person, for the app too.
#[tokio::test]
async fn the_command_keeps_who_somebody_is() {
    let folder = Folder::new("demo");
    let ports = [free_port(), free_port()];
    let first = Demo::start(&folder, ports).await;
    assert!(folder.path().join("kept/master.key").exists(), "where it was told to");
    let sub = first.tour().await;
    assert!(!sub.is_empty());
    first.television().await;
    first.stop();
    let second = Demo::start(&folder, ports).await;
    assert_eq!(second.tour().await, sub);
    second.stop();
}
