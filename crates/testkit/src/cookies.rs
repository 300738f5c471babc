//! The cookies of one browser. All hosts of a test are `localhost`, which is one site.
use reqwest::header::{HeaderMap, SET_COOKIE};
use std::collections::BTreeMap;

/// A cookie jar that a test can look into, copy and empty.
#[derive(Clone, Default, Debug, PartialEq, Eq)]
pub struct Cookies(BTreeMap<String, String>);

impl Cookies {
    /// Takes over what an answer sets and deletes.
    pub fn absorb(&mut self, headers: &HeaderMap) {
        for header in headers.get_all(SET_COOKIE) {
            let text = header.to_str().expect("cookies are ASCII");
            let mut parts = text.split(';').map(str::trim);
            let (name, value) = parts.next().and_then(|pair| pair.split_once('=')).expect("a pair");
            let is_over = parts.any(|attribute| {
                let attribute = attribute.to_ascii_lowercase();
                attribute == "max-age=0" || attribute.starts_with("expires=thu, 01 jan 1970")
            });
            if is_over || value.is_empty() {
                self.0.remove(name);
            } else {
                self.0.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// The value of the `Cookie` header, if there is any cookie.
    pub fn header(&self) -> Option<String> {
        let pairs: Vec<String> =
            self.0.iter().map(|(name, value)| format!("{name}={value}")).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// One cookie's value.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Name and value of the cookies whose name begins so (a `__Host-` prefix does not count).
    pub fn starting_with(&self, start: &str) -> Vec<(&str, &str)> {
        let plain = |name: &str| name.trim_start_matches("__Host-").starts_with(start);
        let held = self.0.iter().filter(|(name, _)| plain(name));
        held.map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }

    /// Sets a cookie by hand.
    pub fn set(&mut self, name: &str, value: &str) {
        self.0.insert(name.to_owned(), value.to_owned());
    }

    /// Deletes one.
    pub fn remove(&mut self, name: &str) {
        self.0.remove(name);
    }
}
