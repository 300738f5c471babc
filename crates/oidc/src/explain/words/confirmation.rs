//! Findings about what apps ask people to confirm, in sentences.
use super::{Words, list, words};
use crate::confirmation::SCOPE;
use crate::explain::ConfirmationFinding;

const CHECK: &str = "confirmation";

pub(super) fn confirmation(finding: &ConfirmationFinding) -> Words {
    use ConfirmationFinding as F;
    match finding {
        F::PersonsToken => words(
            "access token",
            "RFC 6749 §4.4",
            "ask for a token with grant_type=client_credentials: with one that a person gave, an \
             app has no say over others",
        )
        .sent("a token that a person gave")
        .expected("a token of the client's own"),
        F::Scope(held) => words(
            "access token",
            "RFC 6750 §3.1",
            "ask for the scope value with the token, and let it be among the client's scope and \
             the tenant's protocol.scopes",
        )
        .sent(list(held))
        .expected(SCOPE),
        F::NotLet => words(
            CHECK,
            "native contract §1.4, U143",
            "set client_device_challenge for the client, which must be one that authenticates",
        ),
        F::Request(why) => words(
            CHECK,
            "native contract §1.4, U143",
            "change what is named, and send all of it again",
        )
        .sent(why),
        F::TooMany { wait, limit } => words(
            "limit",
            "RFC 6585 §4",
            format!("wait as Retry-After says; {limit} bounds what one client may do"),
        )
        .sent("too many requests of one client")
        .expected(format!("the next one in {wait}")),
    }
}
