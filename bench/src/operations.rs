//! What relying parties and browsers do.
use crate::http::{self, Connection};
use crate::keys::Keys;
use crate::load::{Operation, Repeat, expect};
use crate::provider::{PUBLIC_URL, REDIRECT_URI, VERIFIER, authorize_path, credentials};
use serde_json::Value;
use std::cell::{Cell, RefCell};
use std::net::Ipv4Addr;
use std::rc::Rc;

/// Codes or tokens that wait to be used.
pub type Stock = Rc<RefCell<Vec<String>>>;

/// A client's token for itself; with `resource`, a JWT.
pub fn client_credentials(group: &str, client: &str, is_jwt: bool) -> Repeat {
    let resource = http::encode(&format!("{PUBLIC_URL}/{group}"));
    let resource = if is_jwt { format!("&resource={resource}") } else { String::new() };
    let form = format!("grant_type=client_credentials{resource}");
    let request = http::post(&format!("/{group}/token"), &credentials(client), &form);
    Repeat { request, status: 200 }
}

/// Discovery or the JWKS.
pub fn document(path: &str) -> Repeat {
    Repeat { request: http::get(&format!("/bench{path}"), ""), status: 200 }
}

/// Introspection of one token.
pub fn introspection(token: &str) -> Repeat {
    let form = format!("token={token}");
    let request = http::post("/bench/token/introspection", &credentials("app"), &form);
    Repeat { request, status: 200 }
}

/// Userinfo with one token.
pub fn userinfo(token: &str) -> Repeat {
    let request = http::get("/bench/me", &format!("Authorization: Bearer {token}\r\n"));
    Repeat { request, status: 200 }
}

/// An authorization request in a browser that is signed in already.
#[derive(Clone)]
pub struct Authorize {
    request: Vec<u8>,
    codes: Stock,
}

impl Authorize {
    /// Of a client, with the browser's cookies; codes go to the stock.
    pub fn new(client: &str, cookies: &str, codes: &Stock) -> Self {
        let path = authorize_path(client, "code");
        Self { request: http::get(&path, cookies), codes: Rc::clone(codes) }
    }
}

impl Operation for Authorize {
    async fn once(&mut self, connection: &mut Connection) -> Result<bool, String> {
        let answer = connection.exchange(&self.request).await?;
        expect(&answer, 303)?;
        let location = answer.header("location").unwrap_or_default();
        let query = location.split_once('?').map_or("", |(_, query)| query);
        let code = query.split('&').find_map(|pair| pair.strip_prefix("code="));
        let code = code.ok_or_else(|| format!("no code in {location}"))?;
        self.codes.borrow_mut().push(code.to_owned());
        Ok(true)
    }
}

/// An authorization request that is answered with an ID token at once.
#[derive(Clone)]
pub struct Front {
    request: Vec<u8>,
}

impl Front {
    /// With the browser's cookies.
    pub fn new(cookies: &str, response_type: &str) -> Self {
        Self { request: http::get(&authorize_path("app-front", response_type), cookies) }
    }
}

impl Operation for Front {
    async fn once(&mut self, connection: &mut Connection) -> Result<bool, String> {
        let answer = connection.exchange(&self.request).await?;
        expect(&answer, 303)?;
        let location = answer.header("location").unwrap_or_default();
        let there = location.contains("id_token=");
        if there { Ok(true) } else { Err(format!("no ID token in {location}")) }
    }
}

/// A client's token for itself, asked for with a fresh assertion each time.
#[derive(Clone)]
pub struct ByKey {
    keys: Rc<Keys>,
}

impl ByKey {
    /// Signed with these.
    pub fn new(keys: &Rc<Keys>) -> Self {
        Self { keys: Rc::clone(keys) }
    }
}

impl Operation for ByKey {
    async fn once(&mut self, connection: &mut Connection) -> Result<bool, String> {
        let kind = http::encode("urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        let assertion = self.keys.assertion("app-key", &format!("{PUBLIC_URL}/bench"))?;
        let form = format!(
            "grant_type=client_credentials&client_assertion_type={kind}\
             &client_assertion={assertion}"
        );
        let answer = connection.exchange(&http::post("/bench/token", "", &form)).await?;
        expect(&answer, 200).map(|()| true)
    }
}

/// A client that registers itself, each time from another network.
#[derive(Clone)]
pub struct Register {
    networks: Rc<Cell<u32>>,
}

impl Register {
    /// From the next network on.
    pub fn new(networks: &Rc<Cell<u32>>) -> Self {
        Self { networks: Rc::clone(networks) }
    }
}

impl Operation for Register {
    async fn once(&mut self, connection: &mut Connection) -> Result<bool, String> {
        let network = Ipv4Addr::from_bits(0x0a00_0000 + self.networks.get());
        self.networks.set(self.networks.get() + 1);
        let headers = format!("Content-Type: application/json\r\nX-Forwarded-For: {network}\r\n");
        let body = r#"{"redirect_uris":["https://app.example/callback"],"client_name":"App"}"#;
        let request = http::post_body("/bench/reg", &headers, body);
        let answer = connection.exchange(&request).await?;
        expect(&answer, 201).map(|()| true)
    }
}

/// A device that asks, each time from another network.
#[derive(Clone)]
pub struct AskDevice {
    networks: Rc<Cell<u32>>,
    codes: Stock,
    left: usize,
}

impl AskDevice {
    /// So often; its codes go to the stock.
    pub fn new(networks: &Rc<Cell<u32>>, codes: &Stock, left: usize) -> Self {
        Self { networks: Rc::clone(networks), codes: Rc::clone(codes), left }
    }
}

impl Operation for AskDevice {
    async fn once(&mut self, connection: &mut Connection) -> Result<bool, String> {
        if self.left == 0 {
            return Ok(false);
        }
        self.left -= 1;
        let network = Ipv4Addr::from_bits(0x0a00_0000 + self.networks.get());
        self.networks.set(self.networks.get() + 1);
        let form = "client_id=tv&scope=openid+offline_access&device_name=TV";
        let header = format!("X-Forwarded-For: {network}\r\n");
        let answer = connection.exchange(&http::post("/bench/device/auth", &header, form)).await?;
        expect(&answer, 200)?;
        self.codes.borrow_mut().push(member(answer.body, "device_code")?);
        Ok(true)
    }
}

/// Devices that poll and are told to wait, one after the other.
#[derive(Clone)]
pub struct PollDevice {
    codes: Stock,
    next: usize,
}

impl PollDevice {
    /// From this place of the stock on.
    pub fn new(codes: &Stock, next: usize) -> Self {
        Self { codes: Rc::clone(codes), next }
    }
}

impl Operation for PollDevice {
    async fn once(&mut self, connection: &mut Connection) -> Result<bool, String> {
        let request = {
            let codes = self.codes.borrow();
            let code = codes.get(self.next % codes.len().max(1)).ok_or("no device waits")?;
            let grant = http::encode("urn:ietf:params:oauth:grant-type:device_code");
            let form = format!("client_id=tv&grant_type={grant}&device_code={code}");
            http::post("/bench/token", "", &form)
        };
        self.next += 1;
        let answer = connection.exchange(&request).await?;
        expect(&answer, 400)?;
        let waits = ["authorization_pending", "slow_down"];
        let told = member(answer.body, "error")?;
        if waits.contains(&told.as_str()) { Ok(true) } else { Err(answer.body.to_owned()) }
    }
}

/// Redeems codes from a stock.
#[derive(Clone)]
pub struct Redeem {
    headers: String,
    codes: Stock,
    /// The last answer.
    pub last: Option<String>,
}

impl Redeem {
    /// From this stock of the client's.
    pub fn new(client: &str, codes: &Stock) -> Self {
        Self { headers: credentials(client), codes: Rc::clone(codes), last: None }
    }
}

impl Operation for Redeem {
    async fn once(&mut self, connection: &mut Connection) -> Result<bool, String> {
        let Some(code) = self.codes.borrow_mut().pop() else { return Ok(false) };
        let form = format!(
            "grant_type=authorization_code&code={code}&code_verifier={VERIFIER}&redirect_uri={}",
            http::encode(REDIRECT_URI)
        );
        let request = http::post("/bench/token", &self.headers, &form);
        let answer = connection.exchange(&request).await?;
        expect(&answer, 200)?;
        self.last = Some(answer.body.to_owned());
        Ok(true)
    }
}

/// Rotates one family of refresh tokens.
pub struct Rotate {
    headers: String,
    token: String,
}

impl Rotate {
    /// Beginning with this token.
    pub fn new(token: String) -> Self {
        Self { headers: credentials("app"), token }
    }
}

impl Operation for Rotate {
    async fn once(&mut self, connection: &mut Connection) -> Result<bool, String> {
        let form = format!("grant_type=refresh_token&refresh_token={}", self.token);
        let request = http::post("/bench/token", &self.headers, &form);
        let answer = connection.exchange(&request).await?;
        expect(&answer, 200)?;
        self.token = member(answer.body, "refresh_token")?;
        Ok(true)
    }
}

/// A whole flow: authorization request, code, tokens.
#[derive(Clone)]
pub struct Flow {
    authorize: Authorize,
    redeem: Redeem,
}

impl Flow {
    /// With the browser's cookies.
    pub fn new(cookies: &str) -> Self {
        let codes = Stock::default();
        let authorize = Authorize::new("app", cookies, &codes);
        Self { authorize, redeem: Redeem::new("app", &codes) }
    }
}

impl Operation for Flow {
    async fn once(&mut self, connection: &mut Connection) -> Result<bool, String> {
        self.authorize.once(connection).await?;
        self.redeem.once(connection).await
    }
}

/// A string member of a JSON answer.
pub fn member(json: &str, name: &str) -> Result<String, String> {
    let value: Value = serde_json::from_str(json).map_err(|e| format!("{e}: {json}"))?;
    let text = value[name].as_str().map(str::to_owned);
    text.ok_or_else(|| format!("no {name} in {json}"))
}
