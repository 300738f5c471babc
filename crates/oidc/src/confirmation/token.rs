//! What a client is told of a confirmation, signed.
use super::{ConfirmationState, ConfirmationText};
use crate::signing::sign;
use crate::{Client, Context, SigningAlg, Subjects, TokenError};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_base::{AccountId, ConfirmationId, Timestamp, sha256};
use serde::Serialize;

/// `typ` of the header: no other token of ours bears it (RFC 8725 §3.11).
const TYPE: &str = "challenge+jwt";

/// What became of a confirmation.
#[derive(Clone, Copy, Debug)]
pub struct Settlement<'a> {
    /// Of which.
    pub confirmation: ConfirmationId,
    /// How the client names it.
    pub state: &'a str,
    /// How the client speaks of the person.
    pub handle: &'a str,
    /// Who was asked, if anybody was.
    pub account: Option<AccountId>,
    /// What they were told.
    pub text: &'a ConfirmationText,
    /// What they said, if anything.
    pub outcome: ConfirmationState,
    /// When it was asked.
    pub asked_at: Timestamp,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Claims<'a> {
    iss: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub: Option<String>,
    aud: &'a str,
    iat: i64,
    exp: i64,
    jti: &'a str,
    group: &'a str,
    key: ConfirmationId,
    account_id: &'a str,
    state: &'a str,
    outcome: &'static str,
    text_hash: String,
    created_at: i64,
}

/// Makes the token that tells `client` what became of a confirmation. Sign it when it is delivered: it
/// is good for a short time.
///
/// `sub` is in it if somebody has confirmed: an app that named an address learns no name of whoever
/// refuses, and nothing at all when nobody answers, whether or not there is anybody.
///
/// # Errors
/// `server_error` when a key is missing.
pub fn confirmation_token(
    settlement: &Settlement<'_>,
    client: &Client,
    cx: &Context<'_>,
) -> Result<String, TokenError> {
    let jti = cx.entropy.token("");
    let is_approved = settlement.outcome == ConfirmationState::Approved;
    let account = settlement.account.filter(|_| is_approved);
    let claims = Claims {
        iss: cx.issuer,
        sub: account.map(|account| Subjects::of(client, cx).subject(account)),
        aud: &client.client_id,
        iat: cx.now.seconds(),
        // Security: short, so that a captured token cannot be sent again.
        exp: (cx.now + cx.policy.lifetimes.call_token).seconds(),
        jti: jti.expose(),
        group: cx.group,
        key: settlement.confirmation,
        account_id: settlement.handle,
        state: settlement.state,
        outcome: settlement.outcome.name(),
        text_hash: text_hash(settlement.text),
        created_at: settlement.asked_at.seconds(),
    };
    // By the tenant's key, as ID tokens are; never by the client's secret, and never unsigned: an
    // answer that the app could have written itself proves nothing to anybody else.
    let alg = match client.metadata.id_token_alg() {
        SigningAlg::Signed(alg) if !alg.is_symmetric() => Some(alg),
        _ => cx.keys.algorithms().into_iter().next(),
    };
    let alg = alg.ok_or_else(|| TokenError::server_error("the tenant has no key"))?;
    sign(alg, Some(TYPE), &claims, client, cx)
}

/// SHA-256 over title, header and message, each in UTF-8 and ended by a line feed, which none of them
/// holds; in base64url.
fn text_hash(text: &ConfirmationText) -> String {
    let whole = format!("{}\n{}\n{}\n", text.title, text.header, text.message);
    URL_SAFE_NO_PAD.encode(sha256(whole.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SubjectType;
    use crate::fixture::Op;
    use latchkey_base::Seconds;
    use serde_json::Value;

    fn made(op: &Op, client: &Client, outcome: ConfirmationState) -> (Value, Value) {
        let text = ConfirmationText {
            title: "Payment".to_owned(),
            header: "Bank".to_owned(),
            message: "12.50 €".to_owned(),
        };
        let settlement = Settlement {
            confirmation: ConfirmationId::from_bytes([6; 16]),
            state: "order-17",
            handle: "h1",
            account: Some(AccountId::from_bytes([7; 16])),
            text: &text,
            outcome,
            asked_at: op.now,
        };
        let token = confirmation_token(&settlement, client, &op.cx()).unwrap();
        let part = |number: usize| {
            let text = token.split('.').nth(number).unwrap();
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap()
        };
        (part(0), part(1))
    }

    /// RFC 8725 §3.11: a type of its own; RFC 7519 §4.1: for whom, from when, until when.
    #[test]
    fn a_token_says_what_became_of_it() {
        let mut op = Op::new();
        op.policy.lifetimes.call_token = Seconds::new(17);
        let client = op.web_app();
        let (header, claims) = made(&op, &client, ConfirmationState::Approved);
        assert_eq!((&header["typ"], &header["alg"]), (&TYPE.into(), &"ES256".into()));
        assert_eq!(claims["sub"], AccountId::from_bytes([7; 16]).to_string());
        assert_eq!(claims["aud"], "web");
        assert_eq!(claims["outcome"], "approved");
        assert_eq!(claims["state"], "order-17");
        assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 17);
        // printf 'Payment\nBank\n12.50 €\n' | openssl dgst -sha256 -binary | basenc --base64url
        assert_eq!(claims["textHash"], TEXT_HASH);
        assert!(claims.get("nonce").is_none() && claims.get("events").is_none());
    }

    /// OIDC Core §8.1: the `sub` of this client; none of somebody who has not confirmed.
    #[test]
    fn a_person_is_named_once_they_have_confirmed() {
        let op = Op::new();
        let mut client = op.web_app();
        client.metadata.subject_type = SubjectType::Pairwise;
        let pairwise = Subjects::of(&client, &op.cx()).subject(AccountId::from_bytes([7; 16]));
        for (outcome, sub) in [
            (ConfirmationState::Approved, Some(&*pairwise)),
            (ConfirmationState::Denied, None),
            (ConfirmationState::Expired, None),
            (ConfirmationState::Waiting, None),
        ] {
            let (_, claims) = made(&op, &client, outcome);
            assert_eq!(claims.get("sub").and_then(Value::as_str), sub, "{outcome:?}");
            assert_eq!(claims["accountId"], "h1");
        }
    }

    const TEXT_HASH: &str = "DLNRsxwuHhtIJK6pHGzoXKS1I_5VbHZjDevFEo5aIgU";
}
