//! A tenant of a test's own, with its clients and people.
use crate::browser::Browser;
use crate::keys::AssertionKey;
use crate::mail::Mail;
use crate::op::Op;
use crate::page::Page;
use crate::relying_party::{Authentication, RelyingParty};
use crate::text::Text;
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use url::Url;

/// Where the answers of test clients go. Nothing listens there.
pub const REDIRECT_URI: &str = "http://127.0.0.1:9/callback";
const PASSWORD: &str = "correct horse battery staple";
/// The secret of every client that has one.
pub const SECRET: &str = "a-secret-of-the-test-that-is-long-enough-for-hs256";

/// Every response type there is.
pub const RESPONSE_TYPES: [&str; 7] = [
    "code",
    "none",
    "id_token",
    "id_token token",
    "code id_token",
    "code token",
    "code id_token token",
];

/// A person.
#[derive(Clone, Debug)]
pub struct Person {
    /// What they sign in with.
    pub username: String,
    /// Their address.
    pub email: String,
    /// Their password.
    pub password: String,
}

impl Person {
    /// Somebody of this name.
    pub fn named(name: &str) -> Self {
        Self {
            username: name.to_owned(),
            email: format!("{name}@example.com"),
            password: PASSWORD.to_owned(),
        }
    }

    /// Signs in on the page the browser shows, name first or on one page, and stays on what
    /// comes next.
    pub async fn sign_in<'b>(&self, browser: &'b mut Browser) -> &'b Page {
        if browser.page().has("input#username:not(.ahead)") {
            let fields = [("username", self.username.as_str()), ("password", &self.password)];
            let one_page = browser.page().has("input#password");
            browser.submit("login-form", if one_page { &fields } else { &fields[..1] }).await;
            if one_page {
                return browser.page();
            }
        }
        browser.submit("login-form", &[("password", &self.password)]).await
    }

    /// Signs in and allows whatever is asked, until the browser is sent back to the client.
    pub async fn sign_in_and_allow<'b>(&self, browser: &'b mut Browser) -> &'b Page {
        if browser.page().has("#login-form") {
            self.sign_in(browser).await;
        }
        if browser.page().has("#consent-form") {
            browser.submit("consent-allow", &[]).await;
        }
        browser.page()
    }
}

/// What a tenant shall be made of.
#[derive(Clone, Default)]
pub struct TenantPlan {
    settings: Map<String, Value>,
    clients: Vec<Value>,
    people: Vec<Value>,
}

impl TenantPlan {
    /// One with a confidential client `app` and the person `alice`.
    pub fn usual() -> Self {
        Self::default().client("app", json!({})).person("alice", json!({}))
    }

    /// Sets a member of a section of the tenant's settings.
    #[must_use]
    pub fn set(mut self, section: &str, member: &str, value: impl Into<Value>) -> Self {
        let section = self.settings.entry(section).or_insert_with(|| json!({}));
        section[member] = value.into();
        self
    }

    /// Adds a client; `metadata` is laid over the usual one (RFC 7591 §2). `null` removes a
    /// member.
    #[must_use]
    pub fn client(mut self, client_id: &str, metadata: Value) -> Self {
        let usual = json!({
            "client_id": client_id,
            "client_name": format!("App {client_id}"),
            "redirect_uris": [REDIRECT_URI],
            "post_logout_redirect_uris": ["http://127.0.0.1:9/bye"],
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "application_type": "native",
            "token_endpoint_auth_method": "client_secret_basic",
            "id_token_signed_response_alg": "ES256",
            "client_secret": SECRET,
        });
        let says_responses = metadata.get("response_types").is_some();
        let mut client = overlay(usual, metadata);
        let has_codes = client["grant_types"]
            .as_array()
            .is_some_and(|grants| grants.iter().any(|grant| grant == "authorization_code"));
        if !says_responses && !has_codes {
            client["response_types"] = json!([]);
        }
        let method = client["token_endpoint_auth_method"].as_str().unwrap_or_default();
        if !method.starts_with("client_secret") {
            client = overlay(client, json!({"client_secret": null}));
        }
        self.clients.push(client);
        self
    }

    /// Adds a client that may use every response type.
    #[must_use]
    pub fn hybrid_client(self, client_id: &str, metadata: Value) -> Self {
        let usual = json!({
            "grant_types": ["authorization_code", "implicit", "refresh_token"],
            "response_types": RESPONSE_TYPES,
        });
        self.client(client_id, overlay(usual, metadata))
    }

    /// Adds a person; `members` is laid over the usual ones.
    #[must_use]
    pub fn person(mut self, name: &str, members: Value) -> Self {
        let person = Person::named(name);
        let usual = json!({
            "username": person.username,
            "email": person.email,
            "email_verified": true,
            "password": person.password,
            "profile": {"name": format!("{name} Example"), "given_name": name},
        });
        self.people.push(overlay(usual, members));
        self
    }

    /// The document for `latchkey import`.
    pub(crate) fn document(&self, group: &str) -> Value {
        let settings = overlay(usual_settings(), Value::Object(self.settings.clone()));
        json!({"tenants": [{
            "group": group,
            "name": format!("Tenant {group}"),
            "settings": settings,
            "clients": self.clients,
            "people": self.people,
        }]})
    }

    pub(crate) fn clients(&self) -> &[Value] {
        &self.clients
    }
}

/// Cheap hashes, no waiting after a wrong password, and every flow there is: what is said of these
/// settings has tests of its own.
fn usual_settings() -> Value {
    json!({
        "protocol": {"front_channel_tokens": true, "session_management": true},
        "password": {"hash": {"memory_kib": 64, "iterations": 1, "parallelism": 1}},
        "throttle": {"account_burst": 1000, "address_burst": 100_000},
    })
}

/// `over` laid over `base`, table by table; `null` removes.
fn overlay(mut base: Value, over: Value) -> Value {
    let (Some(held), Value::Object(over)) = (base.as_object_mut(), over) else { return base };
    for (name, value) in over {
        match value {
            Value::Null => drop(held.remove(&name)),
            Value::Object(_) if held.get(&name).is_some_and(Value::is_object) => {
                let inner = held.remove(&name).unwrap_or_default();
                held.insert(name, overlay(inner, value));
            }
            value => drop(held.insert(name, value)),
        }
    }
    base
}

/// A tenant at a provider.
#[derive(Clone)]
pub struct Tenant {
    /// Where.
    pub op: Op,
    /// The word in its paths.
    pub group: String,
    /// Its issuer.
    pub issuer: String,
    plan: TenantPlan,
    /// How many mails the provider had written to an address before: its tenants share addresses.
    mails_before: HashMap<String, usize>,
}

static NEXT: AtomicU32 = AtomicU32::new(1);

impl Tenant {
    /// Makes it.
    pub async fn create(op: &Op, plan: &TenantPlan) -> Self {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let group = format!("t{number}-{}", std::process::id());
        op.import(&plan.document(&group)).await;
        let issuer = format!("{}/{group}", op.url());
        let mails_before = mails_by_address(op);
        Self { op: op.clone(), group, issuer, plan: plan.clone(), mails_before }
    }

    /// Imports the tenant again, changed. Running nodes hear of it by themselves.
    pub async fn change(&mut self, plan: &TenantPlan) {
        self.op.import(&plan.document(&self.group)).await;
        self.plan = plan.clone();
    }

    /// The plan it was made from.
    pub fn plan(&self) -> &TenantPlan {
        &self.plan
    }

    /// The same tenant at another node.
    pub fn at(&self, op: &Op) -> Self {
        let issuer = format!("{}/{}", op.url(), self.group);
        let mails_before = mails_by_address(op);
        Self { op: op.clone(), issuer, mails_before, ..self.clone() }
    }

    /// One of its clients, which authenticates as it was registered.
    pub fn rp(&self, client_id: &str) -> RelyingParty {
        let client = self.plan.clients().iter().find(|client| client["client_id"] == client_id);
        let client = client.unwrap_or_else(|| panic!("the plan has no client {client_id}"));
        let secret = client["client_secret"].as_str().unwrap_or_default().to_owned();
        let authentication = match client["token_endpoint_auth_method"].as_str() {
            Some("none") => Authentication::None,
            Some("client_secret_post") => Authentication::Post(secret),
            Some("client_secret_jwt") => Authentication::Assertion(AssertionKey::Secret(secret)),
            Some("private_key_jwt") if client["jwks"] == AssertionKey::Rsa.jwks() => {
                Authentication::Assertion(AssertionKey::Rsa)
            }
            Some("private_key_jwt") => Authentication::Assertion(AssertionKey::Ed25519),
            _ => Authentication::Basic(secret),
        };
        let redirect_uri = client["redirect_uris"][0].as_str().unwrap_or(REDIRECT_URI);
        RelyingParty::new(&self.issuer, client_id, redirect_uri, authentication)
    }

    /// A fresh browser.
    pub fn browser(&self) -> Browser {
        Browser::at(&self.op.url().parse().expect("an address"))
    }

    /// A fresh browser in which `alice` has signed in for this client, with the tokens the
    /// client got.
    pub async fn signed_in(&self, rp: &RelyingParty, extra: &[(&str, &str)]) -> (Browser, Value) {
        let mut browser = self.browser();
        let departure = rp.depart(extra);
        browser.open(&departure.url).await;
        let page = Person::named("alice").sign_in_and_allow(&mut browser).await;
        let code = page.query("code").unwrap_or_else(|| panic!("no code: {page:#?}"));
        let tokens = rp.redeem(&code, &departure).await.ok();
        (browser, tokens.json)
    }

    /// Waits for the newest mail to an address beyond those `seen` before.
    pub async fn mail_to(&self, address: &str, seen: usize) -> Mail {
        let before = self.mails_before.get(address).copied().unwrap_or_default();
        let wanted = |mails: Vec<Mail>| match mails.len() > before + seen {
            true => mails.last().cloned(),
            false => None,
        };
        self.mailed(address, wanted).await
    }

    /// The newest link of this tenant with that path that was mailed there, once there is one.
    ///
    /// # Panics
    /// When none comes for a while.
    pub async fn link_to(&self, address: &str, path: &str) -> Url {
        let start = format!("{}{path}", self.issuer);
        let link = |mail: &Mail| {
            let mut words = mail.text.split_whitespace();
            words.find(|word| word.starts_with(&start)).map(str::to_owned)
        };
        let newest = |mails: Vec<Mail>| mails.iter().rev().find_map(link);
        Url::parse(&self.mailed(address, newest).await).expect("an address")
    }

    /// What is looked for in all mails to somebody, the newest last, once it is there.
    async fn mailed<T>(&self, address: &str, wanted: impl Fn(Vec<Mail>) -> Option<T>) -> T {
        let folder = mail_folder(&self.op);
        let find = || {
            let mails = Mail::all_in(&folder).into_iter();
            wanted(mails.filter(|mail| mail.to == address).collect())
        };
        let mut tick = tokio::time::interval(Duration::from_millis(20));
        for _ in 0..1000 {
            tick.tick().await;
            if let Some(found) = find() {
                return found;
            }
        }
        panic!("no such mail to {address} in {}", folder.display());
    }

    /// Waits for the newest text message to a number beyond those `seen` before. Tests of their own have
    /// numbers of their own.
    pub async fn text_to(&self, number: &str, seen: usize) -> Text {
        let folder = self.op.folder().join("sms");
        let find = || {
            let texts = Text::all_in(&folder).into_iter();
            let texts: Vec<Text> = texts.filter(|text| text.to == number).collect();
            (texts.len() > seen).then(|| texts.last().cloned()).flatten()
        };
        let mut tick = tokio::time::interval(Duration::from_millis(20));
        for _ in 0..1000 {
            tick.tick().await;
            if let Some(text) = find() {
                return text;
            }
        }
        panic!("no text message to {number} in {}", folder.display());
    }

    /// How many mails to an address there are since the tenant is there.
    pub fn mails_so_far(&self, address: &str) -> usize {
        let all = mails_by_address(&self.op);
        let of = |mails: &HashMap<String, usize>| mails.get(address).copied().unwrap_or_default();
        of(&all) - of(&self.mails_before)
    }
}

fn mail_folder(op: &Op) -> PathBuf {
    op.folder().join("mail")
}

fn mails_by_address(op: &Op) -> HashMap<String, usize> {
    let mut found = HashMap::new();
    for mail in Mail::all_in(&mail_folder(op)) {
        *found.entry(mail.to).or_default() += 1;
    }
    found
}
