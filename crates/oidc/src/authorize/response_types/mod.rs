//! What an authorization answer may consist of (RFC 6749 §3.1.1, OAuth Multiple Response Types §3
//! to §5).

mod code;
mod code_id_token;
mod code_id_token_token;
mod code_token;
mod device;
mod id_token;
mod id_token_token;
mod none;

pub(super) use device::DEVICE;

use crate::ProtocolPolicy;

/// The grant type that stands for tokens from the authorization endpoint (RFC 7591 §2.1).
pub const IMPLICIT: &str = "implicit";

/// One response type.
#[derive(Debug)]
pub struct ResponseType {
    /// Its words in alphabetical order, separated by blanks.
    pub name: &'static str,
    /// The grant types that a client must have registered for it (RFC 7591 §2.1, OIDC
    /// Registration §2).
    pub grant_types: &'static [&'static str],
    /// The answer holds a code.
    pub code: bool,
    /// The answer holds an access token.
    pub access_token: bool,
    /// The answer holds an ID token.
    pub id_token: bool,
}

impl ResponseType {
    /// Whether tokens travel through the browser: the implicit and hybrid flows.
    pub const fn is_front_channel(&self) -> bool {
        self.access_token || self.id_token
    }

    /// Whether this tenant offers it. Security: tokens that pass through the browser can leak
    /// from it, so a tenant must want them (RFC 9700 §2.1.2).
    pub const fn is_offered(&self, policy: &ProtocolPolicy) -> bool {
        policy.front_channel_tokens || !self.is_front_channel()
    }
}

/// Every response type.
pub static RESPONSE_TYPES: &[&ResponseType] = &[
    &code::CODE,
    &none::NONE,
    &id_token::ID_TOKEN,
    &id_token_token::ID_TOKEN_TOKEN,
    &code_id_token::CODE_ID_TOKEN,
    &code_token::CODE_TOKEN,
    &code_id_token_token::CODE_ID_TOKEN_TOKEN,
];

/// The type with these words, whose order has no meaning (RFC 6749 §3.1.1).
pub fn response_type(text: &str) -> Option<&'static ResponseType> {
    let mut words: Vec<&str> = text.split(' ').collect();
    words.sort_unstable();
    RESPONSE_TYPES.iter().copied().find(|known| words.iter().copied().eq(known.name.split(' ')))
}

/// The types that this tenant offers.
pub fn offered(policy: &ProtocolPolicy) -> impl Iterator<Item = &'static ResponseType> {
    RESPONSE_TYPES.iter().copied().filter(|known| known.is_offered(policy))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6749 §3.1.1, OAuth MRT §5: the order of the words has no meaning.
    #[test]
    fn the_words_come_in_any_order() {
        for text in ["token id_token code", "code id_token token", "id_token code token"] {
            assert_eq!(response_type(text).map(|it| it.name), Some("code id_token token"));
        }
        for text in ["token", "code none", "code code", "id_token  token", ""] {
            assert!(response_type(text).is_none(), "{text:?}");
        }
    }

    /// RFC 7591 §2.1, OIDC Registration §2: which grant types go with which response type.
    #[test]
    fn a_name_says_what_the_answer_holds() {
        for known in RESPONSE_TYPES {
            let has = |word| known.name.split(' ').any(|held| held == word);
            let held = (known.code, known.access_token, known.id_token);
            assert_eq!(held, (has("code"), has("token"), has("id_token")), "{}", known.name);
            assert!(known.name.split(' ').is_sorted(), "{}", known.name);
            let needs = |name| known.grant_types.contains(&name);
            let expected = (known.code, known.is_front_channel());
            assert_eq!((needs("authorization_code"), needs(IMPLICIT)), expected, "{}", known.name);
        }
    }

    /// RFC 9700 §2.1.2: no tokens through the browser unless the tenant wants them.
    #[test]
    fn front_channel_tokens_must_be_switched_on() {
        let names = |front_channel_tokens| {
            let policy = ProtocolPolicy { front_channel_tokens, ..ProtocolPolicy::default() };
            offered(&policy).map(|it| it.name).collect::<Vec<_>>()
        };
        assert_eq!(names(false), ["code", "none"]);
        assert_eq!(names(true).len(), RESPONSE_TYPES.len());
    }
}
