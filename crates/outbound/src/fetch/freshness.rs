//! For how long an answer stays as it is, by the rules of HTTP (RFC 9111 §4.2.1, §5.2.2).
use latchkey_base::Seconds;
use reqwest::header::{CACHE_CONTROL, HeaderMap};

/// What the headers of an answer say.
pub(super) fn max_age(headers: &HeaderMap) -> Seconds {
    let values = headers.get_all(CACHE_CONTROL).iter();
    said_by(values.filter_map(|value| value.to_str().ok()))
}

/// What `Cache-Control` says; no time at all where it says nothing, or that nothing may be kept.
/// An `Expires` alone is not looked at: asking once more is always right.
pub fn said_by<'a>(values: impl Iterator<Item = &'a str>) -> Seconds {
    let mut age = 0;
    for directive in values.flat_map(|value: &str| value.split(',')).map(str::trim) {
        let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
        match name.to_ascii_lowercase().as_str() {
            "no-store" | "no-cache" => return Seconds::new(0),
            "max-age" => age = value.trim_matches('"').parse::<u32>().unwrap_or(0),
            _ => {}
        }
    }
    Seconds::new(age.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 9111 §4.2.1, §5.2.2: and anything odd means no time at all.
    #[test]
    fn cache_control_says_how_long_an_answer_is_fresh() {
        let age = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(CACHE_CONTROL, value.parse().unwrap());
            }
            max_age(&headers).get()
        };
        assert_eq!(age(&["max-age=60"]), 60);
        assert_eq!(age(&["public, Max-Age=\"60\", must-revalidate"]), 60);
        assert_eq!(age(&["public", "max-age=60"]), 60);
        for none in
            ["", "public", "max-age=-1", "max-age=soon", "no-store, max-age=60", "s-maxage=9"]
        {
            assert_eq!(age(&[none]), 0, "{none}");
        }
        assert_eq!(age(&["max-age=60", "no-cache"]), 0);
        assert_eq!(age(&[]), 0);
    }
}
