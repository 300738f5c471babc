//! What apps ask people to confirm (native contract U143).
use super::{Check, mark, step};
use latchkey_base::{ClientKey, Seconds};
use latchkey_oidc::confirmation::{ConfirmationPolicy, ConfirmationRequest};
use latchkey_oidc::{Client, ClientMetadata};

const CALLBACK: &str = "https://app.example/told";

/// Some of what draws nothing.
const HIDDEN: &str = "\u{ad}\u{115f}\u{17b4}\u{180e}\u{200b}\u{2060}\u{2800}\u{3164}\u{fe0f}\u{feff}\u{1d173}\u{e0020}";

/// People read what they decide by as it was sent, whole and in one place; nothing is called that is
/// not registered; and what comes back in an address can stand in one.
pub fn request() -> Check {
    let metadata = ClientMetadata {
        client_challenge_callbacks: vec![CALLBACK.to_owned()],
        ..ClientMetadata::default()
    };
    let client = Client {
        key: ClientKey::from_bytes([1; 16]),
        client_id: "app".to_owned(),
        metadata,
        secret: None,
        disabled: false,
        registered_itself: false,
    };
    let policy = ConfirmationPolicy::default();
    Box::new(move |input| {
        let asked = match ConfirmationRequest::parse(input, &client, &policy) {
            Ok(asked) => asked,
            Err(problem) => return Ok(mark(&problem.to_string())),
        };
        let texts =
            [(&asked.text.title, 80), (&asked.text.header, 120), (&asked.text.message, 600)];
        for (text, longest) in texts {
            let turns = |c: char| {
                matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}')
                    || ('\u{202a}'..='\u{202e}').contains(&c)
                    || ('\u{2066}'..='\u{2069}').contains(&c)
            };
            let hides = |c: char| c.is_whitespace() && c != ' ' || HIDDEN.contains(c);
            let odd = |c: char| c.is_control() || turns(c) || hides(c);
            let is_read = text.chars().any(|c| !c.is_whitespace());
            if text.chars().count() > longest || text.chars().any(odd) || !is_read {
                return Err(format!("people would read {text:?}"));
            }
        }
        if asked.callback.as_deref().is_some_and(|callback| callback != CALLBACK) {
            return Err(format!("{:?} would be called", asked.callback));
        }
        let in_path = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
        if asked.state.as_ref().is_some_and(|state| !state.bytes().all(in_path)) {
            return Err(format!("{:?} cannot stand in an address", asked.state));
        }
        if !(Seconds::new(30)..=policy.longest_lifetime).contains(&asked.lifetime) {
            return Err(format!("somebody would have {}", asked.lifetime));
        }
        let lengths = texts.map(|(text, _)| step(text.len()).min(4));
        Ok(mark(&(lengths, asked.state.is_some(), asked.callback.is_some())))
    })
}
