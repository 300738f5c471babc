//! A browser just good enough to sign in on the hosted pages and keep the session.
use crate::http::{self, Connection};
use std::collections::BTreeMap;
use std::net::SocketAddr;

/// More redirects than any flow has.
const MOST_REDIRECTS: usize = 10;

/// Cookies, and the connection that they are for.
pub struct Browser {
    connection: Connection,
    cookies: BTreeMap<String, String>,
}

/// A form of a page: where it posts to and its fields.
struct Form {
    action: String,
    fields: Vec<(String, String)>,
}

impl Browser {
    /// A fresh one.
    pub async fn open(address: SocketAddr) -> Result<Self, String> {
        Ok(Self { connection: Connection::open(address).await?, cookies: BTreeMap::new() })
    }

    /// The `Cookie` header that it sends.
    pub fn cookie_header(&self) -> String {
        let pairs: Vec<String> = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
        format!("Cookie: {}\r\n", pairs.join("; "))
    }

    /// Follows an authorization request, signs in on the page, and gives the address that the
    /// client would be called at.
    pub async fn sign_in(
        &mut self,
        path: &str,
        name: &str,
        password: &str,
    ) -> Result<String, String> {
        let page = match self.go(http::get(path, "")).await? {
            Arrival::Client(address) => return Ok(address),
            Arrival::Page(page) => page,
        };
        let mut form = Form::parse(&page).ok_or_else(|| format!("no sign-in form in {page}"))?;
        form.set("username", name);
        form.set("password", password);
        let headers = "Origin: http://localhost\r\n";
        let request = http::post(&form.action, headers, &form.encoded());
        match self.go(request).await? {
            Arrival::Client(address) => Ok(address),
            Arrival::Page(page) => Err(format!("signing in leads to {page}")),
        }
    }

    async fn go(&mut self, mut request: Vec<u8>) -> Result<Arrival, String> {
        for _ in 0..MOST_REDIRECTS {
            let request_with_cookies = with_header(&request, &self.cookie_header());
            let answer = self.connection.exchange(&request_with_cookies).await?;
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

enum Arrival {
    Client(String),
    Page(String),
}

/// Adds a header after the request line.
fn with_header(request: &[u8], header: &str) -> Vec<u8> {
    let end = request.windows(2).position(|window| window == b"\r\n").map_or(0, |at| at + 2);
    [&request[..end], header.as_bytes(), &request[end..]].concat()
}

impl Form {
    /// The sign-in form of a page.
    fn parse(page: &str) -> Option<Self> {
        let start = page.find("id=\"login-form\"")?;
        let start = page[..start].rfind("<form")?;
        let form = &page[start..start + page[start..].find("</form>")?];
        let action = attribute(form, "action")?;
        let inputs = form.split("<input").skip(1).filter_map(|input| {
            let tag = &input[..input.find('>')?];
            Some((attribute(tag, "name")?, attribute(tag, "value").unwrap_or_default()))
        });
        Some(Self { action, fields: inputs.collect() })
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
