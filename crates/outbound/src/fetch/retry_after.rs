//! How long a host wants to be left alone (RFC 9110 §10.2.3).
use latchkey_base::Seconds;
use reqwest::header::{DATE, HeaderMap, HeaderName, RETRY_AFTER};

/// What the headers of an answer say: seconds, or a moment, which is held against the moment at which the host says
/// that it answered. Its clock may not be ours.
pub(super) fn said_by(headers: &HeaderMap) -> Option<Seconds> {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let said = text(RETRY_AFTER)?.trim();
    if let Ok(seconds) = said.parse::<u32>() {
        return Some(Seconds::new(seconds.into()));
    }
    let moment = |text: &str| httpdate::parse_http_date(text).ok();
    let (until, answered) = (moment(said)?, moment(text(DATE)?)?);
    let wait = until.duration_since(answered).unwrap_or_default();
    Some(Seconds::new(wait.as_secs().min(u32::MAX.into()).try_into().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 9110 §10.2.3: seconds or a moment, and nothing that is neither.
    #[test]
    fn a_host_says_how_long_it_wants_to_be_left_alone() {
        let said = |retry_after: Option<&'static str>, date: Option<&'static str>| {
            let mut headers = HeaderMap::new();
            let given = [(RETRY_AFTER, retry_after), (DATE, date)];
            for (name, value) in given.into_iter().filter_map(|(name, it)| Some((name, it?))) {
                headers.insert(name, value.parse().unwrap());
            }
            said_by(&headers).map(Seconds::get)
        };
        let (noon, later) = ("Mon, 23 Nov 2026 12:00:00 GMT", "Mon, 23 Nov 2026 12:01:40 GMT");
        assert_eq!(said(Some("120"), None), Some(120));
        assert_eq!(said(Some(later), Some(noon)), Some(100));
        assert_eq!(said(Some(noon), Some(later)), Some(0), "it is over");
        assert_eq!(said(Some(later), None), None);
        for odd in ["soon", "-1", "1.5", "99999999999", ""] {
            assert_eq!(said(Some(odd), Some(noon)), None, "{odd}");
        }
        assert_eq!(said(None, Some(noon)), None);
    }
}
