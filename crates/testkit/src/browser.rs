//! A browser without script: it follows links and submits forms, as a person would.
use crate::cookies::Cookies;
use crate::page::Page;
use reqwest::header::{CONTENT_TYPE, COOKIE, HeaderMap, LOCATION, ORIGIN, USER_AGENT};
use reqwest::{Method, StatusCode};
use url::{Origin, Url};

/// More redirects than any flow has.
const MOST_REDIRECTS: usize = 12;

/// One window. Clone it for a second tab with the cookies of the moment.
#[derive(Clone)]
pub struct Browser {
    http: reqwest::Client,
    home: Origin,
    /// Its cookies.
    pub cookies: Cookies,
    /// Sent as `Accept-Language`, if any.
    pub languages: Option<String>,
    /// Sent as `X-Forwarded-For`, if any: where a proxy says that it is.
    pub address: Option<String>,
    page: Option<Page>,
}

impl Browser {
    /// A fresh browser that stays at the provider's origin: whatever redirects elsewhere is
    /// noted, not fetched.
    pub fn at(home: &Url) -> Self {
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        Self {
            http: http.build().expect("an HTTP client"),
            home: home.origin(),
            cookies: Cookies::default(),
            languages: None,
            address: None,
            page: None,
        }
    }

    /// The page it shows.
    ///
    /// # Panics
    /// When nothing was opened yet.
    pub fn page(&self) -> &Page {
        self.page.as_ref().expect("a page was opened")
    }

    /// Opens an address and follows its redirects.
    pub async fn open(&mut self, url: impl AsRef<str>) -> &Page {
        let url = Url::parse(url.as_ref()).expect("an absolute address");
        self.go(Method::GET, url, None).await
    }

    /// Loads the page again, as a GET.
    pub async fn reload(&mut self) -> &Page {
        let url = self.page().url.clone();
        self.go(Method::GET, url, None).await
    }

    /// Submits the form with this id, or the one around the button with this id, with these
    /// fields filled in.
    pub async fn submit(&mut self, id: &str, fields: &[(&str, &str)]) -> &Page {
        let mut form = self.page().form(id);
        for (name, value) in fields {
            form.fields.retain(|(held, _)| held != name);
            form.fields.push(((*name).to_owned(), (*value).to_owned()));
        }
        let text = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&form.fields)
            .finish();
        if form.is_post {
            self.go(Method::POST, form.action, Some(text)).await
        } else {
            let mut url = form.action;
            url.set_query(Some(&text));
            self.go(Method::GET, url, None).await
        }
    }

    /// Posts a body that no form of the page made.
    pub async fn post(&mut self, url: impl AsRef<str>, fields: &[(&str, &str)]) -> &Page {
        let url = Url::parse(url.as_ref()).expect("an absolute address");
        let text =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.go(Method::POST, url, Some(text)).await
    }

    /// Posts a text that no browser would make of fields.
    pub async fn post_text(&mut self, url: &Url, text: String) -> &Page {
        self.go(Method::POST, url.clone(), Some(text)).await
    }

    /// Follows the link with this id (or any selector that names one).
    pub async fn follow(&mut self, selector: &str) -> &Page {
        let page = self.page();
        let target = page.attributes(selector, "href").into_iter().next();
        let target = target.unwrap_or_else(|| panic!("no link {selector} at {}", page.url));
        let url = page.url.join(&target).expect("an address");
        self.go(Method::GET, url, None).await
    }

    async fn go(&mut self, method: Method, url: Url, body: Option<String>) -> &Page {
        let (mut method, mut url, mut body) = (method, url, body);
        for _ in 0..MOST_REDIRECTS {
            let from = self.page.as_ref().map(|page| page.url.origin());
            let mut request = self.http.request(method.clone(), url.clone());
            request = request.header(USER_AGENT, "Browser by hand");
            if let Some(cookies) = self.cookies.header() {
                request = request.header(COOKIE, cookies);
            }
            if let Some(languages) = &self.languages {
                request = request.header("accept-language", languages);
            }
            if let Some(address) = &self.address {
                request = request.header("x-forwarded-for", address);
            }
            if let Some(body) = body.take() {
                let origin = from.unwrap_or_else(|| self.home.clone()).ascii_serialization();
                request = request.header(ORIGIN, origin);
                request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
                request = request.body(body);
            }
            let answer = request.send().await.unwrap_or_else(|error| panic!("{url}: {error:?}"));
            let (status, headers) = (answer.status(), answer.headers().clone());
            self.cookies.absorb(&headers);
            let Some(target) = redirect(&url, status, &headers) else {
                let html = answer.text().await.expect("a page of text");
                return self.show(Page { url, status, headers, html, is_outside: false });
            };
            if target.origin() != self.home {
                let html = String::new();
                return self.show(Page { url: target, status, headers, html, is_outside: true });
            }
            (method, url) = (Method::GET, target);
        }
        panic!("more than {MOST_REDIRECTS} redirects, last to {url}");
    }

    fn show(&mut self, page: Page) -> &Page {
        self.page.insert(page)
    }
}

/// Where an answer sends the browser.
fn redirect(from: &Url, status: StatusCode, headers: &HeaderMap) -> Option<Url> {
    if !status.is_redirection() {
        return None;
    }
    // A 307 would carry a password to the next server (RFC 9700 §4.12).
    assert!(matches!(status.as_u16(), 302 | 303), "{from} redirects with {status}");
    let target = headers.get(LOCATION)?.to_str().expect("a location is ASCII");
    Some(from.join(target).expect("a location is an address"))
}
