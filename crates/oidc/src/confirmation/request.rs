//! What an app asks, read and judged.
use super::ConfirmationPolicy;
use crate::{Client, is_visible};
use latchkey_base::Seconds;
use serde::Deserialize;
use thiserror::Error;

/// Most characters of the title.
const LONGEST_TITLE: usize = 80;
/// Most characters of the line below it.
const LONGEST_HEADER: usize = 120;
/// Most characters of the message.
const LONGEST_MESSAGE: usize = 600;
/// Most characters of how a person is named.
const LONGEST_LOOKUP: usize = 254;
/// Most octets of a state.
const LONGEST_STATE: usize = 128;

/// What an app says. It stands on the page as the app's words, whole and in this order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConfirmationText {
    /// A few words.
    pub title: String,
    /// A line below them.
    pub header: String,
    /// What is to be confirmed.
    pub message: String,
}

/// A request for a confirmation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConfirmationRequest {
    /// What is asked.
    pub text: ConfirmationText,
    /// Of whom: an e-mail address or the `sub` by which the client knows somebody.
    pub lookup: String,
    /// How the client names the question; `None`: as we like.
    pub state: Option<String>,
    /// How long the person has.
    pub lifetime: Seconds,
    /// Where the client hears what became of it.
    pub callback: Option<String>,
}

/// What is wrong with a request. The text is for the developer of the client.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum ConfirmationProblem {
    /// No JSON object with these members.
    #[error(
        "the body must be a JSON object with title, header, message and lookup, all of them texts"
    )]
    Malformed,
    /// A text is missing, too long, or holds what cannot be seen.
    #[error(
        "{0} must have 1 to {1} characters, something to read, and nothing that cannot be seen"
    )]
    Text(&'static str, usize),
    /// It could not stand in the address at which the state is asked for.
    #[error("state must have 1 to 128 of the characters A-Z a-z 0-9 . _ ~ -")]
    State,
    /// The time is none, too short or too long.
    #[error("duration must be a number and s or m, from 30 seconds to {0}")]
    Duration(Seconds),
    /// The address is none of the client's.
    #[error("callback must be one of the client's client_challenge_callbacks")]
    Callback,
}

/// The members as they come (native contract U143).
#[derive(Deserialize)]
struct Members {
    title: String,
    header: String,
    message: String,
    lookup: String,
    state: Option<String>,
    duration: Option<String>,
    callback: Option<String>,
}

impl ConfirmationRequest {
    /// Reads a body. Members that are not known are ignored.
    ///
    /// # Errors
    /// [`ConfirmationProblem`].
    pub fn parse(
        body: &[u8],
        client: &Client,
        policy: &ConfirmationPolicy,
    ) -> Result<Self, ConfirmationProblem> {
        let members: Members =
            serde_json::from_slice(body).map_err(|_| ConfirmationProblem::Malformed)?;
        let text = ConfirmationText {
            title: visible("title", &members.title, LONGEST_TITLE)?,
            header: visible("header", &members.header, LONGEST_HEADER)?,
            message: visible("message", &members.message, LONGEST_MESSAGE)?,
        };
        let lookup = visible("lookup", &members.lookup, LONGEST_LOOKUP)?;
        if members.state.as_deref().is_some_and(|state| !is_state(state)) {
            return Err(ConfirmationProblem::State);
        }
        let lifetime = match members.duration.as_deref() {
            None => policy.lifetime,
            Some(text) => {
                let longest = policy.longest_lifetime;
                let fits = ConfirmationPolicy::SHORTEST_LIFETIME..=longest;
                let asked = duration(text).filter(|asked| fits.contains(asked));
                asked.ok_or(ConfirmationProblem::Duration(longest))?
            }
        };
        // Security: compared as strings, as redirect URIs are. Where it leads is for the operator
        // who registered it, not for whoever holds a token.
        let registered = &client.metadata.client_challenge_callbacks;
        if members.callback.as_ref().is_some_and(|callback| !registered.contains(callback)) {
            return Err(ConfirmationProblem::Callback);
        }
        Ok(Self { text, lookup, state: members.state, lifetime, callback: members.callback })
    }
}

/// Security: people decide by it, so it can neither hide nor reorder what stands around it.
fn visible(name: &'static str, text: &str, longest: usize) -> Result<String, ConfirmationProblem> {
    let text = text.trim_matches(' ');
    if text.chars().count() > longest || !is_visible(text) {
        return Err(ConfirmationProblem::Text(name, longest));
    }
    Ok(text.to_owned())
}

/// Unreserved characters of URIs (RFC 3986 §2.3).
fn is_state(state: &str) -> bool {
    (1..=LONGEST_STATE).contains(&state.len())
        && state.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b))
        && !state.bytes().all(|b| b == b'.')
}

/// `90s`, `5m`.
fn duration(text: &str) -> Option<Seconds> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let is_number = (1..=5).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    let number: i64 = number.parse().ok().filter(|_| is_number)?;
    match unit {
        "s" => Some(Seconds::new(number)),
        "m" => Some(Seconds::minutes(number)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Op;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    const CALLBACK: &str = "https://shop.example/confirmed?x=1";

    fn good() -> Value {
        json!({
            "title": "Payment",
            "header": "Harbour Bank",
            "message": "Pay 12.50 € to the Quay Bakery?",
            "lookup": "alice@example.com",
            "state": "order-17",
            "duration": "2m",
            "callback": CALLBACK,
        })
    }

    fn parse(body: &Value) -> Result<ConfirmationRequest, ConfirmationProblem> {
        let mut client = Op::new().web_app();
        client.metadata.client_challenge_callbacks = vec![CALLBACK.to_owned()];
        let policy = ConfirmationPolicy::default();
        ConfirmationRequest::parse(body.to_string().as_bytes(), &client, &policy)
    }

    fn with(
        member: &str,
        value: impl Into<Value>,
    ) -> Result<ConfirmationRequest, ConfirmationProblem> {
        let mut body = good();
        body[member] = value.into();
        parse(&body)
    }

    #[test]
    fn a_request_says_what_is_asked_of_whom_and_how_long() {
        let request = parse(&good()).unwrap();
        assert_eq!(request.text.title, "Payment");
        assert_eq!(request.lookup, "alice@example.com");
        assert_eq!(request.lifetime, Seconds::new(120));
        assert_eq!(request.callback.as_deref(), Some(CALLBACK));
        let bare = json!({"title": "a", "header": "b", "message": "c", "lookup": "d", "x": 1});
        let request = parse(&bare).unwrap();
        assert_eq!((request.state, request.callback), (None, None));
        assert_eq!(request.lifetime, Seconds::new(300));
    }

    #[test]
    fn what_is_missing_or_no_text_is_refused() {
        for member in ["title", "header", "message", "lookup"] {
            let mut body = good();
            body.as_object_mut().unwrap().remove(member);
            assert_eq!(parse(&body), Err(ConfirmationProblem::Malformed), "{member}");
            assert_eq!(with(member, 7), Err(ConfirmationProblem::Malformed), "{member}");
            for empty in ["", "  "] {
                let refused = matches!(with(member, empty), Err(ConfirmationProblem::Text(at, _)) if at == member);
                assert!(refused, "{member}");
            }
        }
        assert_eq!(parse(&json!([])), Err(ConfirmationProblem::Malformed));
    }

    /// Security: nothing that hides or reorders what stands around it, and no essay.
    #[test]
    fn texts_are_short_and_can_be_seen() {
        for (member, longest) in [("title", 80), ("header", 120), ("message", 600)] {
            assert!(with(member, "x".repeat(longest)).is_ok(), "{member}");
            assert!(with(member, "é".repeat(longest)).is_ok(), "{member}: characters");
            let bad = ["x".repeat(longest + 1), "a\nb".into(), "a\u{0}".into(), "a\u{7f}".into()];
            let unseen = [
                "\u{202e}ab",
                "a\u{200b}b",
                "\u{2066}a",
                "\u{feff}a",
                "a\tb",
                "\u{3000}",
                "a\u{a0}b",
                "\u{17b4}",
                "...",
            ];
            for bad in bad.into_iter().chain(unseen.map(str::to_owned)) {
                let error = ConfirmationProblem::Text(member, longest);
                assert_eq!(with(member, bad.clone()), Err(error), "{member}: {bad:?}");
            }
        }
    }

    /// RFC 3986 §2.3: unreserved characters.
    #[test]
    fn a_state_can_stand_in_an_address() {
        for good in ["a", "order-17", "A.b_c~d", &"x".repeat(128)] {
            assert!(with("state", good).is_ok(), "{good}");
        }
        for bad in ["", ".", "..", "a/b", "a b", "a%20", "é", "a?b", &"x".repeat(129)] {
            assert_eq!(with("state", bad), Err(ConfirmationProblem::State), "{bad}");
        }
    }

    #[test]
    fn a_duration_is_bounded() {
        for (good, seconds) in [("30s", 30), ("900s", 900), ("1m", 60), ("15m", 900)] {
            assert_eq!(with("duration", good).unwrap().lifetime, Seconds::new(seconds), "{good}");
        }
        for bad in ["", "5", "m", "29s", "901s", "16m", "-5m", "+5m", "5h", "5 m", "999999m", "５m"]
        {
            let refused = matches!(with("duration", bad), Err(ConfirmationProblem::Duration(_)));
            assert!(refused, "{bad}");
        }
    }

    /// Native contract U143, DO BETTER: the callback is unrestricted there.
    #[test]
    fn a_callback_is_registered() {
        for bad in
            ["", "https://shop.example/confirmed", "https://evil.example/", "http://127.0.0.1/"]
        {
            assert_eq!(with("callback", bad), Err(ConfirmationProblem::Callback), "{bad}");
        }
    }

    proptest! {
        /// Whatever comes is read or refused.
        #[test]
        fn any_body_is_read_or_refused(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            let client = Op::new().web_app();
            let read = ConfirmationRequest::parse(&body, &client, &ConfirmationPolicy::default());
            prop_assert!(read.is_err());
        }

        #[test]
        fn any_duration_is_read_or_refused(text in "\\PC{0,12}") {
            let read = duration(&text);
            prop_assert!(read.is_none_or(|read| read.get() >= 0));
        }
    }
}
