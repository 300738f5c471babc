//! Findings about what an app does at the account of somebody who lets it, in sentences.
use super::{Words, list, words};
use crate::explain::OwnAccountFinding;
use crate::own_account::SCOPE;

const CHECK: &str = "account call";
const CLAUSE: &str = "native contract §1.4, U010 to U013, U145";

pub(super) fn own_account(finding: &OwnAccountFinding) -> Words {
    use OwnAccountFinding as F;
    match finding {
        F::NobodysToken => words(
            "access token",
            "RFC 6750 §3.1",
            "have the person sign in to the app, and use the token of that: what is done is done to \
             their own account",
        )
        .sent("a token of the client's own, or of a device")
        .expected("a token that a person gave to an app"),
        F::Scope(held) => words(
            "access token",
            "RFC 6750 §3.1",
            "ask for the scope value when the person signs in, and let it be among the client's scope \
             and the tenant's protocol.scopes",
        )
        .sent(list(held))
        .expected(SCOPE),
        F::NotLet => words(CHECK, CLAUSE, "set client_account_security for the client"),
        F::SignIn { age, acr, goes_on, max_age, wanted } => {
            let class = |acr: &Option<String>| {
                acr.as_ref().map(|acr| format!(", {acr}")).unwrap_or_default()
            };
            let over = if *goes_on { "" } else { ", whose session is over or lacks a factor" };
            words(
                "sign-in",
                "RFC 9470 §3",
                "send the person to the authorization endpoint with the acr_values and max_age of the \
                 challenge, and use the new token; or let them sign with a passkey",
            )
            .sent(format!("a sign-in {age} ago{}{over}", class(acr)))
            .expected(format!("{max_age} ago at most{}", class(wanted)))
        }
        F::Passkey(why) => words(
            "passkey",
            "RFC 9470 §3",
            "ask /webauthn/authenticate again, and send what the device answers, once and at once",
        )
        .sent(why),
        F::Request(why) => {
            words(CHECK, CLAUSE, "change what is named, and send all of it again").sent(why)
        }
        F::TooMany { wait, limit } => words(
            "limit",
            "RFC 6585 §4",
            format!("wait as Retry-After says; {limit} bounds what is done to one account"),
        )
        .sent("too many requests about one account")
        .expected(format!("the next one in {wait}")),
    }
}
