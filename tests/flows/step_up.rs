//! A resource server that wants more of a sign-in than its access token tells of (RFC 9470), and a client
//! built on the `openidconnect` crate that goes back for it.
use latchkey_jose::{ALGORITHMS, JwkSet, VerificationKeys, verify};
use latchkey_testkit::{
    Authenticator, Browser, OidcHttp, Op, Person, REDIRECT_URI, RelyingParty, SECRET, Tenant,
    TenantPlan, unix_now,
};
use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreProviderMetadata};
use openidconnect::{
    AuthenticationContextClass, AuthorizationCode, ClientId, ClientSecret, CsrfToken, IssuerUrl,
    Nonce, OAuth2TokenResponse, PkceCodeChallenge, RedirectUrl, RefreshToken, Scope,
};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const ONE: &str = "urn:latchkey:acr:1fa";
const TWO: &str = "urn:latchkey:acr:2fa";
const API: &str = "https://api.example/";

/// How the resource server looks at access tokens (RFC 9470 §6).
enum Look {
    /// It asks (RFC 7662).
    Asks(RelyingParty),
    /// It reads (RFC 9068).
    Reads(JwkSet),
}

/// Tells its balance to everybody who has a token, and moves money where two factors were shown. It
/// closes the account only for whoever has signed in since that time.
struct Bank {
    look: Look,
    since: AtomicU64,
}

impl Bank {
    async fn open(look: Look) -> (Arc<Self>, String) {
        let bank = Arc::new(Self { look, since: AtomicU64::new(0) });
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let here = Arc::clone(&bank);
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                tokio::spawn(serve(connection, Arc::clone(&here)));
            }
        });
        (bank, address)
    }

    /// What is known of a token that is good here.
    async fn claims(&self, token: &str) -> Option<Value> {
        match &self.look {
            Look::Asks(rp) => {
                let told = rp.introspect(token).await.ok().json;
                (told["active"] == true).then_some(told)
            }
            Look::Reads(keys) => {
                let keys = VerificationKeys::from_jwk_set(keys);
                let claims = Value::Object(verify(token, &keys, ALGORITHMS).ok()?.claims);
                (claims["aud"] == API && claims["exp"].as_u64()? > unix_now()).then_some(claims)
            }
        }
    }

    async fn judge(&self, path: &str, token: Option<&str>) -> (u16, String) {
        let Some(token) = token else { return (401, "Bearer".to_owned()) };
        let Some(claims) = self.claims(token).await else {
            return (401, "Bearer error=\"invalid_token\"".to_owned());
        };
        let is_weak = path != "/balance" && claims["acr"] != TWO;
        let since = self.since.load(Ordering::Relaxed);
        let is_old = path == "/close" && claims["auth_time"].as_u64() < Some(since);
        if !is_weak && !is_old {
            return (200, String::new());
        }
        let mut challenge = "Bearer error=\"insufficient_user_authentication\", \
             error_description=\"A different authentication level is required\", "
            .to_owned();
        challenge.push_str(&format!("acr_values=\"{TWO}\""));
        if path == "/close" {
            challenge.push_str(", max_age=\"0\"");
        }
        (401, challenge)
    }
}

async fn serve(mut connection: TcpStream, bank: Arc<Bank>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let Ok(octet) = connection.read_u8().await else { return };
        head.push(octet);
    }
    let head = String::from_utf8(head).unwrap();
    let path = head.split(' ').nth(1).unwrap();
    let bearer = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("authorization").then_some(value)?.strip_prefix("Bearer ")
    });
    let (status, challenge) = bank.judge(path, bearer).await;
    let header = match challenge.as_str() {
        "" => String::new(),
        challenge => format!("WWW-Authenticate: {challenge}\r\n"),
    };
    let answer =
        format!("HTTP/1.1 {status} X\r\n{header}Content-Length: 0\r\nConnection: close\r\n\r\n");
    let _ = connection.write_all(answer.as_bytes()).await;
}

/// What a client reads of a challenge (RFC 9470 §3, §4).
#[derive(Debug, Default, PartialEq)]
struct Wanted {
    acr_values: Vec<String>,
    max_age: Option<u64>,
}

impl Wanted {
    fn read(challenge: &str) -> Option<Self> {
        let parameters = challenge.strip_prefix("Bearer ")?;
        let parameter = |name: &str| {
            let found = parameters.split(", ").find_map(|held| held.strip_prefix(name));
            found.and_then(|value| value.strip_prefix('=')).map(|value| value.trim_matches('"'))
        };
        (parameter("error") == Some("insufficient_user_authentication")).then(|| Self {
            acr_values: parameter("acr_values")
                .into_iter()
                .flat_map(|classes| classes.split(' ').map(str::to_owned))
                .collect(),
            max_age: parameter("max_age").and_then(|age| age.parse().ok()),
        })
    }
}

/// Asks the bank; what it wants if that is not enough.
async fn ask(bank: &str, path: &str, token: &str) -> Result<(), Wanted> {
    let asked = reqwest::Client::new().get(format!("{bank}{path}")).bearer_auth(token);
    let answer = asked.send().await.unwrap();
    if answer.status() == 200 {
        return Ok(());
    }
    let challenge = answer.headers()["www-authenticate"].to_str().unwrap();
    Err(Wanted::read(challenge).unwrap_or_else(|| panic!("{challenge}")))
}

/// The client: what the crate does, with what a challenge says.
struct Wallet {
    http: OidcHttp,
    provider: CoreProviderMetadata,
    resource: Option<&'static str>,
}

/// A macro because its type names every endpoint there is.
macro_rules! client {
    ($wallet:expr) => {
        CoreClient::from_provider_metadata(
            $wallet.provider.clone(),
            ClientId::new("app".to_owned()),
            Some(ClientSecret::new(SECRET.to_owned())),
        )
        .set_redirect_uri(RedirectUrl::new(REDIRECT_URI.to_owned()).unwrap())
    };
}

/// A request that the browser was sent with.
struct Sent {
    verifier: openidconnect::PkceCodeVerifier,
    nonce: Nonce,
}

impl Wallet {
    async fn of(tenant: &Tenant, resource: Option<&'static str>) -> Self {
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        let http = OidcHttp(http.build().unwrap());
        let issuer = IssuerUrl::new(tenant.issuer.clone()).unwrap();
        let provider = CoreProviderMetadata::discover_async(issuer, &http).await.unwrap();
        Self { http, provider, resource }
    }

    /// Sends the browser for a sign-in like that (RFC 9470 §4).
    async fn sends(&self, browser: &mut Browser, wanted: &Wanted) -> Sent {
        let client = client!(self);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let mut request = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .add_scope(Scope::new("offline_access".to_owned()))
            .add_extra_param("prompt", "consent")
            .set_pkce_challenge(challenge);
        for class in &wanted.acr_values {
            request =
                request.add_auth_context_value(AuthenticationContextClass::new(class.clone()));
        }
        if let Some(age) = wanted.max_age {
            request = request.set_max_age(Duration::from_secs(age));
        }
        if let Some(resource) = self.resource {
            request = request.add_extra_param("resource", resource);
        }
        let (url, _, nonce) = request.url();
        browser.open(url).await;
        Sent { verifier, nonce }
    }

    /// Redeems the code in the browser's address: access token and refresh token.
    async fn redeems(&self, browser: &Browser, sent: Sent) -> (String, RefreshToken) {
        let client = client!(self);
        let page = browser.page();
        let code = page.query("code").unwrap_or_else(|| panic!("{page:#?}"));
        let exchange = client.exchange_code(AuthorizationCode::new(code)).unwrap();
        let exchange = exchange.set_pkce_verifier(sent.verifier);
        let tokens = exchange.request_async(&self.http).await.unwrap();
        let id_token = openidconnect::TokenResponse::id_token(&tokens).unwrap();
        id_token.claims(&client.id_token_verifier(), &sent.nonce).unwrap();
        let refresh = tokens.refresh_token().expect("a refresh token").clone();
        (tokens.access_token().secret().clone(), refresh)
    }

    async fn refreshes(&self, refresh: &RefreshToken) -> String {
        let client = client!(self);
        let asked = client.exchange_refresh_token(refresh).unwrap();
        let tokens = asked.request_async(&self.http).await.unwrap();
        tokens.access_token().secret().clone()
    }
}

fn plan() -> TenantPlan {
    TenantPlan::usual()
        .client("api", json!({"grant_types": ["client_credentials"]}))
        .set("protocol", "resources", json!([{"resource": API}]))
        .set("factors", "second_factor", "never")
}

fn seconds() -> i64 {
    i64::try_from(unix_now()).unwrap()
}

/// Alice has an authenticator app, whose codes from then on are good.
async fn enrolled(tenant: &Tenant) -> Authenticator {
    let mut browser = tenant.browser();
    browser.open(&tenant.rp("app").depart(&[("acr_values", TWO)]).url).await;
    Person::named("alice").sign_in(&mut browser).await;
    let app = Authenticator::typed(&browser.page().text("#totp-key"));
    browser.submit("otp-form", &[("otp", &app.code_at(seconds() - 30))]).await;
    assert!(browser.page().has("#recovery-codes-form"), "{:#?}", browser.page());
    app
}

/// A code of the authenticator app: in the first half minute, or in the next one.
async fn shows_code(browser: &mut Browser, app: &Authenticator, later: i64) {
    let page = browser.page();
    assert!(page.has("#otp-form"), "{page:#?}");
    browser.submit("otp-form", &[("otp", &app.code_at(seconds() + later))]).await;
    if browser.page().has("#consent-form") {
        browser.submit("consent-allow", &[]).await;
    }
}

/// RFC 9470 §3 to §6: the challenge, the request with what it says, the further factor, and a token that
/// tells of it, which a refresh does not change (RFC 9068 §2.2.1).
async fn a_bank_gets_what_it_wants(tenant: &Tenant, look: Look, resource: Option<&'static str>) {
    let (bank, address) = Bank::open(look).await;
    let wallet = Wallet::of(tenant, resource).await;
    let app = enrolled(tenant).await;
    let mut browser = tenant.browser();
    let sent = wallet.sends(&mut browser, &Wanted::default()).await;
    Person::named("alice").sign_in_and_allow(&mut browser).await;
    let (weak, refresh) = wallet.redeems(&browser, sent).await;
    assert_eq!(ask(&address, "/balance", &weak).await, Ok(()));
    assert_eq!(bank.claims(&weak).await.unwrap()["acr"], ONE);

    let wanted = ask(&address, "/transfer", &weak).await.unwrap_err();
    let class = vec![TWO.to_owned()];
    assert_eq!(wanted, Wanted { acr_values: class.clone(), max_age: None });
    let sent = wallet.sends(&mut browser, &wanted).await;
    assert!(!browser.page().has("#password"), "only what is missing: {:#?}", browser.page());
    shows_code(&mut browser, &app, 0).await;
    let (strong, strong_refresh) = wallet.redeems(&browser, sent).await;
    assert_eq!(ask(&address, "/transfer", &strong).await, Ok(()));
    let (told, before) = (bank.claims(&strong).await.unwrap(), bank.claims(&weak).await.unwrap());
    assert_eq!(told["acr"], TWO);
    assert_eq!(told["auth_time"], before["auth_time"], "the password is as old as it was");
    let weak = wallet.refreshes(&refresh).await;
    assert!(ask(&address, "/transfer", &weak).await.is_err(), "a refresh makes none stronger");

    let signed_in = told["auth_time"].as_u64().unwrap();
    while unix_now() <= signed_in {
        tokio::task::yield_now().await;
    }
    bank.since.store(unix_now(), Ordering::Relaxed);
    let wanted = ask(&address, "/close", &strong).await.unwrap_err();
    assert_eq!(wanted, Wanted { acr_values: class, max_age: Some(0) });
    let sent = wallet.sends(&mut browser, &wanted).await;
    assert!(browser.page().has("#password"), "all of it anew: {:#?}", browser.page());
    Person::named("alice").sign_in(&mut browser).await;
    shows_code(&mut browser, &app, 30).await;
    let (fresh, fresh_refresh) = wallet.redeems(&browser, sent).await;
    assert_eq!(ask(&address, "/close", &fresh).await, Ok(()));
    let told = bank.claims(&fresh).await.unwrap();
    assert!(told["auth_time"].as_u64() > Some(signed_in), "{told}");
    let renewed = wallet.refreshes(&fresh_refresh).await;
    let again = bank.claims(&renewed).await.unwrap();
    assert_eq!((&again["acr"], &again["auth_time"]), (&told["acr"], &told["auth_time"]));
    let renewed = wallet.refreshes(&strong_refresh).await;
    assert!(ask(&address, "/close", &renewed).await.is_err(), "nor younger");
}

/// RFC 9470 §6.2: the resource server asks what the token says.
#[tokio::test]
async fn a_resource_server_that_asks_gets_a_stronger_and_a_fresher_sign_in() {
    for op in Op::on_every_store().await {
        let tenant = op.tenant(&plan()).await;
        let look = Look::Asks(tenant.rp("api"));
        a_bank_gets_what_it_wants(&tenant, look, None).await;
    }
}

/// RFC 9470 §6.1: it reads so in the token itself.
#[tokio::test]
async fn a_resource_server_that_reads_gets_a_stronger_and_a_fresher_sign_in() {
    let tenant = Op::shared().await.tenant(&plan()).await;
    let keys = tenant.rp("app").get("/jwks").await.ok().json;
    let look = Look::Reads(serde_json::from_value(keys).unwrap());
    a_bank_gets_what_it_wants(&tenant, look, Some(API)).await;
}

/// RFC 9470 §5, OIDC Core §5.5.1.1, Unmet Authentication Requirements §2: what cannot be reached is
/// refused, so that no client goes round in a circle; RFC 9470 §7: what can be is said beforehand.
#[tokio::test]
async fn what_nobody_can_reach_is_refused() {
    let op = Op::shared().await;
    let tenant = op.tenant(&plan()).await;
    let rp = tenant.rp("app");
    let discovery = rp.get("/.well-known/openid-configuration").await.ok().json;
    assert_eq!(discovery["acr_values_supported"], json!([ONE, TWO]));
    let (mut browser, _) = tenant.signed_in(&rp, &[]).await;
    let essential = |class: &str| {
        json!({"id_token": {"acr": {"essential": true, "values": [class]}}}).to_string()
    };
    let error = async |browser: &mut Browser, extra: &[(&str, &str)]| {
        browser.open(&rp.depart(extra).url).await;
        browser.page().query("error").unwrap_or_else(|| panic!("{:#?}", browser.page()))
    };
    let unmet = "unmet_authentication_requirements";
    let gold = essential("https://bank.example/acr/gold");
    assert_eq!(error(&mut browser, &[("claims", &gold)]).await, unmet);
    let two = essential(TWO);
    for silent in [("claims", two.as_str()), ("acr_values", TWO)] {
        assert_eq!(error(&mut browser, &[silent, ("prompt", "none")]).await, unmet, "{silent:?}");
    }
    // Where no second factor is taken, none can be promised.
    let alone =
        plan().set("factors", "allowed", json!([])).set("protocol", "acr_values", json!([ONE]));
    let tenant = op.tenant(&alone).await;
    let rp = tenant.rp("app");
    let discovery = rp.get("/.well-known/openid-configuration").await.ok().json;
    assert_eq!(discovery["acr_values_supported"], json!([ONE]));
    let (mut browser, _) = tenant.signed_in(&rp, &[]).await;
    browser.open(&rp.depart(&[("claims", &two)]).url).await;
    assert_eq!(browser.page().query("error").as_deref(), Some(unmet), "{:#?}", browser.page());
}
