//! A browser just good enough to sign in on the hosted pages and keep the session.
use crate::http::{self, Connection};
use latchkey_authenticators::Device;
use serde_json::Value;
use std::collections::BTreeMap;
use url::Url;

/// More redirects than any flow has.
const MOST_REDIRECTS: usize = 10;

/// Cookies.
#[derive(Default)]
pub struct Browser {
    cookies: BTreeMap<String, String>,
}

/// A form of a page: where it posts to and its fields.
struct Form {
    action: String,
    fields: Vec<(String, String)>,
    /// Where the script of the page asks about passkeys.
    options: Option<String>,
}

impl Browser {
    /// The `Cookie` header that it sends.
    pub fn cookie_header(&self) -> String {
        let pairs: Vec<String> = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
        format!("Cookie: {}\r\n", pairs.join("; "))
    }

    /// Follows an authorization request, signs in on the page, and gives the address that the
    /// client would be called at.
    pub async fn sign_in(
        &mut self,
        connection: &mut Connection,
        path: &str,
        name: &str,
        password: &str,
    ) -> Result<String, String> {
        let page = match self.go(connection, http::get(path, "")).await? {
            Arrival::Client(address) => return Ok(address),
            Arrival::Page(page) => page,
        };
        let mut form = Form::parse(&page, LOGIN)?;
        form.set("username", name);
        form.set("password", password);
        self.submit(connection, &form).await?.client()
    }

    /// Signs in with the password in a browser that can make passkeys, and makes the one that is
    /// offered then.
    pub async fn make_passkey(
        &mut self,
        connection: &mut Connection,
        path: &str,
        person: (&str, &str),
        device: &mut Device,
    ) -> Result<String, String> {
        let page = self.go(connection, http::get(path, "")).await?.page()?;
        let mut form = Form::parse(&page, LOGIN)?;
        for (name, value) in [("username", person.0), ("password", person.1), ("passkeys", "yes")] {
            form.set(name, value);
        }
        let page = self.submit(connection, &form).await?.page()?;
        let mut form = Form::parse(&page, PASSKEY)?;
        let (ceremony, options) = self.ask(connection, &form).await?;
        let made = device.create(&home()?, &options).await.ok_or("no passkey was made")?;
        form.set("ceremony", &ceremony);
        form.set("credential", &made);
        // The first second factor comes with recovery codes.
        let page = self.submit(connection, &form).await?.page()?;
        let saved = Form::parse(&page, RECOVERY_CODES)?;
        self.submit(connection, &saved).await?.client()
    }

    /// Follows an authorization request and signs in with the passkey alone.
    pub async fn use_passkey(
        &mut self,
        connection: &mut Connection,
        path: &str,
        device: &mut Device,
    ) -> Result<String, String> {
        let page = self.go(connection, http::get(path, "")).await?.page()?;
        let mut form = Form::parse(&page, PASSKEY)?;
        let (ceremony, options) = self.ask(connection, &form).await?;
        let signed = device.sign(&home()?, &options).await.ok_or("the device did not sign")?;
        form.set("ceremony", &ceremony);
        form.set("credential", &signed);
        self.submit(connection, &form).await?.client()
    }

    /// What the script of a page asks about passkeys: a name for the answer, and the options.
    async fn ask(
        &mut self,
        connection: &mut Connection,
        form: &Form,
    ) -> Result<(String, Value), String> {
        let path = form.options.as_deref().ok_or("the page takes no passkeys")?;
        let csrf = form.fields.iter().find(|(name, _)| name == "csrf");
        let csrf = csrf.map_or("", |(_, value)| value);
        let body = format!("csrf={}", http::encode(csrf));
        let request = http::post(path, ORIGIN, &body);
        let page = self.go(connection, request).await?.page()?;
        let mut asked: Value = serde_json::from_str(&page).map_err(|e| format!("{e}: {page}"))?;
        let ceremony = asked["ceremony"].as_str().unwrap_or_default().to_owned();
        Ok((ceremony, asked["options"].take()))
    }

    async fn submit(
        &mut self,
        connection: &mut Connection,
        form: &Form,
    ) -> Result<Arrival, String> {
        self.go(connection, http::post(&form.action, ORIGIN, &form.encoded())).await
    }

    async fn go(
        &mut self,
        connection: &mut Connection,
        mut request: Vec<u8>,
    ) -> Result<Arrival, String> {
        for _ in 0..MOST_REDIRECTS {
            let request_with_cookies = with_header(&request, &self.cookie_header());
            let answer = connection.exchange(&request_with_cookies).await?;
            for cookie in answer.headers("set-cookie") {
                let pair = cookie.split(';').next().and_then(|pair| pair.split_once('='));
                if let Some((name, value)) = pair {
                    self.cookies.insert(name.to_owned(), value.to_owned());
                }
            }
            match answer.header("location") {
                Some(location) if location.starts_with('/') => request = http::get(location, ""),
                Some(location) => match location.strip_prefix(crate::provider::PUBLIC_URL) {
                    Some(path) => request = http::get(path, ""),
                    None => return Ok(Arrival::Client(location.to_owned())),
                },
                None => return Ok(Arrival::Page(answer.body.to_owned())),
            }
        }
        Err("too many redirects".to_owned())
    }
}

/// What a browser says with a form of our own pages.
const ORIGIN: &str = "Origin: http://localhost\r\n";

/// Where passkeys believe to be.
fn home() -> Result<Url, String> {
    Url::parse(crate::provider::PUBLIC_URL).map_err(|e| e.to_string())
}

/// Where redirects end.
enum Arrival {
    Client(String),
    Page(String),
}

impl Arrival {
    fn client(self) -> Result<String, String> {
        match self {
            Self::Client(address) => Ok(address),
            Self::Page(page) => Err(format!("signing in leads to {page}")),
        }
    }

    fn page(self) -> Result<String, String> {
        match self {
            Self::Client(address) => Err(format!("no page before {address}")),
            Self::Page(page) => Ok(page),
        }
    }
}

/// The form of a name and a password.
const LOGIN: &str = "login-form";
/// The form that takes what a passkey says.
const PASSKEY: &str = "passkey-form";
/// The form that says that they are kept.
const RECOVERY_CODES: &str = "recovery-codes-form";

/// Adds a header after the request line.
fn with_header(request: &[u8], header: &str) -> Vec<u8> {
    let end = request.windows(2).position(|window| window == b"\r\n").map_or(0, |at| at + 2);
    [&request[..end], header.as_bytes(), &request[end..]].concat()
}

impl Form {
    /// The form of that id.
    fn parse(page: &str, id: &str) -> Result<Self, String> {
        Self::find(page, id).ok_or_else(|| format!("no {id} in {page}"))
    }

    fn find(page: &str, id: &str) -> Option<Self> {
        let start = page.find(&format!("id=\"{id}\""))?;
        let start = page[..start].rfind("<form")?;
        let form = &page[start..start + page[start..].find("</form>")?];
        let action = attribute(form, "action")?;
        let inputs = form.split("<input").skip(1).filter_map(|input| {
            let tag = &input[..input.find('>')?];
            Some((attribute(tag, "name")?, attribute(tag, "value").unwrap_or_default()))
        });
        Some(Self { action, fields: inputs.collect(), options: attribute(form, "data-options") })
    }

    fn set(&mut self, name: &str, value: &str) {
        self.fields.retain(|(held, _)| held != name);
        self.fields.push((name.to_owned(), value.to_owned()));
    }

    fn encoded(&self) -> String {
        let pairs = self.fields.iter().map(|(n, v)| format!("{n}={}", http::encode(v)));
        pairs.collect::<Vec<_>>().join("&")
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    let value = &tag[start..start + tag[start..].find('"')?];
    Some(value.replace("&#38;", "&").replace("&amp;", "&").replace("&#x2f;", "/"))
}
