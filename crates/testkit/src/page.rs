//! An HTML page as a person without script sees it.
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use scraper::{ElementRef, Html, Selector};
use url::Url;

/// Where a browser by hand is.
#[derive(Clone, Debug)]
pub struct Page {
    /// The address.
    pub url: Url,
    /// The status of the last answer. For an address outside the provider, where nothing was
    /// asked: that of the redirect that led there.
    pub status: StatusCode,
    /// The headers of that answer.
    pub headers: HeaderMap,
    /// The text of the page.
    pub html: String,
    /// Whether the address is outside the provider (nobody was asked there).
    pub is_outside: bool,
}

/// A form, ready to be submitted.
#[derive(Debug)]
pub struct Form {
    /// Where it goes, resolved against the page.
    pub action: Url,
    /// Whether it is a POST.
    pub is_post: bool,
    /// What it would send untouched, in order.
    pub fields: Vec<(String, String)>,
}

impl Page {
    /// Whether an element matches.
    pub fn has(&self, selector: &str) -> bool {
        !self.texts(selector).is_empty()
    }

    /// The text of the first match, blanks folded.
    ///
    /// # Panics
    /// When nothing matches.
    pub fn text(&self, selector: &str) -> String {
        let found = self.texts(selector).into_iter().next();
        found.unwrap_or_else(|| panic!("no {selector} at {}:\n{}", self.url, self.html))
    }

    /// The texts of all matches.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        self.each(selector, |element| {
            let text = element.text().collect::<String>();
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        })
    }

    /// An attribute of all matches that have it.
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let held = self.each(selector, |element| element.value().attr(name).map(str::to_owned));
        held.into_iter().flatten().collect()
    }

    /// The page's title.
    pub fn title(&self) -> String {
        self.text("title")
    }

    /// A header's text, empty if it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// A parameter of the address's query.
    pub fn query(&self, name: &str) -> Option<String> {
        let found = self.url.query_pairs().find(|(held, _)| held == name);
        found.map(|(_, value)| value.into_owned())
    }

    /// A parameter of the address's fragment.
    pub fn fragment(&self, name: &str) -> Option<String> {
        let fragment = self.url.fragment().unwrap_or_default();
        let mut pairs = url::form_urlencoded::parse(fragment.as_bytes());
        pairs.find(|(held, _)| held == name).map(|(_, value)| value.into_owned())
    }

    /// A parameter of the answer to a client, in whichever mode it came.
    pub fn answer(&self, name: &str) -> Option<String> {
        if self.is_outside {
            return self.query(name).or_else(|| self.fragment(name));
        }
        let form = self.has("#form-post").then(|| self.form("form-post"))?;
        form.fields.into_iter().find(|(held, _)| held == name).map(|(_, value)| value)
    }

    /// The form with this id (or the form around the button with this id).
    ///
    /// # Panics
    /// When there is none.
    pub fn form(&self, id: &str) -> Form {
        let document = Html::parse_document(&self.html);
        let found = document.select(&selector(&format!("#{id}"))).next();
        let found = found.unwrap_or_else(|| panic!("no #{id} at {}:\n{}", self.url, self.html));
        let is_form = |element: &ElementRef<'_>| element.value().name() == "form";
        let above = || found.ancestors().filter_map(ElementRef::wrap).find(is_form);
        let form = if is_form(&found) { Some(found) } else { above() };
        let form = form.unwrap_or_else(|| panic!("#{id} is in no form at {}", self.url));

        let attribute = |name| form.value().attr(name).unwrap_or_default();
        let action = self.url.join(attribute("action")).expect("an address");
        let is_post = attribute("method").eq_ignore_ascii_case("post");
        let mut fields = Vec::new();
        for field in form.select(&selector("input[name], select[name], textarea[name]")) {
            if let Some(value) = value_of(&field) {
                fields.push((field.value().attr("name").unwrap_or_default().to_owned(), value));
            }
        }
        // The button that is pressed is sent along.
        if found.value().name() == "button"
            && let Some(name) = found.value().attr("name")
        {
            let value = found.value().attr("value").unwrap_or_default();
            fields.push((name.to_owned(), value.to_owned()));
        }
        Form { action, is_post, fields }
    }

    fn each<T>(&self, css: &str, read: impl Fn(ElementRef<'_>) -> T) -> Vec<T> {
        let document = Html::parse_document(&self.html);
        document.select(&selector(css)).map(read).collect()
    }
}

/// What a field sends untouched; nothing for an unticked box.
fn value_of(field: &ElementRef<'_>) -> Option<String> {
    let attribute = |name| field.value().attr(name);
    if attribute("disabled").is_some() {
        return None;
    }
    match attribute("type") {
        Some("checkbox" | "radio") if attribute("checked").is_none() => None,
        Some("checkbox" | "radio") => Some(attribute("value").unwrap_or("on").to_owned()),
        Some("submit" | "button" | "image" | "reset") => None,
        _ if field.value().name() == "textarea" => Some(field.text().collect()),
        _ => Some(attribute("value").unwrap_or_default().to_owned()),
    }
}

fn selector(css: &str) -> Selector {
    Selector::parse(css).unwrap_or_else(|_| panic!("{css} is no selector"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(html: &str) -> Page {
        Page {
            url: Url::parse("http://localhost:1/a/b").unwrap(),
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            html: html.to_owned(),
            is_outside: false,
        }
    }

    #[test]
    fn a_form_sends_what_a_browser_would() {
        let page = page(
            "<form id=f method=post action=c><input name=a value=1><input type=checkbox name=b>\
             <input type=hidden name=h value=2><button id=go name=do value=it>Go</button></form>",
        );
        let form = page.form("go");
        assert!(form.is_post);
        assert_eq!(form.action.as_str(), "http://localhost:1/a/c");
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(form.fields, [pair("a", "1"), pair("h", "2"), pair("do", "it")]);
        assert_eq!(page.form("f").fields.len(), 2);
    }

    #[test]
    fn texts_are_folded() {
        assert_eq!(page("<h1 id=x> a\n  <b>b</b> </h1>").text("#x"), "a b");
    }
}
